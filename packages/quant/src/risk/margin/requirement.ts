import type { InstrumentId } from '../../market/index.ts';
import { wholeUp } from '../whole-units.ts';
import type { AccountModel, CryptoAccount, FxAccount, MarginTier, RegTAccount } from './account-model.ts';
import { tieredMaintenance, tierInitialRate } from './tiers.ts';

/** A position as margin sees it, at its mark. Money is in whole ledger units of the account's currency. */
export interface MarginPosition {
  readonly instrument: InstrumentId;
  /** Signed; whole, not 0. */
  readonly lots: number;
  /** Signed worth; has the sign of `lots` where the price is > 0. */
  readonly worthUnits: number;
  /** Shares (quantity units times multiplier) held, ≥ 0; read by the per-share rules of `reg-t`, which are off without it. */
  readonly shares?: number | undefined;
  /** Margin set aside for the position at its opening; read by isolated crypto accounts. @default 0 */
  readonly isolatedUnits?: number | undefined;
  /** Worth less cost; read by isolated crypto accounts. @default 0 */
  readonly profitUnits?: number | undefined;
}

/** What equity must cover. */
export interface MarginRequirement {
  /** To open anything; whole ledger units. */
  readonly initialUnits: number;
  /** To keep what is held; whole ledger units. */
  readonly maintenanceUnits: number;
}

/**
 * What one position requires, each figure rounded up to whole ledger units.
 *
 * - `unlimited`: nothing. `cash`: its worth to open, nothing to keep.
 * - `reg-t`: initial · |worth| to open, never less than what keeps it; maintenanceLong · worth, for a short
 *   max(maintenanceShort · |worth|, leastUnits · shares), below the boundary price the low-priced figures.
 * - `fx`: used margin |worth| / leverage to open; stopOut · used margin to keep.
 * - `crypto`: |worth| · max(initial, rate of its tier) to open; tiered maintenance to keep.
 *
 * @remarks
 * Numerics: rounded up, against the trader; monotone in |worth| and shares, except for a fall of a share's price through
 * the boundary.
 * Source: docs/methods/margin.md.
 */
export function positionRequirement(model: AccountModel, position: MarginPosition): MarginRequirement {
  const worth = Math.abs(position.worthUnits);
  switch (model.kind) {
    case 'unlimited':
      return { initialUnits: 0, maintenanceUnits: 0 };
    case 'cash':
      return { initialUnits: worth, maintenanceUnits: 0 };
    case 'reg-t':
      return regTRequirement(model, position, worth);
    case 'fx': {
      const used = usedMargin(model, position.instrument, worth);
      return { initialUnits: used, maintenanceUnits: wholeUp(model.stopOut * used) };
    }
    case 'crypto': {
      const tiers = tiersOf(model, position.instrument);
      return {
        initialUnits: wholeUp(worth * Math.max(model.initial, tierInitialRate(tiers, worth))),
        maintenanceUnits: wholeUp(tieredMaintenance(tiers, worth)),
      };
    }
  }
}

/**
 * What all positions require together: the sum over positions, under `reg-t` at least the minimum equity to open (never
 * more than long positions cost in full).
 *
 * @remarks
 * Source: docs/methods/margin.md; FINRA Rule 4210(b)(4) for the minimum.
 */
export function requirement(model: AccountModel, positions: readonly MarginPosition[]): MarginRequirement {
  let [initialUnits, maintenanceUnits, longUnits, isShort] = [0, 0, 0, false];
  for (const position of positions) {
    const one = positionRequirement(model, position);
    initialUnits += one.initialUnits;
    maintenanceUnits += one.maintenanceUnits;
    if (position.lots < 0) isShort = true;
    else longUnits += Math.max(0, position.worthUnits);
  }
  if (model.kind === 'reg-t') {
    const minimum = isShort ? model.minimumEquityUnits : Math.min(model.minimumEquityUnits, longUnits);
    initialUnits = Math.max(initialUnits, minimum);
  }
  return { initialUnits, maintenanceUnits };
}

/**
 * Cash that is not collateral of short positions: cash - Σ |worth of shorts|.
 *
 * What a short sale brought in stays as collateral, marked to market; it earns and pays for nothing. Below zero the rest
 * is borrowed: the debit balance on which margin interest is due.
 *
 * @param cashUnits - all cash, proceeds of short sales included.
 *
 * @remarks
 * Source: Regulation T, 12 CFR 220.12(c): the proceeds stand within the 150 % of a short sale.
 */
export function freeCashUnits(cashUnits: number, positions: readonly MarginPosition[]): number {
  return positions.reduce((free, { lots, worthUnits }) => (lots < 0 ? free - Math.abs(worthUnits) : free), cashUnits);
}

function regTRequirement(model: RegTAccount, position: MarginPosition, worth: number): MarginRequirement {
  const maintenanceUnits = wholeUp(
    position.lots > 0 ? model.maintenanceLong * worth : shortMaintenance(model, worth, position.shares ?? 0),
  );
  return { initialUnits: Math.max(wholeUp(model.initial * worth), maintenanceUnits), maintenanceUnits };
}

function shortMaintenance(model: RegTAccount, worth: number, shares: number): number {
  const { boundaryUnits, leastUnits, leastLowPricedUnits } = model.perShare;
  return worth < boundaryUnits * shares
    ? Math.max(model.maintenanceShortLowPriced * worth, leastLowPricedUnits * shares)
    : Math.max(model.maintenanceShort * worth, leastUnits * shares);
}

function usedMargin(model: FxAccount, instrument: InstrumentId, worth: number): number {
  return wholeUp(worth / (ownEntry(model.leverageByInstrument, instrument) ?? model.leverage));
}

function tiersOf(model: CryptoAccount, instrument: InstrumentId): readonly MarginTier[] {
  return ownEntry(model.tiersByInstrument, instrument) ?? model.tiers;
}

function ownEntry<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
