import { describe, expect, it } from 'vitest';
import { textAt } from '../../market/index.ts';
import { hasLean, leanActions, leanDaily, runOver, strategyOf, wantLots } from '../testing/index.ts';

const TICKS = 10_000n;
/** Ledger units of one tick of 0.0001. */
const UNITS_PER_TICK = 100n;

/** A price or an amount per share in 1e-12 currency units. */
const picos = (value: number): bigint => BigInt(Math.round(value * 1e9)) * 1000n;

describe('buy and hold with splits and dividends (ruling 10)', () => {
  it.for([
    ['aapl', '1999-01-04', 1001],
    ['ibm', '1998-06-01', 333],
    ['spy', '1998-06-01', 77],
    ['aapl', '2013-01-02', -59],
  ] as const)(
    'equals an independent recomputation exactly in ledger units: %s from %s, %i shares',
    ([ticker, since, lots], context) => {
      if (!hasLean()) return context.skip('../shared/data is not there');
      const series = leanDaily(ticker, since);
      const actions = leanActions(ticker);
      const once = strategyOf((view) => (view.barCount(ticker) === 1 ? [wantLots(ticker, lots)] : []));
      const result = runOver([series], once, { actions: [actions], account: { currency: 'USD', cash: 10_000_000 } });

      let cash = 10_000_000_000_000n;
      let shares = 0n;
      let nActions = 0;
      for (let i = 0; i < series.length; i++) {
        const open = BigInt(Math.round(series.open[i] * 10_000));
        for (let row = 0; row < actions.length; row++) {
          const isDue = actions.eventTime[row] > series.openTime[i - 1] && actions.eventTime[row] <= series.openTime[i];
          if (i === 0 || !isDue || shares === 0n) continue;
          nActions++;
          const value = actions.numbers['value'][row];
          if (textAt(actions, 'type', row) === 'cash-dividend') {
            const exact = shares * picos(value);
            const half = exact < 0n ? -500_000n : 500_000n;
            expect(exact % 1_000_000n === half).toBe(false);
            cash += (exact + half) / 1_000_000n;
          } else {
            // Every split of these files gives whole new shares for one old share.
            shares *= BigInt(Math.round(value));
          }
        }
        if (i === 1) {
          shares = BigInt(lots);
          cash -= shares * open * UNITS_PER_TICK;
        }
        const close = BigInt(Math.round(series.close[i] * Number(TICKS)));
        if (i < series.length - 1) expect(BigInt(result.equityUnits[i])).toBe(cash + shares * close * UNITS_PER_TICK);
      }
      expect(nActions).toBeGreaterThan(10);
      expect(result.attribution.dividends).toBe(result.incomeUnits.dividends);
      expect(result.attribution.price + result.attribution.dividends).toBe(
        result.equityUnits[series.length - 1] - result.initialUnits,
      );
    },
  );
});
