import { checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { createBootstrap, optimalBlockLength } from '@assay/core/inference';
import type { Rng } from '@assay/core/random';
import { phaseRandomised } from '@assay/core/spectral';
import { mean, standardDeviation } from '@assay/core/vector';

/** Noise that a statistic can be tried on: independent normal numbers, or made of a series' own returns. */
export const NOISE_KINDS = ['iid', 'block-bootstrap', 'phase-randomised'] as const;

/** One of `NOISE_KINDS`. */
export type NoiseKind = (typeof NOISE_KINDS)[number];

/** Increments without an edge, as many as asked for. */
export interface NoiseSource {
  readonly kind: NoiseKind;
  /** shape (length,): the next draw. */
  draw(length: number): Float64Array;
}

/** Fewest returns that noise can be made of. */
export const FEWEST_RETURNS = 250;

/**
 * Noise of one kind.
 *
 * `iid`: normal, with the deviation of `returns`, 1 without them. `block-bootstrap`: the stationary bootstrap of the centred
 * returns, blocks of the automatic length: keeps their distribution and the short memory of their size. `phase-randomised`: a
 * stretch of the centred returns, begun at random, with random phases: keeps its autocorrelations, and nothing else.
 *
 * @param returns - shape (n,), oldest first, as fractions; needed for all kinds but `iid`, at least 250 finite ones that move.
 * @throws {InvalidArgumentError} if they are missing, fewer, not finite, or all equal; by `draw`, if `length` is not a whole
 * number ≥ 1.
 *
 * @remarks
 * Causal: no; for null distributions.
 * Numerics: phase-randomised noise longer than its returns is put together of several stretches.
 * Source: J. Theiler et al., Physica D 58 (1992); D. N. Politis and J. P. Romano, JASA 89 (1994).
 */
export function createNoise(kind: NoiseKind, rng: Rng, returns?: Float64Array): NoiseSource {
  if (kind === 'iid') {
    const scale = returns === undefined ? 1 : standardDeviation(checkReturns(returns), 1);
    return sourceOf(kind, (out) => {
      for (let t = 0; t < out.length; t++) out[t] = scale * rng.nextNormal();
    });
  }
  if (returns === undefined) throw new InvalidArgumentError('returns', `given for ${kind} noise`, returns);
  const centre = mean(checkReturns(returns));
  const centred = returns.map((value) => value - centre);
  return kind === 'block-bootstrap' ? bootstrapped(centred, rng) : phased(centred, rng);
}

function bootstrapped(centred: Float64Array, rng: Rng): NoiseSource {
  const blockLength = Math.max(1, optimalBlockLength(centred.map(Math.abs)).stationary);
  const source = createBootstrap(centred.length, { kind: 'stationary', blockLength }, rng);
  return sourceOf('block-bootstrap', (out) => {
    const places = source.fill(new Int32Array(out.length));
    for (const [t, place] of places.entries()) out[t] = centred[place];
  });
}

function phased(centred: Float64Array, rng: Rng): NoiseSource {
  return sourceOf('phase-randomised', (out) => {
    for (let done = 0; done < out.length; done += centred.length) {
      const length = Math.min(centred.length, out.length - done);
      const start = rng.nextInt(centred.length - length + 1);
      out.set(phaseRandomised(centred.subarray(start, start + length), rng), done);
    }
  });
}

function sourceOf(kind: NoiseKind, fill: (out: Float64Array) => void): NoiseSource {
  return {
    kind,
    draw: (length) => {
      checkInteger('length', length, 1);
      const out = new Float64Array(length);
      fill(out);
      return out;
    },
  };
}

function checkReturns(returns: Float64Array): Float64Array {
  if (returns.length < FEWEST_RETURNS || !returns.every(Number.isFinite)) {
    const holes = returns.length - returns.filter(Number.isFinite).length;
    const was = `${returns.length}, ${holes} of them not finite`;
    throw new InvalidArgumentError('returns', `at least ${FEWEST_RETURNS} finite ones`, was);
  }
  if (returns.every((value) => value === returns[0]))
    throw new InvalidArgumentError('returns', 'not all equal', returns[0]);
  return returns;
}
