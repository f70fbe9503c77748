import { DataError } from '@assay/core/errors';
import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../../market/index.ts';
import { codecOnNoise } from './codec-on-noise.ts';
import { drawnCandles } from './drawn-candles.ts';
import type { MutableCandle } from './random-candles.ts';
import { candleSeries } from './testing/candle-series.ts';

const SERIES = candleSeries({ length: 500, seed: 'drawn' });

function drawn(series: BarSeries, n: number): readonly MutableCandle[] {
  const next = drawnCandles(series, createRng('draws'));
  return Array.from({ length: n }, () => next({ ...{ high: NaN, low: NaN, close: NaN, volume: NaN, spread: NaN } }));
}

const shareOfLow = (series: BarSeries, n: number): number =>
  codecOnNoise({ stride: 64, nullDraws: 5000 }, series, n, 'own').shareOf(
    'low',
    ({ measures }) => (measures.hazard ?? NaN) <= 0.1,
  ).share;

/** Volumes that follow the range of their candle, as those of markets do. */
const withRange = (series: BarSeries): BarSeries => ({
  ...series,
  volume: series.high.map((high, i) => 1 + 1e6 * (high - series.low[i])),
});

describe('drawnCandles', () => {
  it('S0-10: a candle keeps its range, spread and volume beside its change, and a close that does not move', () => {
    const key = (high: number, low: number, spread: number, volume: number): string =>
      [high, low, spread].map((one) => one.toFixed(9)).join(' ') + ` ${volume}`;
    const { close, high, low, volume, ask } = SERIES;
    const own = new Set(
      Array.from(close, (now, i) =>
        key(high[i] / now, low[i] / now, ((ask?.close[i] as number) - now) / now, volume[i]),
      ),
    );
    const made = drawn(SERIES, 2000);
    for (const one of made)
      expect(own.has(key(one.high / one.close, one.low / one.close, one.spread / one.close, one.volume))).toBe(true);
    const still = made.filter((one, i) => i > 0 && one.close === made[i - 1]?.close).length / made.length;
    const stillOwn = close.filter((now, i) => now === close[i - 1]).length / close.length;
    expect(Math.abs(still - stillOwn)).toBeLessThan(0.02);
  });

  it('S0-10: what follows what is gone, and so is the drift', () => {
    const rising = candleSeries({ length: 300, seed: 'rising' });
    const factor = (i: number): number => 1.01 ** i;
    const columns = Object.fromEntries(
      (['high', 'low', 'close'] as const).map((name) => [name, rising[name].map((price, i) => price * factor(i))]),
    );
    const made = drawn({ ...rising, ...columns }, 20_000);
    expect(Math.abs(Math.log(made.at(-1)?.close as number))).toBeLessThan(0.5);
    const low = new Set(made.slice(0, 300).map(({ volume }) => volume));
    expect(low.size).toBeGreaterThan(40);
  });

  it('ruling 16: the cap of hazard admits what it states of a walk in random order, and more where volume goes with the range', () => {
    const walk = candleSeries({ length: 4000, seed: 'walk', unchanged: 0, spread: false });
    expect(Math.abs(shareOfLow(walk, 2000) - 0.095)).toBeLessThan(0.025);
    expect(shareOfLow(withRange(walk), 2000)).toBeGreaterThan(0.15);
  });

  it('X-08: no prices and no fit windows are told', () => {
    const none = { ...SERIES, close: SERIES.close.map(() => NaN) };
    expect(() => drawnCandles(none, createRng(1))).toThrow(DataError);
    expect(() => drawnCandles(none, createRng(1))).toThrow(/no two closes above 0 in a row among 500 bars/u);
    const still = candleSeries({ length: 500, seed: 'still', unchanged: 0.5 });
    expect(() => codecOnNoise({ nullDraws: 100 }, still, 20, 'still')).toThrow(
      /in random order had 0 windows that are fit/u,
    );
  });
});
