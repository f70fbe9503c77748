/** How an exposure in [-1, 1] becomes lots. */
export type SizingPolicy =
  | {
      readonly kind: 'target-weight';
      /** Fraction of equity per unit of exposure and instrument; finite and > 0. */
      readonly weight: number;
    }
  | {
      readonly kind: 'fixed';
      /** Lots per unit of exposure; whole and ≥ 1. */
      readonly lots: number;
    };

/** Limits that every order passes. */
export interface RiskLimits {
  /** Largest gross exposure as a multiple of equity, checked at the fill; finite and > 0. */
  readonly maxGrossExposure: number;
}
