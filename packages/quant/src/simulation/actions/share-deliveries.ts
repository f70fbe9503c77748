import { moneyUnits } from '../../market/index.ts';
import { wholeLots } from '../../orders/index.ts';
import type { SplitRatio } from '../../orders/index.ts';
import type { Account } from '../account.ts';
import type { SeriesColumns } from '../columns.ts';
import { dividendUnits } from './dividend-units.ts';

/** Shares of another instrument that holders are to receive. */
export interface Delivery {
  readonly kind: 'merger' | 'spin-off';
  readonly from: number;
  readonly to: number;
  /** Lots of `to` for one lot of `from`. */
  readonly ratio: SplitRatio;
  /** Signed lots of `from` that are entitled. */
  readonly lots: number;
  /** Currency units beside, for one share of `from`. */
  readonly cash: number;
  /** Index of the first bar of `from` in the terms after it. */
  readonly bar: number;
}

/** A fill without costs that an action brings about. */
export interface TransferFill {
  /** Signed. */
  readonly lots: number;
  readonly ticks: number;
  readonly barIndex: number;
  readonly time: number;
  readonly rule: string;
  readonly reason: string;
}

/** Books a fill of series `s`; the decision behind it is the one behind the position in `from`. */
export type Transfer = (s: number, fill: TransferFill, from: number) => void;

/** The price at which shares are delivered. */
export interface DeliveryPrice {
  readonly ticks: number;
  readonly barIndex: number;
  readonly time: number;
  readonly fillTime: number;
}

/**
 * Shares that mergers and spin-offs pay: they wait for the first price of the instrument that is received, and are delivered
 * there, before anything else fills.
 *
 * worth = lots received · price + part of a lot · price + cash, each rounded once, signed with the position.
 *
 * 1. Merger: the position is closed at its worth, to the nearest tick (`merged-for-shares`); what the tick leaves over is
 *    taken off its cost before.
 * 2. Spin-off: the worth is taken off what the position cost. Who has sold meanwhile receives it as a dividend.
 * 3. With the worth the new lots are bought at that price (`received-in-merger`, `received-in-spin-off`), without costs: they
 *    close lots of the other side first. What is left is the cash part and the part of a lot.
 *
 * So cash moves by the cash part and the part of a lot only, and equity by the difference between price and last mark.
 */
export class ShareDeliveries {
  private readonly columns: readonly SeriesColumns[];
  private readonly account: Account;
  private readonly transfer: Transfer;
  private waiting: readonly Delivery[] = [];

  constructor(columns: readonly SeriesColumns[], account: Account, transfer: Transfer) {
    this.columns = columns;
    this.account = account;
    this.transfer = transfer;
  }

  /** True if something waits for its price. */
  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** What has not been delivered. */
  get undelivered(): readonly Delivery[] {
    return this.waiting;
  }

  /** Adds a delivery for what is held now. */
  add(delivery: Omit<Delivery, 'lots'>): void {
    const lots = this.account.lots(delivery.from);
    if (lots !== 0) this.waiting = [...this.waiting, { ...delivery, lots }];
  }

  /** Delivers what waits for a price of series `to`. */
  deliver(to: number, at: DeliveryPrice): void {
    const due = this.waiting.filter((one) => one.to === to);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter((one) => one.to !== to);
    for (const one of due) this.settle(one, at);
  }

  private settle(delivery: Delivery, at: DeliveryPrice): void {
    const { kind, from, to, ratio } = delivery;
    const { account } = this;
    const held = account.lots(from);
    // A merger that comes after the end of a segment finds nothing any more.
    if (kind === 'merger' && held === 0) return;
    const entitled = kind === 'merger' ? held : delivery.lots;
    const sign = entitled > 0 ? 1 : -1;
    const lots = sign * wholeLots(Math.abs(entitled), ratio);
    const { scale } = this.columns[to];
    const worth = lots === 0 ? 0 : moneyUnits(scale, at.ticks, lots);
    const { cash: perShare } = delivery;
    const paid = perShare > 0 ? dividendUnits(this.columns[from].series.instrument, entitled, perShare) : 0;
    const cash = paid + this.inLieu(to, Math.abs(entitled), ratio, sign * at.ticks);
    if (kind === 'merger') this.close(delivery, worth + cash, at);
    else this.distribute(delivery, worth + cash, at);
    const before = account.lots(to);
    const { barIndex, fillTime: time, ticks } = at;
    const [rule, reason] = kind === 'merger' ? ['received-in-merger', 'merged'] : ['received-in-spin-off', 'spun off'];
    if (lots !== 0) this.transfer(to, { lots, ticks, barIndex, time, rule, reason }, from);
    account.events.add({ kind: 'shares-received', time: at.time, s: to, lots: before, units: cash, detail: lots });
  }

  /** Worth of the part of a lot that is left over. */
  private inLieu(to: number, entitled: number, ratio: SplitRatio, signedTicks: number): number {
    const rest = Number((BigInt(entitled) * BigInt(ratio.now)) % BigInt(ratio.before));
    if (rest === 0) return 0;
    const { numerator, denominator } = this.columns[to].scale;
    return moneyUnits({ numerator: numerator * rest, denominator: denominator * ratio.before }, signedTicks, 1);
  }

  /** Ends the position that was merged away, at its worth. */
  private close({ from, bar }: Delivery, worth: number, at: DeliveryPrice): void {
    const { account } = this;
    const { scale, unitsPerTickLot } = this.columns[from];
    const held = account.lots(from);
    const ticks = Math.round(worth / (unitsPerTickLot * held)) + 0;
    account.distribute(from, worth - moneyUnits(scale, ticks, held), { time: at.time, bar });
    const fill = { lots: -held, ticks, barIndex: account.markBar[from], time: at.fillTime };
    this.transfer(from, { ...fill, rule: 'merged-for-shares', reason: 'merged' }, from);
  }

  private distribute({ from, lots, bar }: Delivery, worth: number, at: DeliveryPrice): void {
    const { account } = this;
    if (account.lots(from) * lots > 0) account.distribute(from, worth, { time: at.time, bar });
    else account.postIncome('dividends', account.currency(from), worth, { time: at.time, s: -1 });
  }
}
