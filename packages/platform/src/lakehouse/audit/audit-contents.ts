import { calendarById } from '@assay/quant/market';
import { checkIntact } from '../check-manifest.ts';
import type { Lakehouse } from '../lakehouse.ts';
import { seriesHead } from '../manifest.ts';
import type { DatasetManifest, SeriesEntry } from '../manifest.ts';
import { readChunks } from '../read-series.ts';
import { readTableChunks } from '../read-table.ts';
import { auditAcross } from './audit-across.ts';
import type { AuditedSeries } from './audit-across.ts';
import { createTableAudit } from './audit-table.ts';
import { createAudit } from './create-audit.ts';
import { readKnownTerms } from './known-terms.ts';
import type { AuditFinding, AuditOptions, TableReport } from './report.ts';
import { stretchesOver } from './stretches.ts';
import type { Stretches } from './stretches.ts';

/** How a dataset is audited. */
export interface ContentsAuditOptions {
  /** Limits of the single audits. */
  readonly limits?: Partial<Omit<AuditOptions, 'coverageEdges' | 'splits'>> | undefined;
  /** Stretches of time that coverage is counted in, at most. @default none */
  readonly stretches?: number | undefined;
}

/** What the audit of a whole dataset found. */
export interface ContentsAudit {
  readonly series: readonly AuditedSeries[];
  readonly tables: readonly TableReport[];
  /** What only shows where all of it is seen side by side. */
  readonly across: readonly AuditFinding[];
  readonly stretches: Stretches | undefined;
}

/**
 * Audits everything that a dataset holds: series and tables one by one, chunk by chunk, then side by side. Splits that its
 * tables name are no jumps of its raw prices, and bars from outside the listing that they name are another instrument's.
 */
export async function auditContents(
  lake: Lakehouse,
  manifest: DatasetManifest,
  options: ContentsAuditOptions = {},
): Promise<ContentsAudit> {
  checkIntact(manifest);
  const stretches = stretchesOf(manifest, options.stretches);
  const limits = { ...options.limits, ...(stretches === undefined ? {} : { coverageEdges: stretches.edges }) };
  const series: AuditedSeries[] = [];
  for (const entry of manifest.series) series.push(await auditEntry(lake, manifest, { entry, limits }));
  const tables: TableReport[] = [];
  for (const entry of manifest.tables) {
    const traded = manifest.series.find(({ instrument }) => instrument.id === entry.id)?.instrument.calendar;
    const audit = createTableAudit(entry, limits, traded === undefined ? undefined : calendarById(traded));
    for await (const chunk of readTableChunks(lake, entry, { vintage: 'all' })) audit.add(chunk);
    tables.push(audit.finish());
  }
  return { series, tables, across: auditAcross(series, tables), stretches };
}

async function auditEntry(
  lake: Lakehouse,
  manifest: DatasetManifest,
  { entry, limits }: { readonly entry: SeriesEntry; readonly limits: Partial<AuditOptions> },
): Promise<AuditedSeries> {
  const { splits, instrument } = await readKnownTerms(lake, manifest, entry.instrument);
  const head = { ...seriesHead(entry), instrument };
  const audit = createAudit(head, calendarById(instrument.calendar), { ...limits, splits });
  for await (const chunk of readChunks(lake, entry, { vintage: 'all' })) audit.add(chunk);
  return { head, report: audit.finish() };
}

function stretchesOf({ series, tables }: DatasetManifest, most: number | undefined): Stretches | undefined {
  const entries = [...series, ...tables];
  if (most === undefined || entries.length === 0) return undefined;
  const from = Math.min(...entries.map(({ firstEventTime }) => firstEventTime));
  return stretchesOver(from, Math.max(...entries.map(({ lastEventTime }) => lastEventTime)), most);
}
