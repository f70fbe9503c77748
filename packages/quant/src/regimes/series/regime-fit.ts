import { createRng, shuffleInPlace } from '@assay/core/random';
import { variance } from '@assay/core/vector';
import type { HmmFitFailure } from '../hmm/fit-gaussian-hmm.ts';
import { fitGaussianHmm } from '../hmm/fit-gaussian-hmm.ts';
import type { GaussianHmm } from '../hmm/hidden-markov-model.ts';
import { orderStates } from '../hmm/order-states.ts';
import { observationsOf, stateVolatilities } from './observations.ts';
import type { ResolvedRegimeOptions } from './regime-options.ts';
import { fitVersion } from './regime-version.ts';

/** Why a fit gives no regimes. */
export type UnusableFit =
  'fit-failed' | 'state-on-floor' | 'states-alike' | 'states-without-memory' | 'no-better-than-shuffled';

/** One fit of the schedule. */
export interface RegimeFit {
  /** Names options, time and parameters; what a strategy stores, and `checkRegimeVersion` compares. */
  readonly version: string;
  /** The last bar that the fit has seen; it is in force from the next observation on. */
  readonly fittedBar: number;
  /** When that bar was known, in UTC epoch milliseconds; the bar's number where no times were given. */
  readonly fittedAt: number;
  readonly nObservations: number;
  /** The model, states in ascending order of volatility; undefined where the fit failed. */
  readonly model: GaussianHmm | undefined;
  /** shape (k,): volatility of each state per bar, ascending, in the unit of the returns. */
  readonly volatilities: readonly number[];
  /** (trace of the transition - 1) / (k - 1): 1 where a state never ends, about 0 where states have no memory. */
  readonly persistence: number;
  /** NaN where the fit failed. */
  readonly logLikelihood: number;
  /** False where the iterations ran out first. */
  readonly converged: boolean;
  readonly failure: HmmFitFailure | undefined;
  /** Why no bar gets a regime from this fit; undefined where bars do. */
  readonly unusable: UnusableFit | undefined;
}

/** When and on what a fit was made. */
export interface FitMoment {
  readonly definition: string;
  readonly fittedBar: number;
  readonly fittedAt: number;
  /** The observations that are fitted. */
  readonly observations: Float64Array;
  /** The returns that they were made of. */
  readonly returns: Float64Array;
}

/** Fits the observations and judges the fit. */
export function regimeFit(options: ResolvedRegimeOptions, moment: FitMoment): RegimeFit {
  const { definition, fittedBar, fittedAt, observations } = moment;
  const fit = fitGaussianHmm(observations, options);
  const when = { fittedBar, fittedAt, nObservations: observations.length };
  if (fit.status === 'undefined') {
    return {
      ...when,
      version: fitVersion(definition, fittedAt, undefined),
      model: undefined,
      volatilities: [],
      persistence: NaN,
      logLikelihood: NaN,
      converged: false,
      failure: fit.reason,
      unusable: 'fit-failed',
    };
  }
  const model = orderStates(fit.model, stateVolatilities(fit.model, options.observation));
  const volatilities = stateVolatilities(model, options.observation);
  const persistence = persistenceOf(model);
  const { logLikelihood, converged } = fit;
  const beatsNoise = (): boolean => beatsShuffled(logLikelihood, options, moment);
  const unusable = fit.isOnFloor ? 'state-on-floor' : judged({ volatilities, persistence, beatsNoise }, options);
  const version = fitVersion(definition, fittedAt, model);
  return { ...when, version, model, volatilities, persistence, logLikelihood, converged, failure: undefined, unusable };
}

interface FitFindings {
  readonly volatilities: readonly number[];
  readonly persistence: number;
  readonly beatsNoise: () => boolean;
}

function judged(
  { volatilities, persistence, beatsNoise }: FitFindings,
  options: ResolvedRegimeOptions,
): UnusableFit | undefined {
  const isAlike = volatilities.some((value, i) => i > 0 && value < volatilities[i - 1] * options.minVolatilityRatio);
  if (isAlike) return 'states-alike';
  if (persistence < options.minPersistence) return 'states-without-memory';
  return beatsNoise() ? undefined : 'no-better-than-shuffled';
}

/**
 * Whether the states gain more likelihood over a single normal distribution than they do on the same returns in any of some
 * random orders: the null is that the order says nothing, whatever the distribution of the returns.
 */
function beatsShuffled(logLikelihood: number, options: ResolvedRegimeOptions, moment: FitMoment): boolean {
  const { observation, volatilityWindow, nShuffles, seed } = options;
  const reached = gainPerObservation(moment.observations, logLikelihood);
  const pool = moment.returns.filter(Number.isFinite);
  for (let i = 0; i < nShuffles; i++) {
    shuffleInPlace(pool, createRng(seed).fork(`shuffle-${i}`));
    const { values } = observationsOf(pool, observation, volatilityWindow);
    const fit = fitGaussianHmm(values, options);
    if (fit.status === 'fitted' && gainPerObservation(values, fit.logLikelihood) >= reached) return false;
  }
  return true;
}

function gainPerObservation(values: Float64Array, logLikelihood: number): number {
  const oneState = -0.5 * (Math.log(2 * Math.PI * variance(values, 0)) + 1);
  return logLikelihood / values.length - oneState;
}

function persistenceOf({ transition }: GaussianHmm): number {
  const stay = transition.reduce((sum, row, i) => sum + row[i], 0);
  return (stay - 1) / (transition.length - 1);
}
