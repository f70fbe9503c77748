import { moneyUnits } from '../../market/index.ts';
import { Position } from '../../orders/index.ts';
import type { Fill, Trade } from '../../orders/index.ts';
import { isWithinGrossLimit } from '../../risk/index.ts';
import type { GrossState, RiskLimits } from '../../risk/index.ts';
import type { SeriesColumns } from '../columns.ts';
import type { FillPlace, FillPricer, PricedAt } from '../fill-pricer.ts';
import type { SidePrices } from '../side-prices.ts';

/** An order on its way: the position that it is to bring about. */
export interface SweptOrder {
  readonly targetLots: number;
  readonly heldLots: number;
  readonly decisionTime: number;
  readonly reason: string;
  /** The close at which it fills because the open was degenerate; NaN while it waits for an open. */
  dueClose: number;
}

/** A fill that an order proposes. */
interface Proposed {
  readonly place: FillPlace;
  readonly referenceTicks: number;
  readonly sign: 1 | -1;
  readonly closing: number;
  readonly opening: number;
}

/** What a fill is recorded with beside its price. */
interface Origin {
  readonly decisionTime: number;
  readonly reason: string;
  readonly rule: string;
}

/** What an account of a sweep works with. */
export interface SweepAccountParts {
  readonly pricer: FillPricer;
  readonly sides: SidePrices;
  readonly limits: RiskLimits;
  readonly contract: string;
  /** False where nobody will look at fills: trades are kept without them. */
  readonly keepsFills: boolean;
}

/**
 * An account of one instrument without a ledger: cash, position and mark in ledger units, and the fills and trades that the engine
 * would record.
 */
export class SweepAccount {
  readonly fills: Fill[] = [];
  readonly trades: Trade[] = [];
  cash: number;
  markTicks: number = 0;
  private readonly position: Position;
  private readonly columns: SeriesColumns;
  private readonly parts: SweepAccountParts;
  private decidedAt: number = NaN;
  private filled: number = 0;
  private asked: { readonly proposed: Proposed; readonly lots: number; readonly priced: PricedAt } | undefined;

  constructor(columns: SeriesColumns, initialUnits: number, parts: SweepAccountParts) {
    this.columns = columns;
    this.position = new Position(columns.scale);
    this.cash = initialUnits;
    this.parts = parts;
  }

  get lots(): number {
    return this.position.lots;
  }

  /** Worth of the position at its mark. */
  get worthUnits(): number {
    const { lots } = this.position;
    return lots === 0 ? 0 : moneyUnits(this.columns.scale, this.markTicks, lots);
  }

  /** Marks the position at the close of bar `i`. */
  markClose(i: number): void {
    this.markTicks = this.closeMark(i);
  }

  /** What a lot of the position held now is marked at, at the close of bar `i`. */
  closeMark(i: number): number {
    const { closeTicks, ask } = this.columns;
    if (ask === undefined) return closeTicks[i];
    return this.parts.sides.markBetween(this.position.lots, closeTicks[i], ask.closeTicks[i]);
  }

  /** Fills an order at a place, as far as the gross limit allows. */
  fill(order: SweptOrder, place: FillPlace, rule: string): void {
    const held = this.position.lots;
    if (held !== order.heldLots && order.targetLots * order.heldLots > 0) return;
    const delta = order.targetLots - held;
    if (delta === 0) return;
    const sign = delta > 0 ? 1 : -1;
    const { sides, barIndex, moment } = place;
    const oneSided = moment === 'open' ? this.columns.openTicks[barIndex] : this.columns.closeTicks[barIndex];
    const referenceTicks = sides === undefined ? oneSided : sign > 0 ? sides.ask : sides.bid;
    const closing = held * delta < 0 ? Math.min(Math.abs(delta), Math.abs(held)) : 0;
    const proposed: Proposed = { place, referenceTicks, sign, closing, opening: Math.abs(delta) - closing };
    if (this.parts.pricer.refusal(place, sideOf(sign), 1) !== undefined) return;
    const lots = closing + this.allowance(proposed);
    if (lots === 0) return;
    this.decidedAt = order.decisionTime;
    this.execute(proposed, lots, { decisionTime: order.decisionTime, reason: order.reason, rule });
  }

  /** Closes the position at the close of the last bar. */
  force(place: FillPlace, origin: Pick<Origin, 'reason' | 'rule'>): void {
    const held = this.position.lots;
    if (held === 0) return;
    const { sides } = place;
    const referenceTicks = sides === undefined ? this.markTicks : held > 0 ? sides.bid : sides.ask;
    const proposed: Proposed = { place, referenceTicks, sign: held > 0 ? -1 : 1, closing: Math.abs(held), opening: 0 };
    this.execute(proposed, Math.abs(held), { ...origin, decisionTime: this.decidedAt });
  }

  private execute(proposed: Proposed, lots: number, { decisionTime, reason, rule }: Origin): void {
    const { place, sign } = proposed;
    const side = sideOf(sign);
    const priced = this.price(proposed, lots);
    const { scale, id: instrument } = this.columns;
    // Written out field by field: a spread in it made half of the work of a fill.
    const fill: Fill = {
      id: this.filled++,
      orderId: undefined,
      instrument,
      side,
      lots,
      decisionTime,
      time: place.time,
      referenceTicks: priced.referenceTicks,
      priceTicks: priced.priceTicks,
      spreadUnits: priced.spreadUnits,
      slippageUnits: priced.slippageUnits,
      commissionUnits: priced.commissionUnits,
      feeUnits: undefined,
      sideTicks: priced.sideTicks,
      contract: this.parts.contract,
      rule,
      reason,
      barIndex: place.barIndex,
      path: undefined,
    };
    const { trades } = this.position.apply(fill, this.trades.length);
    for (let k = 0; k < trades.length; k++) this.trades.push(trades[k]);
    if (this.parts.keepsFills) this.fills.push(fill);
    this.cash += -moneyUnits(scale, priced.priceTicks, sign * lots) - priced.commissionUnits;
    // Where both sides are known a position is worth what the contract says, not what was just traded.
    const { sides } = place;
    this.markTicks = sides === undefined ? priced.referenceTicks : this.parts.sides.mark(this.position.lots, sides);
  }

  /** The most of the opening lots that the gross limit allows. */
  private allowance(proposed: Proposed): number {
    const { opening } = proposed;
    if (opening === 0) return 0;
    const { limits } = this.parts;
    const held = this.position.lots;
    const { scale } = this.columns;
    const quoted = held === 0 ? 0 : moneyUnits(scale, proposed.referenceTicks, held);
    const marked = this.worthUnits;
    const before: GrossState = { gross: Math.abs(quoted), equity: this.cash + marked + (quoted - marked) };
    const isAllowed = (most: number): boolean => {
      const lots = proposed.closing + most;
      if (lots === 0) return true;
      if (!this.isCountable(proposed, lots)) return false;
      const after = held + proposed.sign * lots;
      const gross = after === 0 ? 0 : Math.abs(moneyUnits(scale, proposed.referenceTicks, after));
      const priced = this.price(proposed, lots);
      const costs = priced.spreadUnits + priced.slippageUnits + priced.commissionUnits + priced.feeUnits;
      return isWithinGrossLimit(limits, before, { gross, equity: before.equity - costs });
    };
    // Most orders fit: only where one does not is it worth a guess.
    return isAllowed(opening) ? opening : mostAllowed(opening, isAllowed, this.guess(proposed, before));
  }

  /**
   * About how many opening lots fit: costs grow with the lots, so that their share at one size is that at every other. NaN where
   * they are too many to be priced.
   */
  private guess(proposed: Proposed, before: GrossState): number {
    const { closing, opening, referenceTicks, sign } = proposed;
    const { unitsPerTickLot } = this.columns;
    const lots = closing + opening;
    if (!this.isCountable(proposed, lots)) return NaN;
    const priced = this.price(proposed, lots);
    const costs = (priced.spreadUnits + priced.slippageUnits + priced.commissionUnits + priced.feeUnits) / lots;
    const lotWorth = Math.abs(referenceTicks * unitsPerTickLot);
    const most = this.parts.limits.maxGrossExposure;
    // |held ± (closing + n)| · worth = most · (equity - costs · (closing + n)), where the position ends on the side of the order.
    const heldOnSide = sign * this.position.lots;
    return Math.floor((most * before.equity - heldOnSide * lotWorth) / (lotWorth + most * costs)) - closing;
  }

  private isCountable({ referenceTicks, sign }: Proposed, lots: number): boolean {
    const unitsPerLot = Math.abs(referenceTicks) * this.columns.unitsPerTickLot;
    const traded = unitsPerLot * lots;
    const cash = Math.abs(this.cash - sign * traded) + traded;
    return (
      unitsPerLot * (Math.abs(this.position.lots) + lots) < Number.MAX_SAFE_INTEGER / 4 &&
      cash < Number.MAX_SAFE_INTEGER
    );
  }

  /** What was asked last is asked again when it is carried out. */
  private price(proposed: Proposed, lots: number): PricedAt {
    const { asked } = this;
    if (asked?.proposed === proposed && asked.lots === lots) return asked.priced;
    const { place, referenceTicks, sign } = proposed;
    const priced = this.parts.pricer.price(place, { side: sideOf(sign), lots, referenceTicks });
    this.asked = { proposed, lots, priced };
    return priced;
  }
}

/**
 * The most lots from 0 to `wanted` that are allowed, as `mostAllowedLots` finds them, begun near a guess: where the guess is good a
 * few questions do instead of the logarithm of the lots.
 *
 * Source: this project.
 */
export function mostAllowed(wanted: number, isAllowed: (lots: number) => boolean, guess: number): number {
  if (wanted === 0 || isAllowed(wanted)) return wanted;
  let allowed = 0;
  let refused = Math.min(wanted, Number.MAX_SAFE_INTEGER);
  let step = 1;
  let next = Math.min(refused - 1, Math.max(allowed + 1, Number.isFinite(guess) ? guess : 0));
  // Away from the guess in growing steps until it is enclosed, then by halves.
  while (refused - allowed > 1) {
    if (isAllowed(next)) {
      allowed = next;
      next += step;
    } else {
      refused = next;
      next -= step;
    }
    step *= 2;
    if (next <= allowed || next >= refused) next = allowed + Math.floor((refused - allowed) / 2);
  }
  return allowed;
}

function sideOf(sign: 1 | -1): 'buy' | 'sell' {
  return sign > 0 ? 'buy' : 'sell';
}
