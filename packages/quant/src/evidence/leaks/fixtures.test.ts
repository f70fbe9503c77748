import { describe, expect, it } from 'vitest';
import { baseContract } from '../../execution/index.ts';
import { fixtureMarket } from './fixture-series.ts';
import { leakFixtures } from './fixtures.ts';
import type { LeakFixture } from './leak-fixture.ts';
import { testStrategyForLeaks } from './replay-definition.ts';
import type { LeakReport } from './report.ts';

const FIXTURES = leakFixtures();

function tested(fixture: LeakFixture, which: 'leaky' | 'clean', cuts = 3): Promise<LeakReport> {
  return testStrategyForLeaks(
    {
      definition: fixture[which](),
      params: {},
      series: fixtureMarket(),
      boundary: 'flatten',
      contract: baseContract({
        costs: { halfSpreadBps: 1, slippageBps: 1, commissionBps: 0 },
        degenerateOpen: 'accept',
      }),
      sizing: { kind: 'target-weight', weight: 0.4 },
      limits: { maxGrossExposure: 2 },
      account: { currency: 'USD', cash: 100_000 },
    },
    { seed: `test/${fixture.kind}`, cuts },
  );
}

describe('planted leaks (X-01, X-02)', () => {
  it('are of at least twelve kinds, each named once', () => {
    expect(new Set(FIXTURES.map(({ kind }) => kind)).size).toBe(FIXTURES.length);
    expect(FIXTURES.length).toBeGreaterThanOrEqual(12);
  });

  it.each(FIXTURES)('X-01: $kind is caught', async (fixture) => {
    const report = await tested(fixture, 'leaky');
    expect(report).toMatchObject({ outcome: fixture.expected, error: null });
    expect(report.firstDifference).not.toBeNull();
    expect(report.firstDifference?.full).not.toBe(report.firstDifference?.replayed);
  });

  it.each(FIXTURES)('X-01, X-02: the clean twin of $kind raises no alarm', async (fixture) => {
    const report = await tested(fixture, 'clean');
    expect(report).toMatchObject({ outcome: 'clean', differing: 0, columns: [], firstDifference: null, error: null });
    expect(report.cuts.length).toBe(3);
    expect(report.replays).toBe(7);
    expect(report.coverage).toBeGreaterThan(0.6);
  });
});
