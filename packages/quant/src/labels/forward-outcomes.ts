/**
 * Forward outcomes of bars.
 *
 * 1. The bars that there should be are listed from the calendar, from the first bar of the series to the end of the last
 *    window. A horizon of h bars ends with the h-th of them after the bar, so its end is known beforehand.
 * 2. Each window (close of the bar, end] is measured from the bars in it, and from nothing else.
 * 3. What it is called depends on `until` and on whether each bar that should be there is there.
 */
import { checkInteger, checkPositive } from '@assay/core/checks';
import { MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById, expectedBarTimes } from '../market/index.ts';
import type { BarSchedule, BarSeries, GridAnchor } from '../market/index.ts';
import type { Horizon, OutcomeStatus, OutcomeTable } from './outcome.ts';
import { windowMaxima } from './window-maxima.ts';

/** How outcomes are made; every field may be left out. */
export interface OutcomeOptions {
  /**
   * Up to when the series is known to be whole: windows that end later are INCOMPLETE.
   * @default the latest time at which a bar of the series became available
   */
  readonly until?: EpochMs | undefined;
  /** Grid of bars inside sessions. @default 'session' */
  readonly anchor?: GridAnchor | undefined;
}

const DECIMALS = 1e10;

/**
 * What followed each bar of a series within a horizon.
 *
 * With c the close of the bar and a window of the bars that close after it, up to and with its end:
 * forwardReturn = last close / c - 1; mfe = max(0, highest high / c - 1), the most favourable excursion of a long
 * position from c; mae = min(0, lowest low / c - 1), the most adverse one. In a close-only series closes stand for highs
 * and lows. All are rounded to 10 decimals.
 *
 * @param series - its instrument's calendar says which bars there should be.
 * @param horizon - whole bars ≥ 1, or milliseconds > 0.
 * @returns a row for each bar, in order.
 * @throws {InvalidArgumentError} if the horizon is out of its domain, or a window ends beyond the calendar.
 *
 * @remarks
 * Look-ahead: on purpose; a row may be used from its `availableAt` on, never before.
 * NaN: in rows that are not OK, and where the close of the bar is not above zero.
 * Cost: O(bars).
 * Source: this project.
 */
export function forwardOutcomes(series: BarSeries, horizon: Horizon, options: OutcomeOptions = {}): OutcomeTable {
  checkHorizon(horizon);
  const windows = windowsOf(series, horizon, options.anchor);
  const until = options.until ?? latest(series.availableAt);
  const { length, close, availableAt } = series;
  const isOhlc = series.shape === 'ohlc';
  const highs = windowMaxima(isOhlc ? series.high : close, windows.lastBar);
  const lows = windowMaxima(
    (isOhlc ? series.low : close).map((value) => -value),
    windows.lastBar,
  );
  const known = windowMaxima(availableAt, windows.lastBar);
  const status: OutcomeStatus[] = [];
  for (let i = 0; i < length; i++) status.push(statusOf(windows, i, until));
  const measured = (value: (i: number) => number): Float64Array =>
    new Float64Array(length).map((_, i) => (status[i] === 'OK' && close[i] > 0 ? quantised(value(i)) : NaN));
  return {
    instrument: series.instrument.id,
    timeframe: series.timeframe,
    horizon,
    length,
    eventTime: series.eventTime.slice(),
    windowEnd: windows.end,
    availableAt: windows.end.map((end, i) =>
      status[i] === 'INCOMPLETE' ? end : Math.max(end, availableAt[i], windows.lastBar[i] > i ? known[i] : end),
    ),
    status,
    forwardReturn: measured((i) => close[windows.lastBar[i]] / close[i] - 1),
    mfe: measured((i) => Math.max(0, highs[i] / close[i] - 1)),
    mae: measured((i) => Math.min(0, -lows[i] / close[i] - 1)),
  };
}

function statusOf({ end, missing, lastBar }: Windows, i: number, until: EpochMs): OutcomeStatus {
  if (!(end[i] <= until)) return 'INCOMPLETE';
  return missing[i] === 0 && lastBar[i] > i ? 'OK' : 'GAP';
}

interface Windows {
  readonly end: Float64Array;
  /** shape (n,): the last bar that closes within the window; the bar itself where there is none. */
  readonly lastBar: Int32Array;
  /** shape (n,): bars that should be in the window and are not. */
  readonly missing: Int32Array;
}

function windowsOf(series: BarSeries, horizon: Horizon, anchor: GridAnchor | undefined): Windows {
  const { length, eventTime } = series;
  const schedule = { calendar: calendarById(series.instrument.calendar), timeframe: series.timeframe, anchor };
  const grid = length === 0 ? new Float64Array(0) : gridFor(schedule, eventTime[0], eventTime[length - 1], horizon);
  const absent = absentBefore(grid, eventTime);
  const end = new Float64Array(length);
  const lastBar = new Int32Array(length);
  const missing = new Int32Array(length);
  let [next, beyond, bar] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    while (next < grid.length && grid[next] <= eventTime[i]) next++;
    end[i] = 'bars' in horizon ? grid[next + horizon.bars - 1] : eventTime[i] + horizon.ms;
    while (beyond < grid.length && grid[beyond] <= end[i]) beyond++;
    while (bar + 1 < length && eventTime[bar + 1] <= end[i]) bar++;
    lastBar[i] = Math.max(bar, i);
    missing[i] = absent[beyond] - absent[next];
  }
  return { end, lastBar, missing };
}

/** The bars that should follow the first bar, up to the end of the last one's window. */
function gridFor(schedule: BarSchedule, first: EpochMs, last: EpochMs, horizon: Horizon): Float64Array {
  if ('ms' in horizon) return expectedBarTimes(schedule, first, last + horizon.ms);
  for (let spanMs = 8 * MS_PER_DAY; ; spanMs *= 2) {
    const grid = expectedBarTimes(schedule, first, last + spanMs);
    const after = grid.length - grid.findLastIndex((close) => close <= last) - 1;
    if (after >= horizon.bars) return grid;
  }
}

/** shape (grid + 1,): how many of the first k closes of the grid have no bar. */
function absentBefore(grid: Float64Array, eventTime: Float64Array): Int32Array {
  const absent = new Int32Array(grid.length + 1);
  let bar = 0;
  for (let k = 0; k < grid.length; k++) {
    while (bar < eventTime.length && eventTime[bar] < grid[k]) bar++;
    absent[k + 1] = absent[k] + (eventTime[bar] === grid[k] ? 0 : 1);
  }
  return absent;
}

function checkHorizon(horizon: Horizon): void {
  if ('bars' in horizon) checkInteger('horizon.bars', horizon.bars, 1);
  else {
    checkPositive('horizon.ms', horizon.ms);
    checkInteger('horizon.ms', horizon.ms);
  }
}

function latest(times: Float64Array): EpochMs {
  return times.reduce((most, time) => Math.max(most, time), -Infinity);
}

function quantised(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS + 0;
}
