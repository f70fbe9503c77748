import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fold, WalkForwardOptions } from '../walk-forward.ts';

/** A function that cuts a history into folds. */
export type Splitter = (nPeriods: number, options: Omit<WalkForwardOptions, 'scheme'>) => readonly Fold[];

const sizes = fc.record({
  trainSize: fc.integer({ min: 1, max: 60 }),
  testSize: fc.integer({ min: 1, max: 30 }),
  purgeSize: fc.integer({ min: 0, max: 10 }),
});
const histories = fc.record({
  sizes,
  extra: fc.integer({ min: 0, max: 200 }),
  appended: fc.integer({ min: 1, max: 90 }),
});
const run = { seed: 20261121, numRuns: 300 };

/**
 * What every splitter owes: ordered, disjoint folds that never train on what they test, and do not move as history grows.
 *
 * Source: this project.
 */
export function describeSplitter(name: string, split: Splitter): void {
  const fold = (options: typeof sizes extends fc.Arbitrary<infer S> ? S : never, extra: number): readonly Fold[] =>
    split(options.trainSize + options.purgeSize + options.testSize + extra, options);

  describe(`${name}: splitter conformance`, () => {
    it('tests every period from the first test on exactly once, in order', () => {
      fc.assert(
        fc.property(histories, ({ sizes: options, extra }) => {
          const folds = fold(options, extra);
          const nPeriods = options.trainSize + options.purgeSize + options.testSize + extra;
          let expected = folds[0].test.from;
          for (const [position, { index, test }] of folds.entries()) {
            expect([index, test.from]).toEqual([position, expected]);
            expect(test.to).toBeGreaterThan(test.from);
            expect(test.to - test.from).toBeLessThanOrEqual(options.testSize);
            expected = test.to;
          }
          expect(expected).toBe(nPeriods);
        }),
        run,
      );
    });

    it('X-01: trains on the past only, with the purge between', () => {
      fc.assert(
        fc.property(histories, ({ sizes: options, extra }) => {
          for (const { train, test } of fold(options, extra)) {
            expect(train.from).toBeGreaterThanOrEqual(0);
            expect(train.to - train.from).toBeGreaterThanOrEqual(options.trainSize);
            expect(test.from - train.to).toBe(options.purgeSize);
          }
        }),
        run,
      );
    });

    it('X-01: moves no earlier fold when periods are appended', () => {
      fc.assert(
        fc.property(histories, ({ sizes: options, extra, appended }) => {
          const before = fold(options, extra);
          const after = fold(options, extra + appended);
          expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
          const [last, same] = [before[before.length - 1], after[before.length - 1]];
          expect({ ...same, test: { ...same.test, to: last.test.to } }).toEqual(last);
          expect(same.test.to).toBeGreaterThanOrEqual(last.test.to);
        }),
        run,
      );
    });
  });
}
