import { checkHiddenMarkovModel } from './hidden-markov-model.ts';
import type { HiddenMarkovModel } from './hidden-markov-model.ts';
import { logDensities } from './log-densities.ts';

/** State probabilities, one row for each observation. */
export interface StateProbabilities {
  /** shape (n, k), row-major; rows sum to 1. */
  readonly probabilities: Float64Array;
  /** ln p(observations | model); NaN where the model holds the observations for impossible. */
  readonly logLikelihood: number;
}

/** The single most likely path of states. */
export interface StatePath {
  /** shape (n,): state of each observation; empty where every path is impossible. */
  readonly states: Int32Array;
  /** ln p(path, observations | model); NaN where every path is impossible. */
  readonly logProbability: number;
}

interface Lattice {
  readonly nStates: number;
  readonly length: number;
  readonly start: Float64Array;
  /** shape (k, k), row-major. */
  readonly transition: Float64Array;
  /** shape (n, k). */
  readonly logDensity: Float64Array;
}

function latticeOf(model: HiddenMarkovModel, observations: Float64Array): Lattice {
  checkHiddenMarkovModel(model);
  return {
    nStates: model.start.length,
    length: observations.length,
    start: Float64Array.from(model.start),
    transition: Float64Array.from(model.transition.flat()),
    logDensity: logDensities(model, observations),
  };
}

/**
 * Probability of each state at t, given the observations up to t.
 *
 * f[t, j] ∝ p(x[t] | j) · Σ_i f[t-1, i]·A[i, j], with the start probabilities in place of the sum at t = 0.
 *
 * @param observations - shape (n,), oldest first; symbols where the emission is discrete.
 * @returns shape (n, k) and the log-likelihood, the sum of the logs of what each row was divided by.
 * @throws {InvalidArgumentError} if `model` is none, or a symbol is not one of its.
 *
 * @remarks
 * Causal: row t depends on observations 0 .. t only, once the model is given; fit it on the past (`regimeSeries`).
 * NaN: a missing observation (NaN or infinite) moves the probabilities by the transition alone. From an impossible
 * observation on, rows are NaN.
 * Numerics: each row is scaled by its largest density, so that no length and no outlier underflows.
 * Cost: O(n·k²).
 * Source: L. R. Rabiner, "A tutorial on hidden Markov models", Proceedings of the IEEE 77 (1989), III.A and V.A.
 */
export function filteredProbabilities(model: HiddenMarkovModel, observations: Float64Array): StateProbabilities {
  return forward(latticeOf(model, observations));
}

function forward(lattice: Lattice): StateProbabilities {
  const { nStates, length, start, transition, logDensity } = lattice;
  const probabilities = new Float64Array(length * nStates);
  const predicted = Float64Array.from(start);
  let logLikelihood = 0;
  for (let t = 0; t < length; t++) {
    const row = probabilities.subarray(t * nStates, (t + 1) * nStates);
    logLikelihood += updateInto(row, predicted, logDensity, t * nStates);
    predictInto(predicted, row, transition);
  }
  return { probabilities, logLikelihood };
}

/** Bayes' rule: row ∝ predicted · density; returns the log of what the row was divided by, NaN where that is 0. */
export function updateInto(
  row: Float64Array,
  predicted: Float64Array,
  logDensity: Float64Array,
  offset: number,
): number {
  const largest = largestOf(logDensity, offset, row.length);
  let total = 0;
  for (let j = 0; j < row.length; j++) {
    row[j] = predicted[j] * Math.exp(logDensity[offset + j] - largest);
    total += row[j];
  }
  for (let j = 0; j < row.length; j++) row[j] /= total;
  return total > 0 ? Math.log(total) + largest : NaN;
}

/** One transition: predicted[j] = Σ_i row[i]·A[i, j]. */
export function predictInto(predicted: Float64Array, row: Float64Array, transition: Float64Array): void {
  for (let j = 0; j < predicted.length; j++) {
    let sum = 0;
    for (let i = 0; i < row.length; i++) sum += row[i] * transition[i * predicted.length + j];
    predicted[j] = sum;
  }
}

function largestOf(values: Float64Array, from: number, count: number): number {
  let largest = values[from];
  for (let i = 1; i < count; i++) if (values[from + i] > largest) largest = values[from + i];
  return largest;
}

/**
 * Probability of each state at t, given all observations, later ones included. **Not causal**: for description of a
 * finished history, never for a feature, a label that is traded on, or a backtest.
 *
 * s[t, i] = f[t, i] · Σ_j A[i, j]·s[t+1, j] / Σ_h f[t, h]·A[h, j], from the filtered probabilities f.
 *
 * @param observations - shape (n,), oldest first.
 * @returns shape (n, k) and the log-likelihood.
 * @throws {InvalidArgumentError} as `filteredProbabilities`.
 *
 * @remarks
 * Causal: no. Every row depends on every observation.
 * NaN: as `filteredProbabilities`; one impossible observation makes all rows NaN.
 * Cost: O(n·k²).
 * Source: C.-J. Kim, "Dynamic linear models with Markov-switching", Journal of Econometrics 60 (1994).
 */
export function smoothedProbabilitiesNotCausal(
  model: HiddenMarkovModel,
  observations: Float64Array,
): StateProbabilities {
  const lattice = latticeOf(model, observations);
  const { nStates, length, transition } = lattice;
  const { probabilities, logLikelihood } = forward(lattice);
  const weights = new Float64Array(nStates);
  for (let t = length - 2; t >= 0; t--) {
    const row = probabilities.subarray(t * nStates, (t + 1) * nStates);
    predictInto(weights, row, transition);
    for (let j = 0; j < nStates; j++) {
      const later = probabilities[(t + 1) * nStates + j];
      weights[j] = later === 0 ? 0 : later / weights[j];
    }
    for (let i = 0; i < nStates; i++) {
      let factor = 0;
      for (let j = 0; j < nStates; j++) factor += transition[i * nStates + j] * weights[j];
      row[i] *= factor;
    }
  }
  return { probabilities, logLikelihood };
}

/**
 * The most likely path of states through all observations. **Not causal**: the state at t may change when later
 * observations arrive.
 *
 * @param observations - shape (n,), oldest first.
 * @returns the path and its joint log-probability with the observations. Ties go to the lower state.
 * @throws {InvalidArgumentError} as `filteredProbabilities`.
 *
 * @remarks
 * Causal: no. Only the last state of the path depends on nothing later.
 * NaN: a missing observation counts for no state.
 * Numerics: sums of logs.
 * Cost: O(n·k²).
 * Source: A. J. Viterbi, IEEE Transactions on Information Theory 13 (1967).
 */
export function viterbiPathNotCausal(model: HiddenMarkovModel, observations: Float64Array): StatePath {
  const lattice = latticeOf(model, observations);
  const { nStates, length, logDensity } = lattice;
  if (length === 0) return { states: new Int32Array(0), logProbability: 0 };
  const logTransition = lattice.transition.map(Math.log);
  const origin = new Int32Array(length * nStates);
  let score = lattice.start.map((value, j) => Math.log(value) + logDensity[j]);
  let next = new Float64Array(nStates);
  for (let t = 1; t < length; t++) {
    for (let j = 0; j < nStates; j++) {
      const best = bestOrigin(score, logTransition, j);
      origin[t * nStates + j] = best;
      next[j] = score[best] + logTransition[best * nStates + j] + logDensity[t * nStates + j];
    }
    [score, next] = [next, score];
  }
  return traced(score, origin, length);
}

/** The state from which state j is most likely reached; the lowest of equals. */
function bestOrigin(score: Float64Array, logTransition: Float64Array, j: number): number {
  const nStates = score.length;
  let best = 0;
  for (let i = 1; i < nStates; i++) {
    if (score[i] + logTransition[i * nStates + j] > score[best] + logTransition[best * nStates + j]) best = i;
  }
  return best;
}

function traced(score: Float64Array, origin: Int32Array, length: number): StatePath {
  const nStates = score.length;
  let state = 0;
  for (let i = 1; i < nStates; i++) if (score[i] > score[state]) state = i;
  const logProbability = score[state];
  if (logProbability === -Infinity) return { states: new Int32Array(0), logProbability: NaN };
  const states = new Int32Array(length);
  for (let t = length - 1; t >= 0; t--) {
    states[t] = state;
    state = origin[t * nStates + state];
  }
  return { states, logProbability };
}
