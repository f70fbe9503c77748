import { describe, expect, it } from 'vitest';
import { baseContract } from '../execution/index.ts';
import type { BarSeries } from '../market/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import type { StrategyInstance } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { BoundaryPolicy, Segment, SimulationResult } from './simulation.ts';
import { COST_FREE, optionsOver, strategyOf, wantLots } from './testing/index.ts';

const series = walkSeries('segments', 30);
const contract = baseContract({ degenerateOpen: 'accept' });

/** Bars `first` to `last` with a strategy of their own. */
const bars = (first: number, last: number, strategy: StrategyInstance): Segment => ({
  from: series.eventTime[first],
  to: series.eventTime[last],
  strategy,
  terms: [[]],
});

const hold = (lots: number): StrategyInstance => strategyOf(() => [wantLots('TEST', lots)]);

function run(
  segments: readonly Segment[],
  boundary: BoundaryPolicy = 'flatten',
  over: readonly BarSeries[] = [series],
): SimulationResult {
  return simulate({ ...optionsOver(over, hold(0), { contract }), segments, boundary });
}

describe('a segment', () => {
  it('decides first at the last close before it, and holds from its first bar on', () => {
    const { fills, times, returns, initialUnits, equityUnits } = run([bars(10, 14, hold(3))]);
    expect(fills[0]).toMatchObject({ decisionTime: series.eventTime[9], barIndex: 10 });
    expect(Array.from(times)).toEqual(Array.from(series.eventTime.slice(10, 15)));
    expect(returns[0]).toBe(equityUnits[0] / initialUnits - 1);
    expect(returns[0]).not.toBe(0);
  });

  it('ends flat at its last close, with costs, by a rule of its own', () => {
    const { fills, trades } = run([bars(10, 14, hold(3))]);
    expect(fills[1]).toMatchObject({
      rule: 'segment-end-at-close',
      barIndex: 14,
      time: series.eventTime[14],
      orderId: undefined,
    });
    expect(fills[1].priceTicks).toBeLessThan(fills[1].referenceTicks);
    expect(trades[0]).toMatchObject({ exitRule: 'segment-end-at-close', exitReason: 'end of segment', barsHeld: 4 });
  });

  it('shows its strategy everything that came before', () => {
    const seen: number[] = [];
    run([bars(10, 12, strategyOf((view) => {
      seen.push(view.barCount('TEST'), view.term('TEST', 0), view.price('TEST', 'close', 9));
      return [];
    }))].map((one) => ({ ...one, terms: [[series.close]] }))); // prettier-ignore
    const rows = [10, 11, 12].map((n) => [n, series.close[n - 1], series.close[n - 10]]);
    expect(seen).toEqual(rows.flat());
  });

  it('starts where the data start if there is nothing before', () => {
    const { fills, times, returns } = run([bars(0, 5, hold(1))]);
    expect([fills[0].barIndex, times.length, returns[0]]).toEqual([1, 6, 0]);
  });
});

describe('segments in a row', () => {
  it('give contiguous periods from one account', () => {
    const result = run([bars(5, 9, hold(1)), bars(10, 14, hold(-2)), bars(15, 19, hold(3))]);
    expect(Array.from(result.times)).toEqual(Array.from(series.eventTime.slice(5, 20)));
    expect(result.trades.map((trade) => [trade.direction, trade.lots])).toEqual([['long', 1], ['short', 2], ['long', 3]]); // prettier-ignore
    let equity = result.initialUnits;
    result.returns.forEach((value, i) => {
      expect(value).toBe(result.equityUnits[i] === equity ? 0 : result.equityUnits[i] / equity - 1);
      equity = result.equityUnits[i];
    });
    expect(equity - result.initialUnits).toBe(result.trades.reduce((sum, trade) => sum + trade.netUnits, 0));
    // The next strategy decides at the close at which the one before was flattened.
    expect(result.fills[2].decisionTime).toBe(result.fills[1].time);
    expect(result.fills[2].barIndex).toBe(10);
  });

  it('show the exposure of the close before the boundary flattens it', () => {
    const { exposure, equityUnits } = run([bars(5, 9, hold(1)), bars(10, 14, hold(0))]);
    expect(exposure[4]).toBeGreaterThan(0);
    expect(exposure[5]).toBe(0);
    const atOpen = (series.close[7] * 1e6) / equityUnits[2];
    expect(exposure[3]).toBeCloseTo((atOpen + (series.close[8] * 1e6) / equityUnits[3]) / 2, 15);
  });

  it('carry their positions where that is chosen; the last one still ends flat', () => {
    const asked: number[] = [];
    const second = strategyOf((view) => {
      asked.push(view.position('TEST'));
      return [];
    });
    const result = run([bars(5, 9, hold(2)), bars(10, 14, second)], 'carry');
    expect(asked).toEqual([2, 2, 2, 2, 2]);
    expect(result.fills.map((fill) => [fill.rule, fill.barIndex])).toEqual([['market-at-next-open', 5], ['segment-end-at-close', 14]]); // prettier-ignore
  });

  it('with a gap between them hold nothing there, or what is carried', () => {
    const flat = run([bars(5, 9, hold(2)), bars(20, 24, hold(2))]);
    expect(flat.times.length).toBe(10);
    expect(flat.fills.map((fill) => fill.barIndex)).toEqual([5, 9, 20, 24]);
    const carried = run([bars(5, 9, hold(2)), bars(20, 24, hold(2))], 'carry');
    expect(carried.fills.map((fill) => fill.barIndex)).toEqual([5, 24]);
    // The first return after the gap is that of one bar.
    const before = carried.equityUnits[4] + 2 * Math.round((series.close[19] - series.close[9]) * 100) * 10_000;
    expect(carried.returns[5]).toBe(carried.equityUnits[5] / before - 1);
  });

  it('withdraw what has not filled where one ends', () => {
    const other = { ...series, instrument: { ...series.instrument, id: 'RARE' } };
    const rare = { ...other, openTime: other.openTime.slice(), length: 2 };
    for (const name of ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const) {
      rare[name] = Float64Array.of(other[name][5], other[name][20]);
    }
    const wish = strategyOf((view) => (view.barCount('TEST') === 7 ? [wantLots('RARE', 1)] : []));
    const segments = [
      bars(5, 9, wish),
      bars(
        10,
        25,
        strategyOf(() => []),
      ),
    ].map((one) => ({ ...one, terms: [[], []] }));
    const { fills, refusals } = run(segments, 'carry', [series, rare]);
    expect(fills).toEqual([]);
    expect(refusals).toEqual([{ time: series.eventTime[9], instrument: 'RARE', reason: 'no-later-bar' }]);
  });

  it('flatten an instrument that closes no bar at their end at its last mark', () => {
    const longer = { ...walkSeries('longer', 30), instrument: { ...series.instrument, id: 'LONGER' } };
    const cut = 20;
    const shorter = { ...series, length: cut };
    for (const name of ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const) {
      shorter[name] = series[name].slice(0, cut);
    }
    const both = strategyOf(() => [wantLots('TEST', 1), wantLots('LONGER', 1)]);
    const { fills } = run([{ ...bars(5, 25, both), terms: [[], []] }], 'flatten', [shorter, longer]);
    expect(fills.slice(2).map((fill) => [fill.instrument, fill.rule, fill.barIndex, fill.time])).toEqual([
      ['LONGER', 'segment-end-at-close', 25, series.eventTime[25]],
      ['TEST', 'segment-end-at-last-mark', 19, series.eventTime[25]],
    ]);
    expect(fills[3].referenceTicks).toBe(Math.round(series.close[19] * 100));
  });
});

describe('options that make no sense', () => {
  const sound = optionsOver([series], hold(1), { contract: COST_FREE });
  const euro = { ...series, instrument: { ...series.instrument, currency: 'EUR' } };
  const unknown = { ...series, close: new Float64Array(30).fill(NaN) };
  const empty = { ...series, length: 0 };
  it.each([
    ['no series', { series: [] }, "invalid 'series': must be non-empty"],
    ['a series without bars', { series: [empty] }, "series 'TEST'"],
    ['a series without a price', { series: [unknown] }, "series 'TEST' has no bar with a close"],
    ['one instrument twice', { series: [series, series] }, "'TEST' twice"],
    ['no segment', { segments: [] }, "invalid 'segments'"],
    ['overlapping segments', { segments: [bars(5, 9, hold(1)), bars(9, 12, hold(1))] }, "invalid 'segments[1].from'"],
    ['a segment that runs backwards', { segments: [bars(9, 5, hold(1))] }, "invalid 'segments[0].to'"],
    ['a segment without a close', { segments: [{ ...bars(5, 5, hold(1)), from: 1, to: 2 }] }, "invalid 'segments[0]'"],
    [
      'terms of another length',
      { segments: [{ ...bars(5, 9, hold(1)), terms: [[new Float64Array(3)]] }] },
      "'segments[0].terms[0][0]'",
    ],
    [
      'terms for another number of series',
      { segments: [{ ...bars(5, 9, hold(1)), terms: [] }] },
      "'segments[0].terms'",
    ],
    ['no cash', { account: { currency: 'USD', cash: 0 } }, "invalid 'account.cash'"],
    ['more cash than can be counted', { account: { currency: 'USD', cash: 1e10 } }, "invalid 'account.cash'"],
    [
      'a foreign currency without a conversion',
      { series: [euro] },
      "invalid 'conversion': must be given, to turn EUR into USD",
    ],
    ['a latency longer than a bar', { contract: baseContract({ latencyMs: 1e9 }) }, "invalid 'contract.latencyMs'"],
    ['no lots', { sizing: { kind: 'fixed', lots: 0 } as const }, "invalid 'sizing.lots'"],
    ['no limit', { limits: { maxGrossExposure: 0 } }, "invalid 'limits.maxGrossExposure'"],
    ['an unknown boundary', { boundary: 'stop' as 'carry' }, "invalid 'boundary'"],
  ])('%s', (_, changes, message) => {
    expect(() => simulate({ ...sound, ...changes })).toThrow(message);
  });
});
