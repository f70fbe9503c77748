/**
 * Corporate actions applied as of a reading time.
 *
 * 1. An action counts if it was known and had taken effect at the reading time. Of several versions, the one that became
 *    known last before that time counts.
 * 2. Bars that closed up to the opening of the ex-day are stated in terms of the shares after it: a split of r new shares
 *    for one divides prices by r and multiplies volume by r; a cash dividend d multiplies prices by 1 - d / c, where c is
 *    the last unadjusted close before the ex-day.
 * 3. So adjusted prices of two reading times differ by one factor on all bars before the actions between them, and
 *    returns between those bars are the same.
 */
import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Adjustment, BarSeries, SidePrices } from './bars.ts';
import type { RecordTable } from './records.ts';
import { textAt } from './record-table.ts';
import { parseTimeframe } from './timeframe.ts';

/** What unadjusted prices and volumes are multiplied by; columns of shape (n,). */
export interface AdjustmentFactors {
  /** Product of 1 - d / c over the dividends after a bar; 1 where dividends are not adjusted for. */
  readonly dividend: Float64Array;
  /** Product of the new shares for one old share over the splits after a bar: prices are divided, volumes multiplied. */
  readonly shares: Float64Array;
}

interface Action {
  readonly exTime: EpochMs;
  readonly type: 'split' | 'cash-dividend';
  readonly value: number;
}

/**
 * The prices and volumes of a raw series as they are stated at a reading time.
 *
 * @param actions - records of kind `actions` of the same instrument: splits and cash dividends are applied, others passed
 *   over. A dividend is per share held at the close before the ex-day.
 * @param asOf - only actions with availableAt ≤ asOf and eventTime ≤ asOf change anything.
 * @param mode - `split` leaves dividends alone.
 * @returns the series with `adjustment` set to `mode`; prices are no longer whole ticks.
 * @throws {InvalidArgumentError} if the series is not raw, is of options (their contracts refer to raw prices), or the
 *   actions are of another kind or instrument.
 * @throws {DataError} if a value is not > 0, a dividend is not below the close before it, or a bar of weeks or months has
 *   the ex-day inside.
 *
 * @remarks
 * Causal: with respect to `asOf`; actions known or effective later do not change the result.
 * Cost: O(bars + actions).
 * Source: CRSP data descriptions, cumulative factors to adjust prices and shares, in the form with one factor for
 * dividends and one for splits.
 */
export function adjustSeries(
  series: BarSeries,
  actions: RecordTable,
  asOf: EpochMs,
  mode: Exclude<Adjustment, 'raw'>,
): BarSeries {
  const { dividend, shares } = adjustmentFactors(series, actions, asOf, mode);
  const price = (column: Float64Array): Float64Array => column.map((value, i) => (value * dividend[i]) / shares[i]);
  const side = (prices: SidePrices): SidePrices => ({
    open: price(prices.open),
    high: price(prices.high),
    low: price(prices.low),
    close: price(prices.close),
  });
  return {
    ...series,
    adjustment: mode,
    ...side(series),
    ...(series.ask === undefined ? {} : { ask: side(series.ask) }),
    volume: series.volume.map((value, i) => value * shares[i]),
  };
}

/**
 * The factors that `adjustSeries` applies.
 *
 * @throws {InvalidArgumentError} and {DataError} as `adjustSeries`.
 *
 * @remarks
 * Causal: as `adjustSeries`.
 * Source: as `adjustSeries`.
 */
export function adjustmentFactors(
  series: BarSeries,
  actions: RecordTable,
  asOf: EpochMs,
  mode: Exclude<Adjustment, 'raw'>,
): AdjustmentFactors {
  checkSubject(series, actions);
  const known = actionsAsOf(actions, asOf).filter(({ type }) => mode !== 'split' || type === 'split');
  const dividend = new Float64Array(series.length).fill(1);
  const shares = new Float64Array(series.length).fill(1);
  let [ofDividends, ofShares, next] = [1, 1, known.length - 1];
  for (let i = series.length - 1; i >= 0; i--) {
    for (; next >= 0 && series.eventTime[i] <= known[next].exTime; next--) {
      const action = known[next];
      checkNotInside(series, i + 1, action);
      if (action.type === 'split') ofShares *= action.value;
      else ofDividends *= dividendFactor(series, i, action);
    }
    dividend[i] = ofDividends;
    shares[i] = ofShares;
  }
  if (next >= 0) checkNotInside(series, 0, known[next]);
  return { dividend, shares };
}

function checkSubject(series: BarSeries, actions: RecordTable): void {
  const { instrument, adjustment } = series;
  if (adjustment !== 'raw') throw new InvalidArgumentError('series', 'raw: it can be adjusted once', adjustment);
  if (instrument.kind === 'option') {
    throw new InvalidArgumentError(
      'series',
      'of a kind other than option: contracts refer to raw prices',
      instrument.id,
    );
  }
  if (actions.kind !== 'actions' || actions.id !== instrument.id) {
    throw new InvalidArgumentError('actions', `actions of ${instrument.id}`, `${actions.kind} of ${actions.id}`);
  }
}

/** The splits and dividends that count, in order of the ex-day; of each the version known last. */
function actionsAsOf(table: RecordTable, asOf: EpochMs): readonly Action[] {
  const found = new Map<string, Action>();
  for (let row = 0; row < table.length; row++) {
    const type = textAt(table, 'type', row);
    const exTime = table.eventTime[row];
    if ((type !== 'split' && type !== 'cash-dividend') || table.availableAt[row] > asOf || exTime > asOf) continue;
    const value = table.numbers['value'][row];
    if (!(value > 0 && value < Infinity)) throw actionError(table.id, { type, exTime, value }, 'is not above zero');
    found.set(`${exTime} ${type}`, { type, exTime, value });
  }
  return [...found.values()].sort((a, b) => a.exTime - b.exTime);
}

function dividendFactor(series: BarSeries, i: number, action: Action): number {
  const close = series.close[i];
  if (action.value < close) return 1 - action.value / close;
  throw actionError(series.instrument.id, action, `is not below the close before it, ${close}`);
}

/** A bar of several sessions cannot be put into the terms of one side of the ex-day. */
function checkNotInside(series: BarSeries, i: number, action: Action): void {
  if (i >= series.length || series.openTime[i] >= action.exTime) return;
  const { unit } = parseTimeframe(series.timeframe);
  if (unit !== 'w' && unit !== 'mo') return;
  throw new DataError(
    `series '${series.instrument.id}': the bar of ${formatIsoTime(series.eventTime[i])} has the ex-day of a ${action.type} inside`,
    {
      context: { instrument: series.instrument.id, bar: i },
      hint: 'Adjust the daily bars, then make longer ones of them.',
    },
  );
}

function actionError(instrument: string, { type, exTime, value }: Action, fault: string): DataError {
  const when = formatIsoTime(exTime);
  return new DataError(`actions of '${instrument}': the ${type} of ${when} with the value ${value} ${fault}`, {
    context: { instrument, type, eventTime: when },
  });
}
