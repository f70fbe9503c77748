import { createRng } from '@assay/core/random';
import { exposureMatchedExcess } from '../../src/analysis/index.ts';
import { deflatedSharpeRatio, sharpeStatistics, trialStatistics } from '../../src/evidence/index.ts';
import type { FillContract } from '../../src/execution/index.ts';
import { simulate } from '../../src/simulation/index.ts';
import type { SimulationResult } from '../../src/simulation/index.ts';
import { resolveParameters, strategyByName } from '../../src/strategy/index.ts';
import { market } from './markets.ts';
import type { MarketShape } from './markets.ts';

/** A population of strategies without an edge, each on a market of its own. */
export interface Population {
  readonly count: number;
  readonly seed: string;
  readonly shape: MarketShape;
  readonly contract: FillContract;
  readonly direction: 'long-only' | 'long-short';
}

/** One member's record. */
export interface Member {
  readonly result: SimulationResult;
  /** Deflated Sharpe probability of a ledger that holds this one trial. */
  readonly probability: number;
}

const randomEntry = strategyByName('random-entry');
const CASH = 10_000_000;

/** Simulates every member of the population through the engine, one at a time. */
export function* members(population: Population): Generator<Member> {
  const draws = createRng(`population/${population.seed}`);
  for (let index = 0; index < population.count; index++) {
    const holdBars = 1 + draws.nextInt(20);
    const entryProbability = 0.02 + 0.3 * draws.nextFloat();
    const { params } = resolveParameters(randomEntry, {
      seed: index,
      holdBars,
      entryProbability,
      direction: population.direction,
    });
    const series = market(`${population.seed}/${index}`, population.shape);
    const instruments = [series.instrument.id];
    const strategy = randomEntry.create(params, { instruments, rng: createRng(`strategy/${population.seed}`) });
    const result = simulate({
      series: [series],
      segments: [{ from: series.eventTime[1], to: series.eventTime.at(-1) as number, strategy, terms: [[]] }],
      boundary: 'flatten',
      contract: population.contract,
      sizing: { kind: 'target-weight', weight: 1 },
      limits: { maxGrossExposure: 1 },
      account: { currency: 'USD', cash: CASH },
    });
    const statistics = sharpeStatistics(exposureMatchedExcess(result).excess);
    const { count, sharpeVariance } = trialStatistics([], { nObservations: statistics.n, declaredPriorTrials: 0 });
    const trials = {
      nTrials: Math.max(1, count),
      trialSharpeVariance: Number.isFinite(sharpeVariance) ? sharpeVariance : 0,
    };
    yield { result, probability: deflatedSharpeRatio(statistics, trials).value };
  }
}

/** How many members the statistical rule alone lets pass. */
export function countPassing(population: Population, confidence = 0.95): number {
  let passing = 0;
  for (const member of members(population)) if (member.probability >= confidence) passing++;
  return passing;
}

/**
 * Mean and standard error of gross P&L and of net P&L plus costs, as fractions of the cash, over the population. Costs are spread,
 * slippage, commission and fees; financing and dividends are taken out of the net result.
 */
export function costFigures(population: Population): {
  readonly gross: { readonly mean: number; readonly error: number };
  readonly netPlusCosts: { readonly mean: number; readonly error: number };
  readonly costs: number;
  readonly trades: number;
} {
  const gross: number[] = [];
  const restored: number[] = [];
  let costs = 0;
  let trades = 0;
  for (const { result } of members(population)) {
    const sum = (pick: (trade: SimulationResult['trades'][number]) => number): number =>
      result.trades.reduce((total, trade) => total + pick(trade), 0) / (CASH * 1e6);
    gross.push(sum((trade) => trade.grossUnits));
    const { spread, slippage, commission, fees } = result.costUnits;
    const { dividends, financing } = result.attribution;
    const paid = spread + slippage + commission + fees - dividends - financing;
    restored.push(sum((trade) => trade.netUnits) + paid / (CASH * 1e6));
    costs += sum((trade) => trade.costUnits);
    trades += result.trades.length;
  }
  return { gross: meanAndError(gross), netPlusCosts: meanAndError(restored), costs: costs / gross.length, trades };
}

function meanAndError(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}
