import type { PlatformError } from '@assay/core/errors';
import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { createAudit } from './audit/create-audit.ts';
import type { AuditReport } from './audit/report.ts';
import { checkBars, checkColumns } from './check-chunk.ts';
import { seriesHash } from './check-manifest.ts';
import { dataFault } from './data-fault.ts';
import { seriesHead } from './manifest.ts';
import type { FindingCount, PartEntry, SeriesEntry, SeriesHead } from './manifest.ts';
import { seriesPartition } from './partitions.ts';
import type { SeriesSource } from './publish-request.ts';
import { RowDrafter } from './row-drafter.ts';
import type { DraftRows } from './row-drafter.ts';
import { barShape, blockOfBars, headOfSeries } from './row-shape.ts';
import type { WaitingObjects } from './waiting-objects.ts';

/** A series that was read, audited and written to where no reader looks. */
export interface DraftSeries {
  readonly head: SeriesHead;
  /** Undefined if a bar breaks the promises of a series. */
  readonly rows: DraftRows | undefined;
  readonly fault?: PlatformError | undefined;
  readonly report: AuditReport;
  readonly partFindings: ReadonlyMap<string, readonly FindingCount[]>;
}

/** A series in memory as a source. */
export function seriesSource(given: SeriesSource | BarSeries): SeriesSource {
  return 'chunks' in given ? given : { head: headOfSeries(given), chunks: () => [given] };
}

/** Reads a series to its end, though a bar be impossible: the audit then says what else there is. */
export async function draftSeries(source: SeriesSource, objects: WaitingObjects): Promise<DraftSeries> {
  const head = seriesHead(source.head);
  const audit = createAudit(head, calendarById(head.instrument.calendar));
  const drafter = new RowDrafter(barShape(head), seriesPartition(head.timeframe), objects);
  let fault: PlatformError | undefined;
  let before: BarSeries | undefined;
  try {
    for await (const chunk of source.chunks()) {
      if (chunk.length === 0) continue;
      checkColumns(head, chunk);
      audit.add(chunk);
      fault ??= await dataFault(async () => {
        checkBars(chunk, before);
        await drafter.add(blockOfBars(chunk));
      });
      before = chunk;
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

/** What the manifest says of a series. */
export function seriesEntry(draft: DraftSeries, rows: DraftRows): SeriesEntry {
  const { head, report, partFindings } = draft;
  const parts = rows.parts.map(({ facts }): PartEntry => ({
    ...facts,
    findings: partFindings.get(facts.partition) ?? [],
  }));
  const content = { ...head, ...rows, parts };
  const findings = report.findings.map(({ kind, severity, count }) => ({ kind, severity, count }));
  return { ...content, contentHash: seriesHash(content), findings };
}
