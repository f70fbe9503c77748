import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { stressedTrades } from './stressed-trades.ts';
import type { TradeResults } from './stressed-trades.ts';

/** Trades of one hundredth of equity that win and lose alike, the account compounding. */
function trades(isCompounding: boolean, n = 120): TradeResults {
  const rng = createRng(5);
  let equity = 1000;
  const equityAtEntry = new Float64Array(n);
  const net = equityAtEntry.map((_, i) => {
    equityAtEntry[i] = equity;
    const amount = equity * (rng.nextFloat() < 0.5 ? -0.2 : 0.2);
    equity += amount;
    return amount;
  });
  return { net, equityAtEntry, startEquity: 1000, isCompounding };
}

describe('stressedTrades', () => {
  it('S4-14: judges the sizing that the account has, with the other beside it, from the same draws', () => {
    const compounding = stressedTrades(trades(true));
    const additive = stressedTrades(trades(false));
    expect([compounding.sizing, additive.sizing]).toEqual(['compounding', 'additive']);
    expect(compounding.p5Return).toEqual(additive.otherSizing.returnP5);
    expect(additive.p5Return).toEqual(compounding.otherSizing.returnP5);
    expect(compounding.p5Return.value).not.toBe(additive.p5Return.value);
    expect(compounding.p5Return.value).toBeGreaterThan(-1);
    expect(stressedTrades(trades(true))).toEqual(compounding);
  });

  it('S4-14: has a fan from 1 whose bands do not cross', () => {
    const { fan, blockLength, paths, method } = stressedTrades(trades(true));
    expect([blockLength, paths, method]).toEqual([11, 1000, 'circular']);
    expect(fan?.bands.map(({ equity }) => equity[0])).toEqual([1, 1, 1, 1, 1]);
    fan?.trades.forEach((_, k) => {
      const across = fan.bands.map(({ equity }) => equity[k]);
      expect(across).toEqual(across.toSorted((a, b) => a - b));
    });
  });

  it.each([
    [0, 'no-trade'],
    [1, 'too-few-trades'],
    [2, 'too-few-trades'],
  ])('S4-14: of %i trades nothing is known', (n, reason) => {
    const found = stressedTrades(trades(true, n));
    expect([found.p5Return.reason, found.ruinProbability.reason, found.fan]).toEqual([reason, reason, undefined]);
  });
});
