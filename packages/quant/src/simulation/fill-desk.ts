import type { FillContract, PathFill } from '../execution/index.ts';
import { moneyUnits } from '../market/index.ts';
import type { Fill, Refusal, Side, WorkingOrder } from '../orders/index.ts';
import { remainingLots } from '../orders/index.ts';
import type { Account } from './account.ts';
import type { Admission } from './admission.ts';
import type { TransferFill } from './actions/share-deliveries.ts';
import type { ProposedFill } from './proposed-fill.ts';
import type { SeriesColumns } from './columns.ts';
import type { FillPlace, FillPricer, PricedAt } from './fill-pricer.ts';
import type { QueuedLeg, QueuedSet } from './fill-queue.ts';
import type { ProtectiveExits } from './protective-exits.ts';
import type { IntentLife } from './records/intent-life.ts';
import { isHalted } from './side-prices.ts';
import type { SidePrices, TwoSides } from './side-prices.ts';

/** The price at which an order can fill now. */
export interface Quote {
  /** Where both sides are known, the bid: `sides` says what a purchase takes. */
  readonly referenceTicks: number;
  readonly barIndex: number;
  readonly time: number;
  readonly moment: FillPlace['moment'];
  /** The rule of the contract that gives this price. */
  readonly rule: string;
  /** Both sides of the market, where they are known. */
  readonly sides?: TwoSides | undefined;
  /** Most lots that one order may take. @default no limit */
  readonly volumeCapLots?: number | undefined;
}

/** A close of a position that no order asked for. */
export interface ForcedExit extends Omit<Quote, 'volumeCapLots' | 'moment'> {
  readonly limitTicks?: number | undefined;
  readonly reason: string;
  /** @default close */
  readonly moment?: FillPlace['moment'] | undefined;
}

/** A leg with the lots it can still change. */
interface LiveLeg {
  readonly leg: QueuedLeg;
  readonly quote: Quote;
  readonly proposed: ProposedFill;
}

/** Everything that a fill is recorded with beside its price. */
interface FillOrigin {
  readonly orderId?: number | undefined;
  readonly decisionTime: number;
  readonly reason: string;
  readonly rule: string;
  readonly path?: Fill['path'];
}

/** What a fill desk works with. */
export interface FillDeskParts {
  readonly account: Account;
  readonly protection: ProtectiveExits;
  readonly pricer: FillPricer;
  readonly admission: Admission;
  readonly sides: SidePrices;
  readonly life: IntentLife;
  readonly contract: Pick<FillContract, 'name' | 'quoteSize'>;
}

/** Turns queued orders, fills on a bar's path and forced exits into fills: limit check, price, books, protection. */
export class FillDesk {
  readonly refusals: Refusal[] = [];
  readonly pricer: FillPricer;
  readonly admission: Admission;
  readonly sides: SidePrices;
  readonly life: IntentLife;
  /** Per series: the decision behind the newest fill of an order. */
  private readonly decidedAt: Float64Array;
  private readonly columns: readonly SeriesColumns[];
  private readonly contract: string;
  /** True if an order larger than a quote is refused. */
  private readonly isWholeAtQuotes: boolean;
  private readonly account: Account;
  private readonly protection: ProtectiveExits;

  constructor(columns: readonly SeriesColumns[], parts: FillDeskParts) {
    this.columns = columns;
    this.contract = parts.contract.name;
    this.isWholeAtQuotes = parts.contract.quoteSize === 'refuse';
    this.account = parts.account;
    this.protection = parts.protection;
    this.pricer = parts.pricer;
    this.admission = parts.admission;
    this.sides = parts.sides;
    this.life = parts.life;
    this.decidedAt = new Float64Array(columns.length).fill(NaN);
  }

  /** Records that a set did not come about, leg by leg. `endedAt`: when its orders end, where that is stamped later. */
  refuse(set: QueuedSet, time: number, reason: string, endedAt: number = time): void {
    for (const { order } of set.legs) {
      this.refusals.push({ time, instrument: order.instrument, reason });
      this.life.ended(order, endedAt, reason, set.isRemainder === true);
    }
  }

  /**
   * Fills a set at its quotes, one per leg: in full, reduced to what the limits allow (a single order), or not at all.
   *
   * An exit since the decision may have changed the position: what remains is the way to the target, but a position
   * that was exited is not entered again on the same side.
   *
   * @returns what goes on waiting because the bar's volume did not allow more; undefined where nothing does.
   */
  fill(set: QueuedSet, quotes: readonly Quote[], now: number): QueuedSet | undefined {
    const live = this.liveLegs(set, quotes);
    if (live.length === 0) {
      this.refuse(set, now, 'exited-before-fill', quotes[0].time);
      return undefined;
    }
    const unpriced = this.pricingRefusal(live, set.isGroup);
    if (unpriced !== undefined) {
      this.refuse(set, now, unpriced, quotes[0].time);
      return undefined;
    }
    if (!set.isGroup) return this.fillSingle(set, live[0], now);
    if (live.some(({ quote, proposed }) => lotsOf(proposed) > (quote.volumeCapLots ?? Infinity))) return set;
    const proposed = live.map((one) => one.proposed);
    const refusal = this.admission.refusal(proposed, now);
    if (refusal === undefined) this.executeGroup(set, live);
    else this.refuse(set, now, refusal, quotes[0].time);
    return undefined;
  }

  /** Books a fill that a walk through a bar has made. */
  fillOnPath(place: FillPlace, fill: PathFill, reason: string): Fill {
    const { order, lots, referenceTicks, limitTicks, rule } = fill;
    const isPositions = order.id < 0;
    const decisionTime = isPositions ? this.decidedAt[place.s] : order.decisionTime;
    const request = { side: order.side, lots, referenceTicks, limitTicks };
    const priced = this.pricer.price(place, request);
    const path =
      place.path === undefined || fill.moment !== 'inside'
        ? undefined
        : { order: place.path, position: fill.pathPosition };
    const orderId = isPositions ? undefined : order.id;
    if (!isPositions) this.account.members?.own(place.s, order.tag);
    const booked = this.book(place, request, priced, { orderId, decisionTime, reason, rule, path });
    // An order that closes the position has no lots of its own before its first fill.
    this.pricer.noteFill(place, { lots, priced, isWhole: remainingLots(order) <= lots });
    if (isPositions) return booked;
    this.decidedAt[place.s] = decisionTime;
    this.noteStop(place.s, booked, order);
    return booked;
  }

  /** What closing some of the lots held in series `s` would cost against its mark, in ledger units of its currency. */
  closingCostUnits(s: number, lots: number, time: number): number {
    const { account } = this;
    const side = account.lots(s) > 0 ? 'sell' : 'buy';
    const barIndex = account.markBar[s];
    const markTicks = account.market.markTicks[s];
    const sides = this.sidesKnown(s, barIndex, time);
    const place: FillPlace = { s, barIndex, time, moment: 'close', sides };
    const referenceTicks = sides === undefined ? markTicks : side === 'sell' ? sides.bid : sides.ask;
    const { priceTicks, commissionUnits, feeUnits } = this.pricer.price(place, { side, lots, referenceTicks });
    // Where both sides are known the mark may be the price of the side already: what is lost lies between mark and price.
    const lostTicks = Math.max(0, side === 'sell' ? markTicks - priceTicks : priceTicks - markTicks);
    return moneyUnits(this.columns[s].scale, lostTicks, lots) + commissionUnits + feeUnits;
  }

  /** Closes the position in series `s`, or at most as many lots of it as are stated. */
  force(s: number, exit: ForcedExit, most: number = Infinity): void {
    const whole = this.account.lots(s);
    const lots = Math.sign(whole) * Math.min(Math.abs(whole), most);
    if (lots === 0) return;
    const { limitTicks, barIndex, time, moment = 'close', rule, reason } = exit;
    // A stated price, as that of a merger, is the same for both sides.
    const sides = limitTicks === undefined ? (exit.sides ?? this.sidesKnown(s, barIndex, time)) : undefined;
    // Where a side has no price, the last mark stands in.
    const referenceTicks = sides === undefined ? exit.referenceTicks : lots > 0 ? sides.bid : sides.ask;
    const request = { side: lots > 0 ? 'sell' : 'buy', lots: Math.abs(lots), referenceTicks, limitTicks } as const;
    const place: FillPlace = { s, barIndex, time, moment, sides };
    const priced = this.pricer.price(place, request);
    this.book(place, request, priced, { decisionTime: this.decidedAt[s], reason, rule });
    this.pricer.noteFill(place, { lots: request.lots, priced, isWhole: true });
    if (lots === whole) this.protection.clear(s, time);
  }

  /** Books a fill without costs that a corporate action brings about; its decision is the one behind the position in `from`. */
  transfer(s: number, { lots, ticks, barIndex, time, rule, reason }: TransferFill, from: number): void {
    const decisionTime = this.decidedAt[from];
    const request = { side: sideOf(lots > 0 ? 1 : -1), lots: Math.abs(lots), referenceTicks: ticks };
    const costs = { priceTicks: ticks, spreadUnits: 0, slippageUnits: 0, commissionUnits: 0, feeUnits: 0 };
    const priced = { ...costs, estimatedFees: [], referenceTicks: ticks, sideTicks: undefined };
    this.account.members?.follow(s, from);
    this.book({ s, barIndex, time, moment: 'close' }, request, priced, { decisionTime, reason, rule });
    this.decidedAt[s] = decisionTime;
    this.protection.follow(s, this.account.lots(s), time);
  }

  /** Marks series `s` at the close of bar `i`. */
  markClose(s: number, i: number): void {
    const { account } = this;
    account.markClose(s, i);
    if (this.columns[s].ask === undefined) return;
    const sides = this.sides.at(s, i, 'close');
    if (sides !== undefined) account.market.mark(s, this.sides.mark(account.lots(s), sides));
  }

  /** Marks series `s` for decisions at the close of bar `i`, which has become available. */
  markVisible(s: number, i: number): void {
    const sides = this.columns[s].ask === undefined ? undefined : this.sides.at(s, i, 'close');
    if (sides === undefined) this.account.markVisibleClose(s, i);
    else this.account.markVisible(s, this.sides.mark(this.account.lots(s), sides), this.columns[s].closeTime[i]);
  }

  /** Both sides as they were last known in a bar by a moment: at its close, or at its open while it lasts. */
  private sidesKnown(s: number, i: number, time: number): TwoSides | undefined {
    const sides = this.sides.at(s, i, i >= 0 && this.columns[s].closeTime[i] <= time ? 'close' : 'open');
    return sides === undefined || isHalted(sides) ? undefined : sides;
  }

  private fillSingle(set: QueuedSet, one: LiveLeg, now: number): QueuedSet | undefined {
    const { closing, opening } = one.proposed;
    const cap = Math.min(one.quote.volumeCapLots ?? Infinity, sizeOf(one));
    const offered: ProposedFill =
      closing + opening <= cap
        ? one.proposed
        : { ...one.proposed, closing: Math.min(closing, cap), opening: Math.min(opening, Math.max(0, cap - closing)) };
    if (lotsOf(offered) === 0) return set;
    const allowed = this.admission.allowance(offered, now);
    const { reason } = allowed;
    const filled = offered.closing + allowed.opening;
    if (filled === 0) {
      this.refuse(set, now, reason ?? 'unaffordable', one.quote.time);
      return undefined;
    }
    const { order } = one.leg;
    if (reason !== undefined) this.refusals.push({ time: now, instrument: order.instrument, reason });
    const wanted = lotsOf(one.proposed);
    const rest = reason === undefined ? wanted - lotsOf(offered) : 0;
    this.execute(one, offered.closing, allowed.opening);
    const { time, rule } = one.quote;
    this.life.filled(order, { time, rule, wanted, filled, rest, reason, isRemainder: set.isRemainder === true });
    return rest === 0 ? undefined : restOf(set, one, rest, filled);
  }

  /** Fills all legs of a group; those that have nothing left to do end. */
  private executeGroup(set: QueuedSet, live: readonly LiveLeg[]): void {
    for (const one of live) {
      this.execute(one, one.proposed.closing, one.proposed.opening);
      const lots = lotsOf(one.proposed);
      const { time, rule } = one.quote;
      const whole = { wanted: lots, filled: lots, rest: 0, reason: undefined, isRemainder: false };
      this.life.filled(one.leg.order, { time, rule, ...whole });
    }
    for (const leg of set.legs) {
      if (!live.some((one) => one.leg === leg))
        this.life.ended(leg.order, live[0].quote.time, 'position-reached', true);
    }
  }

  private liveLegs(set: QueuedSet, quotes: readonly Quote[]): LiveLeg[] {
    const live: LiveLeg[] = [];
    for (let i = 0; i < set.legs.length; i++) {
      const leg = set.legs[i];
      const held = this.account.lots(leg.s);
      const isReentry = held !== leg.heldLots && leg.targetLots * leg.heldLots > 0;
      if (isReentry) return [];
      const delta = leg.targetLots - held;
      if (delta === 0) continue;
      const closing = held * delta < 0 ? Math.min(Math.abs(delta), Math.abs(held)) : 0;
      const opening = Math.abs(delta) - closing;
      const quote = quotes[i];
      const { sides, barIndex, time, moment } = quote;
      const referenceTicks = sides === undefined ? quote.referenceTicks : delta > 0 ? sides.ask : sides.bid;
      const place: FillPlace = { s: leg.s, barIndex, time, moment, sides, orderId: leg.order.id };
      const sign = delta > 0 ? 1 : -1;
      live.push({ leg, quote, proposed: { place, referenceTicks, held, sign, closing, opening } });
    }
    return live;
  }

  private pricingRefusal(live: readonly LiveLeg[], isGroup: boolean): string | undefined {
    for (const { proposed } of live) {
      const least = isGroup || this.isWholeAtQuotes ? lotsOf(proposed) : 1;
      const refusal = this.pricer.refusal(proposed.place, sideOf(proposed.sign), least);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  private execute(one: LiveLeg, closing: number, opening: number): void {
    const { leg, quote, proposed } = one;
    const { order } = leg;
    const { place, referenceTicks, held, sign } = proposed;
    const lots = closing + opening;
    const request = { side: sideOf(sign), lots, referenceTicks };
    const priced = this.pricer.price(place, request);
    const { id: orderId, decisionTime, reason } = order;
    this.account.members?.own(leg.s, order.parts);
    const fill = this.book(place, request, priced, { orderId, decisionTime, reason, rule: quote.rule });
    this.pricer.noteFill(place, { lots, priced, isWhole: lots === order.lots });
    this.decidedAt[leg.s] = decisionTime;
    this.protection.afterFill(leg.s, fill, order, { before: held, after: held + sign * lots });
    this.noteStop(leg.s, fill, undefined);
  }

  /** Notes how far the stop of a fill is that has opened lots. */
  private noteStop(s: number, fill: Fill, order: WorkingOrder | undefined): void {
    const { account, protection } = this;
    const held = account.lots(s);
    if (held !== 0 && held > 0 === (fill.side === 'buy')) {
      account.attribution.stops.note(fill.id, protection.stopDistance(s, fill, order));
    }
  }

  private book(
    place: FillPlace,
    request: { readonly side: Side; readonly lots: number },
    priced: PricedAt,
    origin: FillOrigin,
  ): Fill {
    const { s, barIndex, time } = place;
    const fill: Fill = {
      id: this.account.fills.length,
      orderId: origin.orderId,
      instrument: this.columns[s].id,
      side: request.side,
      lots: request.lots,
      decisionTime: origin.decisionTime,
      time,
      referenceTicks: priced.referenceTicks,
      priceTicks: priced.priceTicks,
      spreadUnits: priced.spreadUnits,
      slippageUnits: priced.slippageUnits,
      commissionUnits: priced.commissionUnits,
      // All fills have one shape, whether these are there or not: a shape of its own for each made them slow to build.
      feeUnits: priced.feeUnits === 0 ? undefined : priced.feeUnits,
      sideTicks: priced.sideTicks,
      contract: this.contract,
      rule: origin.rule,
      reason: origin.reason,
      barIndex,
      path: origin.path,
    };
    this.account.book(s, fill);
    if (place.sides !== undefined) this.markSides(s, place.sides, time);
    return fill;
  }

  /** Where both sides are known a position is worth what the contract says, not what was just traded. */
  private markSides(s: number, sides: TwoSides, time: number): void {
    const mark = this.sides.mark(this.account.lots(s), sides);
    this.account.market.mark(s, mark);
    this.account.markVisible(s, mark, time);
  }
}

/** Lots on offer at the side that a leg takes. */
function sizeOf({ proposed: { place, sign } }: LiveLeg): number {
  return (sign > 0 ? place.sides?.askLots : place.sides?.bidLots) ?? Infinity;
}

function sideOf(sign: 1 | -1): Side {
  return sign > 0 ? 'buy' : 'sell';
}

function lotsOf(one: ProposedFill): number {
  return one.closing + one.opening;
}

/** What waits on of a single order that has filled in part. */
function restOf(set: QueuedSet, { leg, proposed }: LiveLeg, rest: number, filled: number): QueuedSet {
  const heldLots = proposed.held + proposed.sign * filled;
  return {
    ...set,
    legs: [{ ...leg, heldLots, order: { ...leg.order, lots: rest } }],
    dueClose: NaN,
    isRemainder: true,
  };
}
