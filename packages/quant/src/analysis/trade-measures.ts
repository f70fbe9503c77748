import type { Trade } from '../orders/index.ts';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure } from './measure.ts';

/** The figures of a closed trade that the measures read. */
export type TradeFigures = Pick<Trade, 'grossUnits' | 'costUnits' | 'netUnits' | 'barsHeld' | 'exitRule'>;

/** What the closed trades did. Money in ledger units (1e-6 of the trades' currency); wins and losses are net of costs. */
export interface TradeMeasures {
  readonly nTrades: number;
  /** Trades that were not closed only because a segment ended: by a decision, a stop, a target, or what befell the market. */
  readonly nDecidedTrades: number;
  /** Trades with a net gain. */
  readonly nWinning: number;
  /** Trades with a net loss; a trade of net 0 is neither. */
  readonly nLosing: number;
  /** nWinning / nTrades. */
  readonly winRate: Measure;
  /** Sum of net gains / sum of net losses; undefined without a losing trade. */
  readonly profitFactor: Measure;
  /** Mean net result of a trade. */
  readonly expectancyUnits: Measure;
  /** Mean net gain of the winning trades / mean net loss of the losing ones. */
  readonly payoffRatio: Measure;
  /** Mean number of bars between entry and exit. */
  readonly averageBarsHeld: Measure;
  /** Largest net gain, > 0. */
  readonly largestWinUnits: Measure;
  /** Largest net loss as a number > 0. */
  readonly largestLossUnits: Measure;
  /** Sum before costs. */
  readonly grossUnits: Measure;
  /** Sum of spread, slippage and commission, ≥ 0. */
  readonly costUnits: Measure;
  /** Sum after costs. */
  readonly netUnits: Measure;
}

/** What the rules of a forced close at the end of a segment begin with. */
const SEGMENT_END = 'segment-end';

/**
 * Measures of closed trades.
 *
 * @param trades - all in one currency.
 *
 * @remarks
 * NaN: without a trade the sums are 0 and every ratio and mean is undefined because of `no-trade`; profit factor and
 * payoff ratio are undefined because of `no-losing-trade` where nothing was lost, however much was won; a sum beyond 2^53
 * is undefined because of `beyond-exact-range`.
 * Source: this project.
 */
export function tradeMeasures(trades: readonly TradeFigures[]): TradeMeasures {
  const winning = trades.filter((trade) => trade.netUnits > 0);
  const losing = trades.filter((trade) => trade.netUnits < 0);
  const won = exactSum(winning.map((trade) => trade.netUnits));
  const lost = exactSum(losing.map((trade) => -trade.netUnits));
  const netUnits = exactSum(trades.map((trade) => trade.netUnits));
  const perTrade = (total: Measure): Measure => ratio(total, trades.length, 'no-trade');
  const barsHeld = exactSum(trades.map((trade) => trade.barsHeld));
  const averageWin = ratio(won, winning.length, trades.length === 0 ? 'no-trade' : 'no-winning-trade');
  return {
    nTrades: trades.length,
    nDecidedTrades: trades.filter(({ exitRule }) => !exitRule.startsWith(SEGMENT_END)).length,
    nWinning: winning.length,
    nLosing: losing.length,
    winRate: perTrade(defined(winning.length)),
    profitFactor: trades.length === 0 ? undefinedBecause('no-trade') : over(won, lost),
    expectancyUnits: perTrade(netUnits),
    payoffRatio: over(averageWin, ratio(lost, losing.length, 'no-losing-trade')),
    averageBarsHeld: perTrade(barsHeld),
    largestWinUnits: largest(winning, trades.length === 0 ? 'no-trade' : 'no-winning-trade'),
    largestLossUnits: largest(losing, trades.length === 0 ? 'no-trade' : 'no-losing-trade'),
    grossUnits: exactSum(trades.map((trade) => trade.grossUnits)),
    costUnits: exactSum(trades.map((trade) => trade.costUnits)),
    netUnits,
  };
}

/**
 * Sum of whole numbers, undefined where it leaves the range in which they are exact.
 *
 * @param values - whole, in any order.
 *
 * @remarks
 * NaN: `beyond-exact-range` where the sum is beyond 2^53, or a value is not a safe integer.
 * Numerics: in wide integers where a partial sum leaves the range, so that the order of the values does not matter.
 * Source: this project.
 */
export function exactSum(values: readonly number[]): Measure {
  let total = 0;
  for (const value of values) {
    if (!Number.isSafeInteger(value)) return undefinedBecause('beyond-exact-range');
    total += value;
    if (!Number.isSafeInteger(total)) return wideSum(values);
  }
  return defined(total);
}

function wideSum(values: readonly number[]): Measure {
  if (!values.every(Number.isSafeInteger)) return undefinedBecause('beyond-exact-range');
  const total = Number(values.reduce((partial, value) => partial + BigInt(value), 0n));
  return Number.isSafeInteger(total) ? defined(total) : undefinedBecause('beyond-exact-range');
}

function ratio(total: Measure, count: number, reason: 'no-trade' | 'no-winning-trade' | 'no-losing-trade'): Measure {
  if (count === 0) return undefinedBecause(reason);
  return total.reason === undefined ? defined(total.value / count) : total;
}

/** won / lost, undefined where either is or nothing was lost. */
function over(won: Measure, lost: Measure): Measure {
  if (won.reason !== undefined) return won;
  if (lost.reason !== undefined) return lost;
  return lost.value > 0 ? defined(won.value / lost.value) : undefinedBecause('no-losing-trade');
}

function largest(
  trades: readonly TradeFigures[],
  reason: 'no-trade' | 'no-winning-trade' | 'no-losing-trade',
): Measure {
  if (trades.length === 0) return undefinedBecause(reason);
  return defined(trades.reduce((most, trade) => Math.max(most, Math.abs(trade.netUnits)), 0));
}
