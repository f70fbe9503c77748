import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError } from '@assay/core/errors';
import type { AuditedExtent, ContentsAudit, DatasetManifest } from '../../lakehouse/index.ts';
import type { CoverageFinding, CoverageRow } from '../../reports/index.ts';
import { writeNamedFile } from '../../settings/index.ts';
import { countOf, grouped, severityText } from '../text-table.ts';
import { whereText } from './audit-text.ts';
import type { AuditNews } from './audit-text.ts';

/** Stretches of time across the picture, at most. */
export const PICTURE_STRETCHES = 96;

/** The kind of picture that a file's name asks for. @throws {InvalidArgumentError} for another ending. */
export function pictureKind(file: string): 'html' | 'svg' {
  const ending = path.extname(file).toLowerCase();
  if (ending === '.html' || ending === '.svg') return ending === '.html' ? 'html' : 'svg';
  throw new InvalidArgumentError('picture', 'a file that ends with .html or .svg', file);
}

/** Draws the coverage of a dataset into a file. */
export async function writePicture(file: string, audit: ContentsAudit, news: AuditNews): Promise<void> {
  const { renderCoverageDrawing, renderCoveragePage } = await import('../../reports/index.ts');
  const { name, version } = news.manifest;
  const { unit = 'year', edges = [] } = audit.stretches ?? {};
  const model = { name, version, unit, edges, rows: rowsOf(audit) };
  const page = { ...model, summary: summaryOf(news.manifest, audit, news), findings: findingsOf(news) };
  const text = pictureKind(file) === 'html' ? await renderCoveragePage(page) : await renderCoverageDrawing(model);
  await mkdir(path.dirname(file), { recursive: true });
  await writeNamedFile(file, text);
}

/** What the page lists: damage, errors and warnings. */
function findingsOf({ verification, findings }: AuditNews): readonly CoverageFinding[] {
  return [
    ...verification.problems.map(({ instrument, timeframe, message }) => ({
      ...{ subject: `${instrument} ${timeframe}`, severity: 'error' as const, kind: 'damaged', count: '–' },
      where: message,
    })),
    ...findings
      .filter(({ finding }) => finding.severity !== 'info')
      .map(({ subject, finding }) => ({
        ...{ subject, severity: finding.severity, kind: finding.kind, count: grouped(finding.count) },
        where: whereText(finding),
      })),
  ];
}

function rowsOf({ series, tables }: ContentsAudit): readonly CoverageRow[] {
  const timeframes = new Set(series.map(({ report }) => report.timeframe));
  const isMixed = timeframes.size > 1 || tables.length > 0;
  return [
    ...series.map(({ report }) =>
      rowOf(isMixed ? `${report.instrument} ${report.timeframe}` : report.instrument, report),
    ),
    ...tables.map((report) => rowOf(`${report.id} ${report.kind}`, report)),
  ];
}

function rowOf(name: string, report: AuditedExtent): CoverageRow {
  const { firstEventTime, lastEventTime, expectedBars, missingBars, coverage, findings } = report;
  const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const isKnown = expectedBars !== null && missingBars !== null && expectedBars > 0;
  return {
    ...{ name, firstEventTime, lastEventTime },
    share: isKnown ? 1 - missingBars / expectedBars : null,
    errors: count('error'),
    warnings: count('warning'),
    cells: isKnown ? (coverage ?? null) : null,
  };
}

function summaryOf(manifest: DatasetManifest, { series, tables }: ContentsAudit, { counts }: AuditNews): string {
  const known = [...series.map(({ report }) => report), ...tables];
  const sum = (of: (report: AuditedExtent) => number | null): number =>
    known.reduce((total, one) => total + (of(one) ?? 0), 0);
  const [expected, missing] = [sum(({ expectedBars }) => expectedBars), sum(({ missingBars }) => missingBars)];
  const what = series.length > 0 ? 'bar' : 'day';
  const share =
    expected === 0
      ? ''
      : `${missing === 0 ? `no expected ${what} is missing` : `${grouped(missing)} of ${grouped(expected)} expected ${what}s are missing`}; `;
  const holds = [
    ...(manifest.series.length > 0 ? [countOf(manifest.series.length, 'series', 'series')] : []),
    ...(tables.length > 0 ? [countOf(tables.length, 'table')] : []),
  ].join(' and ');
  return `${holds}: ${share}the audit found ${severityText(counts)}.`;
}
