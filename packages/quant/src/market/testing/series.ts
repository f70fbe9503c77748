import { createRng } from '@assay/core/random';
import { formatIsoDate, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries, SourceRows } from '../bars.ts';
import type { Session } from '../calendar.ts';
import { calendarById } from '../calendars.ts';
import type { LinearInstrument } from '../instrument.ts';
import type { Timeframe } from '../timeframe.ts';

/** What a test says about a series beyond its prices; everything has a default. */
export interface TestSeriesOptions {
  /** Changes to the default instrument. */
  readonly instrument?: Partial<LinearInstrument>;
  readonly timeframe?: Timeframe;
  /** Civil date on or before the first session, as `2006-01-03`. */
  readonly firstDate?: string;
  /** Milliseconds from a bar's close until it is available. */
  readonly delayMs?: number;
}

/** Columns of a test series; open, high and low default to what the close before and the close themselves need. */
export interface TestColumns {
  readonly close: readonly number[];
  readonly open?: readonly number[];
  readonly high?: readonly number[];
  readonly low?: readonly number[];
  readonly volume?: readonly number[];
}

/** A share called TEST in dollars with a tick of 0.01, unless told otherwise. */
export function testInstrument(changes: Partial<LinearInstrument> = {}): LinearInstrument {
  return {
    id: 'TEST',
    kind: 'equity',
    currency: 'USD',
    tickSize: '0.01',
    lotSize: '1',
    multiplier: '1',
    calendar: 'us-equity',
    ...changes,
  };
}

/** Daily bars with open, high, low and close, one per session of the instrument's calendar. */
export function ohlcSeries(columns: TestColumns, options: TestSeriesOptions = {}): BarSeries {
  const close = Float64Array.from(columns.close);
  const open = Float64Array.from(columns.open ?? [...columns.close.slice(0, 1), ...columns.close.slice(0, -1)]);
  const high = Float64Array.from(columns.high ?? close.map((value, i) => Math.max(value, open[i] ?? value)));
  const low = Float64Array.from(columns.low ?? close.map((value, i) => Math.min(value, open[i] ?? value)));
  return seriesOf('ohlc', { open, high, low, close }, columns.volume, options);
}

/** Daily bars that know nothing but their close. */
export function closeOnlySeries(closes: readonly number[], options: TestSeriesOptions = {}): BarSeries {
  const nothing = (): Float64Array => new Float64Array(closes.length).fill(NaN);
  const prices = { open: nothing(), high: nothing(), low: nothing(), close: Float64Array.from(closes) };
  return seriesOf('close-only', prices, undefined, options);
}

/** Daily bars of a seeded random walk from 100, with gaps, ranges and volume, whole ticks of 0.01. */
export function walkSeries(seed: number | string, length: number, options: TestSeriesOptions = {}): BarSeries {
  const rng = createRng(seed).fork('walk-series');
  const columns = {
    open: [] as number[],
    high: [] as number[],
    low: [] as number[],
    close: [] as number[],
    volume: [] as number[],
  };
  let level = Math.log(100);
  const price = (step: number): number => Math.max(0.01, Math.round(100 * Math.exp(level + step)) / 100);
  for (let i = 0; i < length; i++) {
    level += 0.004 * rng.nextNormal();
    const open = price(0);
    level += 0.012 * rng.nextNormal();
    const close = price(0);
    columns.open.push(open);
    columns.close.push(close);
    columns.high.push(Math.max(open, close, price(0.006 * Math.abs(rng.nextNormal()))));
    columns.low.push(Math.min(open, close, price(-0.006 * Math.abs(rng.nextNormal()))));
    columns.volume.push(1000 + rng.nextInt(9000));
  }
  return ohlcSeries(columns, options);
}

/** The first `count` sessions of a calendar from a civil date on. */
export function firstSessions(instrument: LinearInstrument, firstDate: string, count: number): readonly Session[] {
  const calendar = calendarById(instrument.calendar);
  const sessions: Session[] = [];
  let from: EpochMs = parseIsoDate(firstDate) ?? NaN;
  while (sessions.length < count) {
    const session = calendar.nextSession(from);
    sessions.push(session);
    from = session.close;
  }
  return sessions;
}

/** Source rows of bars that come from no file. */
export function emptySource(length: number): SourceRows {
  return { files: [], file: new Int32Array(length).fill(-1), row: new Int32Array(length) };
}

/**
 * The same series with every bar from index `from` on replaced by garbage that is valid by schema: finite, positive,
 * in order, and nothing like the prices before.
 */
export function poisonedFrom(series: BarSeries, from: number, seed: number | string = 'poison'): BarSeries {
  const rng = createRng(seed).fork(formatIsoDate(series.eventTime[0] ?? 0));
  const copy = {
    ...series,
    open: series.open.slice(),
    high: series.high.slice(),
    low: series.low.slice(),
    close: series.close.slice(),
    volume: series.volume.slice(),
  };
  for (let i = from; i < series.length; i++) {
    const corners = Array.from({ length: 4 }, () => 0.01 + 1e6 * rng.nextFloat() ** 8).sort((a, b) => a - b);
    const [low = 0, first = 0, second = 0, high = 0] = corners;
    const isUp = rng.nextFloat() < 0.5;
    copy.close[i] = isUp ? second : first;
    copy.volume[i] = rng.nextInt(1_000_000);
    if (series.shape === 'close-only') continue;
    copy.open[i] = isUp ? first : second;
    copy.low[i] = low;
    copy.high[i] = high;
  }
  return copy;
}

type Prices = Pick<BarSeries, 'open' | 'high' | 'low' | 'close'>;

function seriesOf(
  shape: BarSeries['shape'],
  prices: Prices,
  volume: readonly number[] | undefined,
  options: TestSeriesOptions,
): BarSeries {
  const instrument = testInstrument(options.instrument);
  const length = prices.close.length;
  const sessions = firstSessions(instrument, options.firstDate ?? '2006-01-03', length);
  const eventTime = Float64Array.from(sessions, (session) => session.close);
  return {
    instrument,
    timeframe: options.timeframe ?? '1d',
    shape,
    adjustment: 'raw',
    synthetic: true,
    length,
    openTime: shape === 'ohlc' ? Float64Array.from(sessions, (session) => session.open) : eventTime.slice(),
    eventTime,
    availableAt: eventTime.map((time) => time + (options.delayMs ?? 0)),
    ...prices,
    volume: volume === undefined ? new Float64Array(length).fill(NaN) : Float64Array.from(volume),
    source: emptySource(length),
  };
}
