import { checkInteger, checkStrictlyBetween } from '@assay/core/checks';
import { createBootstrap, optimalBlockLength } from '@assay/core/inference';
import type { Rng } from '@assay/core/random';
import { mean, quantileSorted } from '@assay/core/vector';
import { returnMoments } from '../analysis/index.ts';
import type { UndefinedReason } from '../analysis/index.ts';

/** How a later record is compared with the judged one. */
export interface ForwardConsistencyOptions {
  /** Probability that the interval holds where nothing has changed, in (0.5, 1). */
  readonly confidence: number;
  /** Resampled paths; whole, ≥ 100. */
  readonly nPaths: number;
  /** Drawn from in a fixed order. */
  readonly rng: Rng;
}

/** What the judged record says of the sum of its next returns, after `periods` of them. */
export interface ForwardCone {
  /** Numbers of later periods, ascending; the last is the length of the later record. */
  readonly periods: readonly number[];
  readonly lower: readonly number[];
  readonly expected: readonly number[];
  readonly upper: readonly number[];
}

/** Whether later returns are what the judged ones led to expect. */
export interface ForwardConsistency {
  /** `undetermined` where either record is too short, or the judged one says nothing. */
  readonly outcome: 'within' | 'below' | 'above' | 'undetermined';
  /** Mean of the later returns and the interval for it. NaN where undetermined. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Share of resampled paths whose mean is at most the one that came. NaN where undetermined. */
  readonly level: number;
  /** True where a mean of zero lies in the interval too: a strategy without any edge would pass as well. */
  readonly includesZero: boolean;
  /** Mean length of the resampled blocks, in periods. */
  readonly blockLength: number;
  readonly cone: ForwardCone;
  /** Why nothing can be said; absent where something is. */
  readonly reason?: UndefinedReason | undefined;
}

/** Fewest returns of either record. */
const FEWEST_RETURNS = 20;

/** Most places at which the cone is kept. */
const CONE_PLACES = 60;

/**
 * Compares the mean of later returns with what a judged record leads to expect, by a resampled prediction interval.
 *
 * A path of m later returns is drawn from the n judged ones by the stationary bootstrap, S*_k = Σ_{j≤k} x*_j. The mean of the
 * judged record is itself in error: each path is shifted by k·e, e ~ N(0, σ̂²/n), with σ̂² = var(S*_m)/m over the paths. The
 * interval for the mean of the later returns is the central `confidence` of (S*_m + m·e)/m.
 *
 * @param judged - shape (n,), returns per period, in excess of their benchmark; oldest first.
 * @param later - shape (m,), the same of the later record.
 * @returns the interval, the mean that came and where it lies.
 * @throws {InvalidArgumentError} if an option is out of its domain.
 *
 * @remarks
 * Causal: the interval depends on the judged returns and on m alone, never on what the later returns are.
 * NaN: `undetermined` because of `too-few-observations` where n or m < 20, of `return-not-finite`, or of `zero-variance` where all
 * judged returns are equal.
 * Cost: O(nPaths · m).
 * Source: this project; D. N. Politis and J. P. Romano, "The stationary bootstrap", JASA 89 (1994), for the paths; G. J. Hahn and
 * W. Q. Meeker, "Statistical Intervals" (1991), chapter 4, for the interval of a future mean.
 */
export function forwardConsistency(
  judged: Float64Array,
  later: Float64Array,
  options: ForwardConsistencyOptions,
): ForwardConsistency {
  const { confidence, nPaths, rng } = options;
  checkStrictlyBetween('confidence', confidence, 0.5, 1);
  checkInteger('nPaths', nPaths, 100);
  const reason = faultOf(judged, later);
  if (reason !== undefined) return undetermined(reason);
  const blockLength = Math.max(1, optimalBlockLength(judged).stationary);
  const places = conePlaces(later.length);
  const sums = pathSums(judged, { places, blockLength, nPaths, rng });
  const shifts = meanErrors(sums.at(-1) as Float64Array, { m: later.length, n: judged.length, rng });
  const tail = (1 - confidence) / 2;
  const bands = places.map((k, place) => {
    const shifted = sums[place].map((sum, path) => sum + k * shifts[path]).sort();
    return { lower: quantileSorted(shifted, tail), upper: quantileSorted(shifted, 1 - tail), shifted };
  });
  const last = bands.at(-1) as (typeof bands)[number];
  const m = later.length;
  const value = mean(later);
  const [lower, upper] = [last.lower / m, last.upper / m];
  const centre = mean(judged);
  return {
    outcome: value < lower ? 'below' : value > upper ? 'above' : 'within',
    ...{ value, lower, upper, blockLength },
    level: last.shifted.filter((sum) => sum <= value * m).length / nPaths,
    includesZero: lower <= 0 && upper >= 0,
    cone: {
      periods: places,
      lower: bands.map((band) => band.lower),
      expected: places.map((k) => k * centre),
      upper: bands.map((band) => band.upper),
    },
  };
}

function faultOf(judged: Float64Array, later: Float64Array): UndefinedReason | undefined {
  if (judged.length < FEWEST_RETURNS || later.length < FEWEST_RETURNS) return 'too-few-observations';
  if (!judged.every(Number.isFinite) || !later.every(Number.isFinite)) return 'return-not-finite';
  return returnMoments(judged).standardDeviation > 0 ? undefined : 'zero-variance';
}

function undetermined(reason: UndefinedReason): ForwardConsistency {
  return {
    outcome: 'undetermined',
    ...{ value: NaN, lower: NaN, upper: NaN, level: NaN, includesZero: true, blockLength: NaN },
    cone: { periods: [], lower: [], expected: [], upper: [] },
    reason,
  };
}

/** Numbers of periods at which the cone is kept: all of a short record, evenly spaced ones of a long one, always the last. */
function conePlaces(m: number): readonly number[] {
  const count = Math.min(m, CONE_PLACES);
  return Array.from({ length: count }, (_, index) => Math.round(((index + 1) * m) / count));
}

/** Sums of resampled paths at each place: one array of paths for each. */
function pathSums(
  judged: Float64Array,
  {
    places,
    blockLength,
    nPaths,
    rng,
  }: { readonly places: readonly number[]; readonly blockLength: number; readonly nPaths: number; readonly rng: Rng },
): readonly Float64Array[] {
  const source = createBootstrap(judged.length, { kind: 'stationary', blockLength }, rng);
  const drawn = new Int32Array(places.at(-1) as number);
  const sums = places.map(() => new Float64Array(nPaths));
  for (let path = 0; path < nPaths; path++) {
    source.fill(drawn);
    let sum = 0;
    let done = 0;
    places.forEach((until, place) => {
      for (; done < until; done++) sum += judged[drawn[done]];
      (sums[place] as Float64Array)[path] = sum;
    });
  }
  return sums;
}

/** Errors of the judged mean, one for each path. */
function meanErrors(
  sums: Float64Array,
  { m, n, rng }: { readonly m: number; readonly n: number; readonly rng: Rng },
): Float64Array {
  const error = returnMoments(sums).standardDeviation / Math.sqrt(m * n);
  return sums.map(() => error * rng.nextNormal());
}
