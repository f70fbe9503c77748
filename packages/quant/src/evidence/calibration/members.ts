import { checkInteger } from '@assay/core/checks';
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { exposureMatchedExcess } from '../../analysis/index.ts';
import type { FillContract } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { computeSignals } from '../../signals/index.ts';
import { simulate } from '../../simulation/index.ts';
import type { SimulationResult } from '../../simulation/index.ts';
import { resolveParameters, strategyByName } from '../../strategy/index.ts';
import type { Parameters } from '../../strategy/index.ts';
import { sharpeStatistics } from '../sharpe-inference.ts';
import type { SharpeStatistics } from '../sharpe-inference.ts';
import type { TrialRecord } from '../trials.ts';
import { nullMarket } from './markets.ts';
import type { MarketShape } from './markets.ts';

/** Money of every simulation of a proof, in dollars: so much that lots of one share leave nothing out. */
export const PROOF_CASH = 10_000_000;

/** One simulation of a built-in strategy on one instrument. */
export interface ProofSimulation {
  readonly strategy: string;
  readonly params: Parameters;
  readonly contract: FillContract;
  /** Seed of what the strategy draws. */
  readonly seed: string;
}

/** A population of strategies without an edge, each on a market of its own. */
export interface NullPopulation {
  readonly count: number;
  readonly seed: string;
  readonly shape: MarketShape;
  readonly contract: FillContract;
  /** `any`: drawn for each member. */
  readonly direction: NullDirection;
}

/** Which sides members take. */
export type NullDirection = 'long-only' | 'short-only' | 'long-short' | 'any';

/** One simulated member with the statistics of its excess returns. */
export interface NullMember {
  readonly params: Parameters;
  readonly result: SimulationResult;
  readonly statistics: SharpeStatistics;
}

/**
 * Simulates a built-in strategy over all bars but the first, through the engine: weight 1, flat at the end.
 *
 * @param series - its only instrument.
 * @throws {PlatformError} if the strategy is unknown, or a parameter is refused.
 *
 * @remarks
 * Causal: as the engine.
 * Source: this project.
 */
export function simulateForProof(series: BarSeries, simulation: ProofSimulation): SimulationResult {
  const definition = strategyByName(simulation.strategy);
  const { params } = resolveParameters(definition, simulation.params);
  const instruments = [series.instrument.id];
  const strategy = definition.create(params, { instruments, rng: createRng(`strategy/${simulation.seed}`) });
  const terms = [computeSignals(definition.terms(params), series)];
  return simulate({
    series: [series],
    segments: [{ from: series.eventTime[1], to: series.eventTime[series.length - 1], strategy, terms }],
    boundary: 'flatten',
    contract: simulation.contract,
    sizing: { kind: 'target-weight', weight: 1 },
    limits: { maxGrossExposure: 1 },
    account: { currency: 'USD', cash: PROOF_CASH },
  });
}

/**
 * Parameters of a random strategy: held for 1 to 20 bars, entered with a chance of 0.02 to 0.32 a bar.
 *
 * @param draws - three or four numbers are taken.
 * @param index - number of the member, which is the seed of its entries.
 *
 * @remarks
 * Source: this project.
 */
export function randomParameters(draws: Rng, index: number, direction: NullDirection): Parameters {
  const holdBars = 1 + draws.nextInt(20);
  const entryProbability = 0.02 + 0.3 * draws.nextFloat();
  const side = direction === 'any' ? (['long-only', 'short-only', 'long-short'] as const)[draws.nextInt(3)] : direction;
  return { seed: index, holdBars, entryProbability, direction: side };
}

/**
 * Simulates every member of a population through the engine, one at a time.
 *
 * @throws {InvalidArgumentError} if `count` is not a whole number ≥ 1.
 *
 * @remarks
 * Source: this project.
 */
export function* nullMembers(population: NullPopulation): Generator<NullMember> {
  const { count, seed, shape, contract, direction } = population;
  checkInteger('count', count, 1);
  const draws = createRng(`population/${seed}`);
  for (let index = 0; index < count; index++) {
    const params = randomParameters(draws, index, direction);
    yield nullMember(nullMarket(`${seed}/${index}`, shape), { params, contract, seed });
  }
}

/**
 * Simulates random entries on one market.
 *
 * @remarks
 * Source: this project.
 */
export function nullMember(series: BarSeries, member: Omit<ProofSimulation, 'strategy'>): NullMember {
  const result = simulateForProof(series, { ...member, strategy: 'random-entry' });
  return { params: member.params, result, statistics: excessStatistics(result) };
}

/**
 * Statistics of the returns in excess of exposure-matched buy and hold, which verdicts rest on.
 *
 * @remarks
 * NaN: as `sharpeStatistics`.
 * Source: this project.
 */
export function excessStatistics(result: SimulationResult): SharpeStatistics {
  return sharpeStatistics(exposureMatchedExcess(result).excess);
}

/**
 * The entry that a ledger would hold of a simulation of one daily series.
 *
 * @param key - what tells it from others.
 *
 * @remarks
 * Source: this project.
 */
export function proofTrial(
  key: string,
  { strategy, params }: Pick<ProofSimulation, 'strategy' | 'params'>,
  { instruments, times }: Pick<SimulationResult, 'instruments' | 'times'>,
  { sharpe, n, skewness, kurtosis }: SharpeStatistics,
): TrialRecord {
  const known = Number.isFinite(sharpe);
  return {
    key,
    strategy,
    params,
    instruments,
    timeframe: '1d',
    periodsPerYear: 252,
    from: times[0],
    to: times[times.length - 1],
    sharpe: known ? sharpe : null,
    n,
    skewness: known ? skewness : null,
    kurtosis: known ? kurtosis : null,
    role: 'sweep',
    returnsPointer: '',
  };
}
