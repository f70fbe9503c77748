import type { RegimeLabel, RegimeThresholds } from './regime-thresholds.ts';
import type { WindowRegime } from './window-regime.ts';

/** Where the numbers of a window stand under their null: shares of noise below, NaN where the number is undefined. */
export interface RegimeLevels {
  readonly trend: number;
  readonly autocorrelation: number;
  /** Of the size of the autocorrelation. */
  readonly autocorrelationSize: number;
  readonly volatilityRank: number;
}

/** A regime and how sure it is, 0 to 1. */
export interface LabelledRegime {
  readonly regime: RegimeLabel;
  readonly confidence: number;
}

/** What a straight line has for a trend. */
const LARGEST_TREND = Math.sqrt(12);
const NEUTRAL: LabelledRegime = { regime: 'neutral', confidence: 0.5 };

/**
 * Regime of a window: the first of bull, bear, mean-revert and chaotic whose thresholds it meets, else neutral.
 *
 * By levels the confidence is the level that decided, counted from the far end of the null: 0.97 says that 3 % of noise is
 * further out. By raw thresholds it is |trend| / √12, 1 - v (mean-revert), 1 - 1/v (chaotic), v the volatility ratio. Neutral
 * has 0.5, and so has a window with an undefined number.
 *
 * @param levels - asked for only where the thresholds are levels.
 *
 * @remarks
 * Causal: over a window that ends now.
 * Source: this project; the raw thresholds are in use elsewhere.
 */
export function regimeOf(
  window: WindowRegime,
  thresholds: RegimeThresholds,
  levels: (window: WindowRegime) => RegimeLevels,
): LabelledRegime {
  const { trend, autocorrelation, volatilityRatio, volatilityRank } = window;
  const isLevel = thresholds.unit === 'level';
  if (Number.isNaN(trend + autocorrelation + (isLevel ? volatilityRank : volatilityRatio))) return NEUTRAL;
  return isLevel ? byLevels(levels(window), thresholds) : byValues(window, thresholds);
}

function byLevels(levels: RegimeLevels, limits: RegimeThresholds): LabelledRegime {
  const { trend, autocorrelation, autocorrelationSize, volatilityRank } = levels;
  const isPersistent = autocorrelation >= limits.trendAutocorrelation;
  if (trend >= limits.trend && isPersistent) return { regime: 'bull', confidence: trend };
  if (trend <= 1 - limits.trend && isPersistent) return { regime: 'bear', confidence: 1 - trend };
  if (volatilityRank <= limits.calm && autocorrelationSize <= limits.calmAutocorrelation)
    return { regime: 'mean-revert', confidence: 1 - volatilityRank };
  if (volatilityRank >= limits.wild && autocorrelationSize <= limits.wildAutocorrelation)
    return { regime: 'chaotic', confidence: volatilityRank };
  return NEUTRAL;
}

function byValues({ trend, autocorrelation, volatilityRatio }: WindowRegime, limits: RegimeThresholds): LabelledRegime {
  const isPersistent = autocorrelation >= limits.trendAutocorrelation;
  const strength = Math.min(1, Math.abs(trend) / LARGEST_TREND);
  if (trend >= limits.trend && isPersistent) return { regime: 'bull', confidence: strength };
  if (trend <= -limits.trend && isPersistent) return { regime: 'bear', confidence: strength };
  const size = Math.abs(autocorrelation);
  if (volatilityRatio < limits.calm && size < limits.calmAutocorrelation)
    return { regime: 'mean-revert', confidence: Math.max(0, 1 - volatilityRatio) };
  if (volatilityRatio >= limits.wild && size < limits.wildAutocorrelation)
    return { regime: 'chaotic', confidence: Math.max(0, 1 - 1 / volatilityRatio) };
  return NEUTRAL;
}

/**
 * Which way a regime points: 1 in a bull, -1 in a bear market; in a mean-reverting one back from where the last close stands to
 * the mean of the window; 0 in any other, and where the last close is the mean.
 *
 * @remarks
 * Causal: over a window that ends now.
 * Source: this project.
 */
export function regimeDirection(regime: RegimeLabel, displacement: number): -1 | 0 | 1 {
  if (regime === 'bull') return 1;
  if (regime === 'bear') return -1;
  if (regime !== 'mean-revert' || !(Math.abs(displacement) > 0)) return 0;
  return displacement > 0 ? -1 : 1;
}
