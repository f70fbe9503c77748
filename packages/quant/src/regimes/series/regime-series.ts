import { checkInRange, checkInteger, checkSameLength } from '@assay/core/checks';
import { predictInto, updateInto } from '../hmm/decode.ts';
import type { GaussianHmm } from '../hmm/hidden-markov-model.ts';
import { logDensities } from '../hmm/log-densities.ts';
import { observationsOf } from './observations.ts';
import type { Observations } from './observations.ts';
import { regimeFit } from './regime-fit.ts';
import type { RegimeFit } from './regime-fit.ts';
import { resolveRegimeOptions } from './regime-options.ts';
import type { RegimeOptions, ResolvedRegimeOptions } from './regime-options.ts';
import { regimeDefinition } from './regime-version.ts';

/** Why a bar has its regime, or none; the column `reason` holds indices into this list. */
export const REGIME_REASONS = [
  'known',
  'no-observation',
  'too-little-history',
  'fit-failed',
  'state-on-floor',
  'states-alike',
  'states-without-memory',
  'no-better-than-shuffled',
  'below-level',
] as const;

/** Why a bar has its regime, or none. */
export type RegimeReason = (typeof REGIME_REASONS)[number];

/** Reasons that say that the history shows one kind of volatility only. */
const ONE_KIND: ReadonlySet<RegimeReason> = new Set([
  'states-alike',
  'states-without-memory',
  'no-better-than-shuffled',
]);

/** What stands in the column `regime` where no regime is known. */
export const UNKNOWN_REGIME = -1;

/** Regimes of volatility as they could be known at each bar, and the fits they come from. */
export interface RegimeSeries {
  /** Names method and options; the same for every history. */
  readonly definition: string;
  readonly options: ResolvedRegimeOptions;
  readonly length: number;
  /** shape (n,): 0 is the state of least volatility, nStates - 1 that of most; -1 unknown. */
  readonly regime: Int8Array;
  /** shape (n,): index into `REGIME_REASONS`. */
  readonly reason: Uint8Array;
  /** shape (n, nStates), row-major: filtered probabilities, states as in `regime`; NaN where there are none. */
  readonly probabilities: Float64Array;
  /** shape (n,): index into `fits` of the fit in force; -1 before the first. */
  readonly fit: Int32Array;
  /** In order of time. A fit counts from the observation after its `fittedBar`. */
  readonly fits: readonly RegimeFit[];
}

/**
 * Regimes of volatility, point in time.
 *
 * A Gaussian hidden Markov model is fitted to the observations up to a bar, first after `minHistory` of them and then every
 * `refitEvery`. From the next observation until the next fit, filtered probabilities go on one bar at a time under that
 * model. States are numbered in ascending order of their volatility. A bar's regime is its most probable state where that
 * probability is at least `level`; else, and where a fit is not usable, it is unknown, with a reason.
 *
 * @param returns - shape (n,): log returns per bar, oldest first; NaN or infinite where there is none.
 * @param times - shape (n,): when each bar was known, UTC epoch milliseconds, ascending; names the fits.
 * @throws {InvalidArgumentError} if an option is unknown or out of its domain, or `times` is not as long as `returns`.
 *
 * @remarks
 * Causal: every column at t depends on returns 0 .. t only; its parameters on returns before t.
 * NaN: a bar without a return has no regime and moves no probability; the chain counts observations.
 * Numerics: every observation is compared with the fit's own past only, so that a constant factor on prices changes
 * nothing, and one on returns nothing but the unit of the fits.
 * Cost: with n observations and m = n / refitEvery fits, O(m·n·k²) for an expanding window; a fit of 1,594 observations
 * and two states takes about 50 microseconds an iteration. The shuffles
 * multiply the cost of a usable fit by 1 + nShuffles.
 * Source: J. D. Hamilton, "A new approach to the economic analysis of nonstationary time series and the business cycle",
 * Econometrica 57 (1989), for the filter; this project for schedule, order of states, abstention and versions.
 */
export function regimeSeries(returns: Float64Array, options: RegimeOptions = {}, times?: Float64Array): RegimeSeries {
  const resolved = resolveRegimeOptions(options);
  if (times !== undefined) checkSameLength('times', times, returns.length);
  const observations = observationsOf(returns, resolved.observation, resolved.volatilityWindow);
  const series = emptySeries(returns.length, resolved, observations);
  const { minHistory, refitEvery, window } = resolved;
  const nObservations = observations.values.length;
  const fits: RegimeFit[] = [];
  for (let seen = minHistory; seen <= nObservations; seen += refitEvery) {
    const from = window === 'expanding' ? 0 : Math.max(0, seen - window);
    const fittedBar = observations.bars[seen - 1];
    const past = observations.values.subarray(from, seen);
    const fit = regimeFit(resolved, {
      definition: series.definition,
      fittedBar,
      fittedAt: times?.[fittedBar] ?? fittedBar,
      observations: past,
      returns: returns.subarray(firstReturn(observations.bars[from], resolved), fittedBar + 1),
    });
    fits.push(fit);
    series.fit.fill(fits.length - 1, fittedBar + 1);
    const next = {
      values: observations.values.subarray(seen, seen + refitEvery),
      bars: observations.bars.subarray(seen),
    };
    labelInto(series, fit, past, next);
  }
  return { ...series, fits };
}

function emptySeries(
  length: number,
  options: ResolvedRegimeOptions,
  observations: Observations,
): Omit<RegimeSeries, 'fits'> {
  const reason = new Uint8Array(length).fill(REGIME_REASONS.indexOf('no-observation'));
  for (const bar of observations.bars) reason[bar] = REGIME_REASONS.indexOf('too-little-history');
  return {
    definition: regimeDefinition(options),
    options,
    length,
    regime: new Int8Array(length).fill(UNKNOWN_REGIME),
    reason,
    probabilities: new Float64Array(length * options.nStates).fill(NaN),
    fit: new Int32Array(length).fill(-1),
  };
}

/** Labels the observations from a fit to the next, one at a time. */
function labelInto(
  series: Omit<RegimeSeries, 'fits'>,
  { model, unusable }: RegimeFit,
  past: Float64Array,
  { values, bars }: Observations,
): void {
  const { nStates, level } = series.options;
  const densities = model === undefined ? undefined : logDensities(model, values);
  const transition = Float64Array.from(model?.transition.flat() ?? []);
  const predicted = model === undefined ? new Float64Array(nStates) : predictedAfter(model, past, transition);
  for (let i = 0; i < values.length; i++) {
    const bar = bars[i];
    const row = series.probabilities.subarray(bar * nStates, (bar + 1) * nStates);
    if (densities !== undefined) {
      updateInto(row, predicted, densities, i * nStates);
      predictInto(predicted, row, transition);
    }
    const state = mostProbable(row);
    const reason: RegimeReason = unusable ?? (row[state] >= level ? 'known' : 'below-level');
    series.reason[bar] = REGIME_REASONS.indexOf(reason);
    if (reason === 'known') series.regime[bar] = state;
  }
}

/** Probabilities of the states at the observation after `past`. */
function predictedAfter(model: GaussianHmm, past: Float64Array, transition: Float64Array): Float64Array {
  const densities = logDensities(model, past);
  const predicted = Float64Array.from(model.start);
  const row = new Float64Array(predicted.length);
  for (let i = 0; i < past.length; i++) {
    updateInto(row, predicted, densities, i * row.length);
    predictInto(predicted, row, transition);
  }
  return predicted;
}

function mostProbable(row: Float64Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i] > row[best]) best = i;
  return best;
}

/**
 * The word for a bar's regime: `quiet` or `crisis` with two states, `volatility-0`, `volatility-1` and so on with more;
 * `normal` where the history shows one kind of volatility only; `unknown` otherwise.
 *
 * @param bar - 0 .. n-1.
 * @throws {InvalidArgumentError} if `bar` is not a bar of the series.
 *
 * @remarks
 * Causal: as the series.
 * Source: this project.
 */
export function regimeLabel(series: RegimeSeries, bar: number): string {
  checkInteger('bar', bar, 0);
  checkInRange('bar', bar, 0, series.length - 1);
  const state = series.regime[bar];
  if (state === UNKNOWN_REGIME) {
    const reason = REGIME_REASONS[series.reason[bar]];
    return ONE_KIND.has(reason) ? 'normal' : 'unknown';
  }
  if (series.options.nStates > 2) return `volatility-${state}`;
  return state === 0 ? 'quiet' : 'crisis';
}

/** The first bar whose return is in the observation of `bar`. */
function firstReturn(bar: number, { observation, volatilityWindow }: ResolvedRegimeOptions): number {
  return observation === 'realised-volatility' ? bar - volatilityWindow + 1 : bar;
}
