import { priceFill } from '../execution/index.ts';
import type { FillContract, PricedFill } from '../execution/index.ts';
import { moneyUnits } from '../market/index.ts';
import type { Fill, Refusal } from '../orders/index.ts';
import { isWithinGrossLimit, mostAllowedLots } from '../risk/index.ts';
import type { GrossState, RiskLimits } from '../risk/index.ts';
import type { Account } from './account.ts';
import type { SeriesColumns } from './columns.ts';
import type { QueuedLeg, QueuedSet } from './fill-queue.ts';
import type { ProtectiveExits } from './protective-exits.ts';

/** The price at which an order can fill now. */
export interface Quote {
  readonly referenceTicks: number;
  readonly barIndex: number;
  readonly time: number;
  /** The rule of the contract that gives this price. */
  readonly rule: string;
}

/** A close of a position that no order asked for. */
export interface ForcedExit extends Quote {
  readonly limitTicks?: number | undefined;
  readonly reason: string;
}

/** A leg with the lots it can still change. */
interface LiveLeg {
  readonly leg: QueuedLeg;
  readonly quote: Quote;
  readonly held: number;
  /** 1 to buy, -1 to sell. */
  readonly sign: 1 | -1;
  /** Lots that reduce the position. */
  readonly closing: number;
  /** Lots that enlarge it or open the other side. */
  readonly opening: number;
}

/** Turns queued orders and forced exits into fills: limit check, price, books, protection. */
export class FillDesk {
  readonly refusals: Refusal[] = [];
  /** Per series: the decision behind the newest fill of an order. */
  private readonly decidedAt: Float64Array;
  private readonly columns: readonly SeriesColumns[];
  private readonly contract: FillContract;
  private readonly limits: RiskLimits;
  private readonly account: Account;
  private readonly protection: ProtectiveExits;

  constructor(
    columns: readonly SeriesColumns[],
    rules: { readonly contract: FillContract; readonly limits: RiskLimits },
    account: Account,
    protection: ProtectiveExits,
  ) {
    this.columns = columns;
    this.contract = rules.contract;
    this.limits = rules.limits;
    this.account = account;
    this.protection = protection;
    this.decidedAt = new Float64Array(columns.length).fill(NaN);
  }

  /** Records that a set did not come about, leg by leg. */
  refuse(set: QueuedSet, time: number, reason: string): void {
    for (const { order } of set.legs) this.refusals.push({ time, instrument: order.instrument, reason });
  }

  /**
   * Fills a set at its quotes, one per leg: in full, reduced to what the limit allows (a single order), or not at all.
   *
   * An exit since the decision may have changed the position: what remains is the way to the target, but a position
   * that was exited is not entered again on the same side.
   */
  fill(set: QueuedSet, quotes: readonly Quote[], now: number): void {
    const live = this.liveLegs(set, quotes);
    if (live.length === 0) {
      this.refuse(set, now, 'exited-before-fill');
      return;
    }
    const needsCheck = live.some((one) => one.opening > 0);
    const before = needsCheck ? this.stateBefore(live, now) : undefined;
    if (set.isGroup) {
      if (before !== undefined && !this.isAllowed(live, before, now, Infinity)) {
        this.refuse(set, now, 'unaffordable');
        return;
      }
      for (const one of live) this.execute(one, one.opening);
      return;
    }
    const [one] = live;
    const opening =
      before === undefined ? 0 : mostAllowedLots(one.opening, (n) => this.isAllowed(live, before, now, n));
    if (opening < one.opening) {
      this.refuse(set, now, one.closing + opening === 0 ? 'unaffordable' : 'reduced-to-limit');
    }
    if (one.closing + opening > 0) this.execute(one, opening);
  }

  /** Closes the whole position in series `s`. */
  force(s: number, exit: ForcedExit): void {
    const lots = this.account.lots(s);
    if (lots === 0) return;
    const side = lots > 0 ? 'sell' : 'buy';
    const request = {
      side,
      lots: Math.abs(lots),
      referenceTicks: exit.referenceTicks,
      limitTicks: exit.limitTicks,
    } as const;
    const price = priceFill(this.contract.costs, this.columns[s].scale, request);
    this.account.book(
      s,
      this.fillOf(s, { ...request, price }, exit, { decisionTime: this.decidedAt[s], reason: exit.reason }),
    );
    this.protection.clear(s);
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
      live.push({ leg, quote: quotes[i], held, sign: delta > 0 ? 1 : -1, closing, opening });
    }
    return live;
  }

  /** The account before the fill, with the legs' positions at their quotes. */
  private stateBefore(live: readonly LiveLeg[], now: number): GrossState {
    const { account } = this;
    let [gross, equity] = [account.grossUnits(now), account.equityUnits(now)];
    for (const { leg, quote, held } of live) {
      const marked = account.market.values[leg.s];
      const quoted = this.worth(leg.s, quote, held);
      gross +=
        this.inAccountCurrency(leg.s, Math.abs(quoted), now) - this.inAccountCurrency(leg.s, Math.abs(marked), now);
      equity += this.inAccountCurrency(leg.s, quoted, now) - this.inAccountCurrency(leg.s, marked, now);
    }
    return { gross, equity };
  }

  /** True if the account stays within its limit when each leg opens at most `most` lots. */
  private isAllowed(live: readonly LiveLeg[], before: GrossState, now: number, most: number): boolean {
    let { gross, equity } = before;
    for (const one of live) {
      const { s } = one.leg;
      const lots = one.closing + Math.min(one.opening, most);
      if (lots === 0) continue;
      if (!this.isCountable(one, lots)) return false;
      const price = this.price(one, lots);
      const after = Math.abs(this.worth(s, one.quote, one.held + one.sign * lots));
      const quoted = Math.abs(this.worth(s, one.quote, one.held));
      gross += this.inAccountCurrency(s, after, now) - this.inAccountCurrency(s, quoted, now);
      equity -= this.inAccountCurrency(s, price.spreadUnits + price.slippageUnits + price.commissionUnits, now);
    }
    return isWithinGrossLimit(this.limits, before, { gross, equity });
  }

  /** True if the ledger can hold the position and the cash after trading these lots at their quote, costs included. */
  private isCountable(one: LiveLeg, lots: number): boolean {
    const { s } = one.leg;
    const unitsPerLot = Math.abs(one.quote.referenceTicks) * this.columns[s].unitsPerTickLot;
    const traded = unitsPerLot * lots;
    const cash = Math.abs(this.account.cashUnits(s) - one.sign * traded) + traded;
    return unitsPerLot * (Math.abs(one.held) + lots) < Number.MAX_SAFE_INTEGER / 4 && cash < Number.MAX_SAFE_INTEGER;
  }

  private worth(s: number, quote: Quote, lots: number): number {
    return lots === 0 ? 0 : moneyUnits(this.columns[s].scale, quote.referenceTicks, lots);
  }

  private inAccountCurrency(s: number, units: number, now: number): number {
    return this.account.converter.toAccount(this.account.currency(s), units, now);
  }

  private price(one: LiveLeg, lots: number): PricedFill {
    const side = one.sign > 0 ? 'buy' : 'sell';
    const { referenceTicks } = one.quote;
    return priceFill(this.contract.costs, this.columns[one.leg.s].scale, { side, lots, referenceTicks });
  }

  private execute(one: LiveLeg, opening: number): void {
    const { leg, quote, held } = one;
    const { s, order } = leg;
    const lots = one.closing + opening;
    const request = { side: one.sign > 0 ? 'buy' : 'sell', lots, price: this.price(one, lots) } as const;
    const fill = this.fillOf(s, request, quote, {
      orderId: order.id,
      decisionTime: order.decisionTime,
      reason: order.reason,
    });
    this.decidedAt[s] = order.decisionTime;
    this.account.book(s, fill);
    this.protection.afterFill(s, fill, order, { before: held, after: held + one.sign * lots });
  }

  private fillOf(
    s: number,
    request: { readonly side: 'buy' | 'sell'; readonly lots: number; readonly price: PricedFill },
    quote: Quote,
    origin: { readonly orderId?: number; readonly decisionTime: number; readonly reason: string },
  ): Fill {
    const { price } = request;
    return {
      id: this.account.fills.length,
      orderId: origin.orderId,
      instrument: this.columns[s].id,
      side: request.side,
      lots: request.lots,
      decisionTime: origin.decisionTime,
      time: quote.time,
      referenceTicks: quote.referenceTicks,
      priceTicks: price.priceTicks,
      spreadUnits: price.spreadUnits,
      slippageUnits: price.slippageUnits,
      commissionUnits: price.commissionUnits,
      contract: this.contract.name,
      rule: quote.rule,
      reason: origin.reason,
      barIndex: quote.barIndex,
    };
  }
}
