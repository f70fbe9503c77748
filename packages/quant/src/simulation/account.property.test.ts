import { PlatformError } from '@assay/core/errors';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../execution/index.ts';
import type { FinancingInput } from '../execution/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { IntentLeg } from '../orders/index.ts';
import { REG_T_ACCOUNT } from '../risk/index.ts';
import type { AccountModel } from '../risk/index.ts';
import { ACCOUNT_EVENT_KINDS } from './records/account-events.ts';
import { ATTRIBUTION_PARTS } from './records/attribution.ts';
import { simulate } from './simulate.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import {
  contractOf,
  FREE_BASE,
  marketOf,
  randomActions,
  randomOptions,
  randomRuns,
  randomStrategy,
  segmentsOf,
} from './testing/index.ts';
import type { RandomRun } from './testing/index.ts';

const MODELS: readonly AccountModel[] = [
  { kind: 'unlimited' },
  { kind: 'cash', settlement: 2 },
  { ...REG_T_ACCOUNT, minimumEquityUnits: 0 },
  { kind: 'fx', leverage: 10, marginCall: 1, stopOut: 0.5 },
  { kind: 'crypto', mode: 'cross', initial: 0.2, tiers: [{ floorUnits: 0, maintenance: 0.1 }] },
  { kind: 'crypto', mode: 'isolated', initial: 0.2, tiers: [{ floorUnits: 0, maintenance: 0.1 }] },
];
const FINANCING: FinancingInput = { borrow: 0.2, marginInterest: 0.1, cashInterest: 0.03 };
const settings = { numRuns: 60 };

/** A random run with splits, dividends, financing and, where asked for, every second instrument in euros. */
function eventfulOptions(run: RandomRun, hasEuros: boolean): SimulationOptions {
  const series = marketOf(run).map((one, k): BarSeries => {
    const instrument = hasEuros && k % 2 === 1 ? { ...one.instrument, currency: 'EUR' } : one.instrument;
    return { ...one, instrument };
  });
  const half = { halfSpreadBps: run.bps, slippageBps: run.bps / 2, commissionBps: run.bps };
  const costs = {
    spread: { kind: 'bps', half: half.halfSpreadBps },
    slippage: { kind: 'bps', value: half.slippageBps },
    commission: { kind: 'bps', value: half.commissionBps, minimumUnits: 0 },
    financing: FINANCING,
  } as const;
  return {
    ...randomOptions(run, { series, segments: segmentsOf(run, series, randomStrategy(run)) }),
    contract: fillContract(run.variant, { costs, degenerateOpen: contractOf(run).degenerateOpen }),
    actions: randomActions(run, series),
    conversion: { rate: (_from, _to, time) => 1.1 + 0.1 * Math.sin(time / 1e9) },
  };
}

/** A leg that wants ten times as much, so that accounts are stretched. */
function enlarged(leg: IntentLeg): IntentLeg {
  const { kind, value } = leg.target;
  return kind === 'exposure' ? leg : { ...leg, target: { kind, value: 10 * value } };
}

const earned = (result: SimulationResult): number =>
  result.equityUnits[result.equityUnits.length - 1] - result.initialUnits;
const sumOf = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);

/** Balance of each currency's cash after every posting up to a moment. */
function cashAt({ postings }: SimulationResult, name: string, time: number): number {
  const account = postings.accounts.indexOf(name);
  return postings.units.reduce(
    (sum, units, i) => (postings.account[i] === account && !(postings.time[i] > time) ? sum + units : sum),
    0,
  );
}

/** Leverage without a limit may outgrow the ledger, which is refused by name: such a draw shows nothing here. */
function withinLedger<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    fc.pre(!PlatformError.is(error, 'DATA_UNFIT'));
    throw error;
  }
}

describe('an account under random orders, splits, dividends and financing', () => {
  it('keeps every transaction at zero in every currency, and holds nothing at the end (S3-41, exam: ledger)', () => {
    fc.assert(
      fc.property(randomRuns, fc.boolean(), (run, hasEuros) => {
        const { postings } = simulate(eventfulOptions(run, hasEuros));
        const currencyOf = (name: string): string => {
          if (!name.startsWith('holdings:')) return name.slice(-3);
          return hasEuros && Number(name.slice(-1)) % 2 === 1 ? 'EUR' : 'USD';
        };
        const sums = new Map<string, number>();
        postings.units.forEach((units, i) => {
          expect(Number.isSafeInteger(units)).toBe(true);
          const key = `${postings.transaction[i]} ${currencyOf(postings.accounts[postings.account[i]])}`;
          sums.set(key, (sums.get(key) ?? 0) + units);
        });
        expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
        const held = postings.accounts.map((_, a) =>
          postings.units.reduce((sum, units, i) => (postings.account[i] === a ? sum + units : sum), 0),
        );
        postings.accounts.forEach((name, a) => {
          if (name.startsWith('holdings:')) expect(held[a]).toBe(0);
        });
      }),
      settings,
    );
  });

  it('ends with the cash that its postings say, and explains every unit of its result (Σ attribution = P&L)', () => {
    let nDividends = 0;
    fc.assert(
      fc.property(randomRuns, fc.boolean(), (run, hasEuros) => {
        const result = simulate(eventfulOptions(run, hasEuros));
        const { attribution, incomeUnits, costUnits } = result;
        expect(ATTRIBUTION_PARTS.reduce((sum, part) => sum + attribution[part], 0)).toBe(earned(result));
        const costs = costUnits.spread + costUnits.slippage + costUnits.commission + costUnits.fees;
        expect(attribution.spread + attribution.slippage + attribution.commission + attribution.fees).toBe(0 - costs);
        if (incomeUnits.dividends !== 0) nDividends++;
        if (hasEuros) return;
        expect(attribution.fx).toBe(0);
        expect(attribution.rounding).toBe(0);
        const last = result.times[result.times.length - 1];
        expect(cashAt(result, 'cash:USD', last)).toBe(result.equityUnits[result.equityUnits.length - 1]);
      }),
      settings,
    );
    expect(nDividends).toBeGreaterThan(10);
  });

  it('explains every unit of every trade (Σ parts = its net result)', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const { trades, tradeColumns, attribution } = simulate(eventfulOptions(run, false));
        trades.forEach((trade, k) => {
          const parts = ATTRIBUTION_PARTS.map((part) => tradeColumns[part][k]);
          expect(parts.reduce((sum, units) => sum + units, 0)).toBe(trade.netUnits);
          expect(tradeColumns.price[k]).toBe(trade.grossUnits);
          expect(trade.netUnits).toBe(trade.grossUnits - trade.costUnits + (trade.incomeUnits ?? 0));
          expect(tradeColumns.adverseUnits[k]).toBeGreaterThanOrEqual(Math.max(0, -trade.grossUnits) - 1);
          expect(tradeColumns.favourableUnits[k]).toBeGreaterThanOrEqual(Math.max(0, trade.grossUnits) - 1);
        });
        // What no trade has: parts of lots that were cashed, and the costs of positions that came to no lot.
        expect(Math.abs(sumOf(tradeColumns.commission))).toBeLessThanOrEqual(Math.abs(attribution.commission));
      }),
      settings,
    );
  });

  it('without splits leaves nothing but late dividends and interest on cash outside the trades', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const options = { ...eventfulOptions(run, false), actions: undefined };
        const result = simulate(options);
        const { marginInterest, cashInterest } = result.incomeUnits;
        const net = result.trades.reduce((sum, trade) => sum + trade.netUnits, 0);
        expect(net + marginInterest + cashInterest).toBe(earned(result));
      }),
      settings,
    );
  });

  it('keeps to every account model: no debt in cash accounts, reductions by force only where margin calls', () => {
    let nForced = 0;
    const kept = fc.property(randomRuns, fc.constantFrom(...MODELS), (drawn, model) => {
      const run = { ...drawn, maxGrossExposure: 1e6 };
      const wild = randomStrategy(run);
      const decide: typeof wild.decide = (view) =>
        wild.decide(view).map((one) => ('legs' in one ? { ...one, legs: one.legs.map(enlarged) } : one));
      const options = eventfulOptions(run, false);
      const segments = segmentsOf(run, options.series, { decide });
      const limits = { maxGrossExposure: 1e6 };
      const result = withinLedger(() =>
        simulate({ ...options, segments, limits, account: { currency: 'USD', cash: 3000, model } }),
      );
      const forced = result.fills.filter(({ rule }) => rule.startsWith('liquidated'));
      const kinds = [...result.accountEvents.kind].map((kind) => ACCOUNT_EVENT_KINDS[kind]);
      expect(kinds.filter((kind) => kind === 'liquidation')).toHaveLength(forced.length);
      expect(ATTRIBUTION_PARTS.reduce((sum, part) => sum + result.attribution[part], 0)).toBe(earned(result));
      nForced += forced.length;
      if (model.kind === 'unlimited' || model.kind === 'cash') expect(kinds).not.toContain('margin-call');
      if (model.kind !== 'cash') return;
      let cash = 0;
      const account = result.postings.accounts.indexOf('cash:USD');
      result.postings.units.forEach((units, i) => {
        if (result.postings.account[i] === account) cash += units;
        expect(cash).toBeGreaterThanOrEqual(0);
      });
      expect(result.trades.every(({ direction }) => direction === 'long')).toBe(true);
    });
    // Fixed draws for the count, then others in every run.
    fc.assert(kept, { numRuns: 150, seed: 1 });
    expect(nForced).toBeGreaterThan(20);
    fc.assert(kept, { numRuns: 150 });
  });

  it('makes the same of prices ten times as high as of lots ten times as many, without costs', () => {
    fc.assert(
      fc.property(randomRuns, (drawn) => {
        const run = { ...drawn, isProtected: false, sizing: { kind: 'fixed' as const, lots: 4 } };
        const inner = randomStrategy(run);
        const decide: typeof inner.decide = (view) =>
          inner.decide(view).filter((one) => 'legs' in one && one.legs.every((leg) => leg.target.kind !== 'weight'));
        const profits = [1, 10].map((factor) => {
          const times = (column: Float64Array): Float64Array =>
            column.map((price) => Math.round(price * 100 * factor) / 100);
          const series = marketOf(run).map((one) => ({
            ...one, open: times(one.open), high: times(one.high), low: times(one.low), close: times(one.close),
          })); // prettier-ignore
          const result = simulate({
            ...randomOptions(run),
            series,
            segments: segmentsOf(run, series, { decide }),
            contract: FREE_BASE,
            limits: { maxGrossExposure: 1e6 },
            account: { currency: 'USD', cash: 1e8 },
          });
          return result.attribution.price;
        });
        expect(profits[1]).toBe(10 * profits[0]);
      }),
      settings,
    );
  });
});
