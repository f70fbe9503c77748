import type { BarSeries, Instrument } from '../../market/index.ts';
import { tickWorth } from './tick-worth.ts';
import type { TickWorth } from './tick-worth.ts';

type PriceField = 'open' | 'high' | 'low' | 'close';

/** Bars of one instrument read in whole ticks, straight from the prices. */
export interface TickBars {
  readonly series: BarSeries;
  readonly worth: TickWorth;
  readonly isCloseOnly: boolean;
  /** Whole ticks of the bid (or the only side); NaN where there is none. Of close-only bars every price is the close. */
  ticks(field: PriceField, index: number): number;
  /** The same of the ask; that of the only side where there is one. */
  askTicks(field: PriceField, index: number): number;
  /** Both sides in one bar at one of its prices; undefined where one side is known only, or one has no price. */
  sides(field: PriceField, index: number): { readonly bid: number; readonly ask: number } | undefined;
}

/**
 * Reads bars in ticks.
 *
 * @remarks
 * Source: docs/methods/fill-contract.md.
 */
export function tickBars(series: BarSeries): TickBars {
  const { instrument, ask, shape } = series;
  const isCloseOnly = shape === 'close-only';
  const toWhole = ticksOf(instrument);
  const field = (name: PriceField): PriceField => (isCloseOnly ? 'close' : name);
  const ticks = (name: PriceField, index: number): number => toWhole(series[field(name)][index] ?? NaN);
  const askTicks = (name: PriceField, index: number): number =>
    ask === undefined ? ticks(name, index) : toWhole(ask[field(name)][index] ?? NaN);
  return {
    series,
    worth: tickWorth(instrument),
    isCloseOnly,
    ticks,
    askTicks,
    sides: (name, index) => {
      if (ask === undefined) return undefined;
      const both = { bid: ticks(name, index), ask: askTicks(name, index) };
      return Number.isNaN(both.bid + both.ask) ? undefined : both;
    },
  };
}

/**
 * Whole ticks nearest to a price of an instrument.
 *
 * @remarks
 * Source: docs/methods/fill-contract.md.
 */
export function ticksOf({ tickSize }: Pick<Instrument, 'tickSize'>): (price: number) => number {
  const [whole = '', fraction = ''] = tickSize.split('.');
  const [units, perUnit] = [Number(whole + fraction), 10 ** fraction.length];
  return (price) => Math.round((price * perUnit) / units) + 0;
}

/** Index of the first time ≥ `time` in an ascending column; its length where there is none. */
export function firstFrom(times: ArrayLike<number>, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
