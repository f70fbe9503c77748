import { calendarById } from '@assay/quant/market';
import { auditSeries } from './audit/audit-series.ts';
import type { AuditOptions, AuditReport } from './audit/report.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { DatasetManifest } from './manifest.ts';
import { readEntry, selectEntries } from './read-series.ts';
import type { ReadSeriesOptions } from './read-series.ts';

/** Audits the series of a dataset one by one, so that only one is in memory at a time. */
export async function auditDataset(
  lake: Lakehouse,
  manifest: DatasetManifest,
  selection: Pick<ReadSeriesOptions, 'instruments' | 'timeframe'> = {},
  options: Partial<AuditOptions> = {},
): Promise<AuditReport[]> {
  const reports: AuditReport[] = [];
  for (const entry of selectEntries(manifest, selection)) {
    const series = await readEntry(lake, entry, {});
    reports.push(auditSeries(series, calendarById(entry.instrument.calendar), options));
  }
  return reports;
}
