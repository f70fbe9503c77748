import { PlatformError } from '@assay/core/errors';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return PlatformError.is(error) ? error.code : undefined;
  }
  return undefined;
}

describe('Ledger', () => {
  it('moves units between accounts and keeps the sum at zero', () => {
    const ledger = new Ledger();
    const cash = ledger.open('cash:USD', 'USD');
    const capital = ledger.open('capital:USD', 'USD');
    ledger.post([
      { account: cash, units: 500 },
      { account: capital, units: -500 },
    ]);
    expect(ledger.balance(cash)).toBe(500);
    expect(ledger.accounts()).toEqual([
      { name: 'cash:USD', currency: 'USD', units: 500 },
      { name: 'capital:USD', currency: 'USD', units: -500 },
    ]);
    expect(ledger.transactions).toBe(1);
  });

  it('finds a planted error of one unit and stays unchanged', () => {
    const ledger = new Ledger();
    const cash = ledger.open('cash:USD', 'USD');
    const holdings = ledger.open('holdings:A', 'USD');
    const wrong = [
      { account: cash, units: -100 },
      { account: holdings, units: 101 },
    ];
    expect(codeOf(() => ledger.post(wrong))).toBe('LEDGER_UNBALANCED');
    expect(() => ledger.post(wrong)).toThrow('postings in USD sum to 1 ledger units, must be 0');
    expect([ledger.balance(cash), ledger.balance(holdings), ledger.transactions]).toEqual([0, 0, 0]);
  });

  it('refuses postings that balance over two currencies but not in each', () => {
    const ledger = new Ledger();
    const dollars = ledger.open('cash:USD', 'USD');
    const euros = ledger.open('cash:EUR', 'EUR');
    const wrong = [
      { account: dollars, units: -100 },
      { account: euros, units: 100 },
    ];
    expect(codeOf(() => ledger.post(wrong))).toBe('LEDGER_UNBALANCED');
  });

  it.each([
    [0.5, 'LEDGER_UNBALANCED'],
    [NaN, 'LEDGER_UNBALANCED'],
    [Infinity, 'DATA_UNFIT'],
    [2 ** 53, 'DATA_UNFIT'],
  ])('refuses the amount %s as %s', (units, code) => {
    const ledger = new Ledger();
    const a = ledger.open('a', 'USD');
    const b = ledger.open('b', 'USD');
    const act = (): void => ledger.post([{ account: a, units }, { account: b, units: -units }]); // prettier-ignore
    expect(codeOf(act)).toBe(code);
    expect([ledger.balance(a), ledger.balance(b)]).toEqual([0, 0]);
  });

  it('X-08: says of a balance beyond 2^53 units that there is too much money, not that Assay is wrong', () => {
    const ledger = new Ledger();
    const cash = ledger.open('cash:USD', 'USD');
    const capital = ledger.open('capital:USD', 'USD');
    const add = (): void => ledger.post([{ account: cash, units: 2 ** 52 }, { account: capital, units: -(2 ** 52) }]); // prettier-ignore
    add();
    expect(add).toThrow('the account grew beyond 9,007 million USD, more than the exact ledger holds');
    expect(ledger.balance(cash)).toBe(2 ** 52);
  });

  it('refuses one name in two currencies', () => {
    const ledger = new Ledger();
    ledger.open('cash', 'USD');
    expect(ledger.open('cash', 'USD')).toBe(0);
    expect(codeOf(() => ledger.open('cash', 'EUR'))).toBe('INVALID_ARGUMENT');
  });

  it('has a trial balance of zero after any balanced transactions', () => {
    const transfer = fc.record({ from: fc.nat(5), to: fc.nat(5), units: fc.integer({ min: -1e12, max: 1e12 }) });
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 50 }), (transfers) => {
        const ledger = new Ledger();
        const accounts = ['USD', 'USD', 'USD', 'EUR', 'EUR', 'EUR'].map((c, i) => ledger.open(`${i}`, c));
        for (const { from, to, units } of transfers) {
          const isSameCurrency = from < 3 === to < 3;
          const postings = [{ account: accounts[from], units: -units }, { account: accounts[to], units }]; // prettier-ignore
          const code = codeOf(() => ledger.post(postings));
          expect(code).toBe(isSameCurrency || units === 0 ? undefined : 'LEDGER_UNBALANCED');
        }
        ledger.checkTrialBalance();
      }),
    );
  });
});
