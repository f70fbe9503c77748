import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import type { GaussianHmm } from './hidden-markov-model.ts';
import { packedOffsets } from './em-work.ts';
import type { PackedModel } from './em-work.ts';

const STAY = 0.95;

/**
 * The models from which a fit starts, for observations in units of their own spread: one whose states differ in spread,
 * one whose states differ in level, and drawn ones.
 */
export function startModels(
  x: Float64Array,
  { nStates, nStarts, seed }: { readonly nStates: number; readonly nStarts: number; readonly seed: number },
): readonly PackedModel[] {
  const sorted = x.slice().sort();
  return Array.from({ length: nStarts }, (_, index) => {
    if (index === 0) return bySpread(nStates);
    if (index === 1) return byLevel(sorted, nStates);
    return drawn(sorted, nStates, createRng(seed).fork(`start-${index}`));
  });
}

/** Equal means, and standard deviations on a ladder from ½ to 2. */
function bySpread(nStates: number): PackedModel {
  const rung = (i: number): number => 2 ** ((2 * i) / (nStates - 1) - 1);
  return packed(nStates, STAY, (i) => ({ mean: 0, variance: rung(i) ** 2 }));
}

/** Means and variances of equal shares of the sorted observations. */
function byLevel(sorted: Float64Array, nStates: number): PackedModel {
  return packed(nStates, STAY, (i) => {
    const share = sorted.subarray(
      Math.floor((i * sorted.length) / nStates),
      Math.floor(((i + 1) * sorted.length) / nStates),
    );
    let [sum, squares] = [0, 0];
    for (const value of share) {
      sum += value;
      squares += value * value;
    }
    const mean = sum / share.length;
    return { mean, variance: Math.max(squares / share.length - mean * mean, 1e-2) };
  });
}

function drawn(sorted: Float64Array, nStates: number, rng: Rng): PackedModel {
  const stay = 0.5 + 0.49 * rng.nextFloat();
  return packed(nStates, stay, () => {
    const mean = rng.nextFloat() * sorted[rng.nextInt(sorted.length)];
    return { mean, variance: Math.exp(rng.nextNormal()) };
  });
}

function packed(
  nStates: number,
  stay: number,
  state: (i: number) => { readonly mean: number; readonly variance: number },
): PackedModel {
  const { means, variances, size } = packedOffsets(nStates);
  const model = new Float64Array(size);
  const leave = (1 - stay) / (nStates - 1);
  for (let i = 0; i < nStates; i++) {
    model[i] = 1 / nStates;
    for (let j = 0; j < nStates; j++) model[nStates + i * nStates + j] = i === j ? stay : leave;
    const { mean, variance } = state(i);
    model[means + i] = mean;
    model[variances + i] = variance;
  }
  return model;
}

/** A model in units of the observations' spread. */
export function packModel(model: GaussianHmm, centre: number, spread: number): PackedModel {
  return Float64Array.from([
    ...model.start,
    ...model.transition.flat(),
    ...model.emission.means.map((value) => (value - centre) / spread),
    ...model.emission.variances.map((value) => value / spread / spread),
  ]);
}

/** The model that `packModel` would make `model` of. */
export function unpackModel(model: PackedModel, nStates: number, centre: number, spread: number): GaussianHmm {
  const { means, variances } = packedOffsets(nStates);
  const transition = Array.from({ length: nStates }, (_, i) =>
    Array.from(model.subarray(nStates + i * nStates, nStates + (i + 1) * nStates)),
  );
  return {
    start: Array.from(model.subarray(0, nStates)),
    transition,
    emission: {
      kind: 'gaussian',
      means: Array.from(model.subarray(means, means + nStates), (value) => centre + spread * value),
      variances: Array.from(model.subarray(variances), (value) => value * spread * spread),
    },
  };
}
