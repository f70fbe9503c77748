import { describe, expect, it } from 'vitest';
import { closeOnlySeries } from '../market/testing/index.ts';
import { checkExpression, compileExpression, compileExpressions } from './compile.ts';
import { textHash } from './text-hash.ts';

const PARAMETERS = [{ name: 'n', type: 'integer', min: 1, max: 9 }] as const;
const canonical = (text: string): string => checkExpression(text, PARAMETERS).canonical;

describe('expressions that say the same have one canonical form', () => {
  it.each([
    ['close+1', ' ( close +  1 ) '],
    ['close + open', 'open + close'],
    ['close * open', 'open * close'],
    ['close > open', 'open < close'],
    ['close >= open', 'open <= close'],
    ['not close < open', 'close >= open'],
    ['not close <= open', 'close > open'],
    ['not close > open', 'close <= open'],
    ['not close >= open', 'close < open'],
    ['not close == open', 'open != close'],
    ['not not close > open', 'close > open'],
    ['close > 1 and open > 1', 'open > 1 and close > 1'],
    ['close > 1 and (open > 1 and low > 1)', '(low > 1 and close > 1) and open > 1'],
    ['close > 1 and close > 1', '1 < close'],
    ['not (close > 1 and open > 1)', 'open <= 1 or close <= 1'],
    ['not (close > 1 or open > 1)', 'open <= 1 and close <= 1'],
    ['close > 1 and true', 'close > 1'],
    ['close > 1 or false', 'close > 1'],
    ['min(close, min(open, low))', 'min(low, open, close, low)'],
    ['clamp(close, 1, 2)', 'min(max(1, close), 2)'],
    ['crossesBelow(close, open)', 'crossesAbove(open, close)'],
    ['atr(5)', 'wilder(trueRange(), 5)'],
    ['correlation(close, volume, 5)', 'correlation(volume, close, 5)'],
    ['close + 0', 'close'],
    ['1 * close', 'close'],
    ['close / 1', 'close'],
    ['lag(close, 0)', 'close'],
    ['--close', 'close'],
    ['sma(close, 2 + 3)', 'sma(close, 5)'],
    ['close > 2 * 50', 'close > 100'],
    ['not true', 'false'],
    ['if(1 > 2, false, true)', 'true'],
    ['sma(close, 1 + $n)', 'sma(close, $n + 1)'],
  ])('%s and %s', (left, right) => {
    expect(canonical(left)).toBe(canonical(right));
    expect(checkExpression(left, PARAMETERS).hash).toBe(checkExpression(right, PARAMETERS).hash);
  });

  it.each([
    ['close - open', 'open - close'],
    ['close / open', 'open / close'],
    ['close < open', 'close <= open'],
    ['close + (open + low)', 'close + open + low'],
    ['sma(close, 5)', 'sma(close, 6)'],
    ['lag(close, 1)', 'close'],
    ['close * 0', '0'],
    ['close - close', '0'],
    ['close > 1 and false', 'false'],
    ['if(true, close, lag(close, 5))', 'close'],
    ['crossesAbove(close, open)', 'crossesAbove(open, close)'],
    ['$n', '1'],
  ])('%s is not %s', (left, right) => {
    expect(canonical(left)).not.toBe(canonical(right));
  });

  it('leaves what is nowhere defined as it is written', () => {
    expect(canonical('log(-1) > close')).toBe('close < log(-1)');
    expect(canonical('1 / 0')).toBe('1 / 0');
  });

  it('keeps negations right where the sides are equal or unknown', () => {
    const series = closeOnlySeries([1, 2, 3, NaN]);
    const values = (text: string): number[] => [...compileExpression(text).compute(series)];
    expect(values('not close < 2')).toEqual([0, 1, 1, NaN]);
    expect(values('not close <= 2')).toEqual([0, 0, 1, NaN]);
    expect(values('not close > 2')).toEqual([1, 1, 0, NaN]);
    expect(values('not close >= 2')).toEqual([1, 0, 0, NaN]);
    expect(values('not close == 2')).toEqual([1, 0, 1, NaN]);
    expect(values('not close != 2')).toEqual([0, 1, 0, NaN]);
    expect(values('not (close < 2 and close > 0)')).toEqual([0, 1, 1, NaN]);
    expect(values('not (close < 2 or close > 2)')).toEqual([0, 1, 0, NaN]);
  });

  it('grows no further than the expression, however deep', () => {
    const deep = `${'change('.repeat(90)}close${', 1)'.repeat(90)}`;
    expect(compileExpression(deep).steps).toBe(91);
    const crossings = `${'if(crossesAbove('.repeat(30)}close${', 2), 1, 3)'.repeat(30)}`;
    expect(compileExpression(crossings).steps).toBeLessThan(200);
    const negations = `${'not (true and '.repeat(45)}close > 1${')'.repeat(45)}`;
    expect(canonical(negations)).toBe('close <= 1');
  });
});

describe('parts in common', () => {
  it('are computed once, over all expressions', () => {
    expect(
      compileExpression('sma(close, 20) > 1 and sma(close, 20) < 2 and sma(close, 20) != lag(sma(close, 20), 1)').steps,
    ).toBe(9);
    const sweep = compileExpressions(
      [5, 10].flatMap((fast) => [20, 30].map((slow) => ({ source: `sma(close, ${fast}) > sma(close, ${slow})` }))),
    );
    expect(sweep.steps).toBe(1 + 4 + 4);
  });

  it('equal expressions share a column', () => {
    const program = compileExpressions([{ source: 'close > open' }, { source: 'open < close' }, { source: 'close' }]);
    const [first, second, third] = program.compute(closeOnlyWithOpen());
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});

function closeOnlyWithOpen(): ReturnType<typeof closeOnlySeries> {
  return { ...closeOnlySeries([1, 2]), shape: 'ohlc', open: Float64Array.of(1, 1) };
}

describe('textHash', () => {
  it('is FNV-1a with 64 bits: the published vectors', () => {
    expect(textHash('')).toBe('cbf29ce484222325');
    expect(textHash('a')).toBe('af63dc4c8601ec8c');
    expect(textHash('foobar')).toBe('85944171f73967e8');
  });
});
