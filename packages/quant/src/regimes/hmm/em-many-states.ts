import { BLOCK, LOG_RATIO_LIMIT, LOG_TWO_PI, SCALE_LIMIT, packedOffsets } from './em-work.ts';
import type { EmWork, PackedModel } from './em-work.ts';

/** Forward pass with any number of states: fills `work.filtered` and `work.gain` and returns the log-likelihood. */
export function forwardManyStates(work: EmWork, model: PackedModel): number {
  const { x, filtered, gain, length, nStates } = work;
  const predicted = model.slice(0, nStates);
  const constants = logConstants(model, nStates);
  let [total, block, product] = [0, 0, 1];
  for (let t = 0; t < length; t++) {
    block += densitiesInto(work, model, constants, t);
    let scale = 0;
    for (let j = 0; j < nStates; j++) scale += predicted[j] * gain[j * length + t];
    for (let j = 0; j < nStates; j++) {
      gain[j * length + t] /= scale;
      filtered[j * length + t] = predicted[j] * gain[j * length + t];
    }
    predictInto(predicted, work, model, t);
    if (scale < SCALE_LIMIT) block += Math.log(scale);
    else product *= scale;
    if (product < SCALE_LIMIT || t % BLOCK === 0) {
      total += block + Math.log(product);
      [block, product] = [0, 1];
    }
  }
  return x.length === 0 ? 0 : total + block + Math.log(product);
}

function logConstants(model: PackedModel, nStates: number): Float64Array {
  const { variances } = packedOffsets(nStates);
  return model.slice(variances, variances + nStates).map((variance) => -0.5 * (LOG_TWO_PI + Math.log(variance)));
}

/** Densities at t over the largest of them, into `work.gain`; returns the largest as a log. */
function densitiesInto(work: EmWork, model: PackedModel, constants: Float64Array, t: number): number {
  const { x, gain, length, nStates } = work;
  const { means, variances } = packedOffsets(nStates);
  let largest = -Infinity;
  for (let j = 0; j < nStates; j++) {
    const distance = x[t] - model[means + j];
    const log = constants[j] - (0.5 * distance * distance) / model[variances + j];
    gain[j * length + t] = log;
    if (log > largest) largest = log;
  }
  for (let j = 0; j < nStates; j++) {
    gain[j * length + t] = Math.exp(-Math.min(largest - gain[j * length + t], LOG_RATIO_LIMIT));
  }
  return largest;
}

function predictInto(predicted: Float64Array, work: EmWork, model: PackedModel, t: number): void {
  const { filtered, length, nStates } = work;
  for (let j = 0; j < nStates; j++) {
    let sum = 0;
    for (let i = 0; i < nStates; i++) sum += filtered[i * length + t] * model[nStates + i * nStates + j];
    predicted[j] = sum;
  }
}

/** Backward pass and new parameters, written into `next`; needs the forward pass of `model`. */
export function maximiseManyStates(work: EmWork, model: PackedModel, next: PackedModel): void {
  const { filtered, gain, length, nStates } = work;
  const backward = new Float64Array(nStates).fill(1);
  const later = new Float64Array(nStates);
  const jumps = new Float64Array(nStates * nStates);
  const moments = new Float64Array(3 * nStates);
  for (let t = length - 1; t >= 0; t--) {
    momentsInto(moments, work, backward, t);
    if (t === 0) break;
    for (let j = 0; j < nStates; j++) later[j] = gain[j * length + t] * backward[j];
    for (let i = 0; i < nStates; i++) {
      let sum = 0;
      for (let j = 0; j < nStates; j++) {
        jumps[i * nStates + j] += filtered[i * length + t - 1] * later[j];
        sum += model[nStates + i * nStates + j] * later[j];
      }
      backward[i] = sum;
    }
  }
  const first = backward.map((value, i) => value * filtered[i * length]);
  writeShares(next, 0, first);
  for (let i = 0; i < nStates; i++) {
    const row = nStates + i * nStates;
    writeShares(
      next,
      row,
      jumps.subarray(i * nStates, (i + 1) * nStates).map((value, j) => value * model[row + j]),
    );
  }
  writeMoments(next, moments, work.varianceFloor);
}

function momentsInto(moments: Float64Array, work: EmWork, backward: Float64Array, t: number): void {
  const { x, filtered, length, nStates } = work;
  for (let i = 0; i < nStates; i++) {
    const weight = filtered[i * length + t] * backward[i];
    moments[3 * i] += weight;
    moments[3 * i + 1] += weight * x[t];
    moments[3 * i + 2] += weight * x[t] * x[t];
  }
}

function writeShares(next: PackedModel, at: number, values: Float64Array): void {
  let total = 0;
  for (const value of values) total += value;
  if (!(total > 0)) return;
  for (let i = 0; i < values.length; i++) next[at + i] = values[i] / total;
}

function writeMoments(next: PackedModel, moments: Float64Array, floor: number): void {
  const nStates = moments.length / 3;
  const { means, variances } = packedOffsets(nStates);
  for (let i = 0; i < nStates; i++) {
    const n = moments[3 * i];
    if (!(n > 0)) continue;
    const mean = moments[3 * i + 1] / n;
    next[means + i] = mean;
    next[variances + i] = Math.max(moments[3 * i + 2] / n - mean * mean, floor);
  }
}
