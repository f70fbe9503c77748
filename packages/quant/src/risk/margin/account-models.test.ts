import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REG_T_ACCOUNT, US_EQUITY_SETTLEMENT } from './account-model.ts';
import type { AccountModel, CryptoAccount, FxAccount } from './account-model.ts';
import { ACCOUNT_KINDS, checkAccountModel } from './check-account-model.ts';
import { liquidationOrder, lotsToRestore } from './liquidation.ts';
import { marginState, openingProblem } from './margin-state.ts';
import { positionRequirement } from './requirement.ts';
import type { MarginPosition } from './requirement.ts';

const FX: FxAccount = { kind: 'fx', leverage: 30, marginCall: 1, stopOut: 0.5 };
const CRYPTO: CryptoAccount = {
  kind: 'crypto',
  mode: 'cross',
  initial: 0.05,
  tiers: [
    { floorUnits: 0, maintenance: 0.004 },
    { floorUnits: 50_000, maintenance: 0.025 },
    { floorUnits: 500_000, maintenance: 0.1, initial: 0.2 },
  ],
};
const MODELS: readonly AccountModel[] = [
  { kind: 'unlimited' },
  { kind: 'cash', settlement: 2 },
  { kind: 'cash', settlement: US_EQUITY_SETTLEMENT },
  REG_T_ACCOUNT,
  FX,
  CRYPTO,
  { ...CRYPTO, mode: 'isolated' },
];
const free = (): number => 0;

function position(instrument: string, lots: number, unitsPerLot: number): MarginPosition {
  return { instrument, lots, worthUnits: lots * unitsPerLot, shares: 0 };
}

describe('checkAccountModel', () => {
  it.each(MODELS)('accepts $kind', (model) => {
    expect(ACCOUNT_KINDS).toContain(model.kind);
    expect(() => checkAccountModel(model)).not.toThrow();
  });

  it.each<[string, AccountModel]>([
    ['account.kind', { kind: 'portfolio' as 'unlimited' }],
    ['account.settlement', { kind: 'cash', settlement: -1 }],
    ['account.settlement', { kind: 'cash', settlement: [] }],
    ['account.settlement[1].from', { kind: 'cash', settlement: [US_EQUITY_SETTLEMENT[1], US_EQUITY_SETTLEMENT[0]] }],
    ['account.initial', { ...REG_T_ACCOUNT, initial: 1.5 }],
    ['account.maintenanceShort', { ...REG_T_ACCOUNT, maintenanceShort: 0 }],
    ['account.minimumEquityUnits', { ...REG_T_ACCOUNT, minimumEquityUnits: 0.5 }],
    ['account.leverage', { ...FX, leverage: 0.5 }],
    ['account.leverageByInstrument.EURUSD', { ...FX, leverageByInstrument: { EURUSD: Infinity } }],
    ['account.marginCall', { ...FX, marginCall: 0.4 }],
    ['account.stopOut', { ...FX, stopOut: 0 }],
    ['account.mode', { ...CRYPTO, mode: 'shared' as 'cross' }],
    ['account.tiers', { ...CRYPTO, tiers: [] }],
    ['account.tiers[0].floorUnits', { ...CRYPTO, tiers: [{ floorUnits: 5, maintenance: 0.01 }] }],
    ['account.tiers[0].initial', { ...CRYPTO, tiers: [{ floorUnits: 0, maintenance: 0.06 }] }],
    [
      'account.tiers[1].maintenance',
      { ...CRYPTO, tiers: [CRYPTO.tiers[1], CRYPTO.tiers[0]].map((tier, i) => ({ ...tier, floorUnits: i })) },
    ],
  ])('refuses %s', (name, model) => {
    expect(() => checkAccountModel(model)).toThrow(`invalid '${name}'`);
  });
});

describe('openingProblem', () => {
  const after = (cash: number, settled: number, ...positions: readonly MarginPosition[]) => ({
    equityUnits: cash + positions.reduce((sum, one) => sum + one.worthUnits, 0),
    cashUnits: cash,
    settledUnits: settled,
    positions,
  });

  it('S3-39: a cash account pays in full from settled money and sells nothing short', () => {
    const cash: AccountModel = { kind: 'cash', settlement: 1 };
    expect(openingProblem(cash, after(0, 0, position('A', 5, 100)))).toBeUndefined();
    expect(openingProblem(cash, after(-1, 0, position('A', 5, 100)))).toBe('unaffordable');
    expect(openingProblem(cash, after(50, -1, position('A', 5, 100)))).toBe('unsettled-cash');
    expect(openingProblem(cash, after(900, 900, position('A', -1, 100)))).toBe('short-not-allowed');
    expect(marginState(cash, after(0, 0, position('A', 5, 100))).status).toBe('in-order');
  });

  it('never stops an unlimited account', () => {
    const short = after(-900, -900, position('A', -7, 100));
    expect(openingProblem({ kind: 'unlimited' }, short)).toBeUndefined();
    expect(marginState({ kind: 'unlimited' }, short).status).toBe('in-order');
  });

  it('never allows more lots of a side where it refuses fewer', () => {
    const cases = fc.record({
      model: fc.constantFrom(...MODELS),
      cash: fc.integer({ min: 0, max: 2_000_000 }),
      lots: fc.integer({ min: 1, max: 400 }),
      more: fc.integer({ min: 1, max: 400 }),
      side: fc.constantFrom(1, -1),
      price: fc.integer({ min: 1, max: 5000 }),
      other: fc.integer({ min: -200, max: 200 }),
    });
    fc.assert(
      fc.property(cases, ({ model, cash, lots, more, side, price, other }) => {
        const opened = (n: number): MarginPosition => ({
          ...position('A', side * n, price),
          ...{ isolatedUnits: Math.ceil(n * price * 0.2), profitUnits: 0 },
        });
        const at = (n: number) => {
          const left = cash - n * side * price - n;
          const held = other === 0 ? [] : [{ ...position('B', other, 1000), isolatedUnits: 50_000, profitUnits: 0 }];
          return openingProblem(model, after(left, left, ...held, opened(n)));
        };
        // A margin that is no more than a maintenance rounded up to whole units may be more of it with more lots.
        const least = opened(lots);
        const isRounding = least.isolatedUnits === positionRequirement(model, least).maintenanceUnits;
        if (at(lots) !== undefined && !(isRounding && price * lots < 10)) expect(at(lots + more)).toBeDefined();
      }),
    );
  });
});

describe('liquidationOrder', () => {
  it('S3-39: takes the largest maintenance requirement first, ties as declared', () => {
    const positions = [position('A', 1, 100), position('B', -1, 400), position('C', 4, 100), position('D', 2, 100)];
    expect(liquidationOrder(FX, positions)).toEqual([1, 2, 3, 0]);
  });
});

describe('lotsToRestore', () => {
  it('S3-39: closes what is needed and not a lot more', () => {
    // A lot uses 30,000 / 30 = 1,000, and half of that must stay covered: 799 lots need 399,500 < 400,000.
    const account = { equityUnits: 400_000, positions: [position('A', 1000, 30_000)] };
    expect(lotsToRestore(FX, account, free)).toEqual([{ instrument: 'A', lots: -201 }]);
    expect(lotsToRestore(FX, { ...account, equityUnits: 500_001 }, free)).toEqual([]);
  });

  it('S3-39: goes on with the next position where one is not enough, and closes everything where nothing helps', () => {
    const positions = [position('A', 100, 30_000), position('B', -1000, 30_000)];
    expect(lotsToRestore(FX, { equityUnits: 26_000, positions }, free)).toEqual([
      { instrument: 'B', lots: 1000 },
      { instrument: 'A', lots: -49 },
    ]);
    expect(lotsToRestore(FX, { equityUnits: -5, positions }, free)).toEqual([
      { instrument: 'B', lots: 1000 },
      { instrument: 'A', lots: -100 },
    ]);
  });

  it('counts what closing costs', () => {
    // 500 freed per lot, 100 paid: 400 · 251 = 100,400 > 100,000.
    const account = { equityUnits: 400_000, positions: [position('A', 1000, 30_000)] };
    const [{ lots }] = lotsToRestore(FX, account, (_, n) => 100 * n);
    expect(lots).toBe(-251);
  });

  it('S3-39: closes breached isolated positions whole and leaves the others', () => {
    const dead = { ...position('A', 7, 100), isolatedUnits: 40, profitUnits: -40 };
    const alive = { ...position('B', 9, 100), isolatedUnits: 90, profitUnits: 0 };
    const account = { equityUnits: 900, positions: [alive, dead] };
    expect(lotsToRestore({ ...CRYPTO, mode: 'isolated' }, account, free)).toEqual([{ instrument: 'A', lots: -7 }]);
  });

  const cases = fc.record({
    model: fc.constantFrom(...MODELS),
    equity: fc.integer({ min: -5000, max: 60_000 }),
    lots: fc.array(
      fc.integer({ min: -300, max: 300 }).filter((n) => n !== 0),
      { minLength: 1, maxLength: 4 },
    ),
    price: fc.integer({ min: 10, max: 4000 }),
    costPerLot: fc.constantFrom(0, 1),
  });

  it('restores the account or closes everything, deterministically, and one lot less would not do', () => {
    fc.assert(
      fc.property(cases, ({ model, equity, lots, price, costPerLot }) => {
        const positions = lots.map((n, i) => position(`I${i}`, n, price));
        const account = { equityUnits: equity, positions };
        const cost = (_: MarginPosition, n: number): number => n * costPerLot;
        const forced = lotsToRestore(model, account, cost);
        expect(lotsToRestore(model, account, cost)).toEqual(forced);
        if (marginState(model, account).status !== 'liquidation') {
          expect(forced).toEqual([]);
          return;
        }
        if (model.kind === 'crypto' && model.mode === 'isolated') return;
        const isOpen = (spare: number): boolean => {
          const closed = forced.map((one, i) =>
            i === forced.length - 1 ? one.lots + spare * Math.sign(-one.lots) : one.lots,
          );
          const rest = positions.flatMap((one) => {
            const i = forced.findIndex((each) => each.instrument === one.instrument);
            const left = one.lots + (i < 0 ? 0 : closed[i]);
            return left === 0 ? [] : [position(one.instrument, left, price)];
          });
          const paid = closed.reduce((sum, n) => sum + Math.abs(n) * costPerLot, 0);
          return marginState(model, { equityUnits: equity - paid, positions: rest }).status !== 'liquidation';
        };
        expect(isOpen(0)).toBe(true);
        if (costPerLot === 0) expect(isOpen(1)).toBe(false);
        for (const one of forced) {
          const held = positions.find((each) => each.instrument === one.instrument)?.lots ?? 0;
          expect(one.lots * held).toBeLessThan(0);
          expect(Math.abs(one.lots)).toBeLessThanOrEqual(Math.abs(held));
        }
      }),
    );
  });

  it('requires no less of a larger position', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODELS), fc.nat(1e6), fc.nat(1e6), (model, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)].map((n) =>
          positionRequirement(model, position('A', 1, n)),
        );
        expect(small.initialUnits).toBeLessThanOrEqual(large.initialUnits);
        expect(small.maintenanceUnits).toBeLessThanOrEqual(large.maintenanceUnits);
        expect(large.maintenanceUnits).toBeLessThanOrEqual(large.initialUnits);
      }),
    );
  });
});
