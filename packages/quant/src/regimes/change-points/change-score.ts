import { normalCdf } from '@assay/core/special';
import { bayesianChangePoints } from './bayesian-change-points.ts';
import type { BayesianChangePointOptions } from './bayesian-change-points.ts';
import { cusumAlarms } from './cusum.ts';
import type { CusumOptions } from './cusum.ts';
import { slowingDown } from './slowing-down.ts';

/** The detectors behind a change score. */
export interface ChangeScoreOptions {
  readonly bayesian?: BayesianChangePointOptions | undefined;
  readonly cusum?: CusumOptions | undefined;
  /** Observations of the autocorrelation, ≥ 10. @default 60 */
  readonly slowingDownWindow?: number | undefined;
}

/** One number for three signs of change, and the signs. */
export interface ChangeScore {
  /** shape (n,): 0 to 1; NaN where one of the signs is unknown. */
  readonly score: Float64Array;
  /** shape (n,): probability of a recent change. */
  readonly recentChange: Float64Array;
  /** shape (n,): 0 where the autocorrelation is that of noise or lower, towards 1 above. */
  readonly slowing: Float64Array;
  /** shape (n,): the larger CUSUM over its threshold, 1 at most. */
  readonly drifting: Float64Array;
}

const BAYESIAN_WEIGHT = 0.5;
const SLOWING_WEIGHT = 0.3;
const CUSUM_WEIGHT = 0.2;

/**
 * Three signs of change in one number: ½·(probability of a recent change) + 0.3·(slowing down) + 0.2·(CUSUM over its
 * threshold).
 *
 * Slowing down counts as max(0, 2·Φ(z) - 1), z being the score of `slowingDown`. It is a way to rank bars, not a
 * probability: `alarmsOnNoise` says how often it passes a limit where nothing changes.
 *
 * @param x - shape (n,), oldest first, any unit; NaN or infinite where there is none.
 * @throws {InvalidArgumentError} if an option of a detector is out of its domain.
 *
 * @remarks
 * Causal: every column at t depends on x[0..t] only.
 * NaN: where one of the three is unknown, as in the warm-up of the CUSUM after each of its alarms.
 * Source: this project.
 */
export function changeScore(x: Float64Array, options: ChangeScoreOptions = {}): ChangeScore {
  const { changeProbability } = bayesianChangePoints(x, options.bayesian);
  const { up, down, threshold } = cusumAlarms(x, options.cusum);
  const { score: deviations } = slowingDown(x, options.slowingDownWindow ?? 60);
  const slowing = deviations.map((z) => Math.max(0, 2 * normalCdf(z) - 1));
  const drifting = up.map((value, t) => Math.min(1, Math.max(value, down[t]) / threshold));
  const score = changeProbability.map(
    (value, t) => BAYESIAN_WEIGHT * value + SLOWING_WEIGHT * slowing[t] + CUSUM_WEIGHT * drifting[t],
  );
  return { score, recentChange: changeProbability, slowing, drifting };
}
