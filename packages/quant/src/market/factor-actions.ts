import { DataError } from '@assay/core/errors';
import { MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { Calendar } from './calendar.ts';
import type { RecordRow } from './record-table.ts';

/** One row of a factor file: what prices up to and with `date`, down to the row before, are multiplied by. */
export interface FactorRow {
  /** Civil date, as `2014-06-06`: the last day before the action. */
  readonly date: string;
  readonly priceFactor: number;
  readonly splitFactor: number;
  /** Unadjusted close of `date`. */
  readonly referencePrice: number;
}

/** Factors are published with seven decimals or seven digits: ratios and dividends within this are not told apart. */
const FACTOR_ERROR = 1e-7;
const SPLIT_TOLERANCE = 2e-5;
const LARGEST_SPLIT_TERM = 20;

/**
 * The splits and dividends that a file of cumulative factors was made from, as values of the kind `actions`.
 *
 * The action after row i: a split of splitFactor[i + 1] / splitFactor[i] new shares for one old share, and a cash dividend
 * of referencePrice[i] · (1 - priceFactor[i] / priceFactor[i + 1]). Ratios within 2e-5 of a fraction of numbers up to 20
 * are that fraction; a dividend is the shortest decimal that the published digits of the factors allow.
 *
 * @param rows - in order of date; the last one is the open end.
 * @param calendar - names the ex-day: the first session after a row's date. The action happens at its opening and is
 *   taken to be known from then on, since factor files do not say when it was announced.
 * @throws {DataError} if dates are wrong or out of order, a factor is not above zero, or a dividend would be negative.
 *
 * @remarks
 * Causal: each action is available no earlier than its ex-day; the factors themselves are not, since they hold all later
 * actions.
 * Source: QuantConnect Lean documentation, "US Equity Security Master", format of factor files.
 */
export function actionsFromFactors(rows: readonly FactorRow[], calendar: Calendar): readonly RecordRow[] {
  const actions: RecordRow[] = [];
  rows.forEach((row, i) => checkRow(row, rows[i - 1]));
  for (let i = 0; i + 1 < rows.length; i++) {
    const [row, next] = [rows[i], rows[i + 1]];
    const add = (type: string, value: number): void => {
      const { open } = calendar.nextSession(dayOf(row) + MS_PER_DAY);
      actions.push({ eventTime: open, availableAt: open, values: { type, value } });
    };
    const ratio = next.splitFactor / row.splitFactor;
    const cash = row.referencePrice * (1 - row.priceFactor / next.priceFactor);
    const cashError = (row.referencePrice * FACTOR_ERROR) / next.priceFactor;
    if (cash < -cashError) throw rowError(row, `its price factor is above that of ${next.date}`);
    if (cash > cashError) add('cash-dividend', shortestDecimal(cash, cashError));
    if (Math.abs(ratio - 1) > SPLIT_TOLERANCE) add('split', nearFraction(ratio));
  }
  return actions;
}

function checkRow(row: FactorRow, before: FactorRow | undefined): void {
  const day = dayOf(row);
  if (Number.isNaN(day)) throw rowError(row, 'the date is none');
  if (before !== undefined && !(day > dayOf(before))) throw rowError(row, `it does not follow ${before.date}`);
  const isPositive = [row.priceFactor, row.splitFactor].every((value) => value > 0 && value < Infinity);
  if (!isPositive) throw rowError(row, 'a factor is not above zero');
  if (!(row.referencePrice >= 0)) throw rowError(row, 'the reference price is below zero');
}

function dayOf(row: FactorRow): number {
  return parseIsoDate(row.date) ?? NaN;
}

function nearFraction(ratio: number): number {
  for (let denominator = 1; denominator <= LARGEST_SPLIT_TERM; denominator++) {
    const fraction = Math.round(ratio * denominator) / denominator;
    if (Math.abs(fraction / ratio - 1) <= SPLIT_TOLERANCE) return fraction;
  }
  return ratio;
}

/** The decimal of two or more places that is nearest to a value, with as few places as its error allows. */
function shortestDecimal(value: number, error: number): number {
  for (let places = 2; places < 9; places++) {
    const rounded = Number(value.toFixed(places));
    if (rounded > 0 && Math.abs(rounded - value) <= error) return rounded;
  }
  return value;
}

function rowError(row: FactorRow, fault: string): DataError {
  return new DataError(`factor row of ${row.date}: ${fault}`, { context: { date: row.date } });
}
