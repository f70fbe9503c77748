/** Regimes a window of candles can be labelled with. */
export const REGIME_LABELS = ['bull', 'bear', 'mean-revert', 'chaotic', 'neutral'] as const;

/** One of `REGIME_LABELS`. */
export type RegimeLabel = (typeof REGIME_LABELS)[number];

/**
 * From where on a window counts as a regime, all as levels under the null of random-walk candles or all as raw values.
 * Levels are the share of noise below, in [0, 1]; those of autocorrelation in mean-reverting and chaotic windows are of its size.
 */
export interface RegimeThresholds {
  readonly unit: 'level' | 'raw';
  /** bull: trend at least this; bear: at most 1 less it as a level, at most minus it as a raw value. */
  readonly trend: number;
  /** … and lag-1 autocorrelation of returns at least this. */
  readonly trendAutocorrelation: number;
  /** mean-revert: level of the volatility rank at most this, raw volatility ratio less than it. */
  readonly calm: number;
  /** … and size of the autocorrelation at most this as a level, less than it as a raw value. */
  readonly calmAutocorrelation: number;
  /** chaotic: level of the volatility rank, or raw volatility ratio, at least this. */
  readonly wild: number;
  /** … and size of the autocorrelation at most this as a level, less than it as a raw value. */
  readonly wildAutocorrelation: number;
}

/** Thresholds as levels, the default. */
export const LEVEL_THRESHOLDS: Readonly<RegimeThresholds> = Object.freeze({
  unit: 'level',
  trend: 0.9,
  trendAutocorrelation: 0.8,
  calm: 0.1,
  calmAutocorrelation: 0.95,
  wild: 0.9,
  wildAutocorrelation: 0.6,
});

/** Raw thresholds as they are in use elsewhere; docs/methods/gate-codec.md has the share of noise each of them labels. */
export const RAW_THRESHOLDS: Readonly<RegimeThresholds> = Object.freeze({
  unit: 'raw',
  trend: 1.5,
  trendAutocorrelation: 0.1,
  calm: 0.75,
  calmAutocorrelation: 0.25,
  wild: 1.5,
  wildAutocorrelation: 0.1,
});
