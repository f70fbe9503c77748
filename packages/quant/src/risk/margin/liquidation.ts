import type { InstrumentId } from '../../market/index.ts';
import { mostAllowedLots } from '../gross-limit.ts';
import { wholeUp } from '../whole-units.ts';
import type { AccountModel } from './account-model.ts';
import { marginState } from './margin-state.ts';
import type { MarginAccount } from './margin-state.ts';
import { positionRequirement } from './requirement.ts';
import type { MarginPosition } from './requirement.ts';

/** A forced reduction. */
export interface ForcedReduction {
  readonly instrument: InstrumentId;
  /** Signed lots to trade, against the position; whole, not 0. */
  readonly lots: number;
}

/**
 * The order in which positions are closed by force: largest maintenance requirement first, ties by declared order.
 *
 * @returns indices into `positions`.
 *
 * @remarks
 * Source: this project: what frees most margin goes first, so that fewest positions are touched; brokers differ and keep
 * the choice to themselves.
 */
export function liquidationOrder(model: AccountModel, positions: readonly MarginPosition[]): readonly number[] {
  const margins = positions.map((position) => positionRequirement(model, position).maintenanceUnits);
  return positions.map((_, i) => i).sort((a, b) => margins[b] - margins[a] || a - b);
}

/**
 * The fewest lots, position by position in `liquidationOrder`, whose closing brings the account out of `liquidation`.
 *
 * A position is closed in part where that is enough, else in full, and the next one follows. In isolated mode each
 * breached position is closed in full and no other is touched. Closing at the mark leaves equity as it is but for costs,
 * so it is what the closed lots no longer require that restores the account.
 *
 * @param closingCostUnits - what closing that many lots (> 0) of a position costs, whole ledger units ≥ 0.
 * @returns empty where nothing is due; everything where nothing less helps.
 *
 * @remarks
 * Numerics: the worth of what remains of a position is rounded up to whole units, so too little is never closed.
 * Cost: O(positions · log lots) evaluations of the account.
 * Source: this project; docs/methods/margin.md.
 */
export function lotsToRestore(
  model: AccountModel,
  account: MarginAccount,
  closingCostUnits: (position: MarginPosition, lots: number) => number,
): readonly ForcedReduction[] {
  const { status, breached } = marginState(model, account);
  if (status !== 'liquidation') return [];
  if (model.kind === 'crypto' && model.mode === 'isolated') {
    const due = account.positions.filter((position) => breached.includes(position.instrument));
    return due.map((position) => ({ instrument: position.instrument, lots: -position.lots }));
  }
  const reductions: ForcedReduction[] = [];
  let current = account;
  for (const i of liquidationOrder(model, account.positions)) {
    const position = account.positions[i];
    const held = Math.abs(position.lots);
    const from = current;
    const after = (lots: number): MarginAccount => reduced(from, position, lots, closingCostUnits(position, lots));
    const tooFew = mostAllowedLots(held, (lots) => lots === 0 || isInLiquidation(model, after(lots)));
    const lots = Math.min(held, tooFew + 1);
    reductions.push({ instrument: position.instrument, lots: position.lots > 0 ? -lots : lots });
    current = after(lots);
    if (!isInLiquidation(model, current)) break;
  }
  return reductions;
}

function isInLiquidation(model: AccountModel, account: MarginAccount): boolean {
  return marginState(model, account).status === 'liquidation';
}

function reduced(account: MarginAccount, position: MarginPosition, lots: number, costUnits: number): MarginAccount {
  const left = Math.abs(position.lots) - lots;
  const share = left / Math.abs(position.lots);
  const rest: MarginPosition = {
    ...position,
    lots: Math.sign(position.lots) * left,
    worthUnits: Math.sign(position.worthUnits) * wholeUp(Math.abs(position.worthUnits) * share),
    shares: position.shares === undefined ? undefined : position.shares * share,
  };
  const positions = account.positions.flatMap((one) =>
    one.instrument === position.instrument ? (left === 0 ? [] : [rest]) : [one],
  );
  return { equityUnits: account.equityUnits - costUnits, positions };
}
