import { clopperPearsonLower, clopperPearsonUpper } from '@assay/core/distributions';
import { describe, expect, it } from 'vitest';
import { baseContract } from '../../execution/index.ts';
import { DEFAULT_KILL_POLICY } from '../kill-policy.ts';
import { costFigures, memberCosts } from './cost-figures.ts';
import { DRIFTLESS, nullMarket, plantedMarket } from './markets.ts';
import type { PlantedEdge } from './markets.ts';
import { nullMembers } from './members.ts';
import { passesStatisticalRule } from './statistical-rule.ts';

const EDGE: PlantedEdge = { bars: 400, lookback: 20, strength: 0.1, volatility: 0.012 };

describe('nullMarket', () => {
  it('has the same prices for the same seed, and others for another', () => {
    const series = nullMarket('a', { ...DRIFTLESS, bars: 50 });
    expect(nullMarket('a', { ...DRIFTLESS, bars: 50 })).toEqual(series);
    expect(nullMarket('b', { ...DRIFTLESS, bars: 50 }).close).not.toEqual(series.close);
  });

  it('refuses a market of one bar', () => {
    expect(() => nullMarket('a', { ...DRIFTLESS, bars: 1 })).toThrow("invalid 'bars'");
  });
});

describe('plantedMarket', () => {
  it('tells sides by past closes alone', () => {
    const { series, sides } = plantedMarket('sides', EDGE);
    const { close } = series;
    const seen = close.map((_, bar) => (bar > 20 ? Math.sign(close[bar - 1] - close[bar - 21]) : 0));
    expect(sides).toEqual(seen);
  });

  it('gives the oracle the power that it is made for', () => {
    const [count, bars, shift] = [600, 400, 3.29];
    const strength = shift / Math.sqrt(bars - 21);
    let found = 0;
    for (let index = 0; index < count; index++) {
      const { sides, moves } = plantedMarket(`oracle/${index}`, { ...EDGE, strength });
      const sum = sides.reduce((total, side, bar) => total + side * moves[bar], 0);
      if (sum / Math.sqrt(bars - 21) >= 1.645) found++;
    }
    expect(clopperPearsonLower(found, count, 0.995)).toBeLessThanOrEqual(0.95);
    expect(clopperPearsonUpper(found, count, 0.995)).toBeGreaterThanOrEqual(0.95);
  });
});

describe('costFigures', () => {
  const population = { count: 60, seed: 'costs', shape: DRIFTLESS, direction: 'any' } as const;

  it('X-12 net P&L of the account and the costs that it reports make the gross P&L of its trades, to the ledger unit', () => {
    for (const { result } of nullMembers({ ...population, count: 5, contract: baseContract() })) {
      const figures = costFigures([memberCosts(result)]);
      expect(figures.netPlusCosts.mean).toBeCloseTo(figures.gross.mean, 12);
      expect(figures.costs).toBeGreaterThan(0);
    }
  });

  it('X-12 the same entries lose what they pay, and nothing where trading is free', () => {
    const free = baseContract({ costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 } });
    const [paid, unpaid] = [baseContract(), free].map((contract) =>
      costFigures(Array.from(nullMembers({ ...population, contract }), ({ result }) => memberCosts(result))),
    );
    expect(unpaid?.costs).toBe(0);
    expect((paid?.net.mean ?? NaN) + (paid?.costs ?? NaN)).toBeCloseTo(unpaid?.net.mean ?? NaN, 2);
  });
});

describe('passesStatisticalRule', () => {
  const statistics = { sharpe: 0.1, n: 1000, skewness: 0, kurtosis: 3 };
  const trials = { count: 1, sharpeVariance: 1 / 999 };

  it('asks for both deflated ratios', () => {
    expect(passesStatisticalRule(statistics, trials, DEFAULT_KILL_POLICY)).toBe(true);
    expect(passesStatisticalRule(statistics, { ...trials, count: 1000 }, DEFAULT_KILL_POLICY)).toBe(false);
    const skewed = { ...statistics, sharpe: 0.0515, skewness: 8 };
    expect(passesStatisticalRule(skewed, trials, DEFAULT_KILL_POLICY)).toBe(false);
    expect(passesStatisticalRule({ ...statistics, sharpe: NaN }, trials, DEFAULT_KILL_POLICY)).toBe(false);
  });
});
