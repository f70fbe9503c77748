/** A distribution on the real line. */
export interface ContinuousDistribution {
  /** P(X ≤ x). */
  readonly cdf: (x: number) => number;
  /** P(X > x), without loss of digits where it is small. */
  readonly survival: (x: number) => number;
  /** The x with P(X ≤ x) = p; an end of the support at 0 and at 1; NaN outside [0, 1]. */
  readonly quantile: (p: number) => number;
}

/** A distribution on the whole numbers. */
export interface DiscreteDistribution {
  /** P(X = k); 0 between whole numbers. */
  readonly probability: (k: number) => number;
  /** P(X ≤ k). */
  readonly cdf: (k: number) => number;
  /** P(X > k), without loss of digits where it is small. */
  readonly survival: (k: number) => number;
  /** The smallest k with P(X ≤ k) ≥ p; NaN outside [0, 1]. */
  readonly quantile: (p: number) => number;
}
