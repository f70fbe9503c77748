import { mean, variance } from '@assay/core/vector';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '../../market/index.ts';
import type { SimulationResult } from '../../simulation/index.ts';
import { PROOF_CASH } from './members.ts';

/** A mean over a population and its standard error. */
export interface MeanWithError {
  readonly mean: number;
  /** Standard deviation / √n; NaN for one member. */
  readonly error: number;
}

/** What trading by chance earned and paid, as fractions of the cash at the start, over a population. */
export interface ProofCosts {
  /** P&L of all closed trades before costs. */
  readonly gross: MeanWithError;
  /** Change of the equity and the costs that the account paid: 0 without an edge. */
  readonly netPlusCosts: MeanWithError;
  /** Change of the equity: minus the costs without an edge. */
  readonly net: MeanWithError;
  /** Mean of the costs. */
  readonly costs: number;
  /** Closed trades of all members. */
  readonly trades: number;
}

/** What one member earned and paid, as fractions of the cash at the start. */
export interface MemberCosts {
  readonly gross: number;
  readonly net: number;
  readonly paid: number;
  /** Closed trades. */
  readonly trades: number;
}

/**
 * Gross P&L, net P&L and costs of one simulation for a proof.
 *
 * Gross P&L is summed over closed trades; the net result is the change of the equity, without financing and dividends; costs
 * are spread, slippage, commission and fees as the account paid them. So a cost that is charged and not reported, or the other
 * way round, shows.
 *
 * @remarks
 * Source: this project.
 */
export function memberCosts(result: SimulationResult): MemberCosts {
  const { trades, costUnits, attribution, equityUnits, initialUnits } = result;
  const scale = PROOF_CASH * LEDGER_UNITS_PER_CURRENCY_UNIT;
  let gross = 0;
  for (const trade of trades) gross += trade.grossUnits;
  const { spread, slippage, commission, fees } = costUnits;
  const change = equityUnits[equityUnits.length - 1] - initialUnits;
  const net = change - attribution.dividends - attribution.financing;
  const paid = spread + slippage + commission + fees;
  return { gross: gross / scale, net: net / scale, paid: paid / scale, trades: trades.length };
}

/**
 * Mean and standard error of gross P&L, of net P&L, and of net P&L plus costs.
 *
 * @param members - of a population; each on a market of its own, or the standard errors are too small.
 *
 * @remarks
 * NaN: without a member; errors with one.
 * Source: this project.
 */
export function costFigures(members: readonly MemberCosts[]): ProofCosts {
  return {
    gross: withError(members.map(({ gross }) => gross)),
    netPlusCosts: withError(members.map(({ net, paid }) => net + paid)),
    net: withError(members.map(({ net }) => net)),
    costs: mean(Float64Array.from(members, ({ paid }) => paid)),
    trades: members.reduce((total, { trades }) => total + trades, 0),
  };
}

function withError(values: readonly number[]): MeanWithError {
  const column = Float64Array.from(values);
  return { mean: mean(column), error: Math.sqrt(variance(column, 1) / column.length) };
}
