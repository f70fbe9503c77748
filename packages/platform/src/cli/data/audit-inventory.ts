import { InvalidArgumentError } from '@assay/core/errors';
import { formatIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';
import type { CalendarId } from '@assay/quant/market';
import { isFit } from '../../lakehouse/index.ts';
import type { AuditedExtent, ContentsAudit, DatasetManifest, SeriesEntry, TableEntry } from '../../lakehouse/index.ts';

/** What there is of one series or table. */
export interface InventoryLine {
  /** Id of the instrument, underlying or series. */
  readonly id: string;
  /** Timeframe of bars, or the kind of the records. */
  readonly of: string;
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly expectedBars: number | null;
  readonly missingBars: number | null;
  readonly missingTradingDays: number | null;
  readonly missingDates: readonly string[];
  /** Sessions that were held since the last row; null where no calendar says. */
  readonly sessionsSince: number | null;
  /** False if the audit found an error. */
  readonly fit: boolean;
  /** True if a run refuses it unless its pack accepts it, because an error was found when it was published. */
  readonly refused: boolean;
}

/** Everything that a dataset is made of and what is lacking. */
export interface Inventory {
  readonly files: DatasetManifest['provenance']['sources'];
  readonly series: readonly InventoryLine[];
  readonly tables: readonly InventoryLine[];
}

/** What a dataset holds, by what its audit has seen. @param now - when it is asked. */
export function inventoryOf(manifest: DatasetManifest, audit: ContentsAudit, now: EpochMs): Inventory {
  return {
    files: manifest.provenance.sources,
    series: audit.series.map(({ head, report }, index) => ({
      ...{ id: report.instrument, of: report.timeframe },
      ...extentOf(report, manifest.series[index]),
      sessionsSince: sessionsSince(head.instrument.calendar, report.lastEventTime, now),
    })),
    tables: audit.tables.map((report, index) => ({
      ...{ id: report.id, of: report.kind },
      ...extentOf(report, manifest.tables[index]),
      sessionsSince: null,
    })),
  };
}

/** @param entry - its entry in the manifest; series and tables are audited in the order of theirs. */
function extentOf(
  report: AuditedExtent,
  entry: SeriesEntry | TableEntry | undefined,
): Omit<InventoryLine, 'id' | 'of' | 'sessionsSince'> {
  const { rows, firstEventTime, lastEventTime, expectedBars, missingBars, missingSessions, missingDates } = report;
  return {
    rows,
    first: firstEventTime === null ? null : formatIsoDate(firstEventTime),
    last: lastEventTime === null ? null : formatIsoDate(lastEventTime),
    ...{ expectedBars, missingBars, missingTradingDays: missingSessions, missingDates },
    fit: !report.findings.some(({ severity }) => severity === 'error'),
    refused: entry !== undefined && !isFit(entry),
  };
}

function sessionsSince(calendar: CalendarId, last: EpochMs | null, now: EpochMs): number | null {
  if (last === null) return null;
  if (now <= last) return 0;
  try {
    return calendarById(calendar).sessionsBetween(last + 1, now).length;
  } catch (error) {
    if (error instanceof InvalidArgumentError) return null;
    throw error;
  }
}
