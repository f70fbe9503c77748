import { InvalidArgumentError } from '@assay/core/errors';
import type { DiscreteEmission, GaussianEmission, HiddenMarkovModel } from './hidden-markov-model.ts';

const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * shape (n, k): log density of each observation in each state; 0 in every state where the observation is missing (NaN or
 * infinite), so that it says nothing about the state.
 */
export function logDensities(model: HiddenMarkovModel, observations: Float64Array): Float64Array {
  const out = new Float64Array(observations.length * model.start.length);
  const { emission } = model;
  if (emission.kind === 'gaussian') gaussianInto(out, emission, observations);
  else discreteInto(out, emission, observations);
  return out;
}

function gaussianInto(out: Float64Array, emission: GaussianEmission, observations: Float64Array): void {
  const nStates = emission.means.length;
  for (let i = 0; i < nStates; i++) {
    const [mean, variance] = [emission.means[i], emission.variances[i]];
    const constant = -0.5 * (LOG_TWO_PI + Math.log(variance));
    const factor = -0.5 / variance;
    for (let t = 0; t < observations.length; t++) {
      const distance = observations[t] - mean;
      out[t * nStates + i] = Number.isFinite(distance) ? constant + factor * distance * distance : 0;
    }
  }
}

function discreteInto(out: Float64Array, emission: DiscreteEmission, observations: Float64Array): void {
  const nStates = emission.probabilities.length;
  const nSymbols = emission.probabilities[0].length;
  for (let t = 0; t < observations.length; t++) {
    const symbol = observations[t];
    if (!Number.isFinite(symbol)) continue;
    if (!(Number.isInteger(symbol) && symbol >= 0 && symbol < nSymbols)) {
      throw new InvalidArgumentError(`observations[${t}]`, `a symbol from 0 to ${nSymbols - 1}`, symbol);
    }
    for (let i = 0; i < nStates; i++) out[t * nStates + i] = Math.log(emission.probabilities[i][symbol]);
  }
}
