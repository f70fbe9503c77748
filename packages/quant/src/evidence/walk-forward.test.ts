import { PlatformError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { describeSplitter } from './testing/index.ts';
import { walkForwardFolds } from './walk-forward.ts';

describeSplitter('expanding', (n, options) => walkForwardFolds(n, { ...options, scheme: 'expanding' }));
describeSplitter('rolling', (n, options) => walkForwardFolds(n, { ...options, scheme: 'rolling' }));

describe('walkForwardFolds', () => {
  const sizes = { trainSize: 4, testSize: 3, purgeSize: 1 };

  it('grows the training range from the first period, and cuts the last test range short', () => {
    expect(walkForwardFolds(12, { scheme: 'expanding', ...sizes })).toEqual([
      { index: 0, train: { from: 0, to: 4 }, test: { from: 5, to: 8 } },
      { index: 1, train: { from: 0, to: 7 }, test: { from: 8, to: 11 } },
      { index: 2, train: { from: 0, to: 10 }, test: { from: 11, to: 12 } },
    ]);
  });

  it('moves a training range of constant length', () => {
    expect(walkForwardFolds(12, { scheme: 'rolling', ...sizes }).map(({ train }) => train)).toEqual([
      { from: 0, to: 4 },
      { from: 3, to: 7 },
      { from: 6, to: 10 },
    ]);
  });

  it('X-08: says how many periods are needed and how many there are', () => {
    expect(walkForwardFolds(8, { scheme: 'rolling', ...sizes })).toHaveLength(1);
    const tooShort = (): unknown => walkForwardFolds(7, { scheme: 'rolling', ...sizes });
    expect(tooShort).toThrow('8 periods are needed (4 to train, 1 to purge, 3 to test), there are 7');
    try {
      tooShort();
    } catch (error) {
      expect(PlatformError.is(error, 'DATA_UNFIT')).toBe(true);
    }
  });

  it.each([
    [{ trainSize: 0 }, 'trainSize'],
    [{ testSize: 1.5 }, 'testSize'],
    [{ purgeSize: -1 }, 'purgeSize'],
    [{ scheme: 'random' as 'rolling' }, 'scheme'],
  ])('refuses %o', (wrong, name) => {
    expect(() => walkForwardFolds(50, { scheme: 'rolling', ...sizes, ...wrong })).toThrow(`invalid '${name}'`);
  });
});
