import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barAt, sliceSeries } from '../market/index.ts';
import type { BarSeries } from '../market/index.ts';
import { poisonedFrom, walkSeries } from '../market/testing/index.ts';
import { checkExpression, compileExpression, compileExpressions } from './compile.ts';
import type { Expression } from './expression.ts';
import { parseExpression } from './parse.ts';
import { printExpression } from './print.ts';
import { arbitraryExpressions, referenceColumn, referenceWarmUp } from './testing/index.ts';

const walk = walkSeries('signals', 80, { instrument: { calendar: 'continuous' } });
const RUNS = { numRuns: 400, seed: 20261121 };
const any = arbitraryExpressions();
const anyType = fc.oneof(any.number, any.boolean);
const parameters = { number: 'level', boolean: 'isOn', window: 'length' };
const withParameters = arbitraryExpressions({ parameters });
const DECLARED = [
  { name: 'level', type: 'number', default: 1.5 },
  { name: 'isOn', type: 'boolean', default: true },
  { name: 'length', type: 'integer', min: 2, max: 9, default: 4 },
] as const;

/** The same bars with some closes and volumes missing, so that unknown values arise in the middle. */
function holed(series: BarSeries): BarSeries {
  const without = (column: Float64Array, every: number): Float64Array =>
    column.map((value, t) => (t % every === 0 ? NaN : value));
  return { ...series, close: without(series.close, 17), volume: without(series.volume, 5) };
}

/** Bit for bit but for the sign of zero. */
function firstDifference(expected: Float64Array, found: Float64Array): number {
  return expected.findIndex((value, t) => !Object.is(value + 0, found[t] + 0));
}

describe('compiled expressions, made up at random', () => {
  it('equal the plain reading of the manual, bit for bit, on clean and on holed bars', () => {
    fc.assert(
      fc.property(anyType, (expression: Expression) => {
        const program = compileExpression(expression);
        expect(program.warmUp).toBe(referenceWarmUp(expression));
        for (const series of [walk, holed(walk)]) {
          expect(firstDifference(referenceColumn(expression, series), program.compute(series))).toBe(-1);
        }
      }),
      RUNS,
    );
  });

  it('X-01: a prefix of the bars gives the prefix of the values, garbage after a bar changes nothing up to it', () => {
    fc.assert(
      fc.property(anyType, fc.integer({ min: 1, max: 79 }), (expression, cut) => {
        const program = compileExpression(expression);
        const known = program.compute(walk).subarray(0, cut);
        expect(program.compute(sliceSeries(walk, 0, cut))).toEqual(known);
        expect(program.compute(poisonedFrom(walk, cut)).subarray(0, cut)).toEqual(known);
      }),
      RUNS,
    );
  });

  it('X-01: one bar after another gives the same bits as all at once', () => {
    fc.assert(
      fc.property(anyType, (expression) => {
        const program = compileExpression(expression);
        const series = holed(walk);
        const stream = program.stream(series.instrument);
        const streamed = Float64Array.from({ length: series.length }, (_, i) => stream.push(barAt(series, i)));
        expect(streamed).toEqual(program.compute(series));
      }),
      RUNS,
    );
  });

  it('are unknown or undefined in the warm-up, all of it', () => {
    fc.assert(
      fc.property(anyType, (expression) => {
        const program = compileExpression(expression);
        expect(program.compute(walk).subarray(0, program.warmUp).every(Number.isNaN)).toBe(true);
      }),
      RUNS,
    );
  });

  it('are true, false or unknown where they are of that type, and never infinite', () => {
    fc.assert(
      fc.property(any.boolean, any.number, (truth, number) => {
        const program = compileExpressions([{ source: truth }, { source: number }]);
        const [truths, numbers] = program.compute(walk);
        expect(program.expressions.map(({ type }) => type)).toEqual(['boolean', 'number']);
        expect(truths.every((value) => value === 0 || value === 1 || Number.isNaN(value))).toBe(true);
        expect(numbers.some((value) => Math.abs(value) === Infinity)).toBe(false);
      }),
      RUNS,
    );
  });

  it('have the same values together as alone', () => {
    fc.assert(
      fc.property(fc.array(anyType, { minLength: 2, maxLength: 5 }), (expressions) => {
        const together = compileExpressions(expressions.map((source) => ({ source }))).compute(walk);
        expressions.forEach((source, i) => expect(together[i]).toEqual(compileExpression(source).compute(walk)));
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  it('keep their canonical form when it is read again, and so their hash', () => {
    fc.assert(
      fc.property(anyType, (expression) => {
        const { canonical, hash } = checkExpression(expression);
        const again = checkExpression(canonical);
        expect(again.canonical).toBe(canonical);
        expect(again.hash).toBe(hash);
      }),
      RUNS,
    );
  });

  it('mean the same with parameters as with their values written in', () => {
    const anyWith = fc.oneof(withParameters.number, withParameters.boolean);
    fc.assert(
      fc.property(anyWith, (expression) => {
        const program = compileExpression(expression, { parameters: DECLARED });
        const written = printExpression(expression)
          .replaceAll('$level', '1.5')
          .replaceAll('$isOn', 'true')
          .replaceAll('$length', '4');
        expect(program.canonical).toBe(checkExpression(written).canonical);
        expect(program.parameters).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('printExpression and parseExpression', () => {
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
  const wild = arbitraryExpressions({ numbers, parameters });

  it('reading what was printed gives the same tree, also through JSON', () => {
    fc.assert(
      fc.property(fc.oneof(wild.number, wild.boolean), (expression) => {
        const text = printExpression(expression);
        expect(parseExpression(text)).toEqual(expression);
        expect(JSON.parse(JSON.stringify(parseExpression(text)))).toEqual(expression);
      }),
      { ...RUNS, numRuns: 2000 },
    );
  });
});
