import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { ledgerScale, ticksColumn } from '../market/index.ts';
import type { BarSeries, Currency, InstrumentId, LedgerScale } from '../market/index.ts';
import { expiryOf } from './expiry/expiry-of.ts';

/** Prices of the ask side, in whole ticks, NaN where there is none. */
export interface AskColumns {
  readonly openTicks: Float64Array;
  readonly highTicks: Float64Array;
  readonly lowTicks: Float64Array;
  readonly closeTicks: Float64Array;
}

/** One series in the form the event loop reads: times, prices in whole ticks, and what a tick of a lot is worth. */
export interface SeriesColumns {
  /** Position of the series in the simulation. */
  readonly index: number;
  readonly id: InstrumentId;
  readonly currency: Currency;
  readonly series: BarSeries;
  readonly isCloseOnly: boolean;
  readonly length: number;
  readonly openTime: Float64Array;
  readonly closeTime: Float64Array;
  /** When each bar and all earlier ones could be known: the running maximum of `availableAt`. */
  readonly availableAt: Float64Array;
  /** Whole ticks, NaN where there is no price. */
  readonly openTicks: Float64Array;
  readonly highTicks: Float64Array;
  readonly lowTicks: Float64Array;
  readonly closeTicks: Float64Array;
  /** The ask side in whole ticks, where both sides are known; the columns above are then the bid. */
  readonly ask: AskColumns | undefined;
  readonly scale: LedgerScale;
  /** Ledger units of one tick of one lot as a double, for sizing only. */
  readonly unitsPerTickLot: number;
  /** When trading ends: its delisting or its expiry, whichever is earlier. */
  readonly delistedAt: number | undefined;
  /** When it expires; undefined where it does not. */
  readonly expiresAt: number | undefined;
}

/**
 * Prepares a series for the event loop.
 *
 * @param latencyMs - of the fill contract: a bar must be longer than it, or a fill at its open would fall behind its close.
 * @throws {DataError} if the bars overlap or are out of order, or none has a close.
 *
 * @remarks
 * Source: this project.
 */
export function seriesColumns(series: BarSeries, index: number, latencyMs: number): SeriesColumns {
  let known = PREPARED.get(series);
  if (known === undefined) PREPARED.set(series, (known = preparedColumns(series)));
  checkLatency(series, known.shortestMs, latencyMs);
  return { index, ...known.columns };
}

/** What does not depend on the simulation, and how long the shortest bar lasts. */
interface PreparedColumns {
  readonly columns: Omit<SeriesColumns, 'index'>;
  readonly shortestMs: number;
}

/** A sweep simulates the same bars hundreds of times. Columns of a series are never changed in place. */
const PREPARED: WeakMap<BarSeries, PreparedColumns> = new WeakMap();

function preparedColumns(series: BarSeries): PreparedColumns {
  const { instrument } = series;
  const shortestMs = checkedShortest(series);
  const isCloseOnly = series.shape === 'close-only';
  const closeTicks = ticksColumn(instrument, series.close);
  if (!closeTicks.some((ticks) => !Number.isNaN(ticks))) {
    throw new DataError(`series '${instrument.id}' has no bar with a close`, {
      code: 'DATA_UNFIT',
      context: { instrument: instrument.id, bars: series.length },
    });
  }
  const scale = ledgerScale(instrument);
  const columns = {
    id: instrument.id,
    currency: instrument.currency,
    series,
    isCloseOnly,
    length: series.length,
    openTime: series.openTime,
    closeTime: series.eventTime,
    availableAt: runningMaximum(series.availableAt),
    openTicks: isCloseOnly ? closeTicks : ticksColumn(instrument, series.open),
    highTicks: isCloseOnly ? closeTicks : ticksColumn(instrument, series.high),
    lowTicks: isCloseOnly ? closeTicks : ticksColumn(instrument, series.low),
    closeTicks,
    ask: askColumns(series),
    scale,
    unitsPerTickLot: scale.numerator / scale.denominator,
    delistedAt: earlier(instrument.delistedAt, expiryOf(instrument)),
    expiresAt: expiryOf(instrument),
  };
  return { columns, shortestMs };
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function askColumns({ ask, instrument, shape }: BarSeries): AskColumns | undefined {
  if (ask === undefined) return undefined;
  const closeTicks = ticksColumn(instrument, ask.close);
  const isCloseOnly = shape === 'close-only';
  return {
    openTicks: isCloseOnly ? closeTicks : ticksColumn(instrument, ask.open),
    highTicks: isCloseOnly ? closeTicks : ticksColumn(instrument, ask.high),
    lowTicks: isCloseOnly ? closeTicks : ticksColumn(instrument, ask.low),
    closeTicks,
  };
}

/**
 * Index of the first time that is ≥ `time`, in a column in ascending order; its length where there is none.
 *
 * Source: this project.
 */
export function firstAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * True if bar `i` opens at exactly the close before it, in price units: an open that may only be a copy.
 *
 * Source: this project.
 */
export function isDegenerateOpen(columns: SeriesColumns, i: number): boolean {
  return i > 0 && columns.series.open[i] === columns.series.close[i - 1];
}

/** How long the shortest bar lasts; throws where bars overlap or are out of order. */
function checkedShortest(series: BarSeries): number {
  const { openTime, eventTime, availableAt } = series;
  let closedBefore = -Infinity;
  let shortest = Infinity;
  for (let i = 0; i < series.length; i++) {
    const opens = openTime[i];
    const closes = eventTime[i];
    if (!(closes > closedBefore && opens >= closedBefore && opens <= closes && availableAt[i] >= closes)) {
      throw new DataError(`series '${series.instrument.id}': bar ${i} overlaps its neighbours or is out of order`, {
        context: { instrument: series.instrument.id, bar: i },
      });
    }
    shortest = Math.min(shortest, closes - opens);
    closedBefore = closes;
  }
  return shortest;
}

function checkLatency(
  { openTime, eventTime, shape, instrument }: BarSeries,
  shortestMs: number,
  latencyMs: number,
): void {
  if (shape !== 'ohlc' || shortestMs > latencyMs) return;
  const bar = eventTime.findIndex((closes, i) => closes - openTime[i] <= latencyMs);
  const rule = `shorter than every bar; bar ${bar} of '${instrument.id}' lasts ${eventTime[bar] - openTime[bar]} ms`;
  throw new InvalidArgumentError('contract.latencyMs', rule, latencyMs);
}

function runningMaximum(values: Float64Array): Float64Array {
  let maxima = values;
  for (let i = 1; i < values.length; i++) {
    if (maxima[i] >= maxima[i - 1]) continue;
    if (maxima === values) maxima = values.slice();
    maxima[i] = maxima[i - 1];
  }
  return maxima;
}
