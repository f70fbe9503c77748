import { checkPositive, checkSameLength } from '@assay/core/checks';
import { mean } from '@assay/core/vector';
import type { SimulationResult } from '../simulation/index.ts';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure } from './measure.ts';

/** The columns of a simulation that say what was held and what the instruments did meanwhile. */
export type ExposureHistory = Pick<SimulationResult, 'returns' | 'exposure' | 'instrumentReturns' | 'instruments'>;

/** Returns compared with holding the same instruments at the strategy's own average exposure. */
export interface ExposureMatchedExcess {
  /** shape (p,): return minus the benchmark's. */
  readonly excess: Float64Array;
  /** shape (instruments,): mean of the signed exposure over the periods with a known return; NaN without one. */
  readonly averageExposure: Float64Array;
  /** shape (p,): what constant average exposure would have earned, without costs. */
  readonly benchmark: Float64Array;
}

/** How much was held and how much was traded. */
export interface ExposureMeasures {
  /** Mean over the periods of the sum of absolute exposures, as a fraction of equity. */
  readonly averageGrossExposure: Measure;
  /** Mean over the periods of the sum of signed exposures, as a fraction of equity. */
  readonly averageNetExposure: Measure;
  /** Share of periods in which anything was held at an open or a close. */
  readonly timeInMarket: Measure;
  /** Traded value as a multiple of equity a year, seen through the exposures of whole periods. */
  readonly annualTurnover: Measure;
}

/**
 * Mean signed exposure of each instrument, w̄_a, over the periods in which its return is known: an instrument that is listed
 * late is compared with holding it since then.
 *
 * @param history - a simulation's columns, p periods.
 * @returns shape (instruments,), as fractions of equity; NaN without such a period.
 * @throws {InvalidArgumentError} if the matrix does not have p × instruments entries.
 *
 * @remarks
 * NaN: a NaN exposure in such a period makes its instrument's mean NaN.
 * Numerics: compensated sums.
 * Source: this project.
 */
export function averageExposure(history: ExposureHistory): Float64Array {
  const nInstruments = checkShape(history);
  const { returns, exposure, instrumentReturns } = history;
  const listed = nInstruments === 1 ? onlyBefore(instrumentReturns) : undefined;
  if (listed !== undefined) return Float64Array.of(mean(exposure.subarray(listed)));
  const column = new Float64Array(returns.length);
  return Float64Array.from({ length: nInstruments }, (_, a) => {
    let known = 0;
    for (let i = a; i < exposure.length; i += nInstruments) {
      if (!Number.isNaN(instrumentReturns[i])) column[known++] = exposure[i];
    }
    return mean(column.subarray(0, known));
  });
}

/** The place before which all entries are NaN, and after which none is; undefined where there is no such place. */
function onlyBefore(values: Float64Array): number | undefined {
  let first = 0;
  while (first < values.length && Number.isNaN(values[first])) first++;
  for (let i = first; i < values.length; i++) if (Number.isNaN(values[i])) return undefined;
  return first;
}

/**
 * Excess over exposure-matched buy and hold: e_t = r_t - Σ_a w̄_a · r_{a,t}, over the instruments with a return in period t.
 *
 * A strategy that is long 60 % of the time on a rising market earns 60 % of the rise without knowing anything. What is
 * left after the same average exposure, held without a break, is what its timing and selection added. For entries that
 * are independent of the returns its expectation is minus the costs, whatever the market's drift, because
 * Σ_t (w_t - w̄) · E[r_t] = 0 for a constant drift.
 *
 * @param history - a simulation's columns, p periods.
 * @returns excess and benchmark of shape (p,), average exposures of shape (instruments,).
 * @throws {InvalidArgumentError} if a matrix does not have p × instruments entries.
 *
 * @remarks
 * Causal: not causal, and not meant to be: w̄ is known at the end only. This attributes a finished record; it is no
 * trading rule and must not feed one.
 * NaN: a NaN return of an instrument says that it was not listed, and adds nothing; any other NaN makes the periods it
 * touches NaN.
 * Source: this project; the timing term of performance attribution (Brinson, Hood, Beebower 1986) against a constant mix.
 */
export function exposureMatchedExcess(history: ExposureHistory): ExposureMatchedExcess {
  const weights = averageExposure(history);
  const { returns, instrumentReturns } = history;
  const excess = new Float64Array(returns.length);
  const benchmark = new Float64Array(returns.length);
  for (let t = 0; t < returns.length; t++) {
    const held = heldReturn(weights, instrumentReturns, t);
    benchmark[t] = held;
    excess[t] = returns[t] - held;
  }
  return { excess, averageExposure: weights, benchmark };
}

/**
 * The excess of `exposureMatchedExcess` alone, written into `out`.
 *
 * @param out - shape (p,). Overwritten in full.
 * @returns `out`.
 * @throws {InvalidArgumentError} as `exposureMatchedExcess`, or if `out` does not have p entries.
 *
 * @remarks
 * Causal and NaN: as `exposureMatchedExcess`.
 * Source: as `exposureMatchedExcess`.
 */
export function matchedExcessInto(out: Float64Array, history: ExposureHistory): Float64Array {
  checkSameLength('out', out, history.returns.length);
  const weights = averageExposure(history);
  for (let t = 0; t < out.length; t++) out[t] = history.returns[t] - heldReturn(weights, history.instrumentReturns, t);
  return out;
}

/** What the average exposures come to in period `t`. */
function heldReturn(weights: Float64Array, instrumentReturns: Float64Array, t: number): number {
  const nInstruments = weights.length;
  let held = 0;
  for (let a = 0; a < nInstruments; a++) {
    const change = instrumentReturns[t * nInstruments + a];
    if (!Number.isNaN(change)) held += weights[a] * change;
  }
  return held;
}

/**
 * Average exposures, time in the market and turnover.
 *
 * Turnover of period t is Σ_a |w_{t,a} - w_{t-1,a} · (1 + r_{a,t}) / (1 + r_t)|: the distance from where the weights
 * would have drifted untouched, with w = 0 before the first period and r_{a,t} = 0 where it is unknown; its mean is multiplied by
 * `periodsPerYear`.
 *
 * @param history - a simulation's columns, p periods.
 * @param periodsPerYear - periods in a year of the instruments' calendar; finite and > 0.
 * @throws {InvalidArgumentError} if a matrix does not have p × instruments entries or `periodsPerYear` is out of its domain.
 *
 * @remarks
 * NaN: undefined because of `no-observations` without a period, `wealth-not-positive` (turnover) where a period lost
 * all equity or more, `return-not-finite` where an entry is not finite.
 * Source: this project.
 */
export function exposureMeasures(history: ExposureHistory, periodsPerYear: number): ExposureMeasures {
  checkPositive('periodsPerYear', periodsPerYear);
  const nInstruments = checkShape(history);
  const p = history.returns.length;
  let gross = 0;
  let net = 0;
  let nHeld = 0;
  for (let t = 0; t < p; t++) {
    let absolute = 0;
    for (let a = 0; a < nInstruments; a++) {
      absolute += Math.abs(history.exposure[t * nInstruments + a]);
      net += history.exposure[t * nInstruments + a];
    }
    gross += absolute;
    if (absolute > 0) nHeld++;
  }
  const share = (total: number): Measure => {
    if (p === 0) return undefinedBecause('no-observations');
    return Number.isFinite(gross) ? defined(total / p) : undefinedBecause('return-not-finite');
  };
  return {
    averageGrossExposure: share(gross),
    averageNetExposure: share(net),
    timeInMarket: share(nHeld),
    annualTurnover: turnover(history, periodsPerYear),
  };
}

function turnover(history: ExposureHistory, periodsPerYear: number): Measure {
  const { returns, exposure, instrumentReturns, instruments } = history;
  const nInstruments = instruments.length;
  if (returns.length === 0) return undefinedBecause('no-observations');
  let traded = 0;
  for (let t = 0; t < returns.length; t++) {
    const growth = 1 + returns[t];
    if (growth <= 0) return undefinedBecause('wealth-not-positive');
    for (let a = 0; a < nInstruments; a++) {
      const i = t * nInstruments + a;
      const change = Number.isNaN(instrumentReturns[i]) ? 0 : instrumentReturns[i];
      const drifted = t === 0 ? 0 : (exposure[i - nInstruments] * (1 + change)) / growth;
      traded += Math.abs(exposure[i] - drifted);
    }
  }
  if (!Number.isFinite(traded)) return undefinedBecause('return-not-finite');
  return defined((traded / returns.length) * periodsPerYear);
}

function checkShape(history: ExposureHistory): number {
  const nInstruments = history.instruments.length;
  checkSameLength('exposure', history.exposure, history.returns.length * nInstruments);
  checkSameLength('instrumentReturns', history.instrumentReturns, history.returns.length * nInstruments);
  return nInstruments;
}
