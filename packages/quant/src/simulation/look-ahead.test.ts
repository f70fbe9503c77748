import { PlatformError } from '@assay/core/errors';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceSeries } from '../market/index.ts';
import type { BarSeries } from '../market/index.ts';
import { poisonedFrom, walkSeries } from '../market/testing/index.ts';
import type { Fill } from '../orders/index.ts';
import type { StrategyInstance } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationResult } from './simulation.ts';
import { contractOf, randomOptions, randomRuns, randomStrategy, segmentsOf } from './testing/index.ts';
import type { RandomRun } from './testing/index.ts';

const N_BARS = 40;

/** Wants by what it sees, so that anything it should not see would change what it wants. */
function curious(run: RandomRun, seen: string[]): StrategyInstance {
  const inner = randomStrategy(run);
  return {
    decide: (view) => {
      const sights = view.instruments.map((id) => [
        view.barCount(id),
        view.price(id, 'close'),
        view.term(id, 0),
        view.position(id),
      ]);
      seen.push(JSON.stringify([view.decisionTime, view.equity, view.updated, sights]));
      const isUp = view.price(view.instruments[0], 'close') > view.price(view.instruments[0], 'close', 1);
      return isUp ? inner.decide(view) : [];
    },
  };
}

interface Outcome {
  readonly result: SimulationResult;
  /** What the strategy saw at each decision, oldest first, as text that starts with the decision time. */
  readonly seen: readonly string[];
}

function runOn(run: RandomRun, series: readonly BarSeries[]): Outcome {
  const seen: string[] = [];
  const to = Math.max(...series.map((one) => one.eventTime[one.length - 1]));
  const [first] = segmentsOf(run, series, curious(run, seen));
  const segments = [{ ...first, to, terms: series.map((one) => [one.close]) }];
  const result = simulate({ ...randomOptions(run), series, segments, contract: contractOf(run) });
  return { result, seen };
}

/** Everything that is stamped before bar `cut` closes, but for what comes of its own open. */
function upTo({ result, seen }: Outcome, cut: number): unknown {
  const isEarly = (fill: Fill): boolean => fill.barIndex < cut;
  const fills = result.fills.filter(isEarly);
  const rows = result.times.findIndex((time) => time >= EVENT_TIME[cut]);
  return {
    fills,
    trades: result.trades.filter((trade) => trade.exitTime < EVENT_TIME[cut] && trade.exitFillId < fills.length),
    refusals: result.refusals.filter((refusal) => refusal.time < OPEN_TIME[cut]),
    seen: seen.filter((text) => (JSON.parse(text) as [number])[0] < EVENT_TIME[cut]),
    rows: [result.times, result.equityUnits, result.returns].map((column) => Array.from(column.slice(0, rows))),
    exposure: Array.from(result.exposure.slice(0, rows * result.instruments.length)),
  };
}

const { eventTime: EVENT_TIME, openTime: OPEN_TIME } = walkSeries('calendar', N_BARS);

const dailyRuns = fc.record({ run: randomRuns, cut: fc.integer({ min: 5, max: N_BARS - 2 }), isDelayed: fc.boolean() });

function market(run: RandomRun, isDelayed: boolean): readonly BarSeries[] {
  return [0, 1].map((k) => {
    const options = { instrument: { id: `S${k}` }, delayMs: isDelayed ? 3_600_000 * (k + 1) : 0 };
    return walkSeries(`${run.seed}-${k}`, N_BARS, options);
  });
}

/** The run on poisoned data; undefined where garbage made more money than the ledger holds. */
function poisonedRun(run: RandomRun, full: readonly BarSeries[], cut: number): Outcome | undefined {
  try {
    return runOn(
      run,
      full.map((one) => poisonedFrom(one, cut)),
    );
  } catch (error) {
    if (PlatformError.is(error, 'DATA_UNFIT')) return undefined;
    throw error;
  }
}

describe('X-01: nothing after a moment changes anything before it', () => {
  it('prefix: data that end at bar `cut` give the same up to there', () => {
    fc.assert(
      fc.property(dailyRuns, ({ run, cut, isDelayed }) => {
        const full = market(run, isDelayed);
        const short = full.map((one) => sliceSeries(one, 0, cut + 1));
        expect(upTo(runOn(run, short), cut)).toEqual(upTo(runOn(run, full), cut));
      }),
    );
  });

  it('poison: garbage from bar `cut` on gives the same up to there', () => {
    fc.assert(
      fc.property(dailyRuns, ({ run, cut, isDelayed }) => {
        const full = market(run, isDelayed);
        const poisoned = poisonedRun(run, full, cut);
        fc.pre(poisoned !== undefined);
        expect(upTo(poisoned, cut)).toEqual(upTo(runOn(run, full), cut));
      }),
    );
  });

  it('the test can fail: a strategy that reads ahead is caught by it', () => {
    const run = { ...fc.sample(randomRuns, { seed: 1, numRuns: 1 })[0], shapes: ['daily' as const] };
    const full = market(run, false);
    const cut = 20;
    const peeking = (series: readonly BarSeries[]): unknown => {
      const seen: string[] = [];
      const strategy: StrategyInstance = {
        decide: (view) => {
          seen.push(JSON.stringify([view.decisionTime, series[0].close[view.barCount('S0')]]));
          return [];
        },
      };
      const segments = segmentsOf({ ...run, nSegments: 1 }, series, strategy);
      return upTo({ result: simulate({ ...randomOptions(run), series, segments }), seen }, cut);
    };
    expect(peeking(full.map((one) => poisonedFrom(one, cut)))).not.toEqual(peeking(full));
  });
});
