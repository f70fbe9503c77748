import { checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { cusumThreshold } from './cusum-run-length.ts';
import { rankScores } from './rank-scores.ts';

/** What may change: the level of the numbers, or how far they spread. */
export const CUSUM_TARGETS = ['level', 'spread'] as const;

/** What may change: the level of the numbers, or how far they spread. */
export type CusumTarget = (typeof CUSUM_TARGETS)[number];

/** How a CUSUM is kept. */
export interface CusumOptions {
  /** What may change. @default 'level' */
  readonly target?: CusumTarget | undefined;
  /** Half of the shift to be found, in standard deviations; 0.05 to 5. @default 0.5 */
  readonly drift?: number | undefined;
  /** Bars of noise to one false alarm, on average; the threshold follows from it. @default 1000 */
  readonly averageRunLength?: number | undefined;
  /** A raw threshold instead, in standard deviations, finite and > 0. */
  readonly threshold?: number | undefined;
  /** Observations after the beginning and after each alarm that only make the reference, ≥ 10. @default 30 */
  readonly warmUp?: number | undefined;
}

/** Alarms as they are raised, and what they come from. */
export interface CusumResult {
  /** h, as given or as it follows from the average run length. */
  readonly threshold: number;
  /** shape (n,): the sum for a rise, before it is set back by an alarm; NaN without an observation and in warm-up. */
  readonly up: Float64Array;
  /** shape (n,): the sum for a fall, as `up`. */
  readonly down: Float64Array;
  /** shape (n,): 1 at an alarm of a rise, -1 of a fall, else 0. */
  readonly alarm: Int8Array;
  /** shape (n,): at an alarm the bar at which the sum left 0 for the last time, where the change is thought to lie; else -1. */
  readonly onset: Int32Array;
}

/**
 * Two-sided CUSUM that brings its own reference: alarms when the level or the spread of a series has changed.
 *
 * Each observation's rank among those since the last alarm becomes a normal score z; S⁺ = max(0, S⁺ + z - k), S⁻ = max(0,
 * S⁻ - z - k); an alarm where one exceeds h. After an alarm the sums are 0 and the reference begins anew. For `spread` the
 * ranks are those of the distances from the mean of the observations before.
 *
 * @param x - shape (n,), oldest first, any unit; NaN or infinite where there is none.
 * @throws {InvalidArgumentError} if an option is out of its domain, or both a threshold and a run length are given.
 *
 * @remarks
 * Causal: every column at t depends on x[0..t] only; `onset` looks back from its alarm.
 * NaN: a missing observation moves nothing.
 * Numerics: increasing maps of x leave `level` as it is (ranks); on independent noise of any continuous distribution the
 * rate of alarms of `level` is the stated one, that of `spread` nearly. Autocorrelated noise alarms more often.
 * Cost: O(n log n) comparisons and O(m) moves for each of m observations since the last alarm.
 * Source: E. S. Page, Biometrika 41 (1954); D. McDonald, "A cusum procedure based on sequential ranks", Naval Research
 * Logistics 37 (1990), for ranks as their own reference.
 */
export function cusumAlarms(x: Float64Array, options: CusumOptions = {}): CusumResult {
  const { target = 'level', drift = 0.5, warmUp = 30 } = options;
  checkOneOf('target', target, CUSUM_TARGETS);
  checkInteger('warmUp', warmUp, 10);
  const threshold = thresholdOf(options, drift);
  const result = emptyResult(x.length, threshold);
  const reference = rankScores(x.length);
  const distance = distanceFromMean();
  let sums: Sums = START;
  for (let t = 0; t < x.length; t++) {
    if (!Number.isFinite(x[t])) continue;
    const score = reference.push(target === 'level' ? x[t] : distance.push(x[t]));
    if (reference.count <= warmUp) {
      sums = { ...START, upFrom: t + 1, downFrom: t + 1 };
      continue;
    }
    sums = moved(sums, score, { drift, t });
    const alarm = record(result, sums, t);
    if (alarm === 0) continue;
    reference.restart();
    distance.restart();
    sums = START;
  }
  return result;
}

function thresholdOf({ threshold, averageRunLength }: CusumOptions, drift: number): number {
  if (threshold === undefined) return cusumThreshold(drift, averageRunLength ?? 1000);
  if (averageRunLength !== undefined) {
    throw new InvalidArgumentError('threshold', 'absent where averageRunLength is given', threshold);
  }
  checkPositive('threshold', threshold);
  checkPositive('drift', drift);
  return threshold;
}

function emptyResult(length: number, threshold: number): CusumResult {
  return {
    threshold,
    up: new Float64Array(length).fill(NaN),
    down: new Float64Array(length).fill(NaN),
    alarm: new Int8Array(length),
    onset: new Int32Array(length).fill(-1),
  };
}

interface Sums {
  readonly up: number;
  readonly down: number;
  /** The bar after the one at which the sum was 0 for the last time. */
  readonly upFrom: number;
  readonly downFrom: number;
}

const START: Sums = { up: 0, down: 0, upFrom: 0, downFrom: 0 };

function moved(sums: Sums, score: number, { drift, t }: { readonly drift: number; readonly t: number }): Sums {
  const up = Math.max(0, sums.up + score - drift);
  const down = Math.max(0, sums.down - score - drift);
  return { up, down, upFrom: up === 0 ? t + 1 : sums.upFrom, downFrom: down === 0 ? t + 1 : sums.downFrom };
}

function record(result: CusumResult, { up, down, upFrom, downFrom }: Sums, t: number): number {
  result.up[t] = up;
  result.down[t] = down;
  if (up <= result.threshold && down <= result.threshold) return 0;
  result.alarm[t] = up > result.threshold ? 1 : -1;
  result.onset[t] = up > result.threshold ? upFrom : downFrom;
  return result.alarm[t];
}

/** Distance of each number from the mean of those before it; 0 for the first. */
function distanceFromMean(): { push(value: number): number; restart(): void } {
  let [count, mean] = [0, 0];
  return {
    push(value) {
      const distance = count === 0 ? 0 : Math.abs(value - mean);
      count++;
      mean += (value - mean) / count;
      return distance;
    },
    restart() {
      [count, mean] = [0, 0];
    },
  };
}
