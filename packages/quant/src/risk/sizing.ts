import type { EdgeEstimatorSpec } from './estimators/edge.ts';
import type { VolatilityEstimatorSpec } from './estimators/volatility.ts';

/** A weight of equity per unit of exposure, asked for anew at each decision. */
export interface TargetWeightSizing {
  readonly kind: 'target-weight';
  /** Fraction of equity per unit of exposure and instrument; finite and > 0. */
  readonly weight: number;
}

/** A number of lots per unit of exposure. */
export interface FixedSizing {
  readonly kind: 'fixed';
  /** Lots per unit of exposure; whole and ≥ 1. */
  readonly lots: number;
}

/**
 * A fraction of money put in at entry and left alone: a position that is held on the wanted side is kept as it is, where
 * `target-weight` would adjust it.
 */
export interface FractionSizing {
  readonly kind: 'fraction';
  /** Fraction of `of` per unit of exposure, in notional; finite and > 0. */
  readonly fraction: number;
  /** Equity, or the money that is free for new positions. */
  readonly of: 'equity' | 'available';
}

/** A weight that aims at a volatility: annualVolatility / the estimate, at most `cap`. */
export interface VolatilityTargetSizing {
  readonly kind: 'volatility-target';
  /** Volatility wanted per unit of exposure, annual, as a fraction; finite and > 0. */
  readonly annualVolatility: number;
  readonly estimator: VolatilityEstimatorSpec;
  /** Largest weight per unit of exposure; finite and > 0. */
  readonly cap: number;
}

/** A fraction of the growth-optimal weight, of an edge that is deflated first. */
export interface KellySizing {
  readonly kind: 'kelly';
  /** Part of the full Kelly weight, in (0, 1]. */
  readonly fraction: number;
  /** One-sided confidence at which the mean must exceed zero, in [0.5, 1); 0.5 takes nothing off. */
  readonly level: number;
  /** Trials that the strategy was picked from, itself included; whole, ≥ 1. @default 1 */
  readonly nTrials?: number | undefined;
  readonly estimator: EdgeEstimatorSpec;
  /** Largest weight per unit of exposure; finite and > 0. */
  readonly cap: number;
}

/** A fraction of equity lost where the stop is hit at its level. */
export interface RiskPerTradeSizing {
  readonly kind: 'risk-per-trade';
  /** Fraction of equity at risk per unit of exposure, in (0, 1). */
  readonly fraction: number;
  /** Largest weight per unit of exposure, against positions without bounds behind near stops; finite and > 0. */
  readonly cap: number;
}

/** How an exposure in [-1, 1] becomes lots. Plain data. */
export type SizingPolicy =
  TargetWeightSizing | FixedSizing | FractionSizing | VolatilityTargetSizing | KellySizing | RiskPerTradeSizing;

/** Limits that every order passes. */
export interface RiskLimits {
  /** Largest gross exposure as a multiple of equity, checked at the fill; finite and > 0. */
  readonly maxGrossExposure: number;
}
