import { checkSameLength } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import {
  defined,
  exactSum,
  matchedExcessInto,
  MIN_OBSERVATIONS_TO_ANNUALISE,
  recordedTrades,
  undefinedBecause,
} from '../../analysis/index.ts';
import type { ExposureHistory, Measure } from '../../analysis/index.ts';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '../../market/index.ts';
import type { SimulationResult } from '../../simulation/index.ts';
import { sharpeStatistics } from '../sharpe-inference.ts';

/** Largest profit factor and win/loss ratio that is reported: beyond it a figure says only that little was lost. */
export const RATIO_CAP = 10;

/** Largest annual Sharpe ratio that is reported, with either sign: beyond it a figure says only that the days differ little. */
export const SHARPE_CAP = 10;

/** What one cell of a grid came to on one instrument, after costs. Money in the account's currency; returns are fractions. */
export interface CellFigures {
  readonly trades: number;
  /** Daily returns behind the Sharpe ratios: one for each session with a close. */
  readonly dailyPoints: number;
  /** Mean / standard deviation (n - 1) of the daily returns, cut where a year's would be. */
  readonly sharpePerDay: Measure;
  /** The same · √(days in a year), from -`SHARPE_CAP` to `SHARPE_CAP`; undefined below 20 daily points. */
  readonly sharpe: Measure;
  /** True where the Sharpe ratios were cut. */
  readonly sharpeCapped: boolean;
  /** Last equity / first equity - 1. */
  readonly returnFraction: Measure;
  /** Sum of the net results of the closed trades. */
  readonly pnl: Measure;
  /** Net gains / net losses, at most `RATIO_CAP`. */
  readonly profitFactor: Measure;
  /** True where the profit factor was cut at `RATIO_CAP`, or nothing was lost. */
  readonly profitFactorCapped: boolean;
  readonly winRate: Measure;
  readonly averageHoldMinutes: Measure;
  readonly medianTradePnl: Measure;
  readonly pnlPerTrade: Measure;
  /** pnl / maxDrawdown. */
  readonly pnlToDrawdown: Measure;
  /** Mean gain of the winning trades / mean loss of the losing ones, at most `RATIO_CAP`. */
  readonly winLossRatio: Measure;
  readonly winLossRatioCapped: boolean;
  /** Deepest fall of equity below its peak, in currency and as a fraction of that peak. */
  readonly maxDrawdown: Measure;
  readonly maxDrawdownFraction: Measure;
}

/** Figures of a cell with the returns that inference reads. */
export interface MeasuredCell {
  readonly figures: CellFigures;
  /** shape (days,): daily returns in excess of buy and hold at the cell's own average exposure. */
  readonly dailyExcess: Float64Array;
}

/** How a simulation of a cell is measured. */
export interface CellMeasuring {
  /** shape (s,): moments at which a day of the record ends, ascending; empty where every period is a day or longer. */
  readonly dayEnds: Float64Array;
  /** Days, or longer periods, in a year of the instrument's calendar; finite and > 0. */
  readonly daysPerYear: number;
}

/** What a cell is measured by; what `sweepRecord` gives is that. */
export interface CellRecord extends ExposureHistory, Pick<SimulationResult, 'times' | 'equityUnits' | 'initialUnits'> {
  /** When the entries of the closed trades were decided, each decision once, in order. */
  readonly entryDecisions: readonly EpochMs[];
  /** Net result of each closed trade, in ledger units of the account's currency. */
  readonly netUnits: readonly number[];
  /** Sum of the times that they were held. */
  readonly heldMs: number;
}

/**
 * What a cell is measured by, from its simulation.
 *
 * @remarks
 * Source: this project.
 */
export function cellRecord(simulation: SimulationResult): CellRecord {
  const { times, equityUnits, initialUnits, returns, exposure, instrumentReturns, instruments, trades } = simulation;
  const decided = new Map(simulation.fills.map(({ id, decisionTime }) => [id, decisionTime]));
  const entries = new Set(trades.map(({ entryFillId }) => decided.get(entryFillId) ?? NaN));
  return {
    entryDecisions: [...entries].sort((a, b) => a - b),
    ...{ times, equityUnits, initialUnits, returns, exposure, instrumentReturns, instruments },
    netUnits: recordedTrades(simulation).map(({ netUnits }) => netUnits),
    heldMs: trades.reduce((sum, { entryTime, exitTime }) => sum + (exitTime - entryTime), 0),
  };
}

/**
 * Figures of one cell.
 *
 * @param record - one account over the whole period.
 *
 * @remarks
 * Causal: not causal: a measure is of a finished record.
 * NaN: a ratio without a trade is undefined because of `no-trade`; with wins and no losses it stands at `RATIO_CAP` and is marked;
 * with neither it is undefined because of `no-losing-trade`. Sharpe ratios stand at `SHARPE_CAP` or below and are marked where they
 * were cut; they are undefined below two daily points or where all
 * returns are equal, the annual one also below 20 daily points; P&L to drawdown without a drawdown.
 * Cost: O(periods + trades · log trades).
 * Source: this project.
 */
export function measureCell(record: CellRecord, measuring: CellMeasuring): MeasuredCell {
  const { returns, times } = record;
  const daily = dailyReturns(returns, times, measuring.dayEnds);
  const excess = matchedExcessInto(scratchOf(measuring, returns.length), record);
  const trades = tradeFigures(record);
  return {
    figures: { ...trades, ...sharpeFigures(daily, measuring.daysPerYear), ...equityFigures(record, trades.pnl) },
    dailyExcess: dailyReturns(excess, times, measuring.dayEnds),
  };
}

/** What cells that are measured alike write their periods into; where these are the days, they are given away. */
const SCRATCH: WeakMap<CellMeasuring, Float64Array> = new WeakMap();

function scratchOf(measuring: CellMeasuring, length: number): Float64Array {
  const known = SCRATCH.get(measuring);
  if (known?.length === length) return known;
  const fresh = new Float64Array(length);
  if (measuring.dayEnds.length > 0) SCRATCH.set(measuring, fresh);
  return fresh;
}

/**
 * Returns of the days that periods make: Π (1 + r) - 1 over the periods that end after the last day's end and by this one's.
 *
 * @param returns - shape (p,), simple returns.
 * @param times - shape (p,), when each period ends, ascending.
 * @param dayEnds - shape (s,), ascending; empty gives `returns` back. Days without a period are left out; periods after the last
 * end make one more.
 * @returns shape (d,).
 * @throws {InvalidArgumentError} if the times are not as many as the returns, or one of them is NaN.
 *
 * @remarks
 * Causal: a day's return is known at its end.
 * Source: this project.
 */
export function dailyReturns(returns: Float64Array, times: Float64Array, dayEnds: Float64Array): Float64Array {
  checkSameLength('times', times, returns.length);
  if (dayEnds.length === 0) return returns;
  const days = new Float64Array(Math.min(returns.length, dayEnds.length + 1));
  let count = 0;
  for (let t = 0, day = 0; t < returns.length; day++) {
    const end = day < dayEnds.length ? dayEnds[day] : Infinity;
    let wealth = 1;
    const first = t;
    while (t < returns.length && times[t] <= end) wealth *= 1 + returns[t++];
    if (t > first) days[count++] = wealth - 1;
    else if (end === Infinity) throw new InvalidArgumentError('times', 'without NaN', times[t]);
  }
  return days.subarray(0, count);
}

function sharpeFigures(
  daily: Float64Array,
  daysPerYear: number,
): Pick<CellFigures, 'dailyPoints' | 'sharpePerDay' | 'sharpe' | 'sharpeCapped'> {
  const { sharpe, n, reason } = sharpeStatistics(daily);
  const most = SHARPE_CAP / Math.sqrt(daysPerYear);
  const perDay = Math.max(-most, Math.min(most, sharpe));
  const of = (value: number): Measure => (reason === undefined ? defined(value) : undefinedBecause(reason));
  const isShort = n < MIN_OBSERVATIONS_TO_ANNUALISE;
  return {
    dailyPoints: n,
    sharpePerDay: of(perDay),
    sharpe: isShort ? undefinedBecause('too-few-observations') : of(perDay * Math.sqrt(daysPerYear)),
    sharpeCapped: reason === undefined && Math.abs(sharpe) > most,
  };
}

type TradeFiguresOfCell = Omit<
  CellFigures,
  | 'dailyPoints'
  | 'sharpePerDay'
  | 'sharpe'
  | 'sharpeCapped'
  | 'returnFraction'
  | 'pnlToDrawdown'
  | 'maxDrawdown'
  | 'maxDrawdownFraction'
>;

function tradeFigures({ netUnits: net, heldMs }: CellRecord): TradeFiguresOfCell {
  const n = net.length;
  const gains = net.filter((units) => units > 0);
  const losses = net.filter((units) => units < 0);
  const pnl = inCurrency(exactSum(net));
  const won = exactSum(gains);
  const lost = exactSum(losses.map((units) => -units));
  const factor = capped(won, lost, n);
  const payoff = capped(perOne(won, gains.length), perOne(lost, losses.length), n);
  const of = (measure: Measure): Measure => (n === 0 ? undefinedBecause('no-trade') : measure);
  return {
    trades: n,
    pnl,
    pnlPerTrade: of(perOne(pnl, n)),
    profitFactor: factor.ratio,
    profitFactorCapped: factor.isCapped,
    winRate: of(defined(gains.length / n)),
    averageHoldMinutes: of(defined(heldMs / 60_000 / n)),
    medianTradePnl: of(inCurrency(defined(median(net)))),
    winLossRatio: payoff.ratio,
    winLossRatioCapped: payoff.isCapped,
  };
}

function perOne(total: Measure, count: number): Measure {
  return total.reason === undefined ? defined(count === 0 ? 0 : total.value / count) : total;
}

/** won / lost, at most `RATIO_CAP`. */
function capped(won: Measure, lost: Measure, n: number): { readonly ratio: Measure; readonly isCapped: boolean } {
  if (n === 0) return { ratio: undefinedBecause('no-trade'), isCapped: false };
  const fault = won.reason ?? lost.reason;
  if (fault !== undefined) return { ratio: undefinedBecause(fault), isCapped: false };
  if (won.value === 0 && lost.value === 0) return { ratio: undefinedBecause('no-losing-trade'), isCapped: false };
  const ratio = lost.value > 0 ? won.value / lost.value : Infinity;
  return { ratio: defined(Math.min(RATIO_CAP, ratio)), isCapped: ratio > RATIO_CAP };
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle];
  return (sorted[middle - 1] + sorted[middle]) / 2;
}

function equityFigures(
  { equityUnits, initialUnits }: CellRecord,
  pnl: Measure,
): Pick<CellFigures, 'returnFraction' | 'pnlToDrawdown' | 'maxDrawdown' | 'maxDrawdownFraction'> {
  const last = equityUnits.length === 0 ? initialUnits : equityUnits[equityUnits.length - 1];
  const { deepest, deepestFraction } = drawdownOf(equityUnits, initialUnits);
  const depth = inCurrency(defined(deepest));
  return {
    returnFraction: equityUnits.length === 0 ? undefinedBecause('no-observations') : defined(last / initialUnits - 1),
    maxDrawdown: depth,
    maxDrawdownFraction: defined(deepestFraction),
    pnlToDrawdown:
      deepest > 0 && pnl.reason === undefined
        ? defined(pnl.value / depth.value)
        : undefinedBecause(pnl.reason ?? 'no-drawdown'),
  };
}

function drawdownOf(
  equityUnits: Float64Array,
  initialUnits: number,
): { readonly deepest: number; readonly deepestFraction: number } {
  let peak = initialUnits;
  let deepest = 0;
  let deepestFraction = 0;
  // By index: the iterator of a column makes a value for each entry.
  for (let t = 0; t < equityUnits.length; t++) {
    const equity = equityUnits[t];
    if (equity > peak) peak = equity;
    const depth = peak - equity;
    if (depth > deepest) deepest = depth;
    if (depth > deepestFraction * peak) deepestFraction = depth / peak;
  }
  return { deepest, deepestFraction };
}

function inCurrency(units: Measure): Measure {
  return units.reason === undefined ? defined(units.value / LEDGER_UNITS_PER_CURRENCY_UNIT) : units;
}
