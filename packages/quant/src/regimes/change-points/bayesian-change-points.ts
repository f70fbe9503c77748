import { checkInRange, checkInteger, checkStrictlyBetween } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { logGamma } from '@assay/core/special';

/** How change points are looked for. */
export interface BayesianChangePointOptions {
  /** Expected bars from one change to the next, λ; > 1. The hazard of a change is 1 / λ at every bar. @default 250 */
  readonly meanRunLength?: number | undefined;
  /** A change counts as recent for so many bars, 1 to `warmUp`. @default 10 */
  readonly recent?: number | undefined;
  /** An alarm begins where the probability of a recent change reaches this; > 0 and < 1. @default 0.5 */
  readonly level?: number | undefined;
  /** Observations at the beginning that set the prior's place and scale, ≥ 10. @default 50 */
  readonly warmUp?: number | undefined;
  /** Run lengths less probable than this are dropped; ≥ 0 and < 0.001. @default 1e-6 */
  readonly pruneBelow?: number | undefined;
}

/** What is known at each bar about the time since the last change. */
export interface BayesianChangePoints {
  /** shape (n,): probability that the last change lies less than `recent` observations back; NaN where unknown. */
  readonly changeProbability: Float64Array;
  /** shape (n,): most probable number of observations since the last change; -1 where unknown. */
  readonly runLength: Int32Array;
  /** shape (n,): its expectation; NaN where unknown. */
  readonly expectedRunLength: Float64Array;
  /** shape (n,): 1 where `changeProbability` reaches the level, having been below it at the observation before. */
  readonly alarm: Int8Array;
}

interface Resolved {
  readonly hazard: number;
  readonly recent: number;
  readonly level: number;
  readonly warmUp: number;
  readonly pruneBelow: number;
}

/** Weight of the prior's mean, in observations, and of its variance: a new run may lie and spread far from the first. */
const PRIOR_MEAN_WEIGHT = 0.1;
const PRIOR_SHAPE = 1;

/**
 * Bayesian online change points: how long the present stretch has lasted, for numbers that are normal with a mean and a
 * variance which stay the same from one change to the next.
 *
 * p(r[t] = r + 1) ∝ p(r[t-1] = r) · π(x[t] | run) · (1 - 1/λ), p(r[t] = 0) ∝ Σ p(r[t-1]) · π(x[t] | run) / λ, with Student's
 * predictive density π of a normal-inverse-gamma prior. The prior's mean and variance are those of the first `warmUp`
 * observations, with the weight of 0.1 and 2 observations; those are the first run.
 *
 * @param x - shape (n,), oldest first, any unit; NaN or infinite where there is none.
 * @throws {InvalidArgumentError} if an option is out of its domain.
 *
 * @remarks
 * Causal: every column at t depends on x[0..t] only.
 * NaN: a missing observation moves nothing and has no values; nor have the warm-up, and any bar if the warm-up is constant.
 * Numerics: run lengths are weighed by their largest density; those below `pruneBelow` are dropped. Unit and level of x
 * change nothing but rounding. Outliers of heavy-tailed noise pass for changes: `alarmsOnNoise` says how often.
 * Cost: O(n·m) for m run lengths that are kept, about 1.5·λ at most on long stretches.
 * Source: R. P. Adams and D. J. C. MacKay, "Bayesian online changepoint detection" (2007), arXiv:0710.3742.
 */
export function bayesianChangePoints(x: Float64Array, options: BayesianChangePointOptions = {}): BayesianChangePoints {
  const resolved = resolve(options);
  const out: BayesianChangePoints = {
    changeProbability: new Float64Array(x.length).fill(NaN),
    runLength: new Int32Array(x.length).fill(-1),
    expectedRunLength: new Float64Array(x.length).fill(NaN),
    alarm: new Int8Array(x.length),
  };
  const bars = Int32Array.from(x.keys()).filter((t) => Number.isFinite(x[t]));
  const prior = priorOf(Float64Array.from(bars.subarray(0, resolved.warmUp), (t) => x[t]));
  if (bars.length <= resolved.warmUp || prior === undefined) return out;
  const runs = newRuns(bars.length, resolved.warmUp);
  let before = 0;
  for (const bar of bars.subarray(resolved.warmUp)) {
    step(runs, (x[bar] - prior.mean) / prior.spread, resolved);
    const probability = summaryInto(out, runs, bar, resolved.recent);
    if (probability >= resolved.level && before < resolved.level) out.alarm[bar] = 1;
    before = probability;
  }
  return out;
}

function resolve(options: BayesianChangePointOptions): Resolved {
  const { meanRunLength = 250, recent = 10, level = 0.5, warmUp = 50, pruneBelow = 1e-6 } = options;
  if (!(meanRunLength > 1 && meanRunLength < Infinity)) {
    throw new InvalidArgumentError('meanRunLength', 'finite and > 1', meanRunLength);
  }
  checkStrictlyBetween('level', level, 0, 1);
  checkInteger('warmUp', warmUp, 10);
  checkInteger('recent', recent, 1);
  checkInRange('recent', recent, 1, warmUp);
  if (!(pruneBelow >= 0 && pruneBelow < 1e-3))
    throw new InvalidArgumentError('pruneBelow', '>= 0 and < 0.001', pruneBelow);
  return { hazard: 1 / meanRunLength, recent, level, warmUp, pruneBelow };
}

function priorOf(first: Float64Array): { readonly mean: number; readonly spread: number } | undefined {
  let [mean, squares] = [0, 0];
  first.forEach((value, i) => {
    const distance = value - mean;
    mean += distance / (i + 1);
    squares += distance * (value - mean);
  });
  const spread = Math.sqrt(squares / first.length);
  return spread > 0 && Number.isFinite(spread) ? { mean, spread } : undefined;
}

/** The run lengths that are still possible, shortest first, with the statistics of each run. */
interface Runs {
  size: number;
  readonly length: Int32Array;
  readonly probability: Float64Array;
  readonly mean: Float64Array;
  /** Scale β of the inverse gamma; its shape and the mean's weight follow from the length. */
  readonly beta: Float64Array;
  readonly logDensity: Float64Array;
  /** ln Γ(α + ½) - ln Γ(α) - ½·ln 2π by run length; filled as lengths are met. */
  readonly logConstant: Float64Array;
}

/** One run, as long as the warm-up and with its statistics: the history begins without a change. */
function newRuns(nObservations: number, warmUp: number): Runs {
  const room = (): Float64Array => new Float64Array(nObservations + 2);
  const runs: Runs = {
    size: 1,
    length: new Int32Array(nObservations + 2),
    probability: room(),
    mean: room(),
    beta: room(),
    logDensity: room(),
    logConstant: room().fill(NaN),
  };
  runs.probability[0] = 1;
  runs.length[0] = warmUp;
  runs.beta[0] = PRIOR_SHAPE + warmUp / 2;
  return runs;
}

/** One observation: longer runs, and a new one. */
function step(runs: Runs, value: number, { hazard, pruneBelow }: Resolved): void {
  const { length, probability, mean, beta, logDensity } = runs;
  let largest = -Infinity;
  for (let i = 0; i < runs.size; i++) {
    logDensity[i] = predictive(runs, i, value);
    if (logDensity[i] > largest) largest = logDensity[i];
  }
  let total = 0;
  for (let i = 0; i < runs.size; i++) {
    probability[i] *= Math.exp(logDensity[i] - largest);
    total += probability[i];
  }
  // From the longest to the shortest, so that a run moves one place on before it is overwritten.
  for (let i = runs.size - 1; i >= 0; i--) {
    const weight = PRIOR_MEAN_WEIGHT + length[i];
    const distance = value - mean[i];
    probability[i + 1] = (probability[i] / total) * (1 - hazard);
    beta[i + 1] = beta[i] + (0.5 * weight * distance * distance) / (weight + 1);
    mean[i + 1] = mean[i] + distance / (weight + 1);
    length[i + 1] = length[i] + 1;
  }
  probability[0] = hazard;
  beta[0] = PRIOR_SHAPE;
  mean[0] = 0;
  length[0] = 0;
  runs.size++;
  prune(runs, pruneBelow);
}

/** Log of Student's density with 2·α degrees of freedom, place μ and squared scale β·(κ + 1) / (α·κ). */
function predictive(runs: Runs, i: number, value: number): number {
  const { length, mean, beta, logConstant } = runs;
  const shape = PRIOR_SHAPE + length[i] / 2;
  const weight = PRIOR_MEAN_WEIGHT + length[i];
  if (Number.isNaN(logConstant[length[i]])) {
    logConstant[length[i]] = logGamma(shape + 0.5) - logGamma(shape) - 0.5 * Math.log(2 * Math.PI);
  }
  const spread = (beta[i] * (weight + 1)) / weight;
  const distance = value - mean[i];
  const excess = Math.log1p((distance * distance) / (2 * spread));
  return logConstant[length[i]] - 0.5 * Math.log(spread) - (shape + 0.5) * excess;
}

function prune(runs: Runs, below: number): void {
  const { length, probability, mean, beta } = runs;
  let [kept, total] = [0, 0];
  for (let i = 0; i < runs.size; i++) {
    if (i > 0 && probability[i] < below) continue;
    length[kept] = length[i];
    probability[kept] = probability[i];
    mean[kept] = mean[i];
    beta[kept] = beta[i];
    total += probability[i];
    kept++;
  }
  for (let i = 0; i < kept; i++) probability[i] /= total;
  runs.size = kept;
}

function summaryInto(out: BayesianChangePoints, runs: Runs, bar: number, recent: number): number {
  let [isRecent, expected, best] = [0, 0, 0];
  for (let i = 0; i < runs.size; i++) {
    if (runs.length[i] < recent) isRecent += runs.probability[i];
    expected += runs.probability[i] * runs.length[i];
    if (runs.probability[i] > runs.probability[best]) best = i;
  }
  out.changeProbability[bar] = isRecent;
  out.expectedRunLength[bar] = expected;
  out.runLength[bar] = runs.length[best];
  return isRecent;
}
