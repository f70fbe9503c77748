import { checkInteger, checkSameLength } from '../checks/index.ts';
import { mean } from '../vector/index.ts';
import { sharedWindows } from './shared-windows.ts';
import type { SharedWindows, Windows } from './shared-windows.ts';

/** Fewest and most cosines that a variance is estimated with: three have a heavy-tailed law, more than a hundred add nothing. */
export const COSINE_LIMITS: readonly [number, number] = [3, 100];

/** The mean of observations over windows that overlap, and how well it is known. */
export interface WindowMean {
  readonly mean: number;
  /** NaN where nothing varies. */
  readonly standardError: number;
  /** mean / standardError; Student's law with `degreesOfFreedom` where the expected mean is 0. */
  readonly t: number;
  /** Cosines that the variance was estimated with. */
  readonly degreesOfFreedom: number;
  /** Independent observations that have a mean known as well (`sharedWindows`). */
  readonly nIndependent: number;
}

/** What is known beside the observations. */
export interface WindowMeanOptions {
  /** Independent observations of the smallest group that is compared, where those are fewer than of all. */
  readonly nIndependent?: number | undefined;
}

/**
 * Mean of observations over windows that overlap, with the equal-weighted cosine estimate of its variance.
 *
 * With z(j) = Σ c(j, i)·x[i], c(j, i) = cos(π·j·(i + ½)/n), j = 1 … B and V(w) = variance of Σ w[i]·x[i] for a random walk of unit
 * size (`sharedWindows`): standardError² = (Σ z(j)² / Σ V(c(j, ·)))·V(1)/n². Without overlap V(w) = Σ w² and it is the estimate of the
 * source; with it, what the low frequencies lack of the spectrum at 0 is known and put back.
 * B = 0.65·nIndependent^(2/3), within 3 to 100 (`COSINE_LIMITS`): 0.41·T^(2/3) of the source, each stretch of its own counting as two.
 *
 * @param x - shape (n,), n ≥ 4, as the windows.
 * @throws {InvalidArgumentError} if `x` is too short, not as long as the windows, or these are no windows.
 *
 * @remarks
 * NaN: a NaN or an infinity in `x` makes all but `nIndependent` NaN; a constant series has no standard error.
 * Assumes: dependence beyond shared moves that is short against n / B observations, and no few observations that outweigh the rest:
 * with skewed heavy tails a t of any kind rejects too often.
 * Cost: O(n·B).
 * Source: E. Lazarus, D. J. Lewis, J. H. Stock and M. W. Watson, "HAR Inference: Recommendations for Practice", JBES 36 (2018); the
 * correction by the windows is this project's.
 */
export function windowMean(x: Float64Array, windows: Windows, options: WindowMeanOptions = {}): WindowMean {
  const n = x.length;
  checkInteger('x.length', n, 4);
  checkSameLength('x', x, windows.from.length);
  const shared = sharedWindows(windows);
  const nIndependent = Math.min(shared.nIndependent, options.nIndependent ?? Infinity);
  const nCosines = cosineCount(nIndependent, n);
  const centre = mean(x);
  const variance = x.every((value) => value === x[0]) ? 0 : unitVariance(x, shared, nCosines);
  const standardError = variance > 0 ? Math.sqrt(variance / shared.nIndependent) : NaN;
  return { mean: centre, standardError, t: centre / standardError, degreesOfFreedom: nCosines, nIndependent };
}

/** Cosines for as many independent observations. */
function cosineCount(nIndependent: number, n: number): number {
  const [fewest, most] = COSINE_LIMITS;
  return Math.min(n - 1, most, Math.max(fewest, Math.round(0.65 * Math.pow(nIndependent, 2 / 3))));
}

/** Variance of one observation, by what cosines find of it and what they would find of a random walk of unit size. */
function unitVariance(x: Float64Array, shared: SharedWindows, nCosines: number): number {
  const n = x.length;
  const centre = mean(x);
  // cos(π·k / 2n) for every k that there is, so that each is computed once.
  const table = Float64Array.from({ length: 4 * n }, (_, k) => Math.cos((Math.PI * k) / (2 * n)));
  const cosine = new Float64Array(n);
  let [found, expected] = [0, 0];
  for (let j = 1; j <= nCosines; j++) {
    let z = 0;
    for (let i = 0; i < n; i++) {
      cosine[i] = table[(j * (2 * i + 1)) % (4 * n)];
      z += cosine[i] * (x[i] - centre);
    }
    found += z * z;
    expected += shared.variance(cosine);
  }
  return found / expected;
}
