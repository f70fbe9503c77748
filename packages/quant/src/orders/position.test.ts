import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerScale, moneyUnits } from '../market/index.ts';
import { testInstrument } from '../market/testing/index.ts';
import { openCurrencyAccounts, openHoldingsAccount, postFill } from './fill-postings.ts';
import { Ledger } from './ledger.ts';
import { Position } from './position.ts';
import type { Fill, Trade } from './records.ts';
import { testFill } from './testing/index.ts';

/** One tick of one lot is 10 000 units. */
const WHOLE = ledgerScale(testInstrument());
/** One tick of one lot is a tenth of a unit, so that amounts must be rounded. */
const BROKEN = ledgerScale(testInstrument({ lotSize: '0.00001' }));

describe('Position', () => {
  it('closes the oldest lots first and opens the rest on the other side', () => {
    const position = new Position(WHOLE);
    position.apply(testFill({ id: 1, lots: 2, referenceTicks: 100, barIndex: 1 }), 0);
    position.apply(testFill({ id: 2, lots: 3, referenceTicks: 110, barIndex: 4 }), 0);
    expect([position.lots, position.costUnits, position.entries]).toEqual([5, 530 * 10_000, 2]);

    const { trades } = position.apply(testFill({ id: 3, side: 'sell', lots: 7, referenceTicks: 120, barIndex: 9 }), 0);
    const summary = trades.map((trade) => [trade.id, trade.entryFillId, trade.lots, trade.netUnits, trade.barsHeld]);
    expect(summary).toEqual([
      [0, 1, 2, 2 * 20 * 10_000, 8],
      [1, 2, 3, 3 * 10 * 10_000, 5],
    ]);
    expect([position.lots, position.costUnits]).toEqual([-2, -240 * 10_000]);

    const closed = position.apply(testFill({ id: 4, lots: 2, referenceTicks: 130 }), 2);
    expect(closed.trades).toMatchObject([{ id: 2, direction: 'short', netUnits: -2 * 10 * 10_000 }]);
    expect([position.lots, position.costUnits, position.entries]).toEqual([0, 0, 0]);
  });

  it('splits net into gross and costs, the commission over the lots of a fill to the last unit', () => {
    const position = new Position(WHOLE);
    position.apply(testFill({ lots: 3, referenceTicks: 1000, priceTicks: 1001, commissionUnits: 100 }), 0);
    const exit = { side: 'sell', referenceTicks: 1010, priceTicks: 1008 } as const;
    const first = position.apply(testFill({ ...exit, lots: 1, commissionUnits: 7 }), 0).trades[0];
    const second = position.apply(testFill({ ...exit, lots: 2, commissionUnits: 9 }), 1).trades[0];
    expect([first.grossUnits, first.costUnits, first.netUnits]).toEqual([100_000, 30_000 + 33 + 7, 70_000 - 40]);
    expect([second.grossUnits, second.costUnits, second.netUnits]).toEqual([200_000, 60_000 + 67 + 9, 140_000 - 76]);
  });

  it('refuses a fill without lots', () => {
    expect(() => new Position(WHOLE).apply(testFill({ lots: 0 }), 0)).toThrow("invalid 'lots'");
  });
});

interface RandomFill {
  readonly side: 'buy' | 'sell';
  readonly lots: number;
  readonly reference: number;
  readonly worse: number;
  readonly commission: number;
}

const randomFills = fc.array(
  fc.record<RandomFill>({
    side: fc.constantFrom('buy', 'sell'),
    lots: fc.integer({ min: 1, max: 40 }),
    reference: fc.integer({ min: 1, max: 5000 }),
    worse: fc.nat(3),
    commission: fc.nat(1000),
  }),
  { minLength: 1, maxLength: 40 },
);

function book(
  scale: typeof WHOLE,
  rows: readonly RandomFill[],
): { cash: number; rounding: number; trades: Trade[]; fills: Fill[] } {
  const ledger = new Ledger();
  const accounts = openCurrencyAccounts(ledger, 'USD');
  const holdings = openHoldingsAccount(ledger, 'TEST', 'USD');
  const position = new Position(scale);
  const trades: Trade[] = [];
  const fills: Fill[] = [];
  const take = (row: RandomFill): void => {
    const fill = testFill({
      id: fills.length,
      side: row.side,
      lots: row.lots,
      referenceTicks: row.reference,
      priceTicks: row.reference + (row.side === 'buy' ? row.worse : -row.worse),
      commissionUnits: row.commission,
    });
    fills.push(fill);
    const change = position.apply(fill, trades.length);
    trades.push(...change.trades);
    postFill(ledger, { ...accounts, holdings, scale }, fill, change);
    ledger.checkTrialBalance();
    expect(ledger.balance(holdings)).toBe(position.costUnits);
  };
  rows.forEach(take);
  const lots = Math.abs(position.lots);
  if (lots > 0) take({ side: position.lots > 0 ? 'sell' : 'buy', lots, reference: 100, worse: 1, commission: 5 });
  expect(ledger.balance(holdings)).toBe(0);
  return { cash: ledger.balance(accounts.cash), rounding: ledger.balance(accounts.rounding), trades, fills };
}

describe('postFill', () => {
  it('leaves cash equal to the trades of a flat book, to the last unit', () => {
    fc.assert(
      fc.property(randomFills, (rows) => {
        const { cash, rounding, trades, fills } = book(WHOLE, rows);
        expect(rounding).toBe(0);
        expect(cash).toBe(trades.reduce((sum, trade) => sum + trade.netUnits, 0));
        const paid = fills.reduce((sum, fill) => {
          const worse = Math.abs(fill.priceTicks - fill.referenceTicks);
          return sum + moneyUnits(WHOLE, worse, fill.lots) + fill.commissionUnits;
        }, 0);
        expect(trades.reduce((sum, trade) => sum + trade.costUnits, 0)).toBe(paid);
        for (const trade of trades) {
          expect(trade.costUnits).toBeGreaterThanOrEqual(0);
          expect(trade.grossUnits - trade.costUnits).toBe(trade.netUnits);
        }
      }),
    );
  });

  it('puts what rounding leaves over into its own account where a tick is no whole unit', () => {
    fc.assert(
      fc.property(randomFills, (rows) => {
        const { cash, rounding, trades } = book(BROKEN, rows);
        expect(cash + rounding).toBe(trades.reduce((sum, trade) => sum + trade.netUnits, 0));
        expect(Math.abs(rounding)).toBeLessThanOrEqual(2 * (rows.length + 1) + 2 * trades.length);
      }),
    );
  });

  it('finds an error of one unit in a fill or in a position', () => {
    const ledger = new Ledger();
    const accounts = openCurrencyAccounts(ledger, 'USD');
    const holdings = openHoldingsAccount(ledger, 'TEST', 'USD');
    const position = new Position(WHOLE);
    const fill = testFill({ lots: 2 });
    const change = position.apply(fill, 0);
    const wrong = { ...change, costChangeUnits: change.costChangeUnits + 1 };
    const act = (): unknown => postFill(ledger, { ...accounts, holdings, scale: WHOLE }, fill, wrong);
    expect(act).toThrow('misses balance by 1 ledger units');
    expect(ledger.transactions).toBe(0);
  });
});
