import { moneyUnits } from '../../market/index.ts';
import { MatchedLots, Position } from '../../orders/index.ts';
import type { Fill, MatchedFill, Side, Trade } from '../../orders/index.ts';
import { isWithinGrossLimit } from '../../risk/index.ts';
import type { GrossState, RiskLimits } from '../../risk/index.ts';
import type { SeriesColumns } from '../columns.ts';
import { unpricedAt } from '../fill-pricer.ts';
import type { FillPlace, FillPricer, PricedAt, WritablePricedAt } from '../fill-pricer.ts';
import type { SidePrices } from '../side-prices.ts';

type WritableGrossState = { -readonly [Key in keyof GrossState]: GrossState[Key] };

const NOWHERE: FillPlace = Object.freeze({ s: 0, barIndex: -1, time: NaN, moment: 'open' });

/** An order on its way: the position that it is to bring about. */
export interface SweptOrder {
  targetLots: number;
  heldLots: number;
  decisionTime: number;
  reason: string;
  /** The close at which it fills because the open was degenerate; NaN while it waits for an open. */
  dueClose: number;
}

/** A fill that an order proposes; overwritten by the next. */
interface Proposed {
  place: FillPlace;
  referenceTicks: number;
  sign: 1 | -1;
  closing: number;
  opening: number;
}

/** What an account of a sweep works with. */
export interface SweepAccountParts {
  readonly pricer: FillPricer;
  readonly sides: SidePrices;
  readonly limits: RiskLimits;
  readonly contract: string;
  /** False where nobody will look at fills and trades: of the trades their results are kept. */
  readonly isRecorded: boolean;
}

/**
 * An account of one instrument without a ledger: cash, lots and mark in ledger units, what each trade came to, and, where they are
 * recorded, the fills and trades of the engine.
 *
 * What it works with from fill to fill is used again: a sweep makes thousands of fills, and values for each took half of its time.
 */
export class SweepAccount {
  readonly fills: Fill[] = [];
  readonly trades: Trade[] = [];
  readonly matched: MatchedLots;
  /** When what was opened was decided, in order: an order fills once. */
  readonly entryDecisions: number[] = [];
  cash: number;
  markTicks: number = 0;
  private readonly position: Position;
  private readonly columns: SeriesColumns;
  private readonly parts: SweepAccountParts;
  private decidedAt: number = NaN;
  private readonly filled: { -readonly [Key in keyof MatchedFill]: MatchedFill[Key] };
  private readonly proposed: Proposed;
  private readonly request: { side: Side; lots: number; referenceTicks: number };
  private readonly priced: WritablePricedAt = unpricedAt();
  private readonly before: WritableGrossState = { gross: 0, equity: 0 };
  private readonly after: WritableGrossState = { gross: 0, equity: 0 };
  /** Lots of the proposed fill that `priced` is of; NaN where it is of none. */
  private pricedLots: number = NaN;

  constructor(columns: SeriesColumns, initialUnits: number, parts: SweepAccountParts) {
    this.columns = columns;
    this.matched = new MatchedLots(columns.scale);
    this.position = new Position(columns.scale);
    this.cash = initialUnits;
    this.parts = parts;
    this.proposed = { place: NOWHERE, referenceTicks: NaN, sign: 1, closing: 0, opening: 0 };
    this.filled = { time: NaN, priceTicks: NaN, commissionUnits: 0 };
    this.request = { side: 'buy', lots: 0, referenceTicks: NaN };
  }

  get lots(): number {
    return this.matched.lots;
  }

  /** Worth of the position at its mark. */
  get worthUnits(): number {
    const { lots } = this.matched;
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
    return this.parts.sides.markBetween(this.matched.lots, closeTicks[i], ask.closeTicks[i]);
  }

  /** Fills an order at a place, as far as the gross limit allows. */
  fill(order: SweptOrder, place: FillPlace, rule: string): void {
    const held = this.matched.lots;
    if (held !== order.heldLots && order.targetLots * order.heldLots > 0) return;
    const delta = order.targetLots - held;
    if (delta === 0) return;
    const sign = delta > 0 ? 1 : -1;
    const { sides, barIndex, moment } = place;
    const oneSided = moment === 'open' ? this.columns.openTicks[barIndex] : this.columns.closeTicks[barIndex];
    const referenceTicks = sides === undefined ? oneSided : sign > 0 ? sides.ask : sides.bid;
    const closing = held * delta < 0 ? Math.min(Math.abs(delta), Math.abs(held)) : 0;
    this.propose(place, sign, referenceTicks);
    this.proposed.closing = closing;
    this.proposed.opening = Math.abs(delta) - closing;
    if (this.parts.pricer.refusal(place, sideOf(sign), 1) !== undefined) return;
    const lots = closing + this.allowance();
    if (lots === 0) return;
    this.decidedAt = order.decisionTime;
    this.execute(lots, order.reason, rule);
  }

  /** Closes the position at the close of the last bar. */
  force(place: FillPlace, { reason, rule }: { readonly reason: string; readonly rule: string }): void {
    const held = this.matched.lots;
    if (held === 0) return;
    const { sides } = place;
    const referenceTicks = sides === undefined ? this.markTicks : held > 0 ? sides.bid : sides.ask;
    this.propose(place, held > 0 ? -1 : 1, referenceTicks);
    this.proposed.closing = Math.abs(held);
    this.proposed.opening = 0;
    this.execute(Math.abs(held), reason, rule);
  }

  private propose(place: FillPlace, sign: 1 | -1, referenceTicks: number): void {
    const { proposed } = this;
    proposed.place = place;
    proposed.sign = sign;
    proposed.referenceTicks = referenceTicks;
    this.pricedLots = NaN;
  }

  private execute(lots: number, reason: string, rule: string): void {
    const { place, sign } = this.proposed;
    const priced = this.price(lots);
    if (lots > this.proposed.closing) this.entryDecisions.push(this.decidedAt);
    if (this.parts.isRecorded) this.record(lots, reason, rule);
    this.filled.time = place.time;
    this.filled.priceTicks = priced.priceTicks;
    this.filled.commissionUnits = priced.commissionUnits;
    this.matched.take(this.filled, sign * lots);
    this.cash += -moneyUnits(this.columns.scale, priced.priceTicks, sign * lots) - priced.commissionUnits;
    // Where both sides are known a position is worth what the contract says, not what was just traded.
    const { sides } = place;
    this.markTicks = sides === undefined ? priced.referenceTicks : this.parts.sides.mark(this.matched.lots, sides);
  }

  private record(lots: number, reason: string, rule: string): void {
    const { place, sign } = this.proposed;
    const { priced } = this;
    const fill: Fill = {
      ...{ id: this.fills.length, orderId: undefined, instrument: this.columns.id, side: sideOf(sign), lots },
      ...{ decisionTime: this.decidedAt, time: place.time },
      ...{ referenceTicks: priced.referenceTicks, priceTicks: priced.priceTicks, sideTicks: priced.sideTicks },
      ...{ spreadUnits: priced.spreadUnits, slippageUnits: priced.slippageUnits },
      ...{ commissionUnits: priced.commissionUnits, feeUnits: undefined },
      ...{ contract: this.parts.contract, rule, reason, barIndex: place.barIndex, path: undefined },
    };
    this.fills.push(fill);
    this.trades.push(...this.position.apply(fill, this.trades.length).trades);
  }

  /** The most of the opening lots that the gross limit allows. */
  private allowance(): number {
    const { opening, referenceTicks } = this.proposed;
    if (opening === 0) return 0;
    const held = this.matched.lots;
    const quoted = held === 0 ? 0 : moneyUnits(this.columns.scale, referenceTicks, held);
    const marked = this.worthUnits;
    this.before.gross = Math.abs(quoted);
    this.before.equity = this.cash + marked + (quoted - marked);
    // Most orders fit: only where one does not is it worth a guess.
    if (this.isAllowed(opening)) return opening;
    return mostAllowed(opening, (most) => this.isAllowed(most), this.guess());
  }

  /** Whether the gross limit allows the closing lots with so many of the opening ones. */
  private isAllowed(most: number): boolean {
    const { closing, sign, referenceTicks } = this.proposed;
    const lots = closing + most;
    if (lots === 0) return true;
    if (!this.isCountable(lots)) return false;
    const left = this.matched.lots + sign * lots;
    const priced = this.price(lots);
    const costs = priced.spreadUnits + priced.slippageUnits + priced.commissionUnits + priced.feeUnits;
    this.after.gross = left === 0 ? 0 : Math.abs(moneyUnits(this.columns.scale, referenceTicks, left));
    this.after.equity = this.before.equity - costs;
    return isWithinGrossLimit(this.parts.limits, this.before, this.after);
  }

  /**
   * About how many opening lots fit: costs grow with the lots, so that their share at one size is that at every other. NaN where
   * they are too many to be priced.
   */
  private guess(): number {
    const { closing, opening, referenceTicks, sign } = this.proposed;
    const { unitsPerTickLot } = this.columns;
    const lots = closing + opening;
    if (!this.isCountable(lots)) return NaN;
    const priced = this.price(lots);
    const costs = (priced.spreadUnits + priced.slippageUnits + priced.commissionUnits + priced.feeUnits) / lots;
    const lotWorth = Math.abs(referenceTicks * unitsPerTickLot);
    const most = this.parts.limits.maxGrossExposure;
    // |held ± (closing + n)| · worth = most · (equity - costs · (closing + n)), where the position ends on the side of the order.
    const heldOnSide = sign * this.matched.lots;
    return Math.floor((most * this.before.equity - heldOnSide * lotWorth) / (lotWorth + most * costs)) - closing;
  }

  private isCountable(lots: number): boolean {
    const { referenceTicks, sign } = this.proposed;
    const unitsPerLot = Math.abs(referenceTicks) * this.columns.unitsPerTickLot;
    const traded = unitsPerLot * lots;
    const cash = Math.abs(this.cash - sign * traded) + traded;
    return (
      unitsPerLot * (Math.abs(this.matched.lots) + lots) < Number.MAX_SAFE_INTEGER / 4 && cash < Number.MAX_SAFE_INTEGER
    );
  }

  /** What was asked last is asked again when it is carried out. */
  private price(lots: number): PricedAt {
    const { priced, proposed, request } = this;
    if (this.pricedLots === lots) return priced;
    request.side = sideOf(proposed.sign);
    request.lots = lots;
    request.referenceTicks = proposed.referenceTicks;
    this.parts.pricer.priceInto(priced, proposed.place, request);
    this.pricedLots = lots;
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

function sideOf(sign: 1 | -1): Side {
  return sign > 0 ? 'buy' : 'sell';
}
