import { calendarById } from '@assay/quant/market';
import type { BarSeries, CalendarId, Timeframe } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { auditSeries } from '../../lakehouse/index.ts';
import { correlatedPanel } from './correlated-panel.ts';
import { fx } from './fx.ts';
import type { GeneratedContent } from './generated.ts';
import { jumps } from './jumps.ts';
import { optionChain } from './option-chain.ts';
import { plantedEdge, plantedEdgeSource, plantedSignal } from './planted-edge.ts';
import { randomWalk, randomWalkSource } from './random-walk.ts';
import { regimeSwitching } from './regime-switching.ts';
import { at, contentDigest } from './testing/index.ts';

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

describe('plantedSignal', () => {
  it.each([1, 4])('earns the declared edge on the next bar at lag %i', (lag) => {
    const series = first(plantedEdge({ seed: 'truth', bars: 6000, lag, strength: 0.25, tickSize: '0.0001' }));
    const signal = plantedSignal(series, lag);
    const paid = (t: number): number => at(signal, t - 1) * dayReturn(series, t) - 0.25 * 0.01;
    expect(Math.abs(standardScore(series, lag + 2, paid))).toBeLessThan(3.5);
  });
});

describe('plantedEdge with lag 0, the leaky twin', () => {
  const { series, tables, provenance } = plantedEdge({
    ...{ seed: 'twin', bars: 10_000, lag: 0, strength: 0.3 },
    ...{ start: '1990-01-02', tickSize: '0.0001' },
  });
  const bars = series[0] as BarSeries;
  const signal = tables[0]?.numbers['value'] as Float64Array;

  it('fixture 2: pays whoever uses the signal one bar before it is known, and nobody else', () => {
    expect(tables[0]).toMatchObject({ kind: 'values', id: 'SYN1.signal', unit: 'sign', synthetic: true });
    expect(tables[0]?.eventTime).toEqual(bars.eventTime);
    expect(tables[0]?.availableAt).toEqual(bars.eventTime);
    const leak = (t: number): number => at(signal, t) * dayReturn(bars, t);
    expect(Math.abs(standardScore(bars, 1, (t) => leak(t) - 0.3 * 0.01))).toBeLessThan(3.5);
    expect(standardScore(bars, 1, leak)).toBeGreaterThan(20);
    expect(Math.abs(standardScore(bars, 1, (t) => at(signal, t - 1) * dayReturn(bars, t)))).toBeLessThan(3.5);
    for (const lag of [1, 3]) {
      const momentum = plantedSignal(bars, lag);
      const paid = (t: number): number => at(momentum, t - 1) * dayReturn(bars, t);
      expect(Math.abs(standardScore(bars, lag + 1, paid))).toBeLessThan(3.5);
    }
    expect(provenance.generator).toMatchObject({ name: 'planted-edge', lag: 0, strength: 0.3 });
  });

  it('is a martingale all the same', () => {
    const simple = (t: number): number => at(bars.close, t) / at(bars.close, t - 1) - 1;
    expect(Math.abs(standardScore(bars, 1, simple))).toBeLessThan(3.5);
  });
});

describe('bars within the day', () => {
  it.each<[CalendarId, Timeframe, number, readonly string[]]>([
    ['us-equity', '1h', 7, ['14:30', '15:30', '20:30', '21:00']],
    ['us-equity', '5m', 78, ['14:30', '14:35', '20:55', '21:00']],
    ['fx-week', '1h', 24, ['22:00', '23:00', '21:00', '22:00']],
    ['continuous', '15m', 96, ['00:00', '00:15', '23:45', '00:00']],
  ])('cuts the sessions of %s into bars of %s', (calendar, timeframe, perSession, times) => {
    const series = first(randomWalk({ seed: 1, bars: perSession * 3, calendar, timeframe, start: '2019-01-08' }));
    const text = (column: Float64Array, t: number): string => new Date(at(column, t)).toISOString().slice(11, 16);
    const last = perSession - 1;
    const shown = [text(series.openTime, 0), text(series.eventTime, 0), text(series.openTime, last)];
    expect([...shown, text(series.eventTime, last)]).toEqual(times);
    expect(series.timeframe).toBe(timeframe);
    expect(auditSeries(series, calendarById(calendar)).findings).toEqual([]);
  });

  it('have the volatility of a session by the root of time, unless told otherwise', () => {
    const volatilityOf = (options: object): unknown =>
      (randomWalk({ seed: 1, bars: 1, ...options }).provenance.generator as { volatility: number }).volatility;
    expect(volatilityOf({})).toBe(0.01);
    expect(volatilityOf({ timeframe: '39m' })).toBeCloseTo(0.01 / Math.sqrt(10), 12);
    expect(volatilityOf({ timeframe: '1m', calendar: 'continuous' })).toBeCloseTo(0.01 / Math.sqrt(1440), 12);
    expect(volatilityOf({ timeframe: '1m', volatility: 0.002 })).toBe(0.002);
  });

  it('carry a planted edge', () => {
    const options = {
      seed: 'minutes',
      bars: 20_000,
      timeframe: '1m',
      lag: 2,
      strength: 0.2,
      tickSize: '0.0001',
    } as const;
    const series = first(plantedEdge({ ...options, calendar: 'fx-week' }));
    const signal = plantedSignal(series, 2);
    const volatility = 0.01 / Math.sqrt(1440);
    const paid = (t: number): number => at(signal, t - 1) * dayReturn(series, t) - 0.2 * volatility;
    expect(Math.abs(standardScore(series, 4, paid))).toBeLessThan(3.5);
  });

  it.each<[Timeframe]>([['1w'], ['1mo'], ['2d']])('are not bars of %s, which are refused', (timeframe) => {
    expect(() => randomWalk({ seed: 1, bars: 5, timeframe })).toThrow(/'timeframe': must be minutes or hours/);
  });
});

describe('chunks', () => {
  it('X-17: hold the same bars at every length, and no more than are asked for', () => {
    const options = { seed: 3, bars: 1000, timeframe: '1h', lag: 3 } as const;
    const whole = first(plantedEdge(options));
    for (const length of [1, 7, 999, 5000]) {
      const chunks = [...(plantedEdgeSource(options).series[0]?.chunks(length) ?? [])];
      expect(chunks).toHaveLength(Math.ceil(1000 / length));
      for (const name of ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const) {
        expect(chunks.flatMap((chunk) => [...chunk[name]])).toEqual([...whole[name]]);
      }
      expect(chunks.flatMap(({ source }) => [...source.row])).toEqual([...whole.source.row]);
    }
  });

  it('X-17: are made one at a time, however long the history', () => {
    const source = randomWalkSource({ seed: 3, bars: 1_000_000_000, timeframe: '1m', calendar: 'continuous' });
    const chunks = source.series[0]?.chunks()[Symbol.iterator]();
    expect([chunks?.next().value?.length, chunks?.next().value?.length]).toEqual([32_768, 32_768]);
  });

  it('X-17: of the truth are cut as well and say what the whole says', () => {
    const { series, tables } = regimeSwitching({ seed: 1, bars: 70_000, timeframe: '1m', calendar: 'continuous' });
    expect(tables[0]?.length).toBe(70_000);
    expect(tables[0]?.eventTime).toEqual(series[0]?.eventTime);
    expect(at(tables[0]?.source.row ?? [], 69_999)).toBe(70_000);
  });
});

describe('every generator', () => {
  it.each<[string, string, () => GeneratedContent]>([
    ['random-walk', '5c5c345d195695b0', () => randomWalk({ seed: 42, bars: 300, instruments: 2 })],
    ['random-walk by the minute', '05408e0f19c875a9', () => randomWalk({ seed: 42, bars: 300, timeframe: '5m' })],
    ['planted-edge', 'e827d76ef4f1c7ed', () => plantedEdge({ seed: 42, bars: 300 })],
    ['the leaky twin', '56f48b10d831c3c7', () => plantedEdge({ seed: 42, bars: 300, lag: 0 })],
    ['regime-switching', 'd727fdf79d2ab6bb', () => regimeSwitching({ seed: 42, bars: 300, states: 4 })],
    ['jumps', '6a980f96b6c9d217', () => jumps({ seed: 42, bars: 300 })],
    ['correlated-panel', 'e81dddcefdbdd928', () => correlatedPanel({ seed: 42, bars: 300, crypto: 1, short: 2 })],
    ['fx', '1ae288f982c751b8', () => fx({ seed: 42, bars: 300, pairs: ['EURUSD', 'USDJPY'] })],
    ['option-chain', '97308a8551ebf08b', () => optionChain({ seed: 42, bars: 5 })],
  ])('X-09: makes the bytes of %s as it always did', (_, digest, make) => {
    const content = make();
    expect(content.series.every(({ synthetic }) => synthetic)).toBe(true);
    expect(content.tables.every(({ synthetic }) => synthetic)).toBe(true);
    expect(content.provenance).toMatchObject({ kind: 'synthetic', generator: { seed: 42, version: 1 } });
    expect(contentDigest(content)).toBe(digest);
  });
});
