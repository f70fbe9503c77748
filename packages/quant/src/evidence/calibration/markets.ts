import { checkInteger } from '@assay/core/checks';
import { createRng } from '@assay/core/random';
import { parseIsoDate } from '@assay/core/time';
import type { BarSeries, LinearInstrument, Session } from '../../market/index.ts';
import { calendarById } from '../../market/index.ts';

/** What a made market looks like. Volatilities and drifts are per session, as fractions. */
export interface MarketShape {
  /** Number of daily bars. */
  readonly bars: number;
  /** Standard deviation of the log return from a close to the next open. */
  readonly overnightVolatility: number;
  /** Standard deviation of the log return from an open to the close. */
  readonly sessionVolatility: number;
  /** Expected simple return from one close to the next, all of it before the open. */
  readonly drift: number;
  /** Expected simple return from open to close. @default 0 */
  readonly sessionDrift?: number;
}

/** Five years of a driftless market: prices are a martingale, so that no timing has an expected gain. */
export const DRIFTLESS: MarketShape = Object.freeze({
  bars: 1260,
  overnightVolatility: 0.004,
  sessionVolatility: 0.012,
  drift: 0,
});

/** A market whose next session leans to the side of its past return. */
export interface PlantedEdge {
  readonly bars: number;
  /** Bars of the past return whose sign tells the side; ≥ 1. */
  readonly lookback: number;
  /** Expected log return of a session to that side, in standard deviations of the session. */
  readonly strength: number;
  /** Standard deviation of a session's log return. */
  readonly volatility: number;
  /** Stretches in which it is another. @default none */
  readonly crisis?: {
    /** Volatility of a session in them, as a multiple of `volatility`. */
    readonly multiple: number;
    /** Long-run share of the sessions that lie in them, in (0, 1). */
    readonly share: number;
    /** Mean length in sessions; ≥ 1. */
    readonly length: number;
  };
}

/** A planted market and what only its maker knows. */
export interface PlantedMarket {
  readonly series: BarSeries;
  /** shape (n,): side that each session leaned to, 1 or -1; 0 before the first past return exists. */
  readonly sides: Float64Array;
  /** shape (n,): log return of each session in standard deviations, before prices were rounded to ticks. */
  readonly moves: Float64Array;
}

const INSTRUMENT: LinearInstrument = {
  id: 'MADE',
  kind: 'equity',
  currency: 'USD',
  tickSize: '0.01',
  lotSize: '1',
  multiplier: '1',
  calendar: 'us-equity',
};
const START = '2006-01-03';
const START_PRICE = 1_000;
const TICKS_PER_UNIT = 100;

/**
 * Independent daily bars of one market: simple returns are independent, with mean `drift` overnight and `sessionDrift` in
 * the session.
 *
 * Prices start at 1,000 and are whole ticks of 0.01, so that rounding is far below a basis point.
 *
 * @param seed - every price follows from it.
 * @throws {InvalidArgumentError} if `shape.bars` is not a whole number ≥ 2.
 *
 * @remarks
 * Causal: made from front to back.
 * Source: this project.
 */
export function nullMarket(seed: string, shape: MarketShape): BarSeries {
  const rng = createRng(`market/${seed}`);
  const { overnightVolatility: night, sessionVolatility: day, drift, sessionDrift = 0 } = shape;
  const columns = emptyColumns(shape.bars);
  let level = Math.log(START_PRICE);
  for (let bar = 0; bar < shape.bars; bar++) {
    level += Math.log1p(drift) + night * rng.nextNormal() - night ** 2 / 2;
    const open = wholeTicks(Math.exp(level));
    level += Math.log1p(sessionDrift) + day * rng.nextNormal() - day ** 2 / 2;
    const close = wholeTicks(Math.exp(level));
    writeBar(columns, bar, { open, close, reach: Math.exp(day * Math.abs(rng.nextNormal()) * 0.5) });
  }
  return dailySeries(columns);
}

/**
 * Daily bars whose sessions lean to the sign of the past return over `lookback` bars; nothing happens overnight.
 *
 * x_t = strength · s_t + ε_t, log return = volatility · x_t - volatility² / 2, with s_t the sign of close_{t-1} / close_{t-1-lookback}
 * and ε_t independent standard normal. With `crisis` the volatility is that of the session's state, which nothing else depends on. So Σ s_t · x_t / √n is N(strength · √n, 1) for whoever knows every s_t, over the n
 * bars with a side: the most powerful test there is.
 *
 * @param seed - every price follows from it.
 * @throws {InvalidArgumentError} if `bars` or `lookback` is not a whole number, or is too small.
 *
 * @remarks
 * Causal: a side is known at the close before its session.
 * Source: this project.
 */
export function plantedMarket(seed: string, edge: PlantedEdge): PlantedMarket {
  const { bars, lookback, strength } = edge;
  checkInteger('lookback', lookback, 1);
  const rng = createRng(`planted/${seed}`);
  const columns = emptyColumns(bars);
  const volatilities = volatilitiesOf(seed, edge);
  const [sides, moves] = [new Float64Array(bars), new Float64Array(bars)];
  let level = Math.log(START_PRICE);
  for (let bar = 0; bar < bars; bar++) {
    sides[bar] = bar > lookback ? Math.sign(columns.close[bar - 1] - columns.close[bar - 1 - lookback]) : 0;
    moves[bar] = strength * sides[bar] + rng.nextNormal();
    const open = bar === 0 ? START_PRICE : columns.close[bar - 1];
    const volatility = volatilities[bar];
    level += volatility * moves[bar] - volatility ** 2 / 2;
    const close = wholeTicks(Math.exp(level));
    writeBar(columns, bar, { open, close, reach: Math.exp(volatility * Math.abs(rng.nextNormal()) * 0.5) });
  }
  return { series: dailySeries(columns), sides, moves };
}

/** The volatility of each session: a chain of two states, which starts in the quiet one. */
function volatilitiesOf(seed: string, { bars, volatility, crisis }: PlantedEdge): Float64Array {
  const out = new Float64Array(bars).fill(volatility);
  if (crisis === undefined) return out;
  const rng = createRng(`crises/${seed}`);
  const end = 1 / crisis.length;
  const begin = (end * crisis.share) / (1 - crisis.share);
  let isCrisis = false;
  return out.map((quiet) => {
    if (rng.nextFloat() < (isCrisis ? end : begin)) isCrisis = !isCrisis;
    return isCrisis ? quiet * crisis.multiple : quiet;
  });
}

type Columns = Readonly<Record<'open' | 'high' | 'low' | 'close', Float64Array>>;

function emptyColumns(bars: number): Columns {
  checkInteger('bars', bars, 2);
  const column = (): Float64Array => new Float64Array(bars);
  return { open: column(), high: column(), low: column(), close: column() };
}

function writeBar(
  columns: Columns,
  bar: number,
  { open, close, reach }: { readonly open: number; readonly close: number; readonly reach: number },
): void {
  columns.open[bar] = open;
  columns.close[bar] = close;
  columns.high[bar] = wholeTicks(Math.max(open, close) * reach);
  columns.low[bar] = wholeTicks(Math.min(open, close) / reach);
}

function wholeTicks(price: number): number {
  return Math.max(1, Math.round(price * TICKS_PER_UNIT)) / TICKS_PER_UNIT;
}

const calendars = new Map<number, readonly Session[]>();

/** The first sessions of the calendar; worked out once for each length, as every market of a proof has the same. */
function sessionsOf(count: number): readonly Session[] {
  const known = calendars.get(count);
  if (known !== undefined) return known;
  const calendar = calendarById(INSTRUMENT.calendar);
  const sessions: Session[] = [];
  let from = parseIsoDate(START) ?? NaN;
  while (sessions.length < count) {
    const session = calendar.nextSession(from);
    sessions.push(session);
    from = session.close;
  }
  calendars.set(count, sessions);
  return sessions;
}

function dailySeries(columns: Columns): BarSeries {
  const { length } = columns.close;
  const sessions = sessionsOf(length);
  const eventTime = Float64Array.from(sessions, ({ close }) => close);
  return {
    instrument: INSTRUMENT,
    timeframe: '1d',
    shape: 'ohlc',
    adjustment: 'raw',
    synthetic: true,
    length,
    openTime: Float64Array.from(sessions, ({ open }) => open),
    eventTime,
    availableAt: eventTime,
    ...columns,
    volume: new Float64Array(length).fill(NaN),
    source: { files: [], file: new Int32Array(length).fill(-1), row: new Int32Array(length) },
  };
}
