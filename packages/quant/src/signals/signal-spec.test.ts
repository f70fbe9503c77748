import { describe, expect, it } from 'vitest';
import { computeTerms } from '../features/index.ts';
import type { TermSpec } from '../features/index.ts';
import { barAt } from '../market/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import { computeSignals, expressionSpec, resolveSignal, signalKey } from './signal-spec.ts';

const series = walkSeries('specs', 120);

/** Every term of one instrument as an expression. */
const SAME: readonly (readonly [string, TermSpec])[] = [
  ['close', { term: 'price', field: 'close' }],
  ['sma(close, 20)', { term: 'sma', field: 'close', window: 20 }],
  ['sum(volume, 5)', { term: 'sum', field: 'volume', window: 5 }],
  ['ema(close, 20)', { term: 'ema', field: 'close', window: 20 }],
  ['wilder(close, 14)', { term: 'wilder', field: 'close', window: 14 }],
  ['rsi(close, 14)', { term: 'rsi', field: 'close', window: 14 }],
  ['stdev(close, 20)', { term: 'stdev', field: 'close', window: 20 }],
  ['zscore(close, 20)', { term: 'zscore', field: 'close', window: 20 }],
  ['highest(high, 20)', { term: 'highest', field: 'high', window: 20 }],
  ['lowest(low, 20)', { term: 'lowest', field: 'low', window: 20 }],
  ['rollingMax(high, 20)', { term: 'rolling-max', field: 'high', window: 20 }],
  ['rollingMin(low, 20)', { term: 'rolling-min', field: 'low', window: 20 }],
  ['median(close, 9)', { term: 'median', field: 'close', window: 9 }],
  ['rank(volume, 20)', { term: 'rank', field: 'volume', window: 20 }],
  ['slope(close, 10)', { term: 'slope', field: 'close', window: 10 }],
  ['return(close, 5)', { term: 'return', field: 'close', lag: 5 }],
  [
    'correlation(close, lag(volume, 2), 10)',
    { term: 'correlation', field: 'close', with: 'volume', window: 10, lag: 2 },
  ],
  ['trueRange()', { term: 'true-range' }],
  ['atr(14)', { term: 'atr', window: 14 }],
  ['session.minute', { term: 'session-minute' }],
  ['session.minutesLeft', { term: 'session-minutes-left' }],
  ['session.weekday', { term: 'session-weekday' }],
  ['session.nextWeekday', { term: 'next-session-weekday' }],
];

describe('expressions and terms of the same name', () => {
  it.each(SAME)('%s is the term, bit for bit', (text, spec) => {
    const [expression, term] = [resolveSignal({ term: 'expression', text }), resolveSignal(spec)];
    expect(expression.compute(series)).toEqual(term.compute(series));
    expect(expression.warmUp).toBe(term.warmUp);
    const [one, other] = [expression.stream(series.instrument), term.stream(series.instrument)];
    for (let i = 0; i < series.length; i++) expect(one.push(barAt(series, i))).toBe(other.push(barAt(series, i)));
  });
});

describe('computeSignals', () => {
  it('gives columns of terms and of expressions in the order asked for', () => {
    const specs = SAME.flatMap(([text, spec]) => [spec, { term: 'expression', text } as const]);
    const columns = computeSignals(specs, series);
    const terms = computeTerms(
      SAME.map(([, spec]) => spec),
      series,
    );
    terms.forEach((column, i) => {
      expect(columns[2 * i]).toEqual(column);
      expect(columns[2 * i + 1]).toEqual(column);
    });
    expect(computeSignals([], series)).toEqual([]);
  });
});

describe('signalKey and expressionSpec', () => {
  it('one key for expressions that say the same, the term key for terms', () => {
    const key = signalKey({ term: 'expression', text: 'close > sma(close, 20)' });
    expect(key).toBe('expression(sma(close, 20) < close)');
    expect(signalKey({ term: 'expression', text: 'sma(close,20)<close' })).toBe(key);
    expect(resolveSignal({ term: 'expression', text: 'sma(close,20)<close' }).key).toBe(key);
    expect(signalKey({ term: 'atr', window: 14 })).toBe('atr(14)');
  });

  it('a specification is plain data with its parameters written in', () => {
    const parameters = [{ name: 'slow', type: 'integer', min: 1, max: 99 }] as const;
    const spec = expressionSpec({ source: 'close > sma(close, $slow)', parameters, values: { slow: 30 } });
    expect(spec).toEqual({ term: 'expression', text: 'close > sma(close, 30)' });
    expect(() => resolveSignal({ term: 'expression', text: 'close > $slow' })).toThrow(/not declared/);
  });
});
