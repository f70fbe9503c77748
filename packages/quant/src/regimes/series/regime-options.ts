import { checkInRange, checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { GAUSSIAN_HMM_DEFAULTS } from '../hmm/fit-gaussian-hmm.ts';
import { REGIME_OBSERVATIONS } from './observations.ts';
import type { RegimeObservation } from './observations.ts';

/** How regimes are found: plain data, so that it can be hashed. Nothing in it carries a unit of price or return. */
export interface RegimeOptions {
  /** Number of states, 2 to 12. @default 2 */
  readonly nStates?: number | undefined;
  /** What the model looks at. @default 'log-return' */
  readonly observation?: RegimeObservation | undefined;
  /** Bars of a realised volatility, ≥ 2; of use with `realised-volatility` only. @default 20 */
  readonly volatilityWindow?: number | undefined;
  /** Observations before the first fit, ≥ 40. @default 250 */
  readonly minHistory?: number | undefined;
  /** Observations from one fit to the next, ≥ 1. @default 21 */
  readonly refitEvery?: number | undefined;
  /** A fit takes all observations so far, or so many of the last ones, ≥ `minHistory`. @default 'expanding' */
  readonly window?: 'expanding' | number | undefined;
  /** A bar has a regime where its filtered probability is at least this; ≥ 1 / nStates and < 1. @default 0.6 */
  readonly level?: number | undefined;
  /** Least ratio of the volatilities of two neighbouring states, ≥ 1. @default 1.5 */
  readonly minVolatilityRatio?: number | undefined;
  /** Least persistence of the states, 0 (none needed) to < 1. @default 0.5 */
  readonly minPersistence?: number | undefined;
  /**
   * Shuffled histories that a fit must beat, ≥ 0: with n of them, noise of any distribution is taken for regimes in at
   * most 1 / (n + 1) of the fits; 0 leaves the test out. @default 19
   */
  readonly nShuffles?: number | undefined;
  /** As in `GaussianHmmOptions`. @default 4 */
  readonly nStarts?: number | undefined;
  /** As in `GaussianHmmOptions`. @default 1 */
  readonly seed?: number | undefined;
  /** As in `GaussianHmmOptions`. @default 100 */
  readonly maxIterations?: number | undefined;
  /** As in `GaussianHmmOptions`. @default 1e-4 */
  readonly tolerance?: number | undefined;
  /** As in `GaussianHmmOptions`. @default 1e-6 */
  readonly varianceFloor?: number | undefined;
}

/** `RegimeOptions` with nothing left open. */
export interface ResolvedRegimeOptions {
  readonly nStates: number;
  readonly observation: RegimeObservation;
  readonly volatilityWindow: number;
  readonly minHistory: number;
  readonly refitEvery: number;
  readonly window: 'expanding' | number;
  readonly level: number;
  readonly minVolatilityRatio: number;
  readonly minPersistence: number;
  readonly nShuffles: number;
  readonly nStarts: number;
  readonly seed: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly varianceFloor: number;
}

/** What `regimeSeries` takes where nothing is said. */
export const REGIME_DEFAULTS: Readonly<ResolvedRegimeOptions> = Object.freeze({
  nStates: 2,
  observation: 'log-return',
  volatilityWindow: 20,
  minHistory: 250,
  refitEvery: 21,
  window: 'expanding',
  level: 0.6,
  minVolatilityRatio: 1.5,
  minPersistence: 0.5,
  nShuffles: 19,
  ...GAUSSIAN_HMM_DEFAULTS,
});

const LEAST_HISTORY = 40;
const MOST_STATES = 12;

/**
 * Fills in what is not said and checks the rest.
 *
 * @throws {InvalidArgumentError} if an option is unknown or out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolveRegimeOptions(options: RegimeOptions): ResolvedRegimeOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name] of given) checkOneOf('options', name, Object.keys(REGIME_DEFAULTS));
  const resolved = { ...REGIME_DEFAULTS, ...(Object.fromEntries(given) as Partial<ResolvedRegimeOptions>) };
  checkModel(resolved);
  checkSchedule(resolved);
  checkInRange('minPersistence', resolved.minPersistence, 0, 1);
  if (!(resolved.minVolatilityRatio >= 1 && resolved.minVolatilityRatio < Infinity)) {
    throw new InvalidArgumentError('minVolatilityRatio', 'finite and >= 1', resolved.minVolatilityRatio);
  }
  if (!(resolved.level >= 1 / resolved.nStates && resolved.level < 1)) {
    throw new InvalidArgumentError('level', `>= 1 / ${resolved.nStates} and < 1`, resolved.level);
  }
  return resolved;
}

function checkModel(options: ResolvedRegimeOptions): void {
  checkInteger('nStates', options.nStates, 2);
  checkInRange('nStates', options.nStates, 2, MOST_STATES);
  checkOneOf('observation', options.observation, REGIME_OBSERVATIONS);
  checkInteger('volatilityWindow', options.volatilityWindow, 2);
  checkInteger('nShuffles', options.nShuffles, 0);
  checkInteger('nStarts', options.nStarts, 1);
  checkInteger('seed', options.seed);
  checkInteger('maxIterations', options.maxIterations, 1);
  checkInRange('tolerance', options.tolerance, 0, Number.MAX_VALUE);
  checkPositive('varianceFloor', options.varianceFloor);
  checkInRange('varianceFloor', options.varianceFloor, 0, 1 - Number.EPSILON);
}

function checkSchedule({ minHistory, refitEvery, window, nStates }: ResolvedRegimeOptions): void {
  checkInteger('minHistory', minHistory, Math.max(LEAST_HISTORY, nStates * nStates + 2 * nStates));
  checkInteger('refitEvery', refitEvery, 1);
  if (window === 'expanding') return;
  if (!(Number.isSafeInteger(window) && window >= minHistory)) {
    throw new InvalidArgumentError('window', `'expanding' or a whole number >= minHistory (${minHistory})`, window);
  }
}
