import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCombinations } from './combinations.ts';
import { combinatorialFolds } from './combinatorial-folds.ts';
import type { CombinatorialFolds } from './combinatorial-folds.ts';
import type { PeriodRange } from './walk-forward.ts';

const cases = fc
  .record({
    groups: fc.integer({ min: 2, max: 8 }),
    purgeSize: fc.integer({ min: 0, max: 4 }),
    embargoSize: fc.integer({ min: 0, max: 4 }),
    extra: fc.integer({ min: 0, max: 60 }),
  })
  .chain((one) => fc.record({ one: fc.constant(one), testGroups: fc.integer({ min: 1, max: one.groups - 1 }) }))
  .map(({ one, testGroups }) => ({ ...one, testGroups, nPeriods: one.groups * 14 + one.extra }));
const run = { seed: 20261121, numRuns: 200 };

const periodsIn = (ranges: readonly PeriodRange[]): readonly number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));

describe('combinatorialFolds', () => {
  it('is the example of the book: six groups, two tested, 15 splits, 5 paths', () => {
    const folds = combinatorialFolds(60, { groups: 6, testGroups: 2, purgeSize: 0, embargoSize: 0 });
    expect([folds.splits.length, folds.paths.length]).toEqual([15, 5]);
    expect(folds.splits[0]).toEqual({
      index: 0,
      testGroups: [0, 1],
      test: [{ from: 0, to: 20 }],
      train: [{ from: 20, to: 60 }],
    });
    expect(folds.splits[1]?.test).toEqual([
      { from: 0, to: 10 },
      { from: 20, to: 30 },
    ]);
    expect(folds.paths[0]).toEqual([0, 0, 1, 2, 3, 4]);
  });

  it('leaves out the purge on both sides and the embargo after', () => {
    const { splits } = combinatorialFolds(60, { groups: 6, testGroups: 1, purgeSize: 2, embargoSize: 3 });
    expect(splits[2]).toMatchObject({
      test: [{ from: 20, to: 30 }],
      train: [
        { from: 0, to: 18 },
        { from: 35, to: 60 },
      ],
    });
  });

  it('X-01: trains on no period whose label touches the test, nor in its embargo', () => {
    fc.assert(
      fc.property(cases, ({ nPeriods, ...options }) => {
        for (const { train, test } of splitsOf(nPeriods, options)) {
          const tested = new Set(periodsIn(test));
          for (const t of periodsIn(train)) {
            for (let ahead = 0; ahead <= options.purgeSize; ahead++) {
              // The label of a training period reaches ahead, as does that of a test period.
              expect(tested.has(t + ahead) || tested.has(t - ahead)).toBe(false);
            }
            for (let back = 0; back <= options.purgeSize + options.embargoSize; back++)
              expect(tested.has(t - back)).toBe(false);
          }
        }
      }),
      run,
    );
  });

  it('tests every choice of groups once, and trains on everything else where nothing is purged', () => {
    fc.assert(
      fc.property(cases, ({ nPeriods, ...options }) => {
        const splits = splitsOf(nPeriods, { ...options, purgeSize: 0, embargoSize: 0 });
        expect(new Set(splits.map(({ testGroups }) => testGroups.join())).size).toBe(splits.length);
        expect(splits.length).toBe(countCombinations(options.groups, options.testGroups));
        for (const { train, test } of splits) {
          expect([...periodsIn(train), ...periodsIn(test)].sort((a, b) => a - b)).toEqual(
            Array.from({ length: nPeriods }, (_, t) => t),
          );
        }
      }),
      run,
    );
  });

  it('joins the tests to paths that use each test of each split exactly once', () => {
    fc.assert(
      fc.property(cases, ({ nPeriods, ...options }) => {
        const { splits, paths, groups } = combinatorialFolds(nPeriods, { ...options, purgeSize: 0, embargoSize: 0 });
        const used = paths.flatMap((path) => path.map((split, group) => `${split}:${group}`));
        const made = splits.flatMap(({ index, testGroups }) => testGroups.map((group) => `${index}:${group}`));
        expect(used.toSorted()).toEqual(made.toSorted());
        for (const path of paths) expect(path).toHaveLength(groups.length);
      }),
      run,
    );
  });

  it('says what is wrong', () => {
    const options = { groups: 4, testGroups: 2, purgeSize: 0, embargoSize: 0 };
    expect(() => combinatorialFolds(3, options)).toThrow('3 periods cannot be cut into 4 groups');
    expect(() => combinatorialFolds(8, { ...options, purgeSize: 9 })).toThrow(
      'the history of 8 periods is too short: a purge of 9 and an embargo of 0 periods leave nothing to train on beside the test [0, 4)',
    );
    expect(() => combinatorialFolds(80, { ...options, testGroups: 4 })).toThrow("invalid 'testGroups'");
    expect(() => combinatorialFolds(80, { ...options, groups: 1 })).toThrow("invalid 'groups'");
    expect(() => combinatorialFolds(80, { ...options, purgeSize: -1 })).toThrow("invalid 'purgeSize'");
    expect(() => combinatorialFolds(800, { ...options, groups: 60, testGroups: 30 })).toThrow(
      "invalid 'number of splits'",
    );
  });
});

function splitsOf(nPeriods: number, options: Parameters<typeof combinatorialFolds>[1]): CombinatorialFolds['splits'] {
  try {
    return combinatorialFolds(nPeriods, options).splits;
  } catch {
    // Too much is left out for this history.
    return [];
  }
}
