import { describe, expect, it } from 'vitest';
import type { BarSeries, FutureInstrument, OptionInstrument } from '../../market/index.ts';
import { ohlcSeries, testInstrument } from '../../market/testing/index.ts';
import type { Action } from '../../orders/index.ts';
import { simulate } from '../simulate.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { action, actionsOf, byBar, optionsOver, order, runOver, strategyOf, wantLots } from '../testing/index.ts';

const UNIT = 1_000_000;
const bars = ohlcSeries({ close: [100, 101, 102, 103, 104, 105, 106] });

/** The bars up to index `last` as a future that expires at the close of that bar, or `offset` later. */
function future(id: string, last: number, offset: number = 0): BarSeries {
  const instrument: FutureInstrument = { ...testInstrument({ id }), kind: 'future', root: 'ES', multiplier: '50', expiry: bars.eventTime[last] + offset }; // prettier-ignore
  return { ...bars, instrument, length: last + 1, ...cut(bars, last + 1) };
}

function cut(series: BarSeries, n: number): Partial<BarSeries> {
  const names = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;
  return Object.fromEntries(names.map((name) => [name, series[name].slice(0, n)]));
}

const market = ohlcSeries({ close: [9, 9, 9, 9, 9, 9, 9] }, { instrument: { id: 'SPOT' } });

function run(
  series: readonly BarSeries[],
  plan: Readonly<Record<number, readonly Action[]>>,
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  return runOver(series, byBar('SPOT', plan), changes);
}

const rules = ({ fills }: SimulationResult): readonly (readonly unknown[])[] =>
  fills.map(({ instrument, side, lots, priceTicks, rule }) => [instrument, side, lots, priceTicks, rule]);

describe('the expiry of a future (S3-40, S3-42)', () => {
  it.each([
    ['at the close of its last bar', 0],
    ['between bars', 3_600_000],
  ])('settles the position at the last mark, %s, without spread or slippage', (_, offset) => {
    const contract = { contract: { ...optionsOver([market], byBar('SPOT', {})).contract } };
    const result = run([market, future('ESH', 3, offset)], { 0: [wantLots('ESH', 2)] }, contract);
    expect(rules(result)).toEqual([
      ['ESH', 'buy', 2, 10_000, 'market-at-next-open'],
      ['ESH', 'sell', 2, 10_300, 'expired-at-last-mark'],
    ]);
    expect(result.fills[1]).toMatchObject({ reason: 'expiry', time: bars.eventTime[3] + offset });
    expect(result.trades[0]).toMatchObject({ exitReason: 'expiry', netUnits: 2 * 50 * 3 * UNIT });
  });

  it('settles at the price that is stated for it', () => {
    const actions = [actionsOf([action('expiry', bars.eventTime[3], 103.25)], 'ESH')];
    const result = run([market, future('ESH', 3)], { 0: [wantLots('ESH', -1)] }, { actions });
    expect(rules(result)[1]).toEqual(['ESH', 'buy', 1, 10_325, 'expired-at-settlement-price']);
    expect(result.fills[1].reason).toBe('expiry');
  });

  it('lets orders of the instrument expire and refuses what is queued', () => {
    const limit = order({ instrument: 'ESH', type: 'limit', limitPrice: 1 });
    const result = run([market, future('ESH', 3)], { 0: [limit], 3: [wantLots('ESH', 1)], 4: [wantLots('ESH', 1)] });
    expect(result.fills).toEqual([]);
    expect(result.orderEvents.findLast(({ tag }) => tag === 'a')).toMatchObject({
      event: 'expired',
      reason: 'expired',
      time: bars.eventTime[3],
    });
    expect(result.refusals.map(({ reason }) => reason)).toEqual(['no-later-bar']);
  });

  it('comes before the end of the test', () => {
    const result = run([market, future('ESH', 6)], { 0: [wantLots('ESH', 1)] });
    expect(result.trades[0]).toMatchObject({ exitRule: 'expired-at-last-mark' });
  });

  it('lets the next eligible day open a trade: a position is rolled by wanting the front contract', () => {
    const contracts = [future('ESH', 2), future('ESM', 4), future('ESU', 6)];
    const strategy = strategyOf((view) => {
      const front = contracts.find(({ instrument }) => (instrument as FutureInstrument).expiry > view.decisionTime);
      return front === undefined ? [] : [wantLots(front.instrument.id, 1)];
    });
    const { trades } = simulate(optionsOver([market, ...contracts], strategy));
    expect(trades.map(({ instrument, exitRule }) => [instrument, exitRule])).toEqual([
      ['ESH', 'expired-at-last-mark'],
      ['ESM', 'expired-at-last-mark'],
      ['ESU', 'expired-at-last-mark'],
    ]);
    expect(trades[1].entryTime).toBeGreaterThan(trades[0].exitTime);
  });

  it('balances the books: what trades made is what equity gained', () => {
    const result = run([market, future('ESH', 3), future('ESM', 5)], { 0: [wantLots('ESH', 2), wantLots('ESM', -1)] });
    const net = result.trades.reduce((sum, { netUnits }) => sum + netUnits, 0);
    expect(result.equityUnits[6] - result.initialUnits).toBe(net);
  });
});

describe('the expiry of options (S3-40)', () => {
  const option = (id: string, right: 'call' | 'put', last: number): BarSeries => {
    const one = future(id, last);
    const { expiry } = one.instrument as FutureInstrument;
    const terms: OptionInstrument = { ...testInstrument({ id }), kind: 'option', underlying: 'UND', root: 'UND', expiry, strike: '102', right, exercise: 'european', multiplier: '100' }; // prettier-ignore
    const price = (values: Float64Array): Float64Array => values.map((value) => value / 50);
    return {
      ...one,
      instrument: terms,
      open: price(one.open),
      high: price(one.high),
      low: price(one.low),
      close: price(one.close),
    };
  };
  const underlying = { ...bars, instrument: testInstrument({ id: 'UND' }) };

  it('settles each leg at its own expiry at its intrinsic value: of a calendar spread the front settles, the back survives', () => {
    const [front, back] = [option('FRONT', 'call', 4), option('BACK', 'call', 6)];
    const plan = { 0: [wantLots('FRONT', -1), wantLots('BACK', 1)] };
    const result = run([market, underlying, front, back], plan);
    expect(rules(result).slice(2)).toEqual([
      ['FRONT', 'buy', 1, 200, 'expired-at-intrinsic-value'],
      ['BACK', 'sell', 1, 400, 'expired-at-intrinsic-value'],
    ]);
    const put = run([market, underlying, option('PUT', 'put', 4)], { 0: [wantLots('PUT', 1)] });
    expect(rules(put)[1]).toEqual(['PUT', 'sell', 1, 0, 'expired-at-intrinsic-value']);
  });

  it('settles at the last mark where the underlying is not in the simulation', () => {
    const result = run([market, option('CALL', 'call', 4)], { 0: [wantLots('CALL', 1)] });
    expect(rules(result)[1]).toEqual(['CALL', 'sell', 1, 208, 'expired-at-last-mark']);
  });
});
