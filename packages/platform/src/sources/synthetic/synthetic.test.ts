import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { auditSeries } from '../../lakehouse/index.ts';
import { plantedEdge } from './planted-edge.ts';
import { randomWalk } from './random-walk.ts';

const first = (content: { readonly series: readonly BarSeries[] }): BarSeries => content.series[0] as BarSeries;

/** Mean of what `values` gives for each bar from `start` on, in standard errors. */
function standardScore(series: BarSeries, start: number, value: (t: number) => number): number {
  let [sum, squares, n] = [0, 0, 0];
  for (let t = start; t < series.length; t++, n++) {
    sum += value(t);
    squares += value(t) ** 2;
  }
  const variance = (squares - sum ** 2 / n) / (n - 1);
  return sum / n / Math.sqrt(variance / n);
}

const at = (column: Float64Array, t: number): number => column[t] as number;
const dayReturn = (series: BarSeries, t: number): number => Math.log(at(series.close, t) / at(series.open, t));

describe('randomWalk', () => {
  it('is labelled synthetic and says how it was made', () => {
    const { series, provenance } = randomWalk({ seed: 1, bars: 10 });
    expect(series.every(({ synthetic }) => synthetic)).toBe(true);
    expect(provenance).toMatchObject({
      kind: 'synthetic',
      generator: { name: 'random-walk', seed: 1, bars: 10, volatility: 0.01 },
    });
    expect(provenance.sources[0]?.sha256).toBe(first({ series }).source.files[0]);
  });

  it('gives the same bars for the same seed, others for another, and none depends on its neighbours', () => {
    const walk = (seed: number, instruments: readonly string[]) =>
      randomWalk({ seed, bars: 50, instruments }).series.map(({ close }) => [...close]);
    expect(walk(1, ['A', 'B'])).toEqual(walk(1, ['A', 'B']));
    expect(walk(1, ['A'])[0]).not.toEqual(walk(2, ['A'])[0]);
    expect(walk(1, ['B'])[0]).toEqual(walk(1, ['A', 'B'])[1]);
    expect(walk(1, ['A', 'B'])[0]).not.toEqual(walk(1, ['A', 'B'])[1]);
  });

  it('opens away from the close before and passes the audit without a finding', () => {
    for (const calendar of ['us-equity', 'continuous'] as const) {
      const series = first(randomWalk({ seed: 'audit', bars: 5000, calendar }));
      expect(auditSeries(series, calendarById(calendar)).findings).toEqual([]);
    }
  });

  it('has the drift and the volatility that were asked for, shared between night and day', () => {
    const series = first(
      randomWalk({ seed: 3, bars: 10_000, volatility: 0.02, drift: 0.0005, overnightShare: 0.3, tickSize: '0.0001' }),
    );
    const night = (t: number): number => Math.log(at(series.open, t) / at(series.close, t - 1));
    const spread = (value: (t: number) => number): number => {
      const values = Array.from({ length: series.length - 1 }, (_, i) => value(i + 1));
      return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
    };
    expect(spread(night)).toBeCloseTo(0.02 * Math.sqrt(0.3), 3);
    expect(spread((t) => dayReturn(series, t))).toBeCloseTo(0.02 * Math.sqrt(0.7), 3);
    const drift = standardScore(series, 1, (t) => at(series.close, t) / at(series.close, t - 1) - 1 - 0.0005);
    expect(Math.abs(drift)).toBeLessThan(3);
  });

  it('is a martingale about its drift however wide it swings', () => {
    const { series } = randomWalk({
      seed: 5,
      bars: 26,
      instruments: 400,
      volatility: 0.2,
      drift: 0.01,
      tickSize: '0.000001',
    });
    const returns = series.flatMap(({ close }) =>
      Array.from({ length: 25 }, (_, t) => at(close, t + 1) / at(close, t) - 1),
    );
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    expect(Math.abs(mean - 0.01)).toBeLessThan(3 * (0.2 / Math.sqrt(returns.length)));
  });

  it('pays nothing to a stop or a target inside the bar when it has no drift', () => {
    const series = first(randomWalk({ seed: 'barriers', bars: 20_000, calendar: 'continuous', tickSize: '0.0001' }));
    for (const [stop, target] of [
      [0.004, 0.004],
      [0.002, 0.01],
      [0.01, 0.002],
    ] as const) {
      // In at the open, out at the stop, else at the target where the stop was not met, else at the close. A bar that met
      // both takes the stop; the path says which came first only in part, so those bars are left out of the comparison.
      const profit = (t: number): number => {
        const open = at(series.open, t);
        const isStopped = at(series.low, t) <= open * (1 - stop);
        const isReached = at(series.high, t) >= open * (1 + target);
        if (isStopped && isReached) return 0;
        return isStopped ? -stop : isReached ? target : at(series.close, t) / open - 1;
      };
      const stopOnly = (t: number): number =>
        at(series.low, t) <= at(series.open, t) * (1 - stop) ? -stop : at(series.close, t) / at(series.open, t) - 1;
      const targetOnly = (t: number): number =>
        at(series.high, t) >= at(series.open, t) * (1 + target) ? target : at(series.close, t) / at(series.open, t) - 1;
      expect(Math.abs(standardScore(series, 0, stopOnly))).toBeLessThan(3);
      expect(Math.abs(standardScore(series, 0, targetOnly))).toBeLessThan(3);
      if (stop === target) expect(Math.abs(standardScore(series, 0, profit))).toBeLessThan(3);
    }
  });

  it('refuses options out of their domain', () => {
    for (const wrong of [
      { bars: 0 },
      { volatility: 0 },
      { drift: -1 },
      { overnightShare: 1 },
      { start: '2000-02-30' },
      { instruments: [] },
      { instruments: ['A', 'A'] },
      { tickSize: '0' },
    ]) {
      expect(() => randomWalk({ seed: 1, bars: 5, ...wrong })).toThrow(/invalid '/);
    }
  });
});

describe('plantedEdge', () => {
  it.each([
    [1, 0.2],
    [5, 0.3],
    [3, -0.25],
  ])('moves the next bar by its strength at lag %i', (lag, strength) => {
    const series = first(plantedEdge({ seed: 'edge', bars: 8000, lag, strength, tickSize: '0.0001' }));
    const signal = (t: number, back: number): number => Math.sign(at(series.close, t) - at(series.close, t - back));
    const start = lag + 12;
    const edge = standardScore(series, start, (t) => signal(t - 1, lag) * dayReturn(series, t) - strength * 0.01);
    expect(Math.abs(edge)).toBeLessThan(3.5);
    expect(
      Math.sign(strength) * standardScore(series, start, (t) => signal(t - 1, lag) * dayReturn(series, t)),
    ).toBeGreaterThan(10);
    const night = standardScore(
      series,
      start,
      (t) => signal(t - 1, lag) * Math.log(at(series.open, t) / at(series.close, t - 1)),
    );
    expect(Math.abs(night)).toBeLessThan(3.5);
  });

  it('has no edge left at another lag for a reversal of one bar', () => {
    const series = first(plantedEdge({ seed: 'other', bars: 8000, lag: 1, strength: 0.2, tickSize: '0.0001' }));
    // Two bars back the signal only works as far as it persists: its sign repeats with probability near 0.57.
    const score = standardScore(
      series,
      20,
      (t) => Math.sign(at(series.close, t - 3) - at(series.close, t - 4)) * dayReturn(series, t),
    );
    expect(Math.abs(score)).toBeLessThan(6);
  });

  it('is the random walk where the strength is nought', () => {
    const edge = first(plantedEdge({ seed: 9, bars: 300, strength: 0 }));
    expect(edge.close).toEqual(first(randomWalk({ seed: 9, bars: 300 })).close);
  });
});
