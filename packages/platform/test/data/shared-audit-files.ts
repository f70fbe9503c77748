/** Files of other people's projects, read where they lie beside this one, by plain means of their own. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { calendarById } from '@assay/quant/market';
import type { BarSeries, CalendarId } from '@assay/quant/market';
import { auditSeries } from '../../src/lakehouse/index.ts';
import type { AuditedExtent, AuditFinding, AuditReport, FindingKind } from '../../src/lakehouse/index.ts';
import { importInMemory, resolveLayout } from '../../src/sources/index.ts';
import type { ImportResult, Layout } from '../../src/sources/index.ts';

export const data: string = path.resolve(fileURLToPath(new URL('../../../../', import.meta.url)), '../shared/data');
export const isThere: boolean = existsSync(data);
if (!isThere) console.log(`skipped: no files in ${path.relative(process.cwd(), data)}`);

export const found = (report: AuditedExtent, kind: FindingKind): AuditFinding | undefined =>
  report.findings.find((one) => one.kind === kind);
export const countOf = (report: AuditedExtent, kind: FindingKind): number => found(report, kind)?.count ?? 0;

export function filesOf(pattern: string): string[] {
  const files = globSync(path.join(data, pattern)).sort();
  if (files.length === 0) throw new Error(`no file ${pattern}`);
  return files;
}

export async function imported(
  name: string,
  patterns: readonly string[],
  change: (layout: Layout) => object = () => ({}),
): Promise<ImportResult> {
  const layout = await resolveLayout(name);
  return importInMemory(patterns.flatMap(filesOf), { ...layout, ...change(layout) });
}

export function audited(series: BarSeries | undefined, calendar?: CalendarId): AuditReport {
  const one = series as BarSeries;
  const instrument = { ...one.instrument, calendar: calendar ?? one.instrument.calendar };
  return auditSeries({ ...one, instrument }, calendarById(instrument.calendar));
}

export function textOf(file: string): string {
  const bytes = readFileSync(file);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes).toString();
  if (bytes.toString('latin1', 0, 2) !== 'PK') return bytes.toString();
  // The only member of an archive: its sizes stand in the directory at the end.
  const directory = bytes.lastIndexOf(Buffer.from('PK\u0001\u0002'));
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  return inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(directory + 20))).toString();
}

/** Data rows of a file as fields. */
export function rowsOf(file: string, { separator = ',', skip = 1 } = {}): string[][] {
  const lines = textOf(file)
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '');
  return lines.slice(skip).map((line) => line.split(separator));
}

export const allRows = (pattern: string, how = {}): string[][] => filesOf(pattern).flatMap((file) => rowsOf(file, how));
export const weekday = (date: string): number => new Date(`${date.slice(0, 10)}T00:00Z`).getUTCDay();

/** Members of a gzipped tar as texts. */
export function* membersOf(file: string): Generator<{ readonly name: string; readonly text: string }> {
  const bytes = gunzipSync(readFileSync(file));
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0;) {
    const name = bytes.toString('latin1', at, at + 100).replace(/\0.*$/su, '');
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 136), 8);
    yield { name, text: bytes.toString('utf8', at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
