import { researchConfigSchema } from '@assay/contracts/schemas';
import { LEAK_TEST_NOT_RUN } from '@assay/quant/evidence';
import { describe, expect, it } from 'vitest';
import { leakIdentity, leakModel } from './leak-step.ts';
import type { ResearchPlan } from './plan.ts';

function planOf(leakTest: object): Pick<ResearchPlan, 'loaded'> {
  const config = researchConfigSchema.parse({
    ...{ name: 'n', packs: [{ dataset: 'd', timeframe: '1d' }], strategies: [{ class: 'buy-and-hold' }] },
    evaluation: { leakTest },
  });
  return { loaded: { config } } as unknown as Pick<ResearchPlan, 'loaded'>;
}

describe('the leak test of a run', () => {
  it('X-01, S4-13: another number of cuts is another run; the usual number changes no name', () => {
    expect(leakIdentity(planOf({}))).toEqual({});
    expect(leakIdentity(planOf({ cuts: 3 }))).toEqual({});
    expect([0, 5].map((cuts) => leakIdentity(planOf({ cuts })))).toEqual([{ leakCuts: 0 }, { leakCuts: 5 }]);
    expect(() => planOf({ cuts: 1.5 })).toThrow(/expected int/);
  });

  it('is published with times as text', () => {
    const difference = {
      kind: 'prefix' as const,
      cut: 0,
      time: 60_000,
      instrument: 'A',
      what: 'fill',
      full: 'buy',
      replayed: null,
    };
    const report = { ...LEAK_TEST_NOT_RUN, outcome: 'leak', cuts: [0], firstDifference: difference } as const;
    expect(leakModel(report)).toMatchObject({
      cuts: ['1970-01-01T00:00:00.000Z'],
      firstDifference: { cut: '1970-01-01T00:00:00.000Z', time: '1970-01-01T00:01:00.000Z', full: 'buy' },
    });
    expect(leakModel(LEAK_TEST_NOT_RUN)).toMatchObject({ outcome: 'not-run', firstDifference: null });
  });
});
