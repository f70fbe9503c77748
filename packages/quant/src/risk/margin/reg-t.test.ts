import { describe, expect, it } from 'vitest';
import { REG_T_ACCOUNT } from './account-model.ts';
import { marginState, openingProblem } from './margin-state.ts';
import { freeCashUnits, positionRequirement, requirement } from './requirement.ts';
import type { MarginPosition } from './requirement.ts';

const UNIT = 1_000_000;

/** Shares at a price in USD. */
function stock(shares: number, price: number, instrument: string = 'A'): MarginPosition {
  const worthUnits = Math.round(shares * price * UNIT);
  return { instrument, lots: shares, worthUnits, shares: Math.abs(shares) };
}

/** The account with that cash (short proceeds inside) and those positions. */
function account(cash: number, ...positions: readonly MarginPosition[]) {
  const worth = positions.reduce((sum, one) => sum + one.worthUnits, 0);
  return { equityUnits: cash * UNIT + worth, positions, cashUnits: cash * UNIT, settledUnits: cash * UNIT };
}

describe('reg-t requirement, by hand from FINRA Rule 4210(c) and 12 CFR 220.12', () => {
  it.each([
    ['long 1,000 at 10: 50 % to open, 25 % to keep', stock(1000, 10), 5000, 2500],
    ['short 1,000 at 10: 50 % to open, 5 USD a share to keep, which is more than 30 %', stock(-1000, 10), 5000, 5000],
    ['short 1,000 at 20: 50 % to open, 30 % to keep', stock(-1000, 20), 10_000, 6000],
    ['short 1,000 at 16: 5 USD a share is more than 30 %', stock(-1000, 16), 8000, 5000],
    ['short 1,000 at exactly 5: 5 USD a share, both', stock(-1000, 5), 5000, 5000],
    ['short 1,000 at 4.99: 100 % of its worth, both', stock(-1000, 4.99), 4990, 4990],
    ['short 1,000 at 2: 2.50 USD a share, both', stock(-1000, 2), 2500, 2500],
    ['long 1,000 at 2: no rule per share', stock(1000, 2), 1000, 500],
  ])('S3-39: %s', (_, position, initial, maintenance) => {
    expect(positionRequirement(REG_T_ACCOUNT, position)).toEqual({
      initialUnits: initial * UNIT,
      maintenanceUnits: maintenance * UNIT,
    });
  });

  it('asks for the minimum equity, but never for more than long positions cost', () => {
    expect(requirement(REG_T_ACCOUNT, [stock(100, 10)]).initialUnits).toBe(1000 * UNIT);
    expect(requirement(REG_T_ACCOUNT, [stock(300, 10)]).initialUnits).toBe(2000 * UNIT);
    expect(requirement(REG_T_ACCOUNT, [stock(-10, 20)]).initialUnits).toBe(2000 * UNIT);
    expect(requirement(REG_T_ACCOUNT, []).initialUnits).toBe(0);
    expect(openingProblem(REG_T_ACCOUNT, account(-1000, stock(250, 10)))).toBe('minimum-equity');
    expect(openingProblem(REG_T_ACCOUNT, account(-500, stock(250, 10)))).toBeUndefined();
  });

  it('rounds a requirement up to a whole unit', () => {
    const odd = { instrument: 'A', lots: 1, worthUnits: 7 };
    expect(positionRequirement(REG_T_ACCOUNT, odd)).toEqual({ initialUnits: 4, maintenanceUnits: 2 });
  });
});

describe('reg-t margin calls, by hand', () => {
  it('S3-39: 1,000 shares bought at 10 with 5,000 borrowed are called below 5,000 / 0.75 = 6,666.67', () => {
    const at = (price: number) => marginState(REG_T_ACCOUNT, account(-5000, stock(1000, price)));
    expect(at(10)).toMatchObject({ status: 'in-order', excessUnits: 0, cushionUnits: 2500 * UNIT, breached: [] });
    expect(at(9.99).status).toBe('restricted');
    expect(at(6.67).status).toBe('restricted');
    expect(at(6.66)).toMatchObject({ status: 'liquidation', breached: ['A'], cushionUnits: -5 * UNIT });
  });

  it('S3-39: 1,000 shares sold short at 20 with 10,000 of own money are called above 30,000 / 1.3 = 23.0769', () => {
    const at = (price: number) => marginState(REG_T_ACCOUNT, account(30_000, stock(-1000, price)));
    expect(at(20)).toMatchObject({ status: 'in-order', excessUnits: 0 });
    expect(at(23.07).status).toBe('restricted');
    expect(at(23.08).status).toBe('liquidation');
  });

  it('is not called where equity equals the requirement', () => {
    const exact = account(-7500, stock(1000, 10));
    expect(marginState(REG_T_ACCOUNT, exact)).toMatchObject({ status: 'restricted', cushionUnits: 0 });
    expect(marginState(REG_T_ACCOUNT, { ...exact, equityUnits: exact.equityUnits - 1 }).status).toBe('liquidation');
  });

  it('opens up to twice the equity and not a share more', () => {
    expect(openingProblem(REG_T_ACCOUNT, account(-10_000, stock(2000, 10)))).toBeUndefined();
    expect(openingProblem(REG_T_ACCOUNT, account(-10_010, stock(2001, 10)))).toBe('initial-margin');
    // 10,000 of own money, short 1,000 at 10 and long 1,000 at 10: 5,000 each.
    expect(openingProblem(REG_T_ACCOUNT, account(10_000, stock(1000, 10), stock(-1000, 10, 'B')))).toBeUndefined();
    expect(openingProblem(REG_T_ACCOUNT, account(9990, stock(1001, 10), stock(-1000, 10, 'B')))).toBe('initial-margin');
  });
});

describe('freeCashUnits', () => {
  it('keeps short proceeds as collateral, marked to market', () => {
    const positions = [stock(-1000, 10), stock(500, 10, 'B')];
    expect(freeCashUnits(15_000 * UNIT, positions)).toBe(5000 * UNIT);
    expect(freeCashUnits(15_000 * UNIT, [stock(-1000, 16)])).toBe(-1000 * UNIT);
    expect(freeCashUnits(-5000 * UNIT, [stock(1000, 10)])).toBe(-5000 * UNIT);
  });
});
