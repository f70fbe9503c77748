import { createRng } from '@assay/core/random';
import type { BarSeries, LinearInstrument } from '../../market/index.ts';

const DAY_MS = 86_400_000;
const START = 1_262_304_000_000;

/** Daily bars of a seeded random walk with persistent returns, on a calendar without pauses; for planted leaks. */
export function fixtureSeries(id: string, length: number, seed: string = '1'): BarSeries {
  const rng = createRng(seed === '1' ? `leak-fixture/${id}` : `leak-fixture/${seed}/${id}`);
  const instrument: LinearInstrument = {
    ...{ id, kind: 'equity', currency: 'USD', tickSize: '0.01', lotSize: '1', multiplier: '1', calendar: 'continuous' },
  };
  const columns = Object.fromEntries(
    (['openTime', 'eventTime', 'open', 'high', 'low', 'close', 'volume'] as const).map((name) => [
      name,
      new Float64Array(length),
    ]),
  ) as Record<'openTime' | 'eventTime' | 'open' | 'high' | 'low' | 'close' | 'volume', Float64Array>;
  let [log, drift] = [Math.log(100), 0];
  for (let i = 0; i < length; i++) {
    drift = 0.6 * drift + 0.008 * rng.nextNormal();
    const open = cents(Math.exp(log + 0.002 * rng.nextNormal()));
    log += drift + 0.006 * rng.nextNormal();
    const close = cents(Math.exp(log));
    columns.openTime[i] = START + i * DAY_MS;
    columns.eventTime[i] = START + (i + 1) * DAY_MS;
    columns.open[i] = open;
    columns.close[i] = close;
    columns.high[i] = cents(Math.max(open, close) * (1 + 0.004 * rng.nextFloat()));
    columns.low[i] = cents(Math.min(open, close) * (1 - 0.004 * rng.nextFloat()));
    columns.volume[i] = 1_000 + rng.nextInt(9_000);
  }
  return {
    ...{ instrument, timeframe: '1d', shape: 'ohlc', adjustment: 'raw', synthetic: true, length, ...columns },
    availableAt: columns.eventTime.slice(),
    source: { files: [], file: new Int32Array(length).fill(-1), row: new Int32Array(length) },
  };
}

function cents(price: number): number {
  return Math.max(1, Math.round(100 * price)) / 100;
}

/**
 * The bars that planted leaks are tried on: two instruments, 400 days.
 *
 * @param seed - every price follows from it. @default '1'
 *
 * @remarks
 * Source: this project.
 */
export function fixtureMarket(seed?: string): readonly BarSeries[] {
  return [fixtureSeries('LEAD', 400, seed), fixtureSeries('OTHER', 400, seed)];
}
