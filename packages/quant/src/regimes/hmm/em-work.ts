/**
 * What one step of expectation and maximisation reads and fills: the observations in units of their own spread, and room
 * for one forward pass. Made once for a series, used by every start.
 */
export interface EmWork {
  readonly nStates: number;
  readonly length: number;
  /** shape (n,): observations less their mean, over their standard deviation. */
  readonly x: Float64Array;
  /** shape (k, n), state by state: filtered probabilities of the last forward pass. */
  readonly filtered: Float64Array;
  /** shape (k, n): density of each state over the density of the observation, given what came before. */
  readonly gain: Float64Array;
  /** Least variance of a state, where the whole series has 1. */
  readonly varianceFloor: number;
}

/**
 * Parameters in one array, for the kernels: start (k), transition (k·k, row-major), means (k), variances (k), in units
 * of the observations' spread.
 */
export type PackedModel = Float64Array;

/** Where each block of a packed model begins. */
export function packedOffsets(nStates: number): { readonly means: number; readonly variances: number; size: number } {
  const means = nStates + nStates * nStates;
  return { means, variances: means + nStates, size: means + 2 * nStates };
}

export const LOG_TWO_PI: number = Math.log(2 * Math.PI);

/** Log density differences beyond this are cut: exp(-700) is the least density ratio that a double still divides by. */
export const LOG_RATIO_LIMIT = 700;

/** Products of scales are turned into a log before they come near the smallest double. */
export const SCALE_LIMIT = 1e-150;

/** Sums of logs are closed every so many observations, so that no sum grows long. */
export const BLOCK = 128;
