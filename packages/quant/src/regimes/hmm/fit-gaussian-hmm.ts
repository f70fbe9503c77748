import { checkInRange, checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { mean } from '@assay/core/vector';
import type { GaussianHmm } from './hidden-markov-model.ts';
import { checkHiddenMarkovModel } from './hidden-markov-model.ts';
import { forwardManyStates, maximiseManyStates } from './em-many-states.ts';
import { forwardTwoStates, maximiseTwoStates } from './em-two-states.ts';
import { packedOffsets } from './em-work.ts';
import type { EmWork, PackedModel } from './em-work.ts';
import { packModel, startModels, unpackModel } from './start-models.ts';

/** How a Gaussian hidden Markov model is fitted. */
export interface GaussianHmmOptions {
  /** Number of states, 2 to 12. */
  readonly nStates: number;
  /** Starts that are tried, ≥ 1: one by spread, one by level, the others drawn; the best goes on. @default 4 */
  readonly nStarts?: number | undefined;
  /** Seed of the drawn starts. @default 1 */
  readonly seed?: number | undefined;
  /** Iterations at most, ≥ 1, the trial iterations of the start included. @default 100 */
  readonly maxIterations?: number | undefined;
  /** It has converged when an iteration gains less log-likelihood than this; 0 never stops early. @default 1e-4 */
  readonly tolerance?: number | undefined;
  /** Least variance of a state as a share of the variance of all observations, > 0 and < 1. @default 1e-6 */
  readonly varianceFloor?: number | undefined;
  /** Start from this model alone, in the unit of the observations; `nStarts` and `seed` then play no part. */
  readonly initial?: GaussianHmm | undefined;
}

/** Why there is no fit. */
export type HmmFitFailure = 'too-few-observations' | 'not-finite' | 'constant' | 'not-computable';

/** A fitted model, or the reason why there is none. */
export type GaussianHmmFit =
  | {
      readonly status: 'fitted';
      readonly model: GaussianHmm;
      /** ln p(observations | model). */
      readonly logLikelihood: number;
      /** Log-likelihood at the beginning of each iteration; none falls, unless a variance is on its floor. */
      readonly logLikelihoods: readonly number[];
      readonly converged: boolean;
      /** A variance is on its floor: a state has collapsed onto equal observations. */
      readonly isOnFloor: boolean;
      readonly nObservations: number;
    }
  | { readonly status: 'undefined'; readonly reason: HmmFitFailure; readonly nObservations: number };

interface ResolvedOptions {
  readonly nStates: number;
  readonly nStarts: number;
  readonly seed: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly varianceFloor: number;
}

/** What `fitGaussianHmm` takes where nothing is said. */
export const GAUSSIAN_HMM_DEFAULTS: Readonly<Omit<ResolvedOptions, 'nStates'>> = Object.freeze({
  nStarts: 4,
  seed: 1,
  maxIterations: 100,
  tolerance: 1e-4,
  varianceFloor: 1e-6,
});

const TRIAL_ITERATIONS = 10;
const MOST_STATES = 12;

interface Run {
  model: PackedModel;
  readonly history: number[];
  converged: boolean;
}

/**
 * Fits a Gaussian hidden Markov model by maximum likelihood: the Baum-Welch algorithm from several starts.
 *
 * Each start is tried for 10 iterations; the one with the largest log-likelihood (the first of equals) goes on until an
 * iteration gains less than `tolerance`, or `maxIterations` are done.
 *
 * @param observations - shape (n,), oldest first, any unit; at least k² + 2·k of them.
 * @returns the model, or `undefined` with a reason: too few observations, one that is not finite, all equal.
 * @throws {InvalidArgumentError} if an option is out of its domain, or `initial` is no model with `nStates` states.
 *
 * @remarks
 * Causal: no. The model depends on every observation: fit on the past, then filter (`regimeSeries` does).
 * NaN: an observation that is not finite gives `not-finite`; leave missing observations out.
 * Numerics: observations are centred and scaled by their spread, so that unit and level change nothing but rounding;
 * probabilities are scaled at each step. Multiplying all observations by a constant c adds -n·ln|c| to the log-likelihood.
 * The order of the states follows from the start; `orderStates` makes it canonical.
 * Cost: O(iterations·n·k²) time, 2·k + 1 numbers for each observation.
 * Source: L. E. Baum et al., Annals of Mathematical Statistics 41 (1970); L. R. Rabiner, Proceedings of the IEEE 77
 * (1989), III.C and V.A; C. Biernacki, G. Celeux, G. Govaert, Computational Statistics and Data Analysis 41 (2003), for the
 * trial of starts.
 */
export function fitGaussianHmm(observations: Float64Array, options: GaussianHmmOptions): GaussianHmmFit {
  const resolved = resolveOptions(options);
  const nObservations = observations.length;
  const { nStates } = resolved;
  const undefinedFor = (reason: HmmFitFailure): GaussianHmmFit => ({ status: 'undefined', reason, nObservations });
  if (nObservations < nStates * nStates + 2 * nStates) return undefinedFor('too-few-observations');
  const units = unitsOf(observations);
  if (units === undefined) return undefinedFor('not-finite');
  if (!(units.spread > 0)) return undefinedFor('constant');
  const work = workFor(observations, units, resolved);
  const starts =
    options.initial === undefined
      ? startModels(work.x, resolved)
      : [packModel(options.initial, units.centre, units.spread)];
  const run = best(work, starts, resolved);
  if (run === undefined) return undefinedFor('not-computable');
  const toUnit = -nObservations * Math.log(units.spread);
  return {
    status: 'fitted',
    model: unpackModel(run.model, nStates, units.centre, units.spread),
    logLikelihood: forward(work, run.model) + toUnit,
    logLikelihoods: run.history.map((value) => value + toUnit),
    converged: run.converged,
    isOnFloor: isOnFloor(run.model, work),
    nObservations,
  };
}

function resolveOptions(options: GaussianHmmOptions): ResolvedOptions {
  const { nStates, initial } = options;
  const nStarts = options.nStarts ?? GAUSSIAN_HMM_DEFAULTS.nStarts;
  const seed = options.seed ?? GAUSSIAN_HMM_DEFAULTS.seed;
  const maxIterations = options.maxIterations ?? GAUSSIAN_HMM_DEFAULTS.maxIterations;
  const tolerance = options.tolerance ?? GAUSSIAN_HMM_DEFAULTS.tolerance;
  const varianceFloor = options.varianceFloor ?? GAUSSIAN_HMM_DEFAULTS.varianceFloor;
  checkInteger('nStates', nStates, 2);
  checkInRange('nStates', nStates, 2, MOST_STATES);
  checkInteger('nStarts', nStarts, 1);
  checkInteger('seed', seed);
  checkInteger('maxIterations', maxIterations, 1);
  if (!(tolerance >= 0 && tolerance < Infinity))
    throw new InvalidArgumentError('tolerance', 'finite and >= 0', tolerance);
  if (!(varianceFloor > 0 && varianceFloor < 1)) {
    throw new InvalidArgumentError('varianceFloor', '> 0 and < 1', varianceFloor);
  }
  if (initial !== undefined) {
    checkHiddenMarkovModel(initial);
    if (initial.start.length !== nStates) {
      throw new InvalidArgumentError('initial', `a model with ${nStates} states`, initial.start.length);
    }
  }
  return { nStates, nStarts, seed, maxIterations, tolerance, varianceFloor };
}

interface Units {
  readonly centre: number;
  readonly spread: number;
}

/** Mean and standard deviation; undefined where an observation is not finite. */
function unitsOf(observations: Float64Array): Units | undefined {
  const centre = mean(observations);
  if (!Number.isFinite(centre)) return undefined;
  let squares = 0;
  for (let t = 0; t < observations.length; t++) squares += (observations[t] - centre) ** 2;
  const spread = Math.sqrt(squares / observations.length);
  return Number.isFinite(spread) ? { centre, spread } : undefined;
}

function workFor(observations: Float64Array, { centre, spread }: Units, options: ResolvedOptions): EmWork {
  const { nStates, varianceFloor } = options;
  const { length } = observations;
  const x = new Float64Array(length);
  for (let t = 0; t < length; t++) x[t] = (observations[t] - centre) / spread;
  const room = (): Float64Array => new Float64Array(length * nStates);
  return { nStates, length, x, filtered: room(), gain: room(), varianceFloor };
}

function forward(work: EmWork, model: PackedModel): number {
  return work.nStates === 2 ? forwardTwoStates(work, model) : forwardManyStates(work, model);
}

function maximise(work: EmWork, model: PackedModel, next: PackedModel): void {
  next.set(model);
  if (work.nStates === 2) maximiseTwoStates(work, model, next);
  else maximiseManyStates(work, model, next);
}

function best(work: EmWork, starts: readonly PackedModel[], options: ResolvedOptions): Run | undefined {
  const { maxIterations, tolerance } = options;
  const trials = starts.length > 1 ? Math.min(TRIAL_ITERATIONS, maxIterations) : maxIterations;
  let found: Run | undefined;
  let highest = -Infinity;
  for (const model of starts) {
    const run: Run = { model, history: [], converged: false };
    iterate(work, run, trials, tolerance);
    const reached = starts.length > 1 ? forward(work, run.model) : (run.history.at(-1) ?? NaN);
    if (!(reached > highest)) continue;
    highest = reached;
    found = run;
  }
  if (found !== undefined && !found.converged) iterate(work, found, maxIterations, tolerance);
  return found;
}

/** Goes on until the run has `iterations`, or gains less than `tolerance`. */
function iterate(work: EmWork, run: Run, iterations: number, tolerance: number): void {
  let next: PackedModel = new Float64Array(run.model.length);
  while (run.history.length < iterations) {
    const before = run.history.at(-1);
    const reached = forward(work, run.model);
    run.history.push(reached);
    if (Number.isNaN(reached)) return;
    maximise(work, run.model, next);
    [run.model, next] = [next, run.model];
    run.converged = before !== undefined && tolerance > 0 && reached - before < tolerance;
    if (run.converged) return;
  }
}

function isOnFloor(model: PackedModel, { nStates, varianceFloor }: EmWork): boolean {
  const { variances } = packedOffsets(nStates);
  return model.subarray(variances).some((variance) => variance <= varianceFloor);
}
