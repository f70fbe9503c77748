import { sampleColumns, sampleMatrix } from '@assay/core/inference';
import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { combinatorialFolds } from './combinatorial-folds.ts';
import { crossValidatedPaths } from './cross-validated-paths.ts';
import { sharpeStatistics } from './sharpe-inference.ts';

/** Independent normal returns; set `at` has a mean. */
function sweep(seed: string, sets: number, { at, mean }: { at: number; mean: number }, periods = 600) {
  const rng = createRng(seed);
  return sampleMatrix(
    Array.from({ length: sets }, (_, set) =>
      Float64Array.from({ length: periods }, () => rng.nextNormal() + (set === at ? mean : 0)),
    ),
  );
}

describe('crossValidatedPaths', () => {
  it('has five paths of 15 splits, with a hundredth purged and a hundredth of embargo', () => {
    const paths = crossValidatedPaths(sweep('shape', 4, { at: 0, mean: 0 }));
    expect(paths).toMatchObject({ groups: 6, testGroups: 2, splits: 15, purgeSize: 6, embargoSize: 6 });
    expect(paths.sharpes).toHaveLength(5);
    expect(paths.sharpes).toEqual(paths.sharpes.toSorted((a, b) => a - b));
    expect(paths.median.value).toBe(paths.sharpes[2]);
  });

  it('X-15: choosing among noise earns nothing on average, and a real edge is found in every path', () => {
    const noise = Array.from(
      { length: 60 },
      (_, i) => crossValidatedPaths(sweep(`noise/${i}`, 10, { at: 0, mean: 0 })).median.value,
    );
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    // A path has 600 periods, so its Sharpe ratio has an error of 0.04; sixty of them one of 0.005.
    expect(Math.abs(mean)).toBeLessThan(0.02);
    const edge = crossValidatedPaths(sweep('edge', 10, { at: 3, mean: 0.3 }));
    expect(edge.median.value).toBeGreaterThan(0.2);
    expect(edge.lossShare.value).toBe(0);
  });

  it('has the Sharpe ratios that its definition says, to the last bit', () => {
    const matrix = sweep('plain', 7, { at: 2, mean: 0.02 }, 401);
    const columns = [...sampleColumns(matrix)];
    columns[4].fill(0.01);
    const { sharpes, purgeSize, embargoSize } = crossValidatedPaths(sampleMatrix(columns));
    const folds = combinatorialFolds(401, { groups: 6, testGroups: 2, purgeSize, embargoSize });
    const joined = (set: number, ranges: readonly { readonly from: number; readonly to: number }[]): number =>
      sharpeStatistics(Float64Array.from(ranges.flatMap(({ from, to }) => [...columns[set].slice(from, to)]))).sharpe;
    const chosen = folds.splits.map(({ train }) => {
      const all = columns.map((_, set) => joined(set, train));
      return all.indexOf(Math.max(...all.filter(Number.isFinite)));
    });
    const plain = folds.paths.map((path) => {
      const record = folds.groups.flatMap(({ from, to }, g) => [...columns[chosen[path[g]]].slice(from, to)]);
      return sharpeStatistics(Float64Array.from(record)).sharpe;
    });
    expect(sharpes).toEqual(plain.toSorted((a, b) => a - b));
  });

  it('chooses on what it does not test: the best set of a group alone is not taken there', () => {
    // Each set gains in one group only, which no training on the other groups can tell.
    const periods = 600;
    const columns = Array.from({ length: 6 }, (_, set) =>
      Float64Array.from({ length: periods }, (__, t) => (Math.floor(t / 100) === set ? 1 : -0.2) + 0.01 * Math.sin(t)),
    );
    const { lossShare, median } = crossValidatedPaths(sampleMatrix(columns));
    expect(lossShare.value).toBe(1);
    expect(median.value).toBeLessThan(-1);
  });

  it('is undefined with one set, a short record, a return that is not finite', () => {
    const reason = (matrix: ReturnType<typeof sampleMatrix>): unknown => crossValidatedPaths(matrix).median.reason;
    expect(reason(sweep('one', 1, { at: 0, mean: 0 }))).toBe('too-few-trials');
    expect(reason(sweep('short', 3, { at: 0, mean: 0 }, 119))).toBe('too-few-observations');
    expect(reason(sweep('nan', 3, { at: 0, mean: NaN }))).toBe('return-not-finite');
    expect(reason(sampleMatrix([new Float64Array(200), new Float64Array(200)]))).toBe('zero-variance');
    expect(crossValidatedPaths(sweep('one', 1, { at: 0, mean: 0 })).sharpes).toEqual([]);
  });
});
