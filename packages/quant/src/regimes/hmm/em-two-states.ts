import { BLOCK, LOG_RATIO_LIMIT, LOG_TWO_PI, SCALE_LIMIT } from './em-work.ts';
import type { EmWork, PackedModel } from './em-work.ts';

/**
 * Forward pass with two states: fills `work.filtered` and `work.gain` and returns the log-likelihood.
 *
 * Only the ratio of the two densities is taken, so that there is one exponential for each observation; the larger density is
 * added as a log. Scales are multiplied up and turned into a log once for many observations.
 */
export function forwardTwoStates(work: EmWork, model: PackedModel): number {
  const { x, filtered, gain, length } = work;
  const [a00, a01, a10, a11] = [model[2], model[3], model[4], model[5]];
  const [mean0, mean1] = [model[6], model[7]];
  const [h0, h1] = [-0.5 / model[8], -0.5 / model[9]];
  const k0 = -0.5 * (LOG_TWO_PI + Math.log(model[8]));
  const k1 = -0.5 * (LOG_TWO_PI + Math.log(model[9]));
  let p0 = model[0];
  let p1 = model[1];
  let [total, block, product] = [0, 0, 1];
  for (let t = 0; t < length; t++) {
    const d0 = x[t] - mean0;
    const d1 = x[t] - mean1;
    const l0 = k0 + h0 * d0 * d0;
    const l1 = k1 + h1 * d1 * d1;
    const ratio = Math.exp(-Math.min(Math.abs(l1 - l0), LOG_RATIO_LIMIT));
    const isFirst = l0 >= l1;
    const e0 = isFirst ? 1 : ratio;
    const e1 = isFirst ? ratio : 1;
    const scale = p0 * e0 + p1 * e1;
    const inverse = 1 / scale;
    const g0 = e0 * inverse;
    const g1 = e1 * inverse;
    const f0 = p0 * g0;
    const f1 = p1 * g1;
    gain[t] = g0;
    gain[length + t] = g1;
    filtered[t] = f0;
    filtered[length + t] = f1;
    p0 = f0 * a00 + f1 * a10;
    p1 = f0 * a01 + f1 * a11;
    block += isFirst ? l0 : l1;
    if (scale < SCALE_LIMIT) block += Math.log(scale);
    else product *= scale;
    if (product < SCALE_LIMIT || t % BLOCK === 0) {
      total += block + Math.log(product);
      block = 0;
      product = 1;
    }
  }
  return total + block + Math.log(product);
}

/** Backward pass and new parameters, written into `next`; needs the forward pass of `model`. */
export function maximiseTwoStates(work: EmWork, model: PackedModel, next: PackedModel): void {
  const { x, filtered, gain, length, varianceFloor } = work;
  const [a00, a01, a10, a11] = [model[2], model[3], model[4], model[5]];
  let [b0, b1] = [1, 1];
  let [n0, n1, x0, x1, xx0, xx1] = [0, 0, 0, 0, 0, 0];
  let [s00, s01, s10, s11] = [0, 0, 0, 0];
  for (let t = length - 1; ; t--) {
    const value = x[t];
    const w0 = filtered[t] * b0;
    const w1 = filtered[length + t] * b1;
    n0 += w0;
    n1 += w1;
    x0 += w0 * value;
    x1 += w1 * value;
    xx0 += w0 * value * value;
    xx1 += w1 * value * value;
    if (t === 0) {
      next[0] = w0 / (w0 + w1);
      next[1] = w1 / (w0 + w1);
      break;
    }
    const v0 = gain[t] * b0;
    const v1 = gain[length + t] * b1;
    const f0 = filtered[t - 1];
    const f1 = filtered[length + t - 1];
    s00 += f0 * v0;
    s01 += f0 * v1;
    s10 += f1 * v0;
    s11 += f1 * v1;
    b0 = a00 * v0 + a01 * v1;
    b1 = a10 * v0 + a11 * v1;
  }
  writeRow(next, 2, a00 * s00, a01 * s01);
  writeRow(next, 4, a10 * s10, a11 * s11);
  writeMoments(next, 0, [n0, x0, xx0, varianceFloor]);
  writeMoments(next, 1, [n1, x1, xx1, varianceFloor]);
}

function writeRow(next: PackedModel, at: number, stay: number, leave: number): void {
  const total = stay + leave;
  if (!(total > 0)) return;
  next[at] = stay / total;
  next[at + 1] = leave / total;
}

function writeMoments(next: PackedModel, state: number, [n, x, xx, floor]: readonly number[]): void {
  if (!(n > 0)) return;
  const mean = x / n;
  next[6 + state] = mean;
  next[8 + state] = Math.max(xx / n - mean * mean, floor);
}
