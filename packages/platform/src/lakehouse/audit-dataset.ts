import { calendarById } from '@assay/quant/market';
import { createAudit } from './audit/create-audit.ts';
import { createTableAudit } from './audit/audit-table.ts';
import type { AuditOptions, AuditReport, TableReport } from './audit/report.ts';
import { checkIntact } from './check-manifest.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { DatasetManifest } from './manifest.ts';
import { readChunks, selectEntries } from './read-series.ts';
import type { ReadSeriesOptions } from './read-series.ts';
import { readTableChunks } from './read-table.ts';

/** Audits the series of a dataset one by one, chunk by chunk, every version of their bars; none if it has tables only. */
export async function auditDataset(
  lake: Lakehouse,
  manifest: DatasetManifest,
  selection: Pick<ReadSeriesOptions, 'instruments' | 'timeframe'> = {},
  options: Partial<AuditOptions> = {},
): Promise<AuditReport[]> {
  checkIntact(manifest);
  const isWhole = selection.instruments === undefined && selection.timeframe === undefined;
  const reports: AuditReport[] = [];
  for (const entry of isWhole ? manifest.series : selectEntries(manifest, selection)) {
    const audit = createAudit(entry, calendarById(entry.instrument.calendar), options);
    for await (const chunk of readChunks(lake, entry, { vintage: 'all' })) audit.add(chunk);
    reports.push(audit.finish());
  }
  return reports;
}

/** Audits the tables of a dataset one by one, chunk by chunk, every version of their records. */
export async function auditTables(
  lake: Lakehouse,
  manifest: DatasetManifest,
  options: Partial<AuditOptions> = {},
): Promise<TableReport[]> {
  checkIntact(manifest);
  const reports: TableReport[] = [];
  for (const entry of manifest.tables) {
    const audit = createTableAudit(entry, options);
    for await (const chunk of readTableChunks(lake, entry, { vintage: 'all' })) audit.add(chunk);
    reports.push(audit.finish());
  }
  return reports;
}
