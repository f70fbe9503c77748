import { undefinedBecause } from '@assay/quant/analysis';
import { describe, expect, it } from 'vitest';
import { withFamilyTests } from './family-tests.ts';
import type { TestedRow } from './family-tests.ts';

const CUT = { groups: 6, testGroups: 2, splits: 15, purgeSize: 9, embargoSize: 9 };

/** A row with this probabilistic Sharpe ratio. */
function row(probability: number, changes: { readonly outcome?: string; readonly sharpes?: readonly number[] } = {}) {
  const { outcome = 'clean', sharpes } = changes;
  const paths = sharpes && {
    ...{ ...CUT, sharpes },
    median: sharpes.length === 0 ? undefinedBecause('zero-variance') : { value: sharpes[2] },
    lossShare: sharpes.length === 0 ? undefinedBecause('zero-variance') : { value: 0.2 },
  };
  return {
    evaluated: { leak: { outcome }, sweep: { paths }, account: { account: { periodsPerYear: 256 } } },
    judged: { inference: { probabilisticSharpe: { value: probability } } },
    ranking: { id: `${probability}` },
  } as unknown as TestedRow;
}

describe('withFamilyTests', () => {
  it('X-15: adjusts for all rows, those without a p-value and those that leak among them', () => {
    const rows = withFamilyTests([row(0.99), row(0.96), row(NaN), row(0.999, { outcome: 'leak' })]);
    const [first, second, none, leaking] = rows.map(({ ranking }) => ranking.multipleTesting);
    expect(first).toEqual({
      tests: 4,
      pValue: expect.closeTo(0.01, 10) as number,
      holm: expect.closeTo(0.03, 10) as number,
      benjaminiHochberg: expect.closeTo(0.02, 10) as number,
    });
    expect(second?.holm).toBeCloseTo(0.08, 10);
    expect(none).toEqual({ tests: 4, pValue: null, holm: null, benjaminiHochberg: null });
    expect(leaking).toBeUndefined();
  });

  it('X-15: shows cross-validated records as annual Sharpe ratios, or why there are none', () => {
    const [found, none, single] = withFamilyTests([
      row(0.5, { sharpes: [-0.01, 0, 0.02, 0.03, 0.04] }),
      row(0.5, { sharpes: [] }),
      row(0.5),
    ]).map(({ ranking }) => ranking.crossValidation);
    expect(found).toEqual({ ...CUT, sharpes: [-0.16, 0, 0.32, 0.48, 0.64], median: 0.32, lossShare: 0.2 });
    expect(none).toMatchObject({ sharpes: [], median: null, lossShare: null, reason: 'zero-variance' });
    expect(single).toBeUndefined();
  });
});
