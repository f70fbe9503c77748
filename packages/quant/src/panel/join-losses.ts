import type { BarSeries, InstrumentId } from '../market/index.ts';
import { alignInner } from './align.ts';

/** What `alignInner` keeps and loses of one series. */
export interface JoinLoss {
  readonly instrument: InstrumentId;
  /** Bars of the series. */
  readonly bars: number;
  /** Bars that have a counterpart in every other series: the rows of the panel, the same for all. */
  readonly shared: number;
  /** Bars that have none, as those of a weekend on which another market is closed. */
  readonly lost: number;
  /** lost / bars, a fraction. */
  readonly lostShare: number;
}

/**
 * What an inner join on the close times loses of each series. Nothing is filled, so what one market did while another
 * was closed is in no row.
 *
 * @param series - as `alignInner` takes them.
 * @returns one entry for each series, in their order.
 * @throws {InvalidArgumentError} as `alignInner` does.
 *
 * @remarks
 * NaN: `lostShare` of a series without bars.
 * Cost: as `alignInner`.
 * Source: this project.
 */
export function joinLosses(series: readonly BarSeries[]): readonly JoinLoss[] {
  const shared = alignInner(series).times.length;
  return series.map(({ instrument, length }) => {
    const lost = length - shared;
    return { instrument: instrument.id, bars: length, shared, lost, lostShare: length === 0 ? NaN : lost / length };
  });
}
