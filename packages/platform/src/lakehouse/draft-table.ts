import type { PlatformError } from '@assay/core/errors';
import type { RecordTable } from '@assay/quant/market';
import { createTableAudit } from './audit/audit-table.ts';
import type { TableReport } from './audit/report.ts';
import { checkRecordColumns, checkRecords } from './check-records.ts';
import { dataFault } from './data-fault.ts';
import { tableHash } from './check-manifest.ts';
import type { FindingCount, PartEntry, TableEntry, TableHead } from './manifest.ts';
import { tableHead } from './manifest.ts';
import { tablePartition } from './partitions.ts';
import type { TableSource } from './publish-request.ts';
import { RowDrafter } from './row-drafter.ts';
import type { DraftRows } from './row-drafter.ts';
import { blockOfTable, tableShape } from './row-shape.ts';
import type { WaitingObjects } from './waiting-objects.ts';

/** A table that was read and written to where no reader looks. */
export interface DraftTable {
  readonly head: TableHead;
  /** Undefined if a record breaks the promises of a table. */
  readonly rows: DraftRows | undefined;
  readonly fault?: PlatformError | undefined;
  readonly report: TableReport;
  readonly partFindings: ReadonlyMap<string, readonly FindingCount[]>;
}

/** A table in memory as a source. */
export function tableSource(given: TableSource | RecordTable): TableSource {
  return 'chunks' in given ? given : { head: tableHead(given), chunks: () => [given] };
}

/** Reads a table to its end, though a record be impossible: the audit then says what else there is. */
export async function draftTable(source: TableSource, objects: WaitingObjects): Promise<DraftTable> {
  const head = tableHead(source.head);
  const audit = createTableAudit(head);
  const drafter = new RowDrafter(tableShape(head), tablePartition(head.kind), objects);
  let fault: PlatformError | undefined;
  try {
    for await (const chunk of source.chunks()) {
      if (chunk.length === 0) continue;
      checkRecordColumns(head, chunk);
      audit.add(chunk);
      fault ??= await dataFault(async () => {
        checkRecords(head, chunk);
        await drafter.add(blockOfTable(chunk));
      });
    }
    if (fault === undefined) {
      const rows = await drafter.finish();
      return { head, rows, report: audit.finish(), partFindings: audit.partFindings() };
    }
  } finally {
    drafter.discard();
  }
  return { head, rows: undefined, fault, report: audit.finish(), partFindings: audit.partFindings() };
}

/** What the manifest says of a table. */
export function tableEntry(draft: DraftTable, rows: DraftRows): TableEntry {
  const { head, report, partFindings } = draft;
  const parts = rows.parts.map(({ facts }): PartEntry => ({
    ...facts,
    findings: partFindings.get(facts.partition) ?? [],
  }));
  const content = { ...head, ...rows, parts };
  const findings = report.findings.map(({ kind, severity, count }) => ({ kind, severity, count }));
  return { ...content, contentHash: tableHash(content), findings };
}
