import type { EpochMs } from '@assay/core/time';
import type { BarSeries } from '../../market/index.ts';
import type { NamedColumns } from '../../strategy/index.ts';
import { alteredFrom, firstBegunAfter, firstUnknown, knownSeries, releasedLater } from './alter-series.ts';
import type { Alteration } from './alter-series.ts';
import type { ReplayKind } from './report.ts';

/** How much later than they were bars after a cut are released, in times of the bar that follows the cut. */
const LATE_BARS = 3;

/** Bars of a replay: those that the market trades on, and those that terms and columns are computed from. */
export interface ReplayMarket {
  /** As long as the bars of the run, up to the cut the same. */
  readonly traded: readonly BarSeries[];
  /** For a prefix, shorter. */
  readonly known: readonly BarSeries[];
  /** The next close of any instrument: the replay need not go beyond it. */
  readonly end: EpochMs;
}

/**
 * The bars of a run with everything after a moment taken away or replaced.
 *
 * What is traded changes from the first bar that begins at the cut or later: earlier ones may have filled orders. What is
 * known changes from the first bar that was not available at the cut.
 *
 * @param timeline - closes of all instruments, ascending.
 * @returns undefined where no bar closes after the cut.
 *
 * @remarks
 * Source: this project.
 */
export function replayMarket(
  series: readonly BarSeries[],
  timeline: ArrayLike<EpochMs>,
  { kind, cut }: { readonly kind: ReplayKind; readonly cut: EpochMs },
): ReplayMarket | undefined {
  const end = nextAfter(timeline, cut);
  if (end === undefined) return undefined;
  const alteration = ALTERATIONS[kind];
  const lateMs = kind === 'late-poison' ? LATE_BARS * (end - cut) : 0;
  const late = (one: BarSeries): BarSeries => (lateMs === 0 ? one : releasedLater(one, firstUnknown(one, cut), lateMs));
  return {
    end,
    traded: series.map((one) => late(alteredFrom(one, firstBegunAfter(one, cut), alteration))),
    known: series.map((one) =>
      kind === 'prefix' ? knownSeries(one, cut) : late(alteredFrom(one, firstUnknown(one, cut), alteration)),
    ),
  };
}

const ALTERATIONS: Readonly<Record<ReplayKind, Alteration>> = {
  prefix: 'flat',
  poison: 'mirrored',
  'late-poison': 'shuffled',
};

function nextAfter(times: ArrayLike<EpochMs>, time: EpochMs): EpochMs | undefined {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] > time) high = middle;
    else low = middle + 1;
  }
  return low < times.length ? times[low] : undefined;
}

/**
 * The names of columns whose values at bars that are known at a cut are not the same in both, bit by bit.
 *
 * @param full - by instrument, of the whole run.
 * @param cut - the same of a replay; shorter ones are compared as far as they go.
 * @param counts - bars of each instrument that are known at the cut.
 *
 * @remarks
 * Source: this project.
 */
export function changedColumns(
  full: readonly NamedColumns[],
  cut: readonly NamedColumns[],
  counts: readonly number[],
): readonly string[] {
  const changed = full.flatMap((own, index) =>
    Object.keys(own).filter((name) => !isSameUpTo(own[name], cut[index]?.[name], counts[index])),
  );
  return [...new Set(changed)];
}

function isSameUpTo(full: Float64Array, cut: Float64Array | undefined, count: number): boolean {
  if (cut === undefined) return false;
  for (let i = 0; i < count; i++) if (!Object.is(full[i], cut[i])) return false;
  return true;
}

/**
 * A column as long as the bars that are traded on: NaN behind its end.
 *
 * Source: this project.
 */
export function paddedTo(column: Float64Array, length: number): Float64Array {
  if (column.length === length) return column;
  const padded = new Float64Array(length).fill(NaN);
  padded.set(column);
  return padded;
}
