import { checkInRange, checkInteger, checkOneOf } from '../checks/index.ts';
import type { Rng } from '../random/index.ts';

/** How a series is resampled: single observations, blocks of one length, or blocks of random length. */
export type BootstrapKind = 'iid' | 'circular' | 'stationary';

/** One way to resample. */
export interface BootstrapScheme {
  readonly kind: BootstrapKind;
  /**
   * Observations in a block: whole for `circular`, the mean length for `stationary`, 1 for `iid`; between 1 and the length
   * of the series.
   */
  readonly blockLength: number;
}

/** A seeded stream of resamples of a series, given as the places of its observations. */
export interface IndexSource {
  /** Overwrites `out`, of any length, with the next resample: whole numbers in [0, n). Returns `out`. */
  readonly fill: (out: Int32Array) => Int32Array;
}

const TWO_32 = 2 ** 32;
const INVERSE_TWO_32 = 2 ** -32;
/** Below this, a product with 32 random bits is exact in a double. */
const LARGEST_EXACT = 2 ** 21;

/**
 * Resamples of a series of length `n`.
 *
 * `iid` draws every place anew. `circular` draws the start of each block uniformly from the whole series, which is bent into
 * a circle, and takes `blockLength` places from there. `stationary` does the same with a geometric length of mean
 * `blockLength`. The last block is cut off where `out` is full.
 *
 * @param n - length of the series, 1 to 2^31 - 1.
 * @param scheme - kind and block length.
 * @param rng - drawn from as `fill` is called: one draw for each place (`iid`), one or three for each block.
 * @returns the stream; each call of `fill` goes on where the last one ended.
 * @throws {InvalidArgumentError} if `n` or the block length is out of its domain.
 *
 * @remarks
 * Causal: a resample mixes the order of blocks; it is for inference on a finished record, never for features.
 * Numerics: starts are uniform without bias.
 * Cost: O(length of `out`); nothing is allocated but one buffer for each length of `out` (`iid`).
 * Source: B. Efron, Annals of Statistics 7 (1979), for iid; D. N. Politis and J. P. Romano, "A circular block-resampling
 * procedure for stationary data" (1992), and "The stationary bootstrap", JASA 89 (1994); D. Lemire, ACM TOMACS 29 (2019),
 * for the bounded draw.
 */
export function createBootstrap(n: number, scheme: BootstrapScheme, rng: Rng): IndexSource {
  checkInteger('n', n, 1);
  checkInRange('n', n, 1, 2 ** 31 - 1);
  checkOneOf('kind', scheme.kind, ['iid', 'circular', 'stationary']);
  checkInRange('blockLength', scheme.blockLength, 1, n);
  if (scheme.kind === 'iid') checkInRange('blockLength', scheme.blockLength, 1, 1);
  if (scheme.kind === 'circular') checkInteger('blockLength', scheme.blockLength, 1);
  if (scheme.kind === 'iid' || scheme.blockLength === 1) return iidSource(n, rng);
  const { kind, blockLength } = scheme;
  const nextLength = kind === 'circular' ? () => blockLength : () => geometricLength(blockLength, rng);
  return { fill: (out) => fillBlocks(out, n, rng, nextLength) };
}

function iidSource(n: number, rng: Rng): IndexSource {
  if (n >= LARGEST_EXACT) {
    return {
      fill: (out) => {
        for (let i = 0; i < out.length; i++) out[i] = rng.nextInt(n);
        return out;
      },
    };
  }
  let bits = new Uint32Array();
  return {
    fill: (out) => {
      if (bits.length !== out.length) bits = new Uint32Array(out.length);
      return fillBelow(out, n, rng.fillUint32(bits), rng);
    },
  };
}

const DRAW_AGAIN = -1;

/** The high word of bits · n, uniform on [0, n); the few that would favour some places are drawn again. */
function fillBelow(out: Int32Array, n: number, bits: Uint32Array, rng: Rng): Int32Array {
  const biased = TWO_32 % n;
  let nBiased = 0;
  // Without a call inside, the loop is twice as fast.
  for (let i = 0; i < out.length; i++) {
    const isBiased = Math.imul(bits[i], n) >>> 0 < biased;
    if (isBiased) nBiased++;
    out[i] = isBiased ? DRAW_AGAIN : Math.floor(bits[i] * n * INVERSE_TWO_32);
  }
  if (nBiased === 0) return out;
  for (let i = 0; i < out.length; i++) if (out[i] === DRAW_AGAIN) out[i] = rng.nextInt(n);
  return out;
}

/** Whole number ≥ 1 with P(length > k) = (1 - 1/mean)^k, by inversion. */
function geometricLength(mean: number, rng: Rng): number {
  return 1 + Math.floor(Math.log1p(-rng.nextFloat()) / Math.log1p(-1 / mean));
}

/** Blocks start, start + 1, … going round at n. */
function fillBlocks(out: Int32Array, n: number, rng: Rng, nextLength: () => number): Int32Array {
  let i = 0;
  while (i < out.length) {
    const end = Math.min(i + nextLength(), out.length);
    for (let place = rng.nextInt(n); i < end; i++) {
      out[i] = place;
      place++;
      if (place === n) place = 0;
    }
  }
  return out;
}
