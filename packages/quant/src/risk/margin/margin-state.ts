import type { InstrumentId } from '../../market/index.ts';
import { wholeUp } from '../whole-units.ts';
import type { AccountModel, RegTAccount } from './account-model.ts';
import { positionRequirement, requirement } from './requirement.ts';
import type { MarginPosition, MarginRequirement } from './requirement.ts';

/** An account as margin sees it. Money is in whole ledger units of the account's currency. */
export interface MarginAccount {
  /** Cash plus signed worth of all positions. */
  readonly equityUnits: number;
  readonly positions: readonly MarginPosition[];
}

/**
 * How an account stands. `restricted`: may not open. `margin-call`: called and may not open. `liquidation`: positions are
 * closed by force.
 */
export type MarginStatus = 'in-order' | 'restricted' | 'margin-call' | 'liquidation';

/** Requirement against equity. */
export interface MarginState extends MarginRequirement {
  readonly status: MarginStatus;
  /** Equity less initial requirement; negative where nothing may be opened. */
  readonly excessUnits: number;
  /** Equity less maintenance requirement. */
  readonly cushionUnits: number;
  /** What is to be closed, in declared order: all positions in `liquidation`, only those breached in isolated mode. */
  readonly breached: readonly InstrumentId[];
}

/**
 * How an account stands at its marks.
 *
 * - `unlimited`, `cash`: always in order.
 * - `reg-t`: `liquidation` where equity < maintenance (equality is enough), `restricted` where equity < initial.
 * - `fx`: `liquidation` where equity ≤ stopOut · used margin, `margin-call` where equity ≤ marginCall · used margin,
 *   `restricted` where equity < used margin.
 * - `crypto`, cross: `liquidation` where equity ≤ maintenance, `restricted` where equity < initial.
 * - `crypto`, isolated: `liquidation` where margin set aside + profit ≤ maintenance for some position.
 *
 * An account without positions is in order whatever its equity.
 *
 * @remarks
 * Causal: sees the marks that it is given.
 * Unrealistic when: a broker grants days to answer a call (Regulation T allows a payment period): here positions are
 * closed at once, as brokers with real-time margin do.
 * Source: FINRA Rule 4210(c); docs/methods/margin.md.
 */
export function marginState(model: AccountModel, account: MarginAccount): MarginState {
  const { equityUnits, positions } = account;
  const required = requirement(model, positions);
  const breached = breachedPositions(model, account, required);
  return {
    ...required,
    status: breached.length > 0 ? 'liquidation' : openStatus(model, account, required),
    excessUnits: equityUnits - required.initialUnits,
    cushionUnits: equityUnits - required.maintenanceUnits,
    breached: breached.map((position) => position.instrument),
  };
}

/** An account as it would stand after an opening. */
export interface AccountAfter extends MarginAccount {
  /** All cash after the purchase; read by `cash` accounts only. */
  readonly cashUnits: number;
  /** The part of it that has settled; read by `cash` accounts only. */
  readonly settledUnits: number;
}

/** Why an opening is refused: what a refusal says. */
export type OpeningProblem =
  'short-not-allowed' | 'unaffordable' | 'unsettled-cash' | 'initial-margin' | 'minimum-equity' | 'margin-call';

/**
 * Why an account may not open what it would then hold; ask about openings only, reductions are always allowed.
 *
 * - `cash`: `short-not-allowed`; `unaffordable` where cash would be negative; `unsettled-cash` where the settled part would.
 * - `reg-t`: `initial-margin` where equity < Σ initial; `minimum-equity` where only the minimum is missed.
 * - `fx`: `initial-margin` where equity < used margin; `margin-call` where the new position would be called at once.
 * - `crypto`: `initial-margin` where equity < Σ initial, or is used up by maintenance; isolated, where what is not set
 *   aside (equity less margin and profit of all positions) would be negative or a position would be liquidated at once.
 *
 * @param after - equity after the costs of the opening.
 * @returns undefined where it is allowed. More lots of the same side never turn a refusal into a permission, but for an isolated
 * position of a few ledger units, whose maintenance is as much as its margin because it is rounded up to a whole unit.
 *
 * @remarks
 * Source: Regulation T, 12 CFR 220.8 and 220.12; docs/methods/margin.md.
 */
export function openingProblem(model: AccountModel, after: AccountAfter): OpeningProblem | undefined {
  switch (model.kind) {
    case 'unlimited':
      return undefined;
    case 'cash':
      return cashProblem(after);
    case 'reg-t':
      return regTProblem(model, after);
    case 'fx': {
      const { status, excessUnits } = marginState(model, after);
      if (excessUnits < 0) return 'initial-margin';
      return status === 'in-order' ? undefined : 'margin-call';
    }
    case 'crypto':
      return marginState(model, after).status === 'in-order' ? undefined : 'initial-margin';
  }
}

function cashProblem({ positions, cashUnits, settledUnits }: AccountAfter): OpeningProblem | undefined {
  if (positions.some((position) => position.lots < 0)) return 'short-not-allowed';
  if (cashUnits < 0) return 'unaffordable';
  return settledUnits < 0 ? 'unsettled-cash' : undefined;
}

function regTProblem(model: RegTAccount, { equityUnits, positions }: AccountAfter): OpeningProblem | undefined {
  const sum = positions.reduce((total, one) => total + positionRequirement(model, one).initialUnits, 0);
  if (equityUnits < sum) return 'initial-margin';
  return equityUnits < requirement(model, positions).initialUnits ? 'minimum-equity' : undefined;
}

/** Equity that belongs to no isolated position. */
function unassignedUnits({ equityUnits, positions }: MarginAccount): number {
  return positions.reduce((rest, position) => rest - isolatedEquity(position), equityUnits);
}

function isolatedEquity(position: MarginPosition): number {
  return (position.isolatedUnits ?? 0) + (position.profitUnits ?? 0);
}

function breachedPositions(
  model: AccountModel,
  { equityUnits, positions }: MarginAccount,
  required: MarginRequirement,
): readonly MarginPosition[] {
  if (positions.length === 0 || model.kind === 'unlimited' || model.kind === 'cash') return [];
  if (model.kind === 'reg-t') return equityUnits < required.maintenanceUnits ? positions : [];
  if (model.kind === 'crypto' && model.mode === 'isolated') {
    return positions.filter((one) => isolatedEquity(one) <= positionRequirement(model, one).maintenanceUnits);
  }
  return equityUnits <= required.maintenanceUnits ? positions : [];
}

function openStatus(model: AccountModel, account: MarginAccount, required: MarginRequirement): MarginStatus {
  const { equityUnits, positions } = account;
  if (positions.length === 0 || model.kind === 'unlimited' || model.kind === 'cash') return 'in-order';
  if (model.kind === 'crypto' && model.mode === 'isolated') {
    return unassignedUnits(account) < 0 ? 'restricted' : 'in-order';
  }
  if (model.kind === 'fx' && equityUnits <= wholeUp(model.marginCall * required.initialUnits)) return 'margin-call';
  return equityUnits < required.initialUnits ? 'restricted' : 'in-order';
}
