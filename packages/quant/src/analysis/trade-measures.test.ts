import { describe, expect, it } from 'vitest';
import { tradeMeasures } from './trade-measures.ts';
import type { TradeFigures } from './trade-measures.ts';

describe('tradeMeasures', () => {
  it('fits trades worked by hand: wins and losses are net of costs', () => {
    const found = tradeMeasures([trade(110, 10, 3), trade(5, 10, 1), trade(-20, 10, 2), trade(10, 10, 6)]);
    expect(found).toEqual({
      nTrades: 4,
      nDecidedTrades: 4,
      nWinning: 1,
      nLosing: 2,
      winRate: { value: 0.25 },
      profitFactor: { value: 100 / 35 },
      expectancyUnits: { value: 65 / 4 },
      payoffRatio: { value: 100 / 17.5 },
      averageBarsHeld: { value: 3 },
      largestWinUnits: { value: 100 },
      largestLossUnits: { value: 30 },
      grossUnits: { value: 105 },
      costUnits: { value: 40 },
      netUnits: { value: 65 },
    });
  });

  it('S4-18: tells the trades that only the end of a segment closed from those that something decided', () => {
    const rules = ['segment-end-at-close', 'segment-end-at-last-mark', 'market-at-next-open', 'stop-inside-bar'];
    const found = tradeMeasures(rules.map((exitRule) => ({ ...trade(10, 1, 1), exitRule })));
    expect([found.nTrades, found.nDecidedTrades]).toEqual([4, 2]);
  });

  it('X-04: has no profit factor without a losing trade, whatever was won', () => {
    const found = tradeMeasures([trade(50, 0, 1), trade(70, 0, 1)]);
    expect(found.profitFactor).toEqual({ value: NaN, reason: 'no-losing-trade' });
    expect(found.payoffRatio.reason).toBe('no-losing-trade');
    expect(found.largestLossUnits.reason).toBe('no-losing-trade');
    expect(found.winRate.value).toBe(1);
  });

  it('has a profit factor of 0 and no payoff ratio where nothing was won', () => {
    const found = tradeMeasures([trade(-50, 5, 1)]);
    expect(found.profitFactor).toEqual({ value: 0 });
    expect(found.payoffRatio.reason).toBe('no-winning-trade');
    expect(found.largestWinUnits.reason).toBe('no-winning-trade');
  });

  it('X-04: says of no trade that there is none; sums are 0', () => {
    const found = tradeMeasures([]);
    for (const name of ['winRate', 'profitFactor', 'expectancyUnits', 'payoffRatio', 'averageBarsHeld'] as const) {
      expect([name, found[name].reason]).toEqual([name, 'no-trade']);
    }
    expect([found.grossUnits, found.costUnits, found.netUnits]).toEqual([{ value: 0 }, { value: 0 }, { value: 0 }]);
  });

  it('refuses a sum that integers in doubles cannot hold', () => {
    const huge = 2 ** 52;
    const found = tradeMeasures([trade(huge, 0, 1), trade(huge, 0, 1)]);
    expect(found.netUnits.reason).toBe('beyond-exact-range');
    expect(found.expectancyUnits.reason).toBe('beyond-exact-range');
    expect(found.profitFactor.reason).toBe('beyond-exact-range');
  });
});

function trade(grossUnits: number, costUnits: number, barsHeld: number): TradeFigures {
  return { grossUnits, costUnits, netUnits: grossUnits - costUnits, barsHeld, exitRule: 'market-at-next-open' };
}
