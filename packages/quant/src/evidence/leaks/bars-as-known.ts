import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries } from '../../market/index.ts';
import type { LeakDifference } from './report.ts';

const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;

/**
 * The first bar that was used before it was known as it was used; undefined where there is none: restated values that are
 * taken for those that stood there at the time.
 *
 * @param used - bars as a simulation had them; each could be used from its `availableAt` on.
 * @param versions - every version of the same bars, those of one close one after the other, each with when it was released.
 *
 * @remarks
 * Domain: closes ascending in both; a bar whose values no version holds counts as one that was never known.
 * Cost: O(n).
 * Source: this project.
 */
export function usedBeforeKnown(used: BarSeries, versions: BarSeries): LeakDifference | undefined {
  let v = 0;
  for (let i = 0; i < used.length; i++) {
    const [close, from] = [used.eventTime[i], used.availableAt[i]];
    while (v < versions.length && versions.eventTime[v] < close) v++;
    let [released, known]: [EpochMs, number] = [Infinity, -1];
    for (let k = v; k < versions.length && versions.eventTime[k] === close; k++) {
      if (versions.availableAt[k] <= from) known = k;
      if (isSameBar(used, i, versions, k)) released = Math.min(released, versions.availableAt[k]);
    }
    if (released <= from) continue;
    const when =
      released === Infinity ? 'which no version says' : `which was known from ${formatIsoTime(released)} only`;
    return {
      ...{ kind: 'data', cut: null, time: from, instrument: used.instrument.id, what: 'bar' },
      full: `the bar that closed ${formatIsoTime(close)} is used at ${barText(used, i)}, ${when}`,
      replayed: known < 0 ? null : `what was known then: ${barText(versions, known)}`,
    };
  }
  return undefined;
}

function isSameBar(a: BarSeries, i: number, b: BarSeries, k: number): boolean {
  return VALUES.every((name) => Object.is(a[name][i], b[name][k]));
}

function barText({ open, high, low, close, volume }: BarSeries, i: number): string {
  return `${open[i]} ${high[i]} ${low[i]} ${close[i]} volume ${volume[i]}`;
}

/** A split as its record states it. */
export interface StatedSplit {
  /** From when on prices are those of the new shares. */
  readonly eventTime: EpochMs;
  /** When the record could be known. */
  readonly availableAt: EpochMs;
  /** New shares for one old share, finite and > 0. */
  readonly ratio: number;
}

/** Splits nearer to 1 than this cannot be told from a price that moved. */
const LEAST_LOG_RATIO = Math.log(1.5);

/**
 * The first bar of a series, stated raw, that is in shares of a split which came later; undefined where there is none. Raw
 * prices fall by the ratio where a split happens; prices that do not were divided by it in retrospect. Bars that could be known only
 * with the split's record or after it are left alone.
 *
 * ln(close[k] / open[i]) is nearer to ln(ratio) than to 0, k the last bar that closes before the split, i the first one that opens at it
 * or after.
 *
 * @remarks
 * Domain: splits of a ratio of 1.5 or more, or of 1 / 1.5 or less; bars of shape `ohlc` by their open, others by their close.
 * Source: this project.
 */
export function adjustedInAdvance(series: BarSeries, splits: readonly StatedSplit[]): LeakDifference | undefined {
  if (series.adjustment !== 'raw') return undefined;
  for (const { eventTime, availableAt, ratio } of splits) {
    const log = Math.log(ratio);
    // Bars that all became known with the split or after it told nobody of it.
    if (!(Math.abs(log) >= LEAST_LOG_RATIO) || !(series.availableAt[0] < availableAt)) continue;
    const i = series.openTime.findIndex((time) => time >= eventTime);
    // A bar of a longer timeframe may hold the split: its own close is one of new shares already.
    let last = i - 1;
    while (last >= 0 && series.eventTime[last] > eventTime) last--;
    if (i < 0 || last < 0) continue;
    const [before, after] = [series.close[last], series.open[i] > 0 ? series.open[i] : series.close[i]];
    if (!(Math.abs(Math.log(before / after)) < Math.abs(Math.log(before / after) - log))) continue;
    return {
      ...{ kind: 'data', cut: null, time: series.availableAt[0], instrument: series.instrument.id, what: 'bar' },
      full: `close ${series.close[0]} is in shares of the split of ${ratio} for 1 at ${formatIsoTime(eventTime)}: there the price goes from ${before} to ${after}`,
      replayed: `that split was known from ${formatIsoTime(availableAt)} on; raw prices would change by 1 / ${ratio} there`,
    };
  }
  return undefined;
}
