/**
 * Bars of a longer timeframe.
 *
 * 1. A bar belongs to the period that its close lies in; a bar that reaches over the beginning of its period is an error,
 *    one that closes while the market is closed is left out and counted.
 * 2. A period's bar is given out with its last scheduled constituent, or when a bar of a later period shows that there
 *    is none, or when `finish` says that time has passed. A period that is not over gives no bar.
 * 3. One pass over chunks of any length: the bars do not depend on how the series was cut.
 */
import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { expectedBarsIn, intradayMs, parseTimeframe, periodFinder } from '../market/index.ts';
import type { BarPeriod, BarSchedule, BarSeries, PeriodFinder, Timeframe } from '../market/index.ts';
import { barColumns } from './bar-columns.ts';
import type { BarColumns } from './bar-columns.ts';

/** Bars of a longer timeframe and how full they are. */
export interface ResampledSeries {
  readonly series: BarSeries;
  /** shape (n,): bars that went into each one. */
  readonly filled: Int32Array;
  /** shape (n,): bars that had to be there by the calendar; fewer than `filled` where optional ones were there. */
  readonly expected: Int32Array;
  /** Bars that closed outside every session and went into none. */
  readonly outside: number;
}

/** Makes bars of a longer timeframe from a series that comes in pieces. */
export interface Resampler {
  /**
   * Takes the next bars of the series and gives the bars that are finished with them.
   *
   * @throws {DataError} if the bars do not follow those before, or one reaches over the beginning of a period.
   */
  push(chunk: BarSeries): ResampledSeries;
  /** Gives the last bar where its period was over at `until`, else nothing; `outside` then counts the whole series. */
  finish(until: EpochMs): ResampledSeries;
}

/**
 * Bars of a longer timeframe: first open, highest high, lowest low, last close and sum of the volume of each period, of
 * the ask side too. A bar opens with its first constituent and is stamped by the end of its period: of the grid for
 * minutes and hours, of the session for days, of the last session for weeks and months. Its source row is that of its
 * last constituent.
 *
 * @param schedule - calendar, timeframe and grid of the result; the timeframe is a multiple of the series's own.
 * @param until - up to when the series is known to be whole: the last period is given without its last constituent only
 *   if it was over then. @default nothing is known beyond the bars
 * @throws {InvalidArgumentError} if bars of the series do not fit into those of the timeframe.
 * @throws {DataError} if a bar reaches over the beginning of a period.
 *
 * @remarks
 * Causal: availableAt is the later of the period's end, as it was planned, and the availability of the last constituent
 * to come; so a bar is never visible before its period has ended.
 * NaN: a volume is NaN where one of its constituents has none.
 * Cost: one pass.
 * Source: this project.
 */
export function resample(series: BarSeries, schedule: BarSchedule, until: EpochMs = -Infinity): ResampledSeries {
  const state = resampleState(series.timeframe, schedule);
  addBars(state, series);
  closeOver(state, until);
  return take(state, series);
}

/**
 * The streaming form of `resample`.
 *
 * @param base - timeframe of the bars that will come.
 * @throws {InvalidArgumentError} if bars of `base` do not fit into those of the schedule.
 *
 * @remarks
 * Causal: as `resample`.
 * Source: this project.
 */
export function createResampler(base: Timeframe, schedule: BarSchedule): Resampler {
  const state = resampleState(base, schedule);
  let head: BarSeries | undefined;
  return {
    push: (chunk) => {
      head = chunk;
      addBars(state, chunk);
      return take(state, chunk);
    },
    finish: (until) => {
      if (head === undefined) throw new InvalidArgumentError('finish', 'called after bars have come', 'no bars');
      closeOver(state, until);
      return take(state, head);
    },
  };
}

interface ResampleState {
  readonly base: BarSchedule;
  readonly timeframe: Timeframe;
  readonly columns: BarColumns;
  readonly periods: PeriodFinder;
  /** Asked about other moments, so that the first one keeps its place. */
  readonly periodsBefore: PeriodFinder;
  /** The period of the bar that is being filled. */
  period: BarPeriod | undefined;
  lastClose: EpochMs;
  outside: number;
}

function resampleState(base: Timeframe, schedule: BarSchedule): ResampleState {
  checkNests(base, schedule.timeframe);
  return {
    base: { ...schedule, timeframe: base },
    timeframe: schedule.timeframe,
    columns: barColumns(),
    periods: periodFinder(schedule),
    periodsBefore: periodFinder(schedule),
    period: undefined,
    lastClose: -Infinity,
    outside: 0,
  };
}

function addBars(state: ResampleState, chunk: BarSeries): void {
  const { timeframe } = state.base;
  if (chunk.timeframe !== timeframe)
    throw new InvalidArgumentError('chunk', `of bars of ${timeframe}`, chunk.timeframe);
  for (let i = 0; i < chunk.length; i++) {
    const time = chunk.eventTime[i];
    if (!(time > state.lastClose)) throw barError(chunk, i, 'does not close after the bar before it');
    state.lastClose = time;
    if (state.period !== undefined && time > state.period.close) closeBar(state, state.period);
    state.period ??= periodOf(state, chunk, i);
    if (state.period === undefined) continue;
    state.columns.add(chunk, i);
    if (time === state.period.close) closeBar(state, state.period);
  }
}

function closeOver(state: ResampleState, until: EpochMs): void {
  if (state.period !== undefined && state.period.release <= until) closeBar(state, state.period);
}

function closeBar(state: ResampleState, period: BarPeriod): void {
  state.columns.close(period, expectedBarsIn(state.base, period));
  state.period = undefined;
}

function take(state: ResampleState, head: BarSeries): ResampledSeries {
  return { ...state.columns.take({ ...head, timeframe: state.timeframe }), outside: state.outside };
}

function periodOf(state: ResampleState, chunk: BarSeries, i: number): BarPeriod | undefined {
  const period = state.periods.periodAt(chunk.eventTime[i]);
  if (period === undefined) {
    state.outside++;
    return undefined;
  }
  const isOver = chunk.openTime[i] < period.open && state.periodsBefore.periodAt(period.open) !== undefined;
  if (!isOver) return period;
  throw barError(chunk, i, `opens before the period that begins at ${formatIsoTime(period.open)}`);
}

function checkNests(base: Timeframe, target: Timeframe): void {
  const [from, to] = [parseTimeframe(base), parseTimeframe(target)];
  const [fromMs, toMs] = [intradayMs(from), intradayMs(to)];
  const isMultiple = to.count % from.count === 0;
  const fits =
    fromMs === undefined
      ? (to.unit === from.unit && isMultiple) || (base === '1d' && toMs === undefined)
      : toMs === undefined || toMs % fromMs === 0;
  if (!fits) throw new InvalidArgumentError('timeframe', `one that whole bars of ${base} fill`, target);
}

function barError(series: BarSeries, i: number, fault: string): DataError {
  const when = formatIsoTime(series.eventTime[i]);
  return new DataError(`series '${series.instrument.id}' of ${series.timeframe}: the bar of ${when} ${fault}`, {
    context: { instrument: series.instrument.id, timeframe: series.timeframe, eventTime: when },
    hint: 'Bars have to lie inside the periods: choose the grid (session or utc) that the feed uses, or its calendar.',
  });
}
