import { DEFAULT_KILL_POLICY } from '@assay/quant/evidence';
import { ATTRIBUTION_PARTS } from '@assay/quant/simulation';
import type { SimulationResult } from '@assay/quant/simulation';
import { describe, expect, it } from 'vitest';
import { judgeRow } from './judge-row.ts';
import type { JudgedRow } from './judge-row.ts';

const PERIODS = 60;

/** A row that was always wholly invested and earned what its one instrument did not. */
function judged(loss: number): JudgedRow {
  const returns = Float64Array.from({ length: PERIODS }, (_, t) => (t === 30 ? loss : 0.01 * Math.sin(t * t)));
  const simulation = {
    returns,
    instruments: ['X'],
    exposure: new Float64Array(PERIODS).fill(1),
    // The market fell in that period too: less the benchmark, the account seems to have kept something.
    instrumentReturns: returns.map((value, t) => (t === 30 ? -0.6 : value / 3)),
    fills: [],
    trades: [],
    refusals: [],
    equityUnits: returns.map(() => 1e12),
    tradeColumns: Object.fromEntries(ATTRIBUTION_PARTS.map((part) => [part, new Float64Array(0)])),
    costUnits: { spread: 2e6, slippage: 1e6, commission: 3e6, fees: 4e6 },
    attribution: { dividends: 5e6, financing: -6e6, fx: 7e6 },
  } as unknown as SimulationResult;
  return judgeRow(simulation, {
    periodsPerYear: 252,
    centreSharpe: null,
    neighbourSharpes: [],
    policy: DEFAULT_KILL_POLICY,
    leakTest: 'clean',
    trialsFor: () => ({ count: 3, sharpeVariance: 0.02 }),
  });
}

const RATIOS = [
  'sharpeRatio',
  'sortinoRatio',
  'excessSharpeRatio',
  'probabilisticSharpe',
  'deflatedSharpe',
  'deflatedSharpeAtNull',
] as const;

describe('judgeRow', () => {
  it.each([-1, -1.5])('X-04: shows no ratio and no probability of an account that lost everything (%d)', (loss) => {
    const { metrics, nulls, score, judgement } = judged(loss);
    for (const name of RATIOS) expect([name, metrics[name], nulls[name]]).toEqual([name, null, 'wealth-not-positive']);
    expect(score.score.reason).toBe('wealth-not-positive');
    expect(judgement.verdict).toBe('killed');
    expect(metrics['maxDrawdown']).toBeGreaterThanOrEqual(1);
  });

  it('shows them where anything was left', () => {
    const { metrics } = judged(-0.99);
    for (const name of RATIOS) expect([name, metrics[name]]).toEqual([name, expect.any(Number)]);
  });

  it('X-12: shows fees, dividends, financing and exchange rates beside the other costs', () => {
    expect(judged(0.01).metrics).toMatchObject({
      ...{ spreadCost: 2, slippageCost: 1, commissionCost: 3, feeCost: 4 },
      ...{ dividendIncome: 5, financingIncome: -6, fxResult: 7 },
      annualCostDrag: (10 / 1e6) * (252 / PERIODS),
    });
    expect(judged(0.01).nulls['costRatio']).toBe('no-trade');
  });
});
