import { describe, expect, it } from 'vitest';
import { binomialAcceptanceBand } from '@assay/core/distributions';
import { baseContract } from '../../src/execution/index.ts';
import { DRIFTLESS } from './markets.ts';
import { costFigures, countPassing } from './population.ts';

const COST_FREE = baseContract({
  costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 },
  degenerateOpen: 'accept',
});

describe('false discovery, reduced (ruling 5)', () => {
  const count = 300;
  const band = binomialAcceptanceBand(count, 0.05, 0.99);

  it('X-15 size: random strategies without costs on driftless markets pass at the nominal rate', () => {
    const passing = countPassing({
      count,
      seed: 'size',
      shape: DRIFTLESS,
      contract: COST_FREE,
      direction: 'long-only',
    });
    expect(passing).toBeGreaterThanOrEqual(band.low);
    expect(passing).toBeLessThanOrEqual(band.high);
  });

  it('X-15 a rising market does not let random long entries through more often than the nominal rate', () => {
    const rising = { ...DRIFTLESS, drift: 0.0008 };
    const passing = countPassing({ count, seed: 'rising', shape: rising, contract: COST_FREE, direction: 'long-only' });
    expect(passing).toBeLessThanOrEqual(band.high);
  });

  it('X-12 costs: gross P&L and net P&L plus costs are 0 within 3 standard errors, costs are not', () => {
    const figures = costFigures({
      count: 200,
      seed: 'costs',
      shape: DRIFTLESS,
      contract: baseContract(),
      direction: 'long-short',
    });
    expect(Math.abs(figures.gross.mean)).toBeLessThan(3 * figures.gross.error);
    expect(Math.abs(figures.netPlusCosts.mean)).toBeLessThan(3 * figures.netPlusCosts.error);
    expect(figures.costs).toBeGreaterThan(0.01);
    expect(figures.trades).toBeGreaterThan(1_000);
  });
});
