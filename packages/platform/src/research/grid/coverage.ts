import type { GridInstrument } from '@assay/contracts/schemas';
import { formatIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { EvidenceCounts, GateCoverage } from '@assay/quant/evidence';
import { barDecidedAt, GATE_SOURCES } from '@assay/quant/signals';
import type { NamedColumns } from '@assay/quant/strategy';

/** Name of the column by which a strategy says where the gate of each bar came from, as places of `GATE_SOURCES`. */
const SOURCE_COLUMN = 'source';

/** Name of the column that is not 0 where the strategy lets the gate of a bar through. */
const SIGNAL_COLUMN = 'signal';

/** First and last bar of a stretch, both included; the first is -1 where there is none. */
export type BarRange = readonly [from: number, to: number];

/** What was found of a column in a stretch of bars. */
interface Covered {
  readonly range: BarRange;
  shares?: EvidenceCounts | undefined;
  months?: GridInstrument['coverageByMonth'];
}

/** Cells whose gates are the same share the column that says where they came from. */
const COVERED: WeakMap<Float64Array, Covered> = new WeakMap();

function coveredOf(column: Float64Array, range: BarRange): Covered {
  const found = COVERED.get(column);
  if (found?.range[0] === range[0] && found.range[1] === range[1]) return found;
  const fresh: Covered = { range };
  COVERED.set(column, fresh);
  return fresh;
}

/** Decisions that opened trades. */
export interface Entries {
  /** When each bar is decided, not falling. */
  readonly moments: Float64Array;
  readonly decided: readonly EpochMs[];
}

/**
 * Shares of bars by where their gate came from, and how many of them were admitted and opened trades; undefined where the strategy
 * does not say, or there is no bar.
 */
export function coverageOf(
  columns: NamedColumns | undefined,
  [from, to]: BarRange,
  { moments, decided }: Entries,
): GateCoverage | undefined {
  const column = columns?.[SOURCE_COLUMN];
  if (column === undefined || from < 0 || to < from) return undefined;
  const covered = coveredOf(column, [from, to]);
  const shares = (covered.shares ??= sharesOf(column, [from, to]));
  const [admitted, entries] = [noCounts(), noCounts()];
  const signal = columns?.[SIGNAL_COLUMN];
  if (signal !== undefined) {
    // A signal that is NaN is none.
    for (let bar = from; bar <= to; bar++) if (Math.abs(signal[bar] ?? 0) > 0) admitted[sourceAt(column, bar)]++;
  }
  for (const time of decided) entries[sourceAt(column, barDecidedAt(moments, time))]++;
  return { ...shares, admitted, entries };
}

function noCounts(): Record<keyof EvidenceCounts, number> {
  return { gate: 0, derived: 0, none: 0 };
}

function sourceAt(column: Float64Array, bar: number): keyof EvidenceCounts {
  return GATE_SOURCES[column[bar] ?? -1] ?? 'none';
}

function sharesOf(column: Float64Array, [from, to]: BarRange): EvidenceCounts {
  const counts = noCounts();
  for (let bar = from; bar <= to; bar++) counts[sourceAt(column, bar)]++;
  const bars = to - from + 1;
  return { gate: counts.gate / bars, derived: counts.derived / bars, none: counts.none / bars };
}

/** The same month by month, in UTC. */
export function coverageByMonth(
  columns: NamedColumns | undefined,
  times: Float64Array,
  [from, to]: BarRange,
): GridInstrument['coverageByMonth'] {
  const column = columns?.[SOURCE_COLUMN];
  if (column === undefined || from < 0) return undefined;
  const covered = coveredOf(column, [from, to]);
  return (covered.months ??= monthsOf(column, times, [from, to]));
}

function monthsOf(
  column: Float64Array,
  times: Float64Array,
  [from, to]: BarRange,
): NonNullable<GridInstrument['coverageByMonth']> {
  const months: NonNullable<GridInstrument['coverageByMonth']> = [];
  for (let bar = from; bar <= to;) {
    const month = monthOf(times[bar] as number);
    const first = bar;
    while (bar <= to && monthOf(times[bar] as number) === month) bar++;
    months.push({ month, ...sharesOf(column, [first, bar - 1]) });
  }
  return months;
}

function monthOf(time: number): string {
  return formatIsoDate(time).slice(0, 7);
}
