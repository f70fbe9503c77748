import { describe, expect, it } from 'vitest';
import { binomialAcceptanceBand } from '@assay/core/distributions';
import { baseContract } from '../../src/execution/index.ts';
import { DRIFTLESS } from './markets.ts';
import { costFigures, countPassing } from './population.ts';

const COST_FREE = baseContract({
  costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 },
  degenerateOpen: 'accept',
});

describe('false discovery, in full (ruling 5)', () => {
  for (const direction of ['long-only', 'long-short'] as const) {
    it(`X-15 size: of 1,000 random ${direction} strategies 3 % to 7 % pass`, () => {
      const share =
        countPassing({
          count: 1_000,
          seed: `full-size-${direction}`,
          shape: DRIFTLESS,
          contract: COST_FREE,
          direction,
        }) / 1_000;
      console.log(`pass share, ${direction}, driftless: ${share}`);
      expect(share).toBeGreaterThanOrEqual(0.03);
      expect(share).toBeLessThanOrEqual(0.07);
    });
  }

  it('X-15 random long entries on rising markets pass no more often than the nominal rate', () => {
    const rising = { ...DRIFTLESS, drift: 0.0008 };
    const passing = countPassing({
      count: 1_000,
      seed: 'full-rising',
      shape: rising,
      contract: COST_FREE,
      direction: 'long-only',
    });
    console.log(`pass share, long-only, rising: ${passing / 1_000}`);
    expect(passing).toBeLessThanOrEqual(binomialAcceptanceBand(1_000, 0.05, 0.99).high);
  });

  it('X-15 with costs on, fewer pass than without', () => {
    const request = { count: 1_000, seed: 'full-costs-on', shape: DRIFTLESS, direction: 'long-only' } as const;
    const withCosts = countPassing({ ...request, contract: baseContract() });
    const without = countPassing({ ...request, contract: COST_FREE });
    console.log(`pass share with costs ${withCosts / 1_000}, without ${without / 1_000}`);
    expect(withCosts).toBeLessThan(without);
  });

  it('X-12 costs: gross P&L and net P&L plus costs are 0 within 3 standard errors', () => {
    const figures = costFigures({
      count: 1_000,
      seed: 'full-costs',
      shape: DRIFTLESS,
      contract: baseContract(),
      direction: 'long-short',
    });
    console.log(JSON.stringify(figures));
    expect(Math.abs(figures.gross.mean)).toBeLessThan(3 * figures.gross.error);
    expect(Math.abs(figures.netPlusCosts.mean)).toBeLessThan(3 * figures.netPlusCosts.error);
  });
});
