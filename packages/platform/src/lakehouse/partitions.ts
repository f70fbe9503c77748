import type { EpochMs } from '@assay/core/time';
import { parseTimeframe } from '@assay/quant/market';
import type { RecordKind, Timeframe } from '@assay/quant/market';

/** How long the parts of a series are. */
export type PartitionRule = 'decade' | 'year' | 'month' | 'all';

/** A stretch of time that one part holds. */
export interface Partition {
  readonly name: string;
  /** First moment of it. */
  readonly from: EpochMs;
  /** First moment after it. */
  readonly to: EpochMs;
}

/** Bars of a day or longer by decade, hours and minutes by year. */
export function seriesPartition(timeframe: Timeframe): PartitionRule {
  const { unit } = parseTimeframe(timeframe);
  return unit === 'm' || unit === 'h' ? 'year' : 'decade';
}

/** Quotes and option chains by month, gates by year, other records in one part. */
export function tablePartition(kind: RecordKind): PartitionRule {
  if (kind === 'gates') return 'year';
  return kind === 'quotes' || kind === 'chain' ? 'month' : 'all';
}

/** The stretch of UTC time that an event lies in. */
export function partitionAt(rule: PartitionRule, time: EpochMs): Partition {
  if (rule === 'all') return { name: 'all', from: -Infinity, to: Infinity };
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const label = String(year).padStart(4, '0');
  if (rule === 'year') return { name: label, from: monthStart(year, 0), to: monthStart(year + 1, 0) };
  if (rule === 'month') {
    const month = date.getUTCMonth();
    const name = `${label}-${String(month + 1).padStart(2, '0')}`;
    return { name, from: monthStart(year, month), to: monthStart(year, month + 1) };
  }
  const decade = Math.floor(year / 10) * 10;
  const name = `${String(decade).padStart(4, '0')}s`;
  return { name, from: monthStart(decade, 0), to: monthStart(decade + 10, 0) };
}

// Not Date.UTC: it takes the years 0 to 99 for those of the last century.
function monthStart(year: number, month: number): EpochMs {
  const date = new Date(0);
  return date.setUTCFullYear(year, month, 1);
}
