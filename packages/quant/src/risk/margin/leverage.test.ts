import { describe, expect, it } from 'vitest';
import type { CryptoAccount, FxAccount, MarginTier } from './account-model.ts';
import { marginState, openingProblem } from './margin-state.ts';
import type { MarginAccount } from './margin-state.ts';
import { positionRequirement } from './requirement.ts';
import type { MarginPosition } from './requirement.ts';
import { liquidationPrice, tieredMaintenance } from './tiers.ts';

const UNIT = 1_000_000;
const FX: FxAccount = { kind: 'fx', leverage: 400, leverageByInstrument: { USDTRY: 20 }, marginCall: 1, stopOut: 0.5 };

/** BTCUSDT as Binance announced it on 2021-03-18, floors in USDT. */
const BTC_TIERS: readonly MarginTier[] = [
  { floorUnits: 0, maintenance: 0.004, initial: 0.008 },
  { floorUnits: 50_000, maintenance: 0.005, initial: 0.01 },
  { floorUnits: 250_000, maintenance: 0.01, initial: 0.02 },
  { floorUnits: 1_000_000, maintenance: 0.025, initial: 0.05 },
  { floorUnits: 10_000_000, maintenance: 0.05, initial: 0.1 },
  { floorUnits: 20_000_000, maintenance: 0.1, initial: 0.2 },
];
const CROSS: CryptoAccount = {
  kind: 'crypto',
  mode: 'cross',
  initial: 0.01,
  tiers: BTC_TIERS.map((tier) => ({ ...tier, floorUnits: tier.floorUnits * UNIT })),
};
const ISOLATED: CryptoAccount = { ...CROSS, mode: 'isolated' };

function pair(worth: number, instrument: string = 'EURUSD'): MarginPosition {
  return { instrument, lots: Math.sign(worth), worthUnits: Math.round(worth * UNIT) };
}

function account(equity: number, ...positions: readonly MarginPosition[]): MarginAccount {
  return { equityUnits: Math.round(equity * UNIT), positions };
}

function opening(model: FxAccount | CryptoAccount, after: MarginAccount) {
  return openingProblem(model, { ...after, cashUnits: 0, settledUnits: 0 });
}

describe('fx accounts', () => {
  it('S3-39: 10,000 EUR at 1.15 on 400 times leverage use 28.75 USD of margin', () => {
    expect(positionRequirement(FX, pair(11_500))).toEqual({
      initialUnits: 28.75 * UNIT,
      maintenanceUnits: 14.375 * UNIT,
    });
    expect(positionRequirement(FX, pair(-1000, 'USDTRY')).initialUnits).toBe(50 * UNIT);
  });

  it.each([
    [28.76, 'in-order'],
    [28.75, 'margin-call'],
    [14.38, 'margin-call'],
    [14.375, 'liquidation'],
    [-3, 'liquidation'],
  ])('S3-39: with equity %s the account is %s', (equity, status) => {
    expect(marginState(FX, account(equity, pair(11_500))).status).toBe(status);
  });

  it('restricts before it calls where the call level is below one', () => {
    const late: FxAccount = { ...FX, marginCall: 0.8 };
    expect(marginState(late, account(25, pair(11_500))).status).toBe('restricted');
    expect(marginState(late, account(23, pair(11_500))).status).toBe('margin-call');
  });

  it('opens what leaves more than the call level', () => {
    expect(opening(FX, account(28.76, pair(11_500)))).toBeUndefined();
    expect(opening(FX, account(28.75, pair(11_500)))).toBe('margin-call');
    expect(opening(FX, account(28.74, pair(11_500)))).toBe('initial-margin');
  });

  it('has nothing to liquidate without positions', () => {
    expect(marginState(FX, account(-1)).status).toBe('in-order');
  });
});

describe('tieredMaintenance', () => {
  it.each([
    // Maintenance amounts of the announced table: 50, 1,300 and 16,300 USDT.
    [40_000, 40_000 * 0.004],
    [250_000, 250_000 * 0.005 - 50],
    [500_000, 500_000 * 0.01 - 1300],
    [2_000_000, 2_000_000 * 0.025 - 16_300],
    [0, 0],
  ])('S3-39: of %s is the rate times the worth less the maintenance amount', (worth, margin) => {
    expect(tieredMaintenance(BTC_TIERS, worth)).toBeCloseTo(margin, 9);
  });
});

describe('liquidationPrice', () => {
  it('S3-39: is that of the published example of a cross wallet with BTC and ETH', () => {
    const ethMaintenance = 3683.979 * 1335.18 * 0.1 - 135_365;
    const ethProfit = (1335.18 - 1456.84) * 3683.979;
    const price = liquidationPrice(BTC_TIERS, {
      wallet: 1_535_443.01,
      otherMaintenance: ethMaintenance,
      otherProfit: ethProfit,
      direction: 'long',
      quantity: 109.488,
      entryPrice: 32_481.98,
    });
    expect(price).toBeCloseTo(26_316.89, 2);
  });

  it.each(['long', 'short'] as const)('leaves exactly the maintenance margin in an isolated %s', (direction) => {
    const side = direction === 'long' ? 1 : -1;
    for (const quantity of [0.5, 3, 40, 400]) {
      const wallet = quantity * 30_000 * 0.1;
      const terms = { wallet, otherMaintenance: 0, otherProfit: 0, direction, quantity, entryPrice: 30_000 };
      const price = liquidationPrice(BTC_TIERS, terms);
      const left = wallet + side * quantity * (price - 30_000);
      expect(left).toBeCloseTo(tieredMaintenance(BTC_TIERS, quantity * price), 4);
      expect(side * (30_000 - price)).toBeGreaterThan(0);
    }
  });

  it('is NaN for a long that is backed in full, and refuses no quantity', () => {
    const terms = {
      wallet: 40_000,
      otherMaintenance: 0,
      otherProfit: 0,
      direction: 'long',
      quantity: 1,
      entryPrice: 30_000,
    } as const;
    expect(liquidationPrice(BTC_TIERS, terms)).toBeNaN();
    expect(() => liquidationPrice(BTC_TIERS, { ...terms, quantity: 0 })).toThrow("invalid 'quantity'");
  });
});

describe('crypto accounts', () => {
  it('S3-39: the larger position needs the initial rate of its tier', () => {
    expect(positionRequirement(CROSS, pair(40_000)).initialUnits).toBe(400 * UNIT);
    expect(positionRequirement(CROSS, pair(-500_000)).initialUnits).toBe(10_000 * UNIT);
    expect(positionRequirement(CROSS, pair(500_000)).maintenanceUnits).toBe(3700 * UNIT);
  });

  it('S3-39: cross margin is shared: the profit of one position carries the other', () => {
    const state = (equity: number) => marginState(CROSS, account(equity, pair(500_000, 'BTC'), pair(-500_000, 'ETH')));
    expect(state(20_000).status).toBe('in-order');
    expect(state(19_999).status).toBe('restricted');
    expect(state(7400.000001).status).toBe('restricted');
    expect(state(7400)).toMatchObject({ status: 'liquidation', breached: ['BTC', 'ETH'] });
  });

  it('S3-39: isolated margin is not: one position goes, the other stays', () => {
    const btc = { ...pair(500_000, 'BTC'), isolatedUnits: 10_000 * UNIT, profitUnits: -6300 * UNIT };
    const eth = { ...pair(40_000, 'ETH'), isolatedUnits: 400 * UNIT, profitUnits: 0 };
    const rich = marginState(ISOLATED, account(1_000_000, btc, eth));
    expect(rich).toMatchObject({ status: 'liquidation', breached: ['BTC'] });
    const alive = { ...btc, profitUnits: btc.profitUnits + 1 };
    expect(marginState(ISOLATED, account(1_000_000, alive, eth)).status).toBe('in-order');
  });

  it('opens isolated positions from what is not set aside', () => {
    const btc = { ...pair(500_000, 'BTC'), isolatedUnits: 10_000 * UNIT, profitUnits: 0 };
    expect(opening(ISOLATED, account(10_000, btc))).toBeUndefined();
    expect(opening(ISOLATED, account(9_999, btc))).toBe('initial-margin');
    expect(opening(CROSS, account(10_000, pair(500_000)))).toBeUndefined();
    expect(opening(CROSS, account(9_999, pair(500_000)))).toBe('initial-margin');
  });
});
