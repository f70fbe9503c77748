import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCaps, refusingCap } from './apply-caps.ts';
import type { CapOrder, CapState } from './apply-caps.ts';
import { capName, checkCaps } from './cap.ts';
import type { Cap } from './cap.ts';
import { currencySides } from './exposure.ts';
import type { CapPosition, CapSubject } from './exposure.ts';

const UNIT = 1_000_000;
const STOCKS: readonly CapSubject[] = ['A', 'B', 'C'].map((instrument) => ({
  instrument,
  currencies: [{ currency: 'USD', sign: 1 }],
}));
const EURUSD: CapSubject = {
  instrument: 'EURUSD',
  currencies: [
    { currency: 'EUR', sign: 1 },
    { currency: 'USD', sign: -1 },
  ],
};

/** A lot is worth 10 USD. */
function order(subject: CapSubject, lots: number, heldLots: number = 0): CapOrder {
  return { ...subject, lots, heldLots, worthUnits: (n) => n * 10 * UNIT };
}

function held(subject: CapSubject, lots: number): CapPosition {
  return { ...subject, worthUnits: lots * 10 * UNIT };
}

function state(positions: readonly CapPosition[] = [], equity: number = 10_000): CapState {
  return { accountCurrency: 'USD', equityUnits: equity * UNIT, positions };
}

const [A, B, C] = STOCKS;
const INSTRUMENT: Cap = { kind: 'instrument', limit: { weight: 0.2 } };
const GROSS: Cap = { kind: 'gross', limit: { weight: 1 } };
const NET: Cap = { kind: 'net', limit: { weight: 0.3 } };
const BANKS: Cap = { kind: 'group', name: 'banks', instruments: ['A', 'B'], measure: 'gross', limit: { weight: 0.5 } };
const CURRENCY: Cap = { kind: 'currency', limit: { weight: 0.4 } };

describe('applyCaps', () => {
  it.each<[string, Cap, CapState, CapOrder, number, string | undefined]>([
    ['20 % per position', INSTRUMENT, state(), order(A, 500), 200, 'cap-instrument'],
    ['20 % per position, exactly', INSTRUMENT, state(), order(A, -200), -200, undefined],
    [
      'a list of instruments that does not name it',
      { ...INSTRUMENT, instruments: ['B'] },
      state(),
      order(A, 500),
      500,
      undefined,
    ],
    ['gross', GROSS, state([held(A, 600), held(B, -300)]), order(C, 500), 100, 'cap-gross'],
    ['net, where the rest is short', NET, state([held(A, -300)]), order(B, 900), 600, 'cap-net'],
    ['net beyond its limit, but on the way back', NET, state([held(A, 900)]), order(B, -500), -500, undefined],
    [
      'net beyond its limit, through zero to the other side',
      NET,
      state([held(A, 900)]),
      order(B, -2000),
      -1200,
      'cap-net',
    ],
    ['a group by gross', BANKS, state([held(A, 400)]), order(B, -300), -100, 'cap-group:banks'],
    ['a group that it is not in', BANKS, state([held(A, 400)]), order(C, 300), 300, undefined],
    ['a group by net', { ...BANKS, measure: 'net' }, state([held(A, 400)]), order(B, -300), -300, undefined],
    ['currency by its net sum', CURRENCY, state(), order(EURUSD, 700), 400, 'cap-currency'],
    [
      'the account currency only where it is named',
      { ...CURRENCY, currency: 'USD' },
      state(),
      order(A, 700),
      400,
      'cap-currency:USD',
    ],
    [
      'the quoted side of a pair against a long position',
      { ...CURRENCY, currency: 'USD' },
      state([held(A, 300)]),
      order(EURUSD, 1000),
      700,
      'cap-currency:USD',
    ],
    ['no currency cap on the own currency otherwise', CURRENCY, state(), order(A, 700), 700, undefined],
    [
      'order notional',
      { kind: 'order-notional', limit: { units: 500 * UNIT } },
      state(),
      order(A, 80),
      50,
      'cap-order-notional',
    ],
    ['order lots', { kind: 'order-lots', lots: 30 }, state(), order(A, -80), -30, 'cap-order-lots'],
    [
      'what is opened only, after a reversal',
      { kind: 'order-lots', lots: 30 },
      state([held(A, -50)]),
      order(A, 100, -50),
      80,
      'cap-order-lots',
    ],
    ['nothing opened without equity', GROSS, state([], -5), order(A, 10), 0, 'cap-gross'],
  ])('S3-38: limits by %s', (...[, cap, account, wanted, lots, name]) => {
    expect(applyCaps([cap], account, wanted)).toEqual(name === undefined ? { lots } : { lots, cap: name });
  });

  it('names the cap that takes most, the first declared among equals', () => {
    const account = state([held(B, 300)]);
    expect(applyCaps([INSTRUMENT, NET, GROSS], account, order(A, 500))).toEqual({ lots: 0, cap: 'cap-net' });
    expect(applyCaps([NET, { ...GROSS, limit: { units: 1 } }], account, order(A, 500)).cap).toBe('cap-net');
  });

  it('is exact to the ledger unit', () => {
    const one = (units: number): number =>
      applyCaps([{ kind: 'gross', limit: { units } }], state(), {
        ...A,
        lots: 7,
        heldLots: 0,
        worthUnits: (n) => 3 * n,
      }).lots;
    expect([20, 21, 22].map(one)).toEqual([6, 7, 7]);
  });

  it('refuses lots that are not whole', () => {
    expect(() => applyCaps([], state(), order(A, 1.5))).toThrow("invalid 'order.lots'");
    expect(() => applyCaps([], state(), order(A, 1, 0.5))).toThrow("invalid 'order.heldLots'");
  });
});

const subjects = fc.constantFrom(...STOCKS, EURUSD);
const limits = fc.oneof(
  fc.record({ weight: fc.double({ min: 0.01, max: 3, noNaN: true }) }),
  fc.record({ units: fc.integer({ min: 1, max: 20_000 * UNIT }) }),
);
const measures = fc.constantFrom<'gross' | 'net'>('gross', 'net');
const anyCap: fc.Arbitrary<Cap> = fc.oneof(
  limits.map((limit): Cap => ({ kind: 'instrument', limit })),
  limits.map((limit): Cap => ({ kind: 'currency', limit })),
  limits.map((limit): Cap => ({ kind: 'currency', limit, currency: 'USD' })),
  limits.map((limit): Cap => ({ kind: 'gross', limit })),
  limits.map((limit): Cap => ({ kind: 'net', limit })),
  limits.map((limit): Cap => ({ kind: 'order-notional', limit })),
  fc.tuple(limits, measures).map(([limit, measure]): Cap => ({ ...BANKS, limit, measure })),
  fc.integer({ min: 1, max: 2000 }).map((lots): Cap => ({ kind: 'order-lots', lots })),
);
const anyCase = fc.record({
  caps: fc.array(anyCap, { maxLength: 4 }),
  equity: fc.integer({ min: -100, max: 20_000 }),
  lots: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 4 }),
  subject: subjects,
  wanted: fc.integer({ min: -2500, max: 2500 }),
});

describe('applyCaps on random accounts', () => {
  it('S3-38: never trades more than asked, never refuses a reduction, and is monotone in the order', () => {
    fc.assert(
      fc.property(anyCase, ({ caps, equity, lots, subject, wanted }) => {
        const all = [...STOCKS, EURUSD];
        const account = state(
          all.map((one, i) => held(one, lots[i])),
          equity,
        );
        const heldLots = lots[all.indexOf(subject)];
        const decide = (n: number): number => applyCaps(caps, account, order(subject, n, heldLots)).lots;
        const got = decide(wanted);
        const closing = wanted * heldLots < 0 ? Math.min(Math.abs(wanted), Math.abs(heldLots)) : 0;
        expect(got * wanted).toBeGreaterThanOrEqual(0);
        expect(Math.abs(got)).toBeLessThanOrEqual(Math.abs(wanted));
        expect(Math.abs(got)).toBeGreaterThanOrEqual(closing);
        expect(Math.abs(decide(Math.trunc(wanted / 2)))).toBeLessThanOrEqual(Math.abs(got) + closing);
        // What was left over passes unchanged: caps are idempotent.
        expect(decide(got)).toBe(got);
      }),
    );
  });

  it('allows as single order what it allows as a set of one', () => {
    fc.assert(
      fc.property(anyCase, ({ caps, equity, lots, subject, wanted }) => {
        const all = [...STOCKS, EURUSD];
        const account = state(
          all.map((one, i) => held(one, lots[i])),
          equity,
        );
        const one = order(subject, wanted, lots[all.indexOf(subject)]);
        expect(refusingCap(caps, account, [one]) === undefined).toBe(applyCaps(caps, account, one).lots === wanted);
      }),
    );
  });
});

describe('refusingCap', () => {
  it('S3-38: judges a set by where it ends, and refuses it whole', () => {
    expect(refusingCap([NET], state(), [order(A, 800), order(B, -700)])).toBeUndefined();
    expect(refusingCap([NET], state(), [order(A, 800), order(B, -400)])).toBe('cap-net');
    expect(refusingCap([GROSS, NET], state(), [order(A, 800), order(B, -700)])).toBe('cap-gross');
    expect(refusingCap([{ kind: 'order-lots', lots: 100 }], state(), [order(A, 100), order(B, 101)])).toBe(
      'cap-order-lots',
    );
  });

  it('lets a set of reductions through, whatever net becomes by it', () => {
    const account = state([held(A, 900), held(B, -900)]);
    expect(refusingCap([NET], account, [order(B, 900, -900)])).toBeUndefined();
    expect(refusingCap([NET], account, [order(B, 900, -900), order(C, 1)])).toBe('cap-net');
  });

  it('refuses two orders in one instrument', () => {
    expect(() => refusingCap([], state(), [order(A, 1), order(A, 2)])).toThrow("invalid 'orders'");
  });
});

describe('currencySides', () => {
  it('knows both sides of a pair', () => {
    const terms = { id: 'X', tickSize: '0.01', lotSize: '1', multiplier: '1', calendar: 'us-equity' } as const;
    expect(currencySides({ ...terms, kind: 'equity', currency: 'USD' })).toEqual([{ currency: 'USD', sign: 1 }]);
    const pair = { ...terms, kind: 'currency-pair', currency: 'JPY', baseCurrency: 'EUR' } as const;
    expect(currencySides(pair)).toEqual([
      { currency: 'EUR', sign: 1 },
      { currency: 'JPY', sign: -1 },
    ]);
  });
});

describe('checkCaps', () => {
  it('accepts what the others use', () => {
    expect(() => checkCaps([INSTRUMENT, GROSS, NET, BANKS, CURRENCY])).not.toThrow();
    expect([BANKS, CURRENCY, GROSS].map(capName)).toEqual(['cap-group:banks', 'cap-currency', 'cap-gross']);
  });

  it.each<[string, Cap]>([
    ['caps[1].limit.weight', { ...GROSS, limit: { weight: 0 } }],
    ['caps[1].limit.units', { ...GROSS, limit: { units: 1.5 } }],
    ['caps[1].lots', { kind: 'order-lots', lots: 0 }],
    ['caps[1].instruments', { ...INSTRUMENT, instruments: [] }],
    ['caps[1].measure', { ...BANKS, name: 'other', measure: 'mean' as 'net' }],
    ['caps[1].name', { ...BANKS, name: '' }],
    ['caps[1].name', BANKS],
    ['caps[1].kind', { kind: 'beta' as 'gross', limit: { weight: 1 } }],
  ])('refuses %s', (name, cap) => {
    expect(() => checkCaps([BANKS, cap])).toThrow(`invalid '${name}'`);
  });
});
