import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fundingMoments, fundingUnits } from './funding.ts';
import { borrowUnits, cashInterestUnits, interestUnits } from './interest.ts';
import { resolveFinancing } from './resolve-financing.ts';
import type { RolloverInput } from './resolve-financing.ts';
import { accrualTimes, isFinancingFree, rollTimes } from './roll-times.ts';
import { rolloverMoments, rolloverUnits } from './rollover.ts';
import type { RolloverModel } from './financing-model.ts';

const usd = (dollars: number): number => Math.round(dollars * 1e6);
const HOUR = 3_600_000;
const POINTS: RolloverInput = {
  rates: { kind: 'points', points: [{ from: '2000-01-01', long: -0.00008, short: 0.00005 }] },
};
const pair = (input: RolloverInput): RolloverModel =>
  resolveFinancing({ rolloverByInstrument: { PAIR: input } }).rolloverByInstrument['PAIR'];
const daysOf = (input: RolloverInput, from: string, to: string): readonly string[] =>
  rolloverMoments(pair(input), Date.parse(from), Date.parse(to)).map(
    ({ time, days }) => `${new Date(time).toISOString().slice(0, 16)} ${days}`,
  );

describe('interest', () => {
  const financing = resolveFinancing({
    borrow: 0.05,
    borrowByInstrument: {
      HARD: [
        { from: '2024-01-01', annual: 0.36 },
        { from: '2024-02-01', annual: 0.72 },
      ],
    },
    marginInterest: 0.075,
  });
  const may = Date.UTC(2024, 4, 1);

  it('borrow fees and margin interest accrue by actual days over 360 (example 9, by hand)', () => {
    // 36,000 · 5 % / 360 = 5.00 and 72,000 · 7.5 % / 360 = 15.00.
    expect(borrowUnits(financing, 'SPY', usd(-36_000), may)).toBe(usd(-5));
    expect(borrowUnits(financing, 'SPY', usd(36_000), may)).toBe(0);
    expect(cashInterestUnits(financing, usd(-72_000), may)).toBe(usd(-15));
    expect(interestUnits(usd(-72_000), 0.073, 1, 365)).toBe(usd(-14.4));
  });

  it('idle cash earns the declared rate, by default nothing', () => {
    expect(cashInterestUnits(financing, usd(72_000), may)).toBe(0);
    const declared = resolveFinancing({ cashInterest: 0.05 });
    expect(cashInterestUnits(declared, usd(72_000), may)).toBe(usd(10));
    expect(cashInterestUnits(declared, usd(-72_000), may)).toBe(0);
  });

  it('takes the rate in force, an instrument’s own before the general one, and no rate from the future', () => {
    const at = (time: number): number => borrowUnits(financing, 'HARD', usd(-1000), time);
    expect([at(Date.UTC(2024, 0, 15)), at(may)]).toEqual([usd(-1), usd(-2)]);
    expect(() => at(Date.UTC(2023, 11, 31))).toThrow('no financing rate is known for 2023-12-31');
  });

  it('rounds once, half to even', () => {
    expect([1, 3, 5, -1, -3].map((units) => interestUnits(units, 1, 180, 360))).toEqual([0, 2, 2, 0, -2]);
  });

  it('falls due every civil day at 17:00 in New York, through changes of the clock', () => {
    const { accrual } = financing;
    const times = accrualTimes(accrual, Date.UTC(2024, 2, 8, 22), Date.UTC(2024, 2, 11, 21));
    expect(times.map((time) => new Date(time).toISOString())).toEqual([
      '2024-03-09T22:00:00.000Z',
      '2024-03-10T21:00:00.000Z',
      '2024-03-11T21:00:00.000Z',
    ]);
    expect(accrualTimes(accrual, 5, 5)).toEqual([]);
  });
});

describe('rollover', () => {
  it('rolls at 17:00 New York, three days on Wednesday, none on weekends', () => {
    expect(daysOf(POINTS, '2024-03-08T22:00:00Z', '2024-03-17T00:00:00Z')).toEqual([
      '2024-03-11T21:00 1',
      '2024-03-12T21:00 1',
      '2024-03-13T21:00 3',
      '2024-03-14T21:00 1',
      '2024-03-15T21:00 1',
    ]);
  });

  it('rolls three days on Thursday where a pair settles in one day', () => {
    const triple = daysOf({ ...POINTS, spotLag: 1 }, '2024-03-11T00:00:00Z', '2024-03-17T00:00:00Z');
    expect(triple.filter((one) => one.endsWith(' 3'))).toEqual(['2024-03-14T21:00 3']);
  });

  it('moves days around Christmas and declared holidays, and loses none', () => {
    // Wednesday 25 December 2024 is no bank day: worked out in docs/methods/costs.md.
    expect(daysOf(POINTS, '2024-12-20T22:00:00Z', '2024-12-28T00:00:00Z')).toEqual([
      '2024-12-23T22:00 1',
      '2024-12-24T22:00 0',
      '2024-12-25T22:00 3',
      '2024-12-26T22:00 1',
      '2024-12-27T22:00 2',
    ]);
    // Without Friday as a bank day Wednesday's trades settle on Monday: Tuesday's roll goes from Thursday to Monday.
    const held = daysOf({ ...POINTS, holidays: ['2024-03-15'] }, '2024-03-11T00:00:00Z', '2024-03-17T00:00:00Z');
    expect(held).toEqual([
      '2024-03-11T21:00 1',
      '2024-03-12T21:00 4',
      '2024-03-13T21:00 1',
      '2024-03-14T21:00 0',
      '2024-03-15T21:00 1',
    ]);
  });

  it('counts every day of a year once', () => {
    const all = rolloverMoments(pair(POINTS), Date.UTC(2023, 0, 1), Date.UTC(2024, 0, 1));
    expect(all.reduce((sum, one) => sum + one.days, 0)).toBe(364);
  });

  it('earns points times days, or the difference of rates less the markup (example 10, by hand)', () => {
    const wednesday = { time: Date.UTC(2024, 2, 13, 21), days: 3 };
    const monday = { ...wednesday, days: 1 };
    const long = { baseQuantity: 100_000, notionalUnits: usd(110_000) };
    const short = { baseQuantity: -100_000, notionalUnits: usd(-110_000) };
    // 100,000 · -0.00008 · 3 = -24.00; 100,000 · 0.00005 = 5.00.
    expect(rolloverUnits(pair(POINTS), long, wednesday)).toBe(usd(-24));
    expect(rolloverUnits(pair(POINTS), short, monday)).toBe(usd(5));
    const model = pair({ rates: { kind: 'differential', base: 0.04, quote: 0.053, markup: 0.005 } });
    // 110,000 · (-0.013 - 0.005) / 360 = -5.50; 110,000 · (0.013 - 0.005) / 360 = 2.444444.
    expect(rolloverUnits(model, long, monday)).toBe(usd(-5.5));
    expect(rolloverUnits(model, short, monday)).toBe(2_444_444);
    expect(() => rolloverUnits(pair(POINTS), long, { time: 0, days: 1 })).toThrow('no tom-next points are known');
  });
});

describe('funding', () => {
  const start = Date.UTC(2024, 0, 1);
  const table = { times: [0, 8, 16, 40].map((hour) => start + hour * HOUR), rates: [1, 2, 3, 4], intervalHours: 8 };

  it('longs pay a positive rate to shorts (example 11, by hand)', () => {
    expect([fundingUnits(usd(100_000), 0.0001), fundingUnits(usd(-100_000), 0.0001)]).toEqual([usd(-10), usd(10)]);
  });

  it('pays in (from, to], and a missing payment is an error or a flagged estimate', () => {
    const within = fundingMoments(table, start, start + 16 * HOUR);
    expect(within.map((one) => one.rate)).toEqual([2, 3]);
    expect(() => fundingMoments(table, start, start + 40 * HOUR)).toThrow('lacks a payment');
    const filled = fundingMoments({ ...table, fallbackRate: 9 }, start, start + 53 * HOUR);
    expect(filled.map((one) => [(one.time - start) / HOUR, one.rate, one.isEstimated])).toEqual([
      [8, 2, false],
      [16, 3, false],
      [28, 9, true],
      [36, 9, true],
      [40, 4, false],
      [52, 9, true],
    ]);
    const early = fundingMoments({ ...table, fallbackRate: 9 }, start - 16 * HOUR, start);
    expect(early.map((one) => [(one.time - start) / HOUR, one.isEstimated])).toEqual([
      [-8, true],
      [0, false],
    ]);
  });
});

describe('rollTimes', () => {
  const start = Date.UTC(2024, 0, 1);
  const financing = resolveFinancing({
    borrow: 0.01,
    rolloverByInstrument: { EURUSD: POINTS, USDCAD: { ...POINTS, spotLag: 1 } },
    fundingByInstrument: { PERP: { times: [start + 3 * HOUR], rates: [0.0001], intervalHours: 8, fallbackRate: 0 } },
  });

  it('gives the same moments however a span is cut', () => {
    const hour = fc.integer({ min: -200, max: 1500 });
    fc.assert(
      fc.property(hour, hour, hour, (a, b, c) => {
        const [from, cut, to] = [a, b, c].sort((x, y) => x - y).map((one) => start + one * HOUR);
        const whole = rollTimes(financing, from, to);
        expect([...rollTimes(financing, from, cut), ...rollTimes(financing, cut, to)]).toEqual(whole);
        for (const one of whole) expect(one.time > from && one.time <= to).toBe(true);
      }),
    );
  });

  it('orders what falls due at one moment, and gives nothing where nothing is charged', () => {
    const kinds = rollTimes(financing, start + 20 * HOUR, start + 22 * HOUR + 1).map((one) => one.kind);
    expect(kinds).toEqual(['interest', 'rollover', 'rollover']);
    const free = resolveFinancing({});
    expect([isFinancingFree(free), rollTimes(free, 0, start), isFinancingFree(financing)]).toEqual([true, [], false]);
    expect(isFinancingFree(resolveFinancing({ cashInterest: 0.01 }))).toBe(false);
  });
});
