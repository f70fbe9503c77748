import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { DEFAULT_KILL_POLICY, excessStatistics, nullMarket, passesStatisticalRule } from '../../src/evidence/index.ts';
import type { MarketShape } from '../../src/evidence/index.ts';
import { baseContract } from '../../src/execution/index.ts';
import type { BarSeries } from '../../src/market/index.ts';
import { sliceSeries } from '../../src/market/index.ts';
import type { Intent } from '../../src/orders/index.ts';
import { simulate } from '../../src/simulation/index.ts';
import type { Segment, SimulationResult } from '../../src/simulation/index.ts';
import type { StrategyInstance } from '../../src/strategy/index.ts';
import { withWanderingRanges } from './ranges.ts';

/** Random entries on made-up markets, as they are run where exposure is hard to match. */
export interface NullCase {
  readonly seed: string;
  readonly shape: MarketShape;
  readonly direction: 1 | -1;
  /** Chance of entering at a bar while flat. */
  readonly entryProbability: number;
  /** Bars from the entry decision to the exit decision; without end where only stop and target close. */
  readonly holdBars: number;
  /** Distance of stop and target, as a fraction of the price paid. */
  readonly protection?: number;
  readonly isCloseOnly?: boolean;
  /** Adds a second instrument that is listed after half of the time. */
  readonly isSecondLate?: boolean;
  /** Bars of each fold; one fold unless told. */
  readonly testSize?: number;
}

const COST_FREE = baseContract({
  costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 },
  degenerateOpen: 'accept',
});

/** How many of `count` members the statistical rules let pass with one trial each. */
export function countAccepted(nullCase: NullCase, count: number): number {
  const alone = { count: 1, sharpeVariance: 0 };
  let accepted = 0;
  for (let index = 0; index < count; index++) {
    const statistics = excessStatistics(simulateMember(nullCase, index));
    if (passesStatisticalRule(statistics, alone, DEFAULT_KILL_POLICY)) accepted++;
  }
  return accepted;
}

/** Simulates one member: a market of its own, entries of its own. */
export function simulateMember(nullCase: NullCase, index: number): SimulationResult {
  const series = seriesOf(nullCase, index);
  const strategy = randomEntries(nullCase, createRng(`entries/${nullCase.seed}/${index}`));
  return simulate({
    series,
    segments: foldsOf(series, strategy, nullCase.testSize ?? Infinity),
    boundary: 'flatten',
    contract: COST_FREE,
    sizing: { kind: 'target-weight', weight: 1 / series.length },
    limits: { maxGrossExposure: 2 },
    account: { currency: 'USD', cash: 10_000_000 },
  });
}

function seriesOf({ seed, shape, isCloseOnly, isSecondLate }: NullCase, index: number): readonly BarSeries[] {
  const first = withWanderingRanges(nullMarket(`${seed}/${index}`, shape), `${seed}/${index}`, shape.sessionVolatility);
  if (isCloseOnly === true) return [{ ...first, shape: 'close-only', openTime: first.eventTime }];
  if (isSecondLate !== true) return [first];
  const second = sliceSeries(nullMarket(`${seed}/late/${index}`, shape), shape.bars >> 1, shape.bars);
  return [first, { ...second, instrument: { ...second.instrument, id: 'LATE' } }];
}

function foldsOf(
  [{ eventTime, length }, ...others]: readonly BarSeries[],
  strategy: StrategyInstance,
  testSize: number,
): readonly Segment[] {
  const terms = [[], ...others.map(() => [])];
  const folds: Segment[] = [];
  for (let from = 1; from < length; from += testSize) {
    const to = Math.min(from + testSize, length) - 1;
    folds.push({ from: eventTime[from], to: eventTime[to], strategy, terms });
  }
  return folds;
}

/** Enters by chance whatever the prices did; what it does at a bar of an instrument depends on that bar's draw alone. */
function randomEntries({ direction, entryProbability, holdBars, protection }: NullCase, rng: Rng): StrategyInstance {
  const exitAt = new Map<string, number>();
  const distance = protection === undefined ? undefined : { fraction: protection };
  return {
    decide: (view) =>
      view.updated.flatMap((instrument): Intent[] => {
        const isEntry = rng.nextFloat() < entryProbability;
        const bars = view.barCount(instrument);
        const isHeld = view.position(instrument) !== 0;
        if (isHeld && bars < (exitAt.get(instrument) ?? 0)) return [];
        if (!isHeld && !isEntry) return [];
        if (!isHeld) exitAt.set(instrument, bars + holdBars);
        const target = { kind: 'exposure', value: isHeld ? 0 : direction } as const;
        const leg = isHeld ? { instrument, target } : { instrument, target, stopLoss: distance, takeProfit: distance };
        return [{ legs: [leg], allOrNone: false, reason: 'by chance' }];
      }),
  };
}
