import { createRng } from '@assay/core/random';
import { randomWalk } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';

/** How a market moves that is too good to be true for whoever follows yesterday's direction. */
export interface SuspiciousMarket {
  readonly id: string;
  /** Bars before its direction turns. */
  readonly run: number;
  /** Log return of a bar in its direction, and the noise around it. */
  readonly drift: number;
  readonly noise: number;
  /** A bar in its direction that multiplies the price by this. */
  readonly jump?: number;
}

const BARS = 1500;
const JUMP_AT = 1204;

/** A dataset of such markets. */
export function suspiciousMarkets(markets: readonly SuspiciousMarket[]): DatasetContent {
  const content = randomWalk({ seed: 11, bars: BARS, instruments: markets.map(({ id }) => id) });
  const series = content.series.map((bars, index) => {
    const rng = createRng(`suspicious/${index}`);
    const { run, drift, noise, jump } = markets[index] as SuspiciousMarket;
    const prices = { open: [] as number[], high: [] as number[], low: [] as number[], close: [] as number[] };
    let price = 100;
    for (let t = 0; t < BARS; t++) {
      const sign = Math.floor(t / run) % 2 === 0 ? 1 : -1;
      const open = price * (1 + 1e-4 * (1 + rng.nextFloat()));
      const factor = t === JUMP_AT && jump !== undefined ? jump : Math.exp(sign * drift + noise * rng.nextNormal());
      price = open * factor;
      const [o, c] = [cents(open), cents(price)];
      prices.open.push(o);
      prices.close.push(c);
      prices.high.push(Math.max(o, c));
      prices.low.push(Math.min(o, c));
    }
    const columns = Object.fromEntries(Object.entries(prices).map(([name, list]) => [name, Float64Array.from(list)]));
    return { ...bars, ...columns };
  });
  return { ...content, series };
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}
