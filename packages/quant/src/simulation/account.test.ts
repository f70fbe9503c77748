import { describe, expect, it } from 'vitest';
import { testFill } from '../orders/testing/index.ts';
import { Account } from './account.ts';
import { seriesColumns } from './columns.ts';
import { Converter } from './conversion.ts';
import { contiguousSeries } from './testing/index.ts';

function accountOf(currency: string): Account {
  const series = contiguousSeries([100, 101], { start: 0, barMs: 10 }, { currency });
  const columns = [seriesColumns(series, 0, 1)];
  const converter = new Converter([...new Set(['USD', currency])], { rate: () => 1.25 });
  return new Account(columns, converter, 1_000_000_000);
}

const balances = (account: Account): Record<string, number> =>
  Object.fromEntries(account.ledger.accounts().map((one) => [one.name, one.units + 0]));

describe('Account', () => {
  it('keeps cash, holdings, profit and commission in accounts of their own', () => {
    const account = accountOf('USD');
    account.book(0, testFill({ lots: 2, referenceTicks: 10_000, priceTicks: 10_001, commissionUnits: 50 }));
    account.book(0, testFill({ id: 1, side: 'sell', lots: 1, referenceTicks: 10_100, commissionUnits: 25 }));
    account.checkBooks();
    expect(balances(account)).toEqual({
      'cash:USD': 1_000_000_000 - 200_020_000 - 50 + 101_000_000 - 25,
      'capital:USD': -1_000_000_000,
      'realized:USD': -990_000,
      'commission:USD': 75,
      'rounding:USD': 0,
      'exchange:USD': 0,
      'holdings:TEST': 100_010_000,
    });
    expect(account.equityUnits(1)).toBe(1_000_000_000 + 990_000 - 75 + 990_000);
  });

  it('keeps fees, dividends and financing apart, and explains its result by them', () => {
    const account = accountOf('USD');
    account.book(0, testFill({ lots: 2, priceTicks: 10_001, spreadUnits: 15_000, slippageUnits: 5_000, feeUnits: 30 }));
    account.postIncome('dividends', 0, 1_000_001, { time: 2, s: 0 });
    account.postIncome('borrow', 0, -70, { time: 2, s: 0 });
    account.book(0, testFill({ id: 1, side: 'sell', lots: 1, referenceTicks: 10_100, commissionUnits: 25 }));
    account.checkBooks();
    expect(balances(account)).toMatchObject({ 'fees:USD': 30, 'dividends:USD': -1_000_001, 'financing:USD': 70 });
    expect(account.trades[0]).toMatchObject({
      ...{ grossUnits: 1_000_000, costUnits: 10_000 + 25 + 15, incomeUnits: 500_000 - 35 },
      netUnits: 1_000_000 - 10_040 + 499_965,
    });
    const parts = { spread: -15_000, slippage: -5_000, commission: -25, fees: -30, fx: 0, rounding: 0 };
    expect(account.attributed(2)).toEqual({ price: 2_000_000, dividends: 1_000_001, financing: -70, ...parts });
  });

  it('exchanges what a foreign fill realises, so that only open profit floats', () => {
    const account = accountOf('EUR');
    account.book(0, testFill({ lots: 2, referenceTicks: 10_000, commissionUnits: 40 }));
    account.book(0, testFill({ id: 1, side: 'sell', lots: 1, referenceTicks: 10_100 }));
    account.checkBooks();
    const euros = 1_000_000 - 40;
    expect(balances(account)).toMatchObject({
      'cash:USD': 1_000_000_000 - 50 + 1_250_000,
      'cash:EUR': -100_000_000,
      'exchange:EUR': euros,
      'exchange:USD': -(1_250_000 - 50),
      'realized:EUR': -1_000_000,
      'holdings:TEST': 100_000_000,
    });
    account.market.mark(0, 10_200);
    expect(account.equityUnits(1)).toBe(1_000_000_000 - 50 + 1_250_000 + 1.25 * 2_000_000);
  });

  it.each([
    ['cash against holdings', 'cash:USD', 'holdings:TEST'],
    ['cash against rounding', 'cash:USD', 'rounding:USD'],
    ['cash against capital', 'cash:USD', 'capital:USD'],
    ['profit against commission', 'realized:USD', 'commission:USD'],
    ['holdings against profit', 'holdings:TEST', 'realized:USD'],
    ['cash against dividends', 'cash:USD', 'dividends:USD'],
    ['financing against dividends', 'financing:USD', 'dividends:USD'],
    ['fees against commission', 'fees:USD', 'commission:USD'],
  ])('finds a planted error of one unit (S3-41): %s', (_, one, other) => {
    const account = accountOf('USD');
    account.book(0, testFill({ lots: 2, feeUnits: 3 }));
    account.postIncome('dividends', 0, 500, { time: 2, s: 0 });
    account.postIncome('borrow', 0, -70, { time: 2, s: 0 });
    account.split(0, { now: 3, before: 4 }, { time: 3, ratio: 0.75, bar: 1 });
    account.checkBooks();
    const { ledger } = account;
    ledger.post([
      { account: ledger.open(one, 'USD'), units: 1 },
      { account: ledger.open(other, 'USD'), units: -1 },
    ]);
    ledger.checkTrialBalance();
    if (one === 'cash:USD') expect(() => account.reconcile()).toThrow('equity in USD is off by 1 ledger units');
    expect(() => account.checkBooks()).toThrow(expect.objectContaining({ code: 'LEDGER_UNBALANCED' }));
  });
});
