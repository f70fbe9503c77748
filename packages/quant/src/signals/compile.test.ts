import { PlatformError } from '@assay/core/errors';
import { parseIsoInstant } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../market/index.ts';
import { closeOnlySeries, ohlcSeries, walkSeries } from '../market/testing/index.ts';
import { compileExpression, compileExpressions } from './compile.ts';

const valuesOn = (series: BarSeries, text: string): number[] => [...compileExpression(text).compute(series)];
const closes = (values: readonly number[], text: string): number[] => valuesOn(closeOnlySeries(values), text);
const N = NaN;

describe('numbers', () => {
  it('that are undefined or not finite are NaN', () => {
    expect(closes([4, 0, -1], 'log(close)')).toEqual([Math.log(4), N, N]);
    expect(closes([4, 0, -1], 'sqrt(close)')).toEqual([2, 0, N]);
    expect(closes([4, 0, -1], '1 / close')).toEqual([0.25, N, -1]);
    expect(closes([1, 1000], 'exp(close)')).toEqual([Math.E, N]);
    expect(closes([1e200, 2], 'close * close')).toEqual([N, 4]);
    expect(closes([1.7e308, 2], 'close + close')).toEqual([N, 4]);
    expect(closes([N, 2], 'pow(close, 0)')).toEqual([N, 1]);
    expect(closes([N, 2], 'max(close, 5)')).toEqual([N, 5]);
    expect(closes([N, 2], 'close * 0')).toEqual([N, 0]);
  });

  it('are worked by hand', () => {
    expect(closes([1, 5, 3], 'clamp(close, 2, 4)')).toEqual([2, 4, 3]);
    expect(closes([1, 5], 'clamp(close, 4, 2)')).toEqual([2, 2]);
    expect(closes([-2.5, 2.5], 'floor(close)')).toEqual([-3, 2]);
    expect(closes([1, 5, 3], 'change(close, 1)')).toEqual([N, 4, -2]);
    expect(closes([1, 5, 3], 'lag(close, 2)')).toEqual([N, N, 1]);
    expect(closes([1, 5, 3], 'if(close > 2, close, -close)')).toEqual([-1, 5, 3]);
    expect(closes([1, 5, 3, 4], 'rollingMax(close, 2)')).toEqual([N, 5, 5, 4]);
    expect(closes([1, 5, 3, 4], 'highest(close, 2)')).toEqual([N, N, 5, 5]);
    expect(closes([1, 5, 3, 4], 'sma(close * 2, 2)')).toEqual([N, 6, 8, 7]);
  });
});

describe('true, false and unknown', () => {
  const unknown = 'close > volume';
  const series = { ...closeOnlySeries([1, 1]), volume: Float64Array.of(0, N) };
  const last = (text: string): number | undefined => valuesOn(series, text).at(-1);

  it('S3-27: a comparison with what is undefined is unknown, and unknown is no signal', () => {
    for (const sign of ['<', '<=', '>', '>=', '==', '!=']) expect(last(`close ${sign} volume`)).toBeNaN();
    expect(closes([3, 3, 3], 'close > sma(close, 3) - 1')).toEqual([N, N, 1]);
    expect(last(`not ${unknown}`)).toBeNaN();
  });

  it('follow Kleene: what is decided either way is known', () => {
    expect(last(`${unknown} and close < 0`)).toBe(0);
    expect(last(`close < 0 and ${unknown}`)).toBe(0);
    expect(last(`${unknown} and close > 0`)).toBeNaN();
    expect(last(`${unknown} or close > 0`)).toBe(1);
    expect(last(`close > 0 or ${unknown}`)).toBe(1);
    expect(last(`${unknown} or close < 0`)).toBeNaN();
    expect(last('between(close, 2, volume)')).toBe(0);
    expect(last('between(close, 0, volume)')).toBeNaN();
    expect(last(`if(${unknown}, 1, 1)`)).toBeNaN();
    expect(last('if(close > 0, close, volume)')).toBe(1);
    expect(last('if(close < 0, close, volume)')).toBeNaN();
  });

  it('are unknown for the whole warm-up, even where one side decides', () => {
    expect(closes([5, 5, 5, 5], 'close < 0 and sma(close, 3) > 1')).toEqual([N, N, 0, 0]);
    expect(closes([5, 5, 5, 5], 'close > 0 or sma(close, 3) > 9')).toEqual([N, N, 1, 1]);
    expect(closes([5, 5, 5, 5], 'if(close > 0, 7, lag(close, 2))')).toEqual([N, N, 7, 7]);
  });

  it('crossings need the bar before', () => {
    expect(closes([1, 3, 3, 1, 2, 3], 'crossesAbove(close, 2)')).toEqual([N, 1, 0, 0, 0, 1]);
    expect(closes([3, 1, 1, 3, 2, 1], 'crossesBelow(close, 2)')).toEqual([N, 1, 0, 0, 0, 1]);
    expect(closes([1, N, 3, 4, 1], 'crossesAbove(close, 2)')).toEqual([N, N, N, 0, 0]);
  });

  it('count and barsSince look back a window', () => {
    expect(closes([1, 3, 3, 1, 1, 1, 1], 'count(close > 2, 3)')).toEqual([N, N, 2, 2, 1, 0, 0]);
    expect(closes([1, 3, 3, 1, 1, 1, 1], 'barsSince(close > 2, 3)')).toEqual([N, N, 0, 1, 2, 3, 3]);
    expect(closes([3, 1, N, 1, 3, N, 1, 1, 1], 'barsSince(close > 2, 2)')).toEqual([N, 1, N, N, 0, N, N, 2, 2]);
  });
});

describe('compileExpression', () => {
  it('reads the session of each bar', () => {
    const noon = parseIsoInstant('2006-01-03T17:00Z') ?? NaN;
    const times = Float64Array.of(noon);
    const series = {
      ...closeOnlySeries([1]),
      timeframe: '1h',
      openTime: times,
      eventTime: times,
      availableAt: times,
    } as const;
    expect(valuesOn(series, 'session.minute')).toEqual([150]);
    expect(valuesOn(series, 'session.minutesLeft')).toEqual([240]);
    expect(valuesOn(series, 'session.weekday')).toEqual([2]);
    expect(valuesOn(closeOnlySeries([1, 1, 1, 1]), 'session.nextWeekday')).toEqual([3, 4, 5, 1]);
  });

  it('says what it reads and refuses close-only data that lack it', () => {
    const program = compileExpression('high > highest(close, 3)');
    expect(new Set(program.fields)).toEqual(new Set(['high', 'close']));
    try {
      program.compute(closeOnlySeries([1, 2]));
      expect.unreachable();
    } catch (error) {
      expect(PlatformError.is(error, 'DATA_UNFIT')).toBe(true);
      expect(String(error)).toContain("reads the high of each bar; 'TEST' has closes only");
    }
    expect(() => compileExpression('atr(3)').compute(closeOnlySeries([1]))).toThrow(/the high of each bar/);
  });

  it('is empty on no bars and all warm-up on few', () => {
    expect(closes([], 'sma(close, 3) > 1')).toEqual([]);
    expect(closes([1, 2], 'sma(close, 3) > 1')).toEqual([N, N]);
  });

  it('starts anew with every series and every stream, and leaves the bars alone', () => {
    const series = walkSeries(3, 60);
    const before = series.close.slice();
    const program = compileExpression('ema(close, 5) > lag(close, 3)');
    const first = program.compute(series);
    expect(program.compute(series)).toEqual(first);
    expect(series.close).toEqual(before);
    const [one, two] = [program.stream(series.instrument), program.stream(series.instrument)];
    const bar = { openTime: 0, eventTime: 1, availableAt: 1, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    for (let i = 0; i < 5; i++) one.push(bar);
    expect(two.push(bar)).toBeNaN();
    expect(one.push(bar)).toBe(0);
  });

  it('takes no expressions as none', () => {
    const program = compileExpressions([]);
    expect(program.compute(walkSeries(1, 10))).toEqual([]);
    expect(program.steps).toBe(0);
  });

  it('X-03: a signal of ratios is the same at a thousand times the prices', () => {
    const series = walkSeries(9, 200);
    const scaled = (column: Float64Array): Float64Array => column.map((price) => price * 1024);
    const large = {
      ...series,
      open: scaled(series.open),
      high: scaled(series.high),
      low: scaled(series.low),
      close: scaled(series.close),
    };
    const program = compileExpression('zscore(close, 20) > 1 and rsi(close, 14) > 50 and atr(14) / close < 0.05');
    expect(program.compute(large)).toEqual(program.compute(series));
  });

  it('runs where code cannot be made from text', () => {
    const series = ohlcSeries({ close: [1, 2, 3] });
    const [evaluate, make] = [globalThis.eval, globalThis.Function];
    const refuse = (): never => {
      throw new Error('code generation is forbidden');
    };
    try {
      Object.assign(globalThis, { eval: refuse, Function: refuse });
      expect(valuesOn(series, 'close > lag(close, 1)')).toEqual([N, 1, 1]);
    } finally {
      Object.assign(globalThis, { eval: evaluate, Function: make });
    }
  });
});
