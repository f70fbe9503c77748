import { checkInRange, checkInteger, checkPositive, checkSameLength } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';

/** States that emit normal numbers. */
export interface GaussianEmission {
  readonly kind: 'gaussian';
  /** shape (k,): mean of each state, in the unit of the observations. */
  readonly means: readonly number[];
  /** shape (k,): variance of each state, > 0, in the square of that unit. */
  readonly variances: readonly number[];
}

/** States that emit symbols 0 .. m-1. */
export interface DiscreteEmission {
  readonly kind: 'discrete';
  /** shape (k, m): probability of each symbol in each state; rows sum to 1. */
  readonly probabilities: readonly (readonly number[])[];
}

/** A hidden Markov model with k states: plain data, so that it can be stored, hashed and compared. */
export interface HiddenMarkovModel<E = GaussianEmission | DiscreteEmission> {
  /** shape (k,): probability of each state at the first observation. */
  readonly start: readonly number[];
  /** shape (k, k): probability of going from the row's state to the column's. */
  readonly transition: readonly (readonly number[])[];
  readonly emission: E;
}

/** A hidden Markov model of a number that is normal within each state. */
export type GaussianHmm = HiddenMarkovModel<GaussianEmission>;

const SUM_TOLERANCE = 1e-9;

/**
 * Throws unless `model` has k ≥ 1 states, probabilities that sum to 1 (to 1e-9) and variances > 0.
 *
 * @throws {InvalidArgumentError} that names the part of the model.
 *
 * @remarks
 * Source: this project.
 */
export function checkHiddenMarkovModel(model: HiddenMarkovModel): void {
  const nStates = model.start.length;
  checkInteger('model.start.length', nStates, 1);
  checkDistribution('model.start', model.start);
  checkSameLength('model.transition', model.transition, nStates);
  model.transition.forEach((row, i) => {
    checkSameLength(`model.transition[${i}]`, row, nStates);
    checkDistribution(`model.transition[${i}]`, row);
  });
  if (model.emission.kind === 'gaussian') checkGaussian(model.emission, nStates);
  else checkDiscrete(model.emission, nStates);
}

function checkGaussian({ means, variances }: GaussianEmission, nStates: number): void {
  checkSameLength('model.emission.means', means, nStates);
  checkSameLength('model.emission.variances', variances, nStates);
  means.forEach((value, i) => {
    if (!Number.isFinite(value)) throw new InvalidArgumentError(`model.emission.means[${i}]`, 'finite', value);
  });
  variances.forEach((value, i) => checkPositive(`model.emission.variances[${i}]`, value));
}

function checkDiscrete({ probabilities }: DiscreteEmission, nStates: number): void {
  checkSameLength('model.emission.probabilities', probabilities, nStates);
  const nSymbols = probabilities[0].length;
  probabilities.forEach((row, i) => {
    checkSameLength(`model.emission.probabilities[${i}]`, row, nSymbols);
    checkDistribution(`model.emission.probabilities[${i}]`, row);
  });
}

function checkDistribution(name: string, row: readonly number[]): void {
  let total = 0;
  row.forEach((value, i) => {
    checkInRange(`${name}[${i}]`, value, 0, 1);
    total += value;
  });
  if (Math.abs(total - 1) > SUM_TOLERANCE) throw new InvalidArgumentError(name, 'probabilities that sum to 1', total);
}
