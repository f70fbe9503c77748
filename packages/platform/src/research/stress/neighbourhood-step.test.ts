import { describe, expect, it } from 'vitest';
import { neighbourhoodSchema } from '@assay/contracts/schemas';
import { neighbourhoodModel } from './neighbourhood-step.ts';

const OWN = { sharpe: 0.1, periodsPerYear: 256 };

describe('neighbourhoodModel', () => {
  it('S4-17: shows the neighbours together: how many gain, between which annual ratios, and how fragile the row is', () => {
    const found = neighbourhoodModel({ sharpes: [0.05, -0.02, null, 0.11] }, OWN);
    expect(neighbourhoodSchema.parse(found)).toEqual(found);
    expect(found).toMatchObject({ state: 'done', neighbours: 4, gaining: 2 });
    expect(found.lowestSharpe.value).toBeCloseTo(-0.32, 12);
    expect(found.highestSharpe.value).toBeCloseTo(1.76, 12);
    // {0.1, 0.05, -0.02, 0, 0.11}: the one without a ratio counts as 0.
    const [mean, deviation] = [0.048, Math.sqrt((0.052 ** 2 + 0.002 ** 2 + 0.068 ** 2 + 0.048 ** 2 + 0.062 ** 2) / 4)];
    expect(found.fragility.value).toBeCloseTo((deviation / mean - 0.3) / 1.7, 12);
  });

  it('says why there is no figure', () => {
    expect(neighbourhoodModel({ sharpes: [] }, OWN)).toMatchObject({
      ...{ neighbours: 0, lowestSharpe: { value: null, reason: 'no-observations' } },
      fragility: { value: 0, note: 'no-neighbour' },
    });
    expect(neighbourhoodModel({ sharpes: [0.1] }, { ...OWN, sharpe: null }).fragility).toEqual({
      ...{ value: null, reason: 'no-sharpe' },
    });
    const failed = neighbourhoodModel({ sharpes: [], failed: 'days must be even' }, OWN);
    expect(failed).toMatchObject({ state: 'stress_failed', reason: 'days must be even', fragility: { value: null } });
    expect(neighbourhoodSchema.parse(failed)).toEqual(failed);
  });
});
