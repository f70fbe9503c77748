import { describe, expect, it } from 'vitest';
import { sliceSeries } from '../../market/index.ts';
import type { BarSeries, RecordRow } from '../../market/index.ts';
import { closeOnlySeries, ohlcSeries } from '../../market/testing/index.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { ACCOUNT_EVENT_KINDS } from '../records/account-events.ts';
import { action, actionsOf, byBar, runOver, wantLots } from '../testing/index.ts';

const CASH = 1_000_000;
const UNIT = 1_000_000;

/** Opens at the close before, halves at bar 3 as after a split of two for one. */
const halved = ohlcSeries({ close: [100, 104, 106, 53, 54, 55], open: [100, 100, 104, 52, 53, 54] });
const exDay = (series: BarSeries, i: number): number => series.openTime[i];

function runWith(
  series: BarSeries,
  rows: readonly RecordRow[],
  plan: Parameters<typeof byBar>[1],
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  return runOver([series], byBar('TEST', plan), { actions: [actionsOf(rows)], ...changes });
}

const profit = (result: SimulationResult, row: number): number => result.equityUnits[row] / UNIT - CASH;
const eventsOf = (result: SimulationResult): readonly (readonly unknown[])[] =>
  [...result.accountEvents.kind].map((kind, i) => [
    ACCOUNT_EVENT_KINDS[kind],
    result.accountEvents.lots[i],
    result.accountEvents.units[i] / UNIT,
  ]);

describe('a split', () => {
  it('multiplies lots at the opening of the ex-day and keeps what they cost, to the unit', () => {
    const result = runWith(halved, [action('split', exDay(halved, 3), 2)], {
      0: wantLots('TEST', 10),
      4: wantLots('TEST', 0),
    });
    expect([...result.equityUnits].map((units) => units / UNIT - CASH)).toEqual([0, 40, 60, 60, 80, 80]);
    expect(result.trades).toMatchObject([
      { lots: 20, entryTicks: 10_000, exitTicks: 5_400, splitRatio: 2, netUnits: 80 * UNIT },
    ]);
    expect(eventsOf(result)).toEqual([['split', 10, 0]]);
    expect([...result.instrumentReturns].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([
      NaN, 0.04, 0.019231, 0, 0.018868, 0.018519,
    ]); // prettier-ignore
  });

  it.each([
    ['long', 101, 1],
    ['short', -101, -1],
  ])('cashes the part of a lot that is left over at the first open after it: %s', (_, lots, sign) => {
    // 101 lots at 100 become 151 and a half; the half lot cost 10100 · 0.5 / 151.5 and is cashed at 66.
    const series = ohlcSeries({ close: [100, 99, 66, 68], open: [100, 100, 66, 66] });
    const result = runWith(series, [action('split', exDay(series, 2), 1.5)], { 0: wantLots('TEST', lots) });
    const cash = sign * 33;
    expect(eventsOf(result)).toEqual([
      ['split', lots, 0],
      ['fraction-cashed', sign * 151, cash],
    ]);
    expect(profit(result, 2)).toBeCloseTo(sign * (151 * 66 + 33 - 10_100), 6);
    expect(profit(result, 3)).toBeCloseTo(sign * (151 * 68 + 33 - 10_100), 6);
    expect(result.trades).toHaveLength(1);
    expect(result.trades[0].lots).toBe(151);
  });

  it('cashes a position that comes to no lot at all', () => {
    const series = ohlcSeries({ close: [10, 10, 101, 102], open: [10, 10, 100, 101] });
    const result = runWith(series, [action('split', exDay(series, 2), 0.1)], { 0: wantLots('TEST', 3) });
    expect(eventsOf(result)).toEqual([
      ['split', 3, 0],
      ['fraction-cashed', 0, 30],
    ]);
    expect([...result.equityUnits].map((units) => units / UNIT - CASH)).toEqual([0, 0, 0, 0]);
  });

  it('restates an order that waits for the open of the ex-day', () => {
    const result = runWith(halved, [action('split', exDay(halved, 3), 2)], {
      2: wantLots('TEST', 10),
      3: wantLots('TEST', 0),
    });
    expect(result.fills.map(({ side, lots, priceTicks }) => [side, lots, priceTicks])).toEqual([
      ['buy', 20, 5_200],
      ['sell', 20, 5_300],
    ]);
  });

  it('restates stop and target, rounded against the trader', () => {
    // Bought at 100 with a stop at 90.01: 45 after the split (rounded down from 45.005), touched at 44.99 in bar 4.
    const series = ohlcSeries({
      close: [100, 101, 102, 51, 50],
      open: [100, 100, 101, 51, 51],
      low: [100, 100, 101, 45.01, 44.99],
    });
    const stopLoss = { fraction: 0.0999 };
    const result = runWith(series, [action('split', exDay(series, 3), 2)], { 0: wantLots('TEST', 10, { stopLoss }) });
    expect(
      result.fills.map(({ rule, lots, referenceTicks, barIndex }) => [rule, lots, referenceTicks, barIndex]),
    ).toEqual([
      ['market-at-next-open', 10, 10_000, 1],
      ['stop-inside-bar', 20, 4_500, 4],
    ]);
  });

  it('holds for close-only bars at the first close after it', () => {
    const series = closeOnlySeries([100, 100, 100, 40, 44], { instrument: { id: 'TEST' } });
    const ex = series.eventTime[3] - 1000;
    const result = runWith(series, [action('split', ex, 2.5)], { 0: wantLots('TEST', 1) });
    expect([...result.equityUnits].map((units) => units / UNIT - CASH)).toEqual([0, 0, 0, 0, 8]);
    expect(eventsOf(result)).toEqual([
      ['split', 1, 0],
      ['fraction-cashed', 2, 20],
    ]);
  });

  it('changes nothing before the simulation begins', () => {
    const segments = [
      {
        from: halved.eventTime[4],
        to: halved.eventTime[5],
        strategy: byBar('TEST', { 3: wantLots('TEST', 1) }),
        terms: [[]],
      },
    ];
    const result = runWith(halved, [action('split', exDay(halved, 1), 2)], {}, { segments });
    expect(eventsOf(result)).toEqual([]);
    expect(result.fills[0].lots).toBe(1);
  });
});

describe('a cash dividend', () => {
  const series = ohlcSeries({ close: [100, 100, 99, 99, 99] });

  it.each([
    ['is received by a long position', 7, 3.5],
    ['is paid by a short position', -7, -3.5],
    ['passes by who holds nothing', 0, 0],
  ])('%s', (_, lots, cash) => {
    const result = runWith(series, [action('cash-dividend', exDay(series, 2), 0.5)], { 0: wantLots('TEST', lots) });
    expect(profit(result, 2)).toBe(-lots + cash);
    expect(result.incomeUnits.dividends).toBe(cash * UNIT);
    expect(result.attribution.dividends).toBe(cash * UNIT);
    if (lots !== 0)
      expect(result.trades[0]).toMatchObject({ incomeUnits: cash * UNIT, netUnits: (-lots + cash) * UNIT });
    const accounts = result.postings.accounts;
    expect(accounts.includes('dividends:USD')).toBe(lots !== 0);
  });

  it('belongs to who holds at the opening of the ex-day, before anything fills there', () => {
    const rows = [action('cash-dividend', exDay(series, 2), 0.5)];
    expect(runWith(series, rows, { 0: wantLots('TEST', 4), 1: wantLots('TEST', 0) }).incomeUnits.dividends).toBe(
      2 * UNIT,
    );
    expect(runWith(series, rows, { 1: wantLots('TEST', 4) }).incomeUnits.dividends).toBe(0);
  });

  it('is per share held before a split of the same day', () => {
    const rows = [action('split', exDay(halved, 3), 2), action('cash-dividend', exDay(halved, 3), 1)];
    const result = runWith(halved, rows, { 0: wantLots('TEST', 10) });
    expect(result.incomeUnits.dividends).toBe(10 * UNIT);
  });

  it('that becomes known late is posted then, for what was held at the ex-day; a correction pays the difference', () => {
    const ex = exDay(series, 2);
    const rows = [
      action('cash-dividend', ex, 0.5, { availableAt: series.eventTime[2] + 1 }),
      action('cash-dividend', ex, 0.75, { availableAt: series.eventTime[3] + 1 }),
    ];
    const result = runWith(series, rows, { 0: wantLots('TEST', 4), 1: wantLots('TEST', 4), 2: wantLots('TEST', 0) });
    expect([0, 1, 2, 3, 4].map((row) => profit(result, row))).toEqual([0, 0, -4, -4 + 2, -4 + 3]);
  });
});

describe('the end of an instrument', () => {
  const series = ohlcSeries({ close: [100, 100, 98, 97, 96] });

  it.each([
    ['delisting', 'delisted-at-value'],
    ['merger', 'merged-for-cash'],
  ])('by %s closes the position at its value and refuses what waits', (type, rule) => {
    const result = runWith(series, [action(type, exDay(series, 3), 98.5)], {
      0: wantLots('TEST', 2),
      2: wantLots('TEST', 5),
      3: wantLots('TEST', 1),
    });
    expect(result.fills.map((fill) => [fill.rule, fill.lots, fill.priceTicks])).toEqual([
      ['market-at-next-open', 2, 10_000],
      [rule, 2, 9_850],
    ]);
    expect(result.refusals.map(({ reason }) => reason)).toEqual(['delisted', 'no-later-bar']);
    expect(profit(result, 4)).toBe(-3);
  });

  it('without a value closes it at the last mark', () => {
    const result = runWith(series, [action('delisting', exDay(series, 3), undefined)], { 0: wantLots('TEST', 2) });
    expect(result.fills[1]).toMatchObject({ rule: 'delisted-at-last-mark', priceTicks: 9_800 });
  });

  it('whose value becomes known late is settled then; nothing trades in between', () => {
    const ex = exDay(series, 3);
    const ended = { ...series, instrument: { ...series.instrument, delistedAt: ex }, length: 3 };
    const other = ohlcSeries({ close: [1, 1, 1, 1, 1] }, { instrument: { id: 'OTHER' } });
    const actions = [actionsOf([action('merger', ex, 110, { availableAt: series.eventTime[3] + 1 })])];
    const strategy = byBar('TEST', { 0: wantLots('TEST', 2), 2: wantLots('TEST', 9) });
    const result = runOver([sliceSeries(ended, 0, 3), other], strategy, { actions });
    expect([...result.equityUnits].map((units) => units / UNIT - CASH)).toEqual([0, 0, -4, -4, 20]);
    expect(result.refusals.map(({ reason }) => reason)).toEqual(['delisted']);
  });

  it('a rename is a record and nothing else', () => {
    const result = runWith(series, [action('rename', exDay(series, 3), undefined, { text: 'NEW' })], {
      0: wantLots('TEST', 2),
    });
    expect(eventsOf(result)).toEqual([['rename', 2, 0]]);
    expect(profit(result, 4)).toBe(-8);
  });
});

describe('actions that cannot be right', () => {
  const ex = exDay(halved, 3);
  const run =
    (rows: readonly RecordRow[], series: BarSeries = halved, id = 'TEST', unit = 'USD') =>
    () =>
      runOver([series], byBar('TEST', {}), { actions: [actionsOf(rows, id, unit)] });

  it.each([
    [
      'a series that has been adjusted',
      run([action('split', ex, 2)], { ...halved, adjustment: 'split' }),
      'would count twice',
    ],
    [
      'a dividend on an adjusted series',
      run([action('cash-dividend', ex, 2)], { ...halved, adjustment: 'split-and-dividend' }),
      'would count twice',
    ],
    ['another instrument', run([action('split', ex, 2)], halved, 'OTHER'), 'of instruments of the simulation'],
    ['another currency', run([action('split', ex, 2)], halved, 'TEST', 'EUR'), 'in USD'],
    ['an unknown type', run([action('tender-offer', ex, 2)]), 'of a type that is not known'],
    ['a split of nothing', run([action('split', ex, 0)]), 'no ratio of shares'],
    ['a dividend of nothing', run([action('cash-dividend', ex, -1)]), 'not above zero'],
    ['a merger without a price', run([action('merger', ex, undefined)]), 'no price'],
    ['a split inside a week', run([action('split', ex + 1, 2)], { ...halved, timeframe: '1w' }), 'use daily bars'],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });

  it('two tables of one instrument', () => {
    const table = actionsOf([action('split', ex, 2)]);
    expect(() => runOver([halved], byBar('TEST', {}), { actions: [table, table] })).toThrow("'TEST' twice");
  });
});
