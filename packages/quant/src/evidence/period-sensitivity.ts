import { checkInRange, checkInteger } from '@assay/core/checks';
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure } from '../analysis/index.ts';
import { sharpeStatistics } from './sharpe-inference.ts';
import type { PeriodRange } from './walk-forward.ts';

/** A record with some of its periods left out. */
export interface PartOfRecord {
  /** Number of returns that are left. */
  readonly n: number;
  /** Sharpe ratio per period. */
  readonly sharpe: Measure;
  /** Compounded. */
  readonly totalReturn: Measure;
}

/** Where the later starts of a record are put. */
export interface StartDateOptions {
  /** Number of starts, the first period included; ≥ 2. @default 50 */
  readonly starts: number;
  /** Fewest returns that are left after the last start; ≥ 2. */
  readonly shortest: number;
}

/** What becomes of a record that begins later. */
export interface StartDateSensitivity {
  /** One entry for each start, rising from period 0; fewer than asked for in a short record. */
  readonly parts: readonly (PartOfRecord & { readonly start: number })[];
  readonly lowestSharpe: Measure;
  readonly highestSharpe: Measure;
  /** Share of the starts from which the record gains. */
  readonly gainingShare: Measure;
}

/** What a record is without each of its parts. */
export interface LeaveOutSensitivity {
  readonly whole: PartOfRecord;
  /** One entry for each range, in the order given: the record without it. */
  readonly parts: readonly (PartOfRecord & { readonly without: PeriodRange })[];
  /** The range without which the Sharpe ratio is lowest: the one that carries most; undefined where none is defined. */
  readonly mostImportant: PeriodRange | undefined;
  readonly lowestSharpe: Measure;
  /** True if the whole record gains and it would not without one of the ranges. */
  readonly isCarriedByOne: boolean;
}

/** Number of starts that `startDateSensitivity` takes where nothing else is asked for. */
export const DEFAULT_STARTS = 50;

/**
 * How a record changes when it begins later: a strategy whose figures hang on its first date has been told when to begin.
 *
 * @param returns - shape (n,), simple returns, oldest first.
 * @param options - starts are spread evenly over [0, n - shortest].
 * @throws {InvalidArgumentError} if an option is out of its domain.
 *
 * @remarks
 * NaN: without a start that leaves `shortest` returns, everything is undefined (`too-few-observations`); undefined parts are
 * left out of the summary.
 * Cost: O(n · starts).
 * Source: this project.
 */
export function startDateSensitivity(
  returns: Float64Array,
  { starts = DEFAULT_STARTS, shortest }: Partial<StartDateOptions> & Pick<StartDateOptions, 'shortest'>,
): StartDateSensitivity {
  checkInteger('starts', starts, 2);
  checkInteger('shortest', shortest, 2);
  const last = returns.length - shortest;
  const places = last < 0 ? [] : Array.from({ length: starts }, (_, k) => Math.round((k * last) / (starts - 1)));
  const parts = [...new Set(places)].map((start) => ({ start, ...partOf(returns.subarray(start)) }));
  const totals = parts.flatMap(({ totalReturn }) => (totalReturn.reason === undefined ? [totalReturn.value] : []));
  const gaining = totals.filter((value) => value > 0).length;
  return {
    parts,
    lowestSharpe: extreme(parts, Math.min),
    highestSharpe: extreme(parts, Math.max),
    gainingShare: totals.length > 0 ? defined(gaining / totals.length) : undefinedBecause(reasonOf(parts)),
  };
}

/**
 * What a record is without each of several ranges, one at a time: years, quarters, or the trades of one month.
 *
 * @param returns - shape (n,), simple returns, oldest first.
 * @param ranges - each inside the record; they may overlap and need not cover it.
 * @throws {InvalidArgumentError} if a range is not inside the record.
 *
 * @remarks
 * NaN: a part is undefined as `sharpeStatistics` and where all wealth was lost (`wealth-not-positive`).
 * Cost: O(n · number of ranges).
 * Source: this project; M. H. Quenouille, Biometrika 43 (1956), for leaving parts out.
 */
export function leaveOnePeriodOut(returns: Float64Array, ranges: readonly PeriodRange[]): LeaveOutSensitivity {
  const whole = partOf(returns);
  const parts = ranges.map((without, i) => {
    checkInteger(`ranges[${i}].from`, without.from, 0);
    checkInteger(`ranges[${i}].to`, without.to, without.from);
    checkInRange(`ranges[${i}].to`, without.to, without.from, returns.length);
    const rest = new Float64Array(returns.length - (without.to - without.from));
    rest.set(returns.subarray(0, without.from));
    rest.set(returns.subarray(without.to), without.from);
    return { without, ...partOf(rest) };
  });
  const lowestSharpe = extreme(parts, Math.min);
  return {
    whole,
    parts,
    mostImportant: parts.find(({ sharpe }) => sharpe.value === lowestSharpe.value)?.without,
    lowestSharpe,
    isCarriedByOne: whole.totalReturn.value > 0 && parts.some(({ totalReturn }) => totalReturn.value <= 0),
  };
}

function partOf(returns: Float64Array): PartOfRecord {
  const { n, sharpe, reason } = sharpeStatistics(returns);
  return {
    n,
    sharpe: reason === undefined ? defined(sharpe) : undefinedBecause(reason),
    totalReturn: totalReturnOf(returns),
  };
}

function totalReturnOf(returns: Float64Array): Measure {
  if (returns.length === 0) return undefinedBecause('no-observations');
  if (!returns.every(Number.isFinite)) return undefinedBecause('return-not-finite');
  if (returns.some((value) => value <= -1)) return undefinedBecause('wealth-not-positive');
  return defined(returns.reduce((wealth, value) => wealth * (1 + value), 1) - 1);
}

function extreme(parts: readonly PartOfRecord[], pick: (...values: number[]) => number): Measure {
  const known = parts.flatMap(({ sharpe }) => (sharpe.reason === undefined ? [sharpe.value] : []));
  return known.length > 0 ? defined(pick(...known)) : undefinedBecause(reasonOf(parts));
}

function reasonOf(parts: readonly PartOfRecord[]): NonNullable<Measure['reason']> {
  return parts[0]?.sharpe.reason ?? parts[0]?.totalReturn.reason ?? 'too-few-observations';
}
