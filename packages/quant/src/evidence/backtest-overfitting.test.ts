import { readFileSync } from 'node:fs';
import { sampleMatrix } from '@assay/core/inference';
import { createRng } from '@assay/core/random';
import { mean, standardDeviation } from '@assay/core/vector';
import { describe, expect, it } from 'vitest';
import { backtestOverfitting } from './backtest-overfitting.ts';
import { countCombinations } from './combinations.ts';

interface GoldenCase {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  readonly blocks: number;
  readonly data: readonly number[];
  readonly expected: Readonly<Record<string, number>>;
}
const golden = JSON.parse(
  readFileSync(new URL('../../../../golden/evidence/backtest-overfitting.json', import.meta.url), 'utf8'),
) as { meta: { tolerance: { relative: number; absolute: number } }; cases: GoldenCase[] };
const { relative, absolute } = golden.meta.tolerance;

function noise(seed: string, nTrials: number, nPeriods: number, edge: number = 0): Float64Array[] {
  const rng = createRng(seed);
  return Array.from({ length: nTrials }, (_, a) =>
    Float64Array.from({ length: nPeriods }, () => 0.01 * rng.nextNormal() + (a === 0 ? edge : 0)),
  );
}

describe('backtestOverfitting', () => {
  it.each(golden.cases)(
    'S4-18, X-15: $name agrees with a plain computation',
    ({ rows, cols, blocks, data, expected }) => {
      const found = backtestOverfitting({ data: Float64Array.from(data), rows, cols }, { blocks });
      const actual: Readonly<Record<string, number>> = {
        splits: found.nSplits,
        probability: found.probabilityOfBacktestOverfitting.value,
        lossProbability: found.lossProbability.value,
        degradationSlope: found.degradationSlope.value,
        degradationIntercept: found.degradationIntercept.value,
        meanLogit: mean(found.logits),
        meanInSample: mean(found.inSample),
        meanOutOfSample: mean(found.outOfSample),
      };
      for (const [key, value] of Object.entries(expected)) {
        const error = Math.abs(actual[key] - value);
        expect([key, error <= relative * Math.abs(value) + absolute, error]).toEqual([key, true, error]);
      }
    },
  );

  it('S4-18, X-15: is about a half on noise, 60 searches among 20 worthless trials', () => {
    const found = Array.from({ length: 60 }, (_, k) =>
      backtestOverfitting(sampleMatrix(noise(`noise-${k}`, 20, 240)), { blocks: 8 }),
    );
    const probabilities = Float64Array.from(
      found,
      ({ probabilityOfBacktestOverfitting }) => probabilityOfBacktestOverfitting.value,
    );
    // One search says little (its splits share their rows): the mean of 60 is within 4 of its standard errors.
    const error = standardDeviation(probabilities, 1) / Math.sqrt(60);
    expect(Math.abs(mean(probabilities) - 0.5)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.05);
    const slopes = found.map(({ degradationSlope }) => degradationSlope.value);
    expect(slopes.filter((slope) => slope < 0).length).toBeGreaterThan(50);
  });

  it('S4-18, X-15: is near 0 where one of 20 trials has an edge', () => {
    for (let k = 0; k < 10; k++) {
      const { probabilityOfBacktestOverfitting, lossProbability } = backtestOverfitting(
        sampleMatrix(noise(`edge-${k}`, 20, 500, 0.004)),
        {
          blocks: 8,
        },
      );
      expect(probabilityOfBacktestOverfitting.value).toBeLessThan(0.02);
      expect(lossProbability.value).toBeLessThan(0.02);
    }
  });

  it('does not depend on the order of trials, on the unit, or on the unit of each', () => {
    const columns = noise('order', 7, 130, 0.001);
    const one = backtestOverfitting(sampleMatrix(columns), { blocks: 8 });
    const other = backtestOverfitting(
      sampleMatrix(columns.toReversed().map((column, a) => column.map((value) => value * 2 ** a))),
      { blocks: 8 },
    );
    expect(other.probabilityOfBacktestOverfitting).toEqual(one.probabilityOfBacktestOverfitting);
    expect(other.lossProbability).toEqual(one.lossProbability);
    expect(other.degradationSlope.value).toBeCloseTo(one.degradationSlope.value, 9);
  });

  it('judges sixteen blocks by default, 12,870 splits', () => {
    const found = backtestOverfitting(sampleMatrix(noise('default', 3, 64)));
    expect(found.nSplits).toBe(12_870);
    expect(found.nSplits).toBe(countCombinations(16, 8));
  });

  it('X-04: is undefined with a reason where there is nothing to compare', () => {
    const of = (columns: Float64Array[]): unknown =>
      backtestOverfitting(sampleMatrix(columns), { blocks: 4 }).probabilityOfBacktestOverfitting;
    expect(of(noise('few', 1, 40))).toMatchObject({ reason: 'too-few-trials' });
    expect(of(noise('few', 3, 7))).toMatchObject({ reason: 'too-few-observations' });
    expect(of([...noise('few', 1, 40), new Float64Array(40).fill(NaN)])).toMatchObject({ reason: 'return-not-finite' });
    const idle = backtestOverfitting(sampleMatrix([new Float64Array(40), new Float64Array(40)]), { blocks: 4 });
    expect(idle.degradationSlope).toMatchObject({ reason: 'zero-variance' });
    expect([idle.probabilityOfBacktestOverfitting.value, idle.lossProbability.value]).toEqual([1, 0]);
  });

  it('refuses an odd or excessive number of blocks', () => {
    const returns = sampleMatrix(noise('blocks', 3, 100));
    expect(() => backtestOverfitting(returns, { blocks: 5 })).toThrow("invalid 'blocks': must be even, was 5");
    expect(() => backtestOverfitting(returns, { blocks: 22 })).toThrow("invalid 'blocks'");
    expect(() => backtestOverfitting({ ...returns, rows: 99 }, { blocks: 4 })).toThrow("invalid 'returns'");
  });
});
