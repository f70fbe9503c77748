/**
 * What runs in the evaluator's threads: simulations of one account, and the figures that judging needs of them.
 *
 * 1. `evaluateTrials`: each parameter set once over the whole history, to score it on every training window, and once
 *    over the stitched test windows with fixed parameters, which is the trial that the ledger counts.
 * 2. `evaluateRow`: the stitched test windows with the parameters each fold chose, under every fill contract asked for.
 * 3. `declaredWarmUp`: how many bars the terms of a strategy need before they say anything.
 * 4. `evaluateLadder`: the same at multiples of the costs, of which only the outcome is kept.
 * 5. `testForLeaks`: the stitched test windows again, with their future cut off and poisoned.
 * 6. `labelRegimes`, `stressRow`, `stressNeighbours`: a row under other terms; none of it is a trial.
 * 7. `coverGates`: where the decisions of the strategy `gates` came from.
 * 8. `inspectModule`: what a user's module declares, and what it says of parameter sets.
 */
import { exposureMatchedExcess } from '@assay/quant/analysis';
import { sharpeStatistics } from '@assay/quant/evidence';
import type { Fold } from '@assay/quant/evidence';
import { resolveSignal } from '@assay/quant/signals';
import type { SimulationResult } from '@assay/quant/simulation';
import type { Parameters } from '@assay/quant/strategy';
import type { ContractOutcome } from '@assay/contracts/schemas';
import { openSandbox } from '../workers/index.ts';
import type { Inspection, StrategyDescription, TaskContext } from '../workers/index.ts';
import { decodePack } from './pack.ts';
import type { Pack } from './pack.ts';
import { contractOutcome } from './performance/contract-outcomes.ts';
import type { LadderArgument, RowArgument, SelectionMeasure, StrategyReference, TrialsArgument } from './settings.ts';
import { termsOf } from './strategy-inputs.ts';
import { simulateSegments } from './strategy-runtime.ts';
import type { TermCache } from './strategy-runtime.ts';

export { coverGates } from './gates/cover-gates.ts';
export { testForLeaks } from './leak-test.ts';
export { stressNeighbours } from './stress/neighbours.ts';
export { labelRegimes } from './stress/regime-labels.ts';
export { stressRow } from './stress/stress-row.ts';

/** The figures of one configuration. NaN is undefined. */
export interface TrialFigures {
  readonly params: Parameters;
  /** Selection measure on each fold's training window; empty where nothing is chosen. */
  readonly trainScores: readonly number[];
  /** Sharpe ratio per period and its companions, of the stitched test returns in excess of matched buy and hold. */
  readonly sharpe: number;
  readonly n: number;
  readonly skewness: number;
  readonly kurtosis: number;
  readonly trades: number;
}

/** What `evaluateTrials` returns: figures and, per set, the excess returns of the stitched test windows. */
export interface TrialsResult {
  readonly figures: readonly TrialFigures[];
  readonly excess: readonly Float64Array[];
}

/** What `evaluateRow` returns, one entry per contract. */
export interface RowResult {
  readonly simulations: readonly SimulationResult[];
}

/** Evaluates configurations, each by itself. */
export async function evaluateTrials(argument: TrialsArgument, context: TaskContext): Promise<TrialsResult> {
  const pack = decodePack(context.buffers['pack'] as SharedArrayBuffer);
  const cache: TermCache = new Map();
  const figures: TrialFigures[] = [];
  const excess: Float64Array[] = [];
  for (const { params, segments } of argument.trials) {
    const trainScores = await scoreTraining(argument, params, { pack, cache });
    const tested = await simulateSegments(argument.strategy, segments, { pack, cache }, argument);
    const outcome = exposureMatchedExcess(tested).excess;
    const { sharpe, n, skewness, kurtosis } = sharpeStatistics(outcome);
    figures.push({ params, trainScores, sharpe, n, skewness, kurtosis, trades: tested.trades.length });
    excess.push(outcome);
  }
  return { figures, excess };
}

/** Simulates the planned segments once per contract. */
export async function evaluateRow(argument: RowArgument, context: TaskContext): Promise<RowResult> {
  const pack = decodePack(context.buffers['pack'] as SharedArrayBuffer);
  const cache: TermCache = new Map();
  const simulations: SimulationResult[] = [];
  for (const contract of argument.contracts) {
    const settings = { account: argument.account, contract };
    simulations.push(await simulateSegments(argument.strategy, argument.segments, { pack, cache }, settings));
  }
  return { simulations };
}

/** Bars that the terms of a strategy need before all of them are defined; 0 where it has none. */
export async function declaredWarmUp(argument: {
  readonly strategy: StrategyReference;
  readonly params: Parameters;
  readonly seed: number;
}): Promise<{ readonly bars: number }> {
  const [terms = []] = await termsOf(argument.strategy, [argument.params], argument.seed);
  return { bars: terms.reduce((most, spec) => Math.max(most, resolveSignal(spec).warmUp), 0) };
}

/** Simulates the planned segments once per multiple of the costs. */
export async function evaluateLadder(argument: LadderArgument, context: TaskContext): Promise<ContractOutcome[]> {
  const pack = decodePack(context.buffers['pack'] as SharedArrayBuffer);
  const cache: TermCache = new Map();
  const { strategy, segments, account, periodsPerYear, steps } = argument;
  const outcomes: ContractOutcome[] = [];
  for (const { costMultiple, contract } of steps) {
    const simulation = await simulateSegments(strategy, segments, { pack, cache }, { account, contract });
    outcomes.push(contractOutcome({ costMultiple, contract: contract.name, simulation }, { periodsPerYear }));
  }
  return outcomes;
}

/** Loads a user's module and asks it about parameter sets. */
export async function inspectModule(argument: {
  readonly strategy: StrategyReference & { readonly kind: 'module' };
  readonly sets: readonly Parameters[];
}): Promise<{ readonly description: StrategyDescription; readonly inspections: readonly Inspection[] }> {
  const { entry, folder } = argument.strategy;
  const sandbox = await openSandbox({ entry, folder, seed: 'inspect', nInstruments: 0, nBars: 0 });
  try {
    return { description: sandbox.description, inspections: argument.sets.map((params) => sandbox.inspect(params)) };
  } finally {
    await sandbox.close();
  }
}

async function scoreTraining(
  argument: TrialsArgument,
  params: Parameters,
  market: { readonly pack: Pack; readonly cache: TermCache },
): Promise<readonly number[]> {
  const { selectBy, folds } = argument;
  const last = folds.at(-1);
  if (selectBy === undefined || last === undefined) return [];
  const whole = [{ from: 1, to: last.train.to, params }];
  const trained = await simulateSegments(argument.strategy, whole, market, argument);
  return folds.map((fold) => trainingScore(trained, fold, selectBy));
}

function trainingScore(trained: SimulationResult, { train }: Fold, selectBy: SelectionMeasure): number {
  const width = trained.instruments.length;
  const history = {
    instruments: trained.instruments,
    returns: trained.returns.subarray(train.from, train.to),
    exposure: trained.exposure.subarray(train.from * width, train.to * width),
    instrumentReturns: trained.instrumentReturns.subarray(train.from * width, train.to * width),
  };
  switch (selectBy) {
    case 'excessSharpe':
      return sharpeStatistics(exposureMatchedExcess(history).excess).sharpe;
    case 'netSharpe':
      return sharpeStatistics(history.returns).sharpe;
    case 'netReturn':
      return history.returns.reduce((wealth, r) => wealth * (1 + r), 1) - 1;
  }
}
