import { moneyUnits } from '../market/index.ts';
import type { LedgerScale } from '../market/index.ts';
import type { Fill, Trade, TradeParts } from './records.ts';
import { shareOf } from './shared-units.ts';

/** Lots of one entry fill that are still open, with what belongs to them of the fill's costs and of the income since. */
export interface OpenSlice {
  readonly fill: Fill;
  /** > 0. */
  lots: number;
  spreadUnits: number;
  commissionUnits: number;
  feeUnits: number;
  dividendUnits: number;
  financingUnits: number;
  /** What the lots cost, signed, once a split has parted it from price and lots; undefined before. */
  basis: SliceBasis | undefined;
}

/** The cost of lots that are no longer those of the fill. */
export interface SliceBasis {
  /** Signed cost at the prices paid and at reference prices, ledger units. */
  costUnits: number;
  referenceUnits: number;
  /** Lots now for one lot at the entry. */
  readonly ratio: number;
}

/** A round trip with what it moved, in ledger units. */
export interface ClosedSlice {
  readonly trade: Trade;
  readonly parts: TradeParts;
  readonly realizedUnits: number;
  readonly costChangeUnits: number;
  readonly referenceChangeUnits: number;
}

/**
 * The lots of a fill before any is matched.
 *
 * Source: this project.
 */
export function openSlice(fill: Fill): OpenSlice {
  return {
    fill,
    lots: fill.lots,
    spreadUnits: fill.spreadUnits,
    commissionUnits: fill.commissionUnits,
    feeUnits: fill.feeUnits ?? 0,
    dividendUnits: 0,
    financingUnits: 0,
    basis: undefined,
  };
}

/**
 * Matches the oldest open lots with incoming ones of the other side, as many as both have, and takes them out of both.
 *
 * Without a split between entry and exit, profit is the difference of the prices times lots, rounded once; after one it
 * is what the exit brought less the part of the exact cost that belongs to the lots.
 *
 * @remarks
 * Source: this project.
 */
export function closeSlice(scale: LedgerScale, oldest: OpenSlice, incoming: OpenSlice, tradeId: number): ClosedSlice {
  const { fill: entry } = oldest;
  const { fill: exit } = incoming;
  const direction = entry.side === 'buy' ? 1 : -1;
  const lots = Math.min(oldest.lots, incoming.lots);
  const moved = takeCost(scale, oldest, exit, direction * lots);
  const spread = takePart(oldest, 'spreadUnits', lots) + takePart(incoming, 'spreadUnits', lots);
  const commission = takePart(oldest, 'commissionUnits', lots) + takePart(incoming, 'commissionUnits', lots);
  const fees = takePart(oldest, 'feeUnits', lots) + takePart(incoming, 'feeUnits', lots);
  const dividends = takePart(oldest, 'dividendUnits', lots);
  const financing = takePart(oldest, 'financingUnits', lots);
  const ratio = oldest.basis?.ratio;
  oldest.lots -= lots;
  incoming.lots -= lots;

  const { grossUnits, realizedUnits } = moved;
  const afterCosts = realizedUnits - commission - fees;
  const income = dividends + financing;
  const trade: Trade = {
    id: tradeId,
    instrument: entry.instrument,
    direction: direction > 0 ? 'long' : 'short',
    lots,
    entryFillId: entry.id,
    exitFillId: exit.id,
    entryTime: entry.time,
    exitTime: exit.time,
    entryTicks: entry.priceTicks,
    exitTicks: exit.priceTicks,
    // All trades have one shape, whether these two are there or not: a shape of its own for each made them slow to build.
    splitRatio: ratio === 1 ? undefined : ratio,
    barsHeld: exit.barIndex - entry.barIndex,
    grossUnits,
    costUnits: grossUnits - afterCosts,
    incomeUnits: income === 0 ? undefined : income,
    netUnits: afterCosts + income,
    entryReason: entry.reason,
    exitReason: exit.reason,
    exitRule: exit.rule,
    contract: exit.contract,
  };
  const rounding = grossUnits - realizedUnits - moved.movedUnits;
  const slippage = moved.movedUnits - spread;
  const parts = {
    price: grossUnits,
    spread: 0 - spread,
    slippage: 0 - slippage,
    commission: 0 - commission,
    fees: 0 - fees,
    dividends,
    financing,
    rounding: 0 - rounding,
  };
  const { costChangeUnits, referenceChangeUnits } = moved;
  return { trade, parts, realizedUnits, costChangeUnits, referenceChangeUnits };
}

interface MovedCost {
  /** Profit at reference prices, and at the prices paid. */
  readonly grossUnits: number;
  readonly realizedUnits: number;
  /** What spread and slippage of both ends come to, for these lots. */
  readonly movedUnits: number;
  readonly costChangeUnits: number;
  readonly referenceChangeUnits: number;
}

/** Takes the cost of signed lots out of a slice, at the exit's prices. */
function takeCost(scale: LedgerScale, slice: OpenSlice, exit: Fill, signedLots: number): MovedCost {
  const { fill, basis } = slice;
  const lots = Math.abs(signedLots);
  const worth = (ticks: number, of: number): number => (of === 0 ? 0 : moneyUnits(scale, ticks, of));
  const exitMoved = worth(Math.abs(exit.priceTicks - exit.referenceTicks), lots);
  if (basis === undefined) {
    const left = signedLots > 0 ? slice.lots - lots : lots - slice.lots;
    const all = signedLots > 0 ? slice.lots : -slice.lots;
    const change = (ticks: number): number => worth(ticks, left) - worth(ticks, all);
    return {
      grossUnits: worth(exit.referenceTicks - fill.referenceTicks, signedLots) + 0,
      realizedUnits: worth(exit.priceTicks - fill.priceTicks, signedLots) + 0,
      movedUnits: exitMoved + worth(Math.abs(fill.priceTicks - fill.referenceTicks), lots),
      costChangeUnits: change(fill.priceTicks),
      referenceChangeUnits: change(fill.referenceTicks),
    };
  }
  const cost = shareOf(basis.costUnits, lots, slice.lots);
  const reference = shareOf(basis.referenceUnits, lots, slice.lots);
  basis.costUnits -= cost;
  basis.referenceUnits -= reference;
  return {
    grossUnits: worth(exit.referenceTicks, signedLots) - reference,
    realizedUnits: worth(exit.priceTicks, signedLots) - cost,
    movedUnits: exitMoved + cost - reference,
    costChangeUnits: -cost,
    referenceChangeUnits: -reference,
  };
}

type SharedPart = 'spreadUnits' | 'commissionUnits' | 'feeUnits' | 'dividendUnits' | 'financingUnits';

/** Takes what belongs to `lots` lots out of a slice; the last lots take what is left. */
function takePart(slice: OpenSlice, part: SharedPart, lots: number): number {
  const taken = shareOf(slice[part], lots, slice.lots);
  slice[part] -= taken;
  return taken;
}
