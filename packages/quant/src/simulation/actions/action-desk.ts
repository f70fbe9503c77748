import { toTicks } from '../../market/index.ts';
import type { SplitRatio } from '../../orders/index.ts';
import type { Account } from '../account.ts';
import type { SeriesColumns } from '../columns.ts';
import { dividendUnits } from './dividend-units.ts';
import type { DividendPayment, PlannedAction, ShareTerms } from './planned-action.ts';
import { ShareDeliveries } from './share-deliveries.ts';
import type { Delivery, DeliveryPrice, Transfer } from './share-deliveries.ts';

/** What else has to follow an action: waiting orders, and how a position is closed. */
export interface ActionFollower {
  /** Restates waiting orders and protective levels of series `s`. */
  split(s: number, ratio: SplitRatio, time: number): void;
  /** Takes waiting orders of series `s` out. */
  endOrders(s: number, time: number): void;
  /** Books a fill that an action brings about. */
  transfer: Transfer;
  /** Takes waiting orders of series `s` out and closes its position at a price, or at its last mark. */
  delist(s: number, close: DelistingClose): void;
}

/** The end of an instrument. */
export interface DelistingClose {
  readonly time: number;
  /** Whole ticks; undefined where the last mark counts. */
  readonly ticks: number | undefined;
  readonly rule: string;
  readonly reason: string;
}

/** A dividend that is paid later than its ex-day. */
interface LatePayment {
  readonly time: number;
  readonly s: number;
  readonly units: number;
}

const VALUE_RULES = {
  delisting: 'delisted-at-value',
  merger: 'merged-for-cash',
  expiry: 'expired-at-settlement-price',
} as const;

/**
 * Corporate actions as they fall due.
 *
 * 1. A dividend pays for what is held when it takes effect: longs receive, shorts pay. What becomes known later is paid
 *    then, for the same lots.
 * 2. A split multiplies lots and waiting orders; a part of a lot is cashed at the first price after it.
 * 3. A delisting or a merger for cash closes the position at its value, where that is known.
 * 4. A merger for shares, or for both, and a spin-off wait for the first price of what is received.
 * 5. A rename is recorded: the position and its orders stay what they are.
 */
export class ActionDesk {
  /** When something falls due next; Infinity where nothing does. */
  nextTime: number;
  private readonly columns: readonly SeriesColumns[];
  private readonly planned: readonly PlannedAction[];
  private readonly account: Account;
  private readonly follower: ActionFollower;
  private readonly deliveries: ShareDeliveries;
  private late: readonly LatePayment[] = [];
  private next: number = 0;
  /** Series with a part of a lot that waits for its price. */
  private fractions: readonly number[] = [];

  constructor(
    columns: readonly SeriesColumns[],
    planned: readonly PlannedAction[],
    account: Account,
    follower: ActionFollower,
  ) {
    this.columns = columns;
    this.planned = planned;
    this.account = account;
    this.follower = follower;
    this.deliveries = new ShareDeliveries(columns, account, (s, fill, from) => follower.transfer(s, fill, from));
    this.nextTime = planned.length > 0 ? planned[0].time : Infinity;
  }

  /** Everything that falls due at `nextTime`. */
  settleNext(): void {
    const time = this.nextTime;
    for (; this.next < this.planned.length && this.planned[this.next].time === time; this.next++) {
      this.settle(this.planned[this.next]);
    }
    while (this.late.length > 0 && this.late[0].time === time) {
      const [payment, ...rest] = this.late;
      this.late = rest;
      this.pay(payment, -1);
    }
    const planned = this.next < this.planned.length ? this.planned[this.next].time : Infinity;
    this.nextTime = Math.min(planned, this.late.length > 0 ? this.late[0].time : Infinity);
  }

  /** True if a part of a lot, or shares to be delivered, wait for their price. */
  get isWaiting(): boolean {
    return this.fractions.length > 0 || this.deliveries.isWaiting;
  }

  /** Shares that have not been delivered, for want of a price. */
  get undelivered(): readonly Delivery[] {
    return this.deliveries.undelivered;
  }

  /** Delivers shares that wait for a price of series `s`. */
  deliver(s: number, at: DeliveryPrice): void {
    if (this.deliveries.isWaiting) this.deliveries.deliver(s, at);
  }

  /** Cashes the part of a lot of series `s` that waits for its price. */
  cashFraction(s: number, ticks: number, time: number): void {
    if (this.fractions.length === 0) return;
    this.account.cashFraction(s, ticks, time);
    this.fractions = this.fractions.filter((one) => this.account.hasFraction(one));
  }

  private settle(planned: PlannedAction): void {
    const { s, time, bar, effect } = planned;
    const { account } = this;
    const lots = account.lots(s);
    switch (effect.kind) {
      case 'split': {
        const { ratio } = effect;
        account.split(s, ratio, { time, ratio: ratio.now / ratio.before, bar });
        this.follower.split(s, ratio, time);
        account.events.add({ kind: 'split', time, s, lots, units: 0, detail: account.lots(s) });
        if (account.hasFraction(s)) this.fractions = [...this.fractions, s];
        return;
      }
      case 'cash-dividend':
        this.payDividend(s, time, effect.payments);
        return;
      case 'rename':
        account.events.add({ kind: 'rename', time, s, lots, units: 0, detail: NaN });
        return;
      case 'spin-off':
        account.events.add({ kind: 'spin-off', time, s, lots, units: 0, detail: NaN });
        this.deliveries.add({ kind: 'spin-off', from: s, ...effect.shares, cash: 0, bar });
        return;
      default:
        if (effect.shares === undefined) this.end(s, time, effect);
        else this.merge(planned, effect.shares, effect.value);
    }
  }

  private end(
    s: number,
    time: number,
    effect: { readonly kind: 'delisting' | 'merger' | 'expiry'; readonly value: number },
  ): void {
    const { instrument } = this.columns[s].series;
    const isKnown = !Number.isNaN(effect.value);
    this.account.events.add({ kind: effect.kind, time, s, lots: this.account.lots(s), units: 0, detail: effect.value });
    this.follower.delist(s, {
      time,
      ticks: isKnown ? toTicks(instrument, effect.value) : undefined,
      rule: isKnown ? VALUE_RULES[effect.kind] : 'delisted-at-last-mark',
      reason: effect.kind === 'merger' ? 'merged' : effect.kind === 'expiry' ? 'expiry' : 'delisted',
    });
  }

  /** A merger for shares: trading has ended, and the position waits for the shares. */
  private merge({ s, time, bar }: PlannedAction, shares: ShareTerms, cash: number): void {
    const { account } = this;
    account.events.add({ kind: 'merger', time, s, lots: account.lots(s), units: 0, detail: cash });
    this.follower.endOrders(s, time);
    this.cashFraction(s, account.market.markTicks[s], time);
    this.deliveries.add({ kind: 'merger', from: s, ...shares, cash, bar });
  }

  private payDividend(s: number, time: number, payments: readonly DividendPayment[]): void {
    const lots = this.account.lots(s);
    if (lots === 0) return;
    const { instrument } = this.columns[s].series;
    let paid = 0;
    const late: LatePayment[] = [];
    for (const payment of payments) {
      const whole = dividendUnits(instrument, lots, payment.value);
      if (payment.time === time) this.pay({ time, s, units: whole }, s, lots);
      else late.push({ time: payment.time, s, units: whole - paid });
      paid = whole;
    }
    if (late.length > 0) this.late = [...this.late, ...late].sort((a, b) => a.time - b.time);
  }

  /** Pays a dividend; `holder` is the series whose open lots it belongs to, -1 where they may be gone. */
  private pay({ time, s, units }: LatePayment, holder: number, lots: number = NaN): void {
    const { account } = this;
    account.postIncome('dividends', account.currency(s), units, { time, s: holder });
    account.events.add({ kind: 'cash-dividend', time, s, lots, units, detail: NaN });
  }
}
