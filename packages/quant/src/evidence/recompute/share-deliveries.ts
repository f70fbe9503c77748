/** Shares of another instrument that mergers and spin-offs pay: docs/methods/corporate-actions.md, "Shares of another instrument". */
import type { Fill } from '../../orders/index.ts';
import type { BarSeries } from '../../market/index.ts';
import type { ActionDue } from './action-dues.ts';
import type { RecomputedCosts } from './fill-costs.ts';
import { STEPS } from './fill-moments.ts';
import type { ExplainedFill } from './found-account.ts';
import type { HeldAccount } from './held-account.ts';
import { firstFrom } from './tick-bars.ts';
import { tickWorth } from './tick-worth.ts';

/** An action that pays in shares. */
export type SharesDue = Extract<ActionDue, { readonly kind: 'in-shares' }>;

/** How a delivery is booked, and what could not be found said. */
export interface DeliveryHooks {
  /** Takes a fill without costs in. */
  book(s: number, found: ExplainedFill): void;
  missing(what: string): void;
}

/** Where and at which price shares are delivered. */
export interface DeliveryMoment {
  readonly time: number;
  readonly step: number;
  readonly fillTime: number;
  readonly ticks: number;
}

/** What is entitled to shares since an action took effect. */
export interface Entitlement {
  readonly due: SharesDue;
  readonly to: number;
  /** Signed. */
  readonly lots: number;
}

/** The first price of what is received after an action: an open at or after it, of close-only bars a later close; undefined where there is none. */
export function deliveryMoment(held: HeldAccount, to: number, time: number): DeliveryMoment | undefined {
  const bars = held.bars[to];
  const { openTime, eventTime, length }: BarSeries = bars.series;
  const [times, field] = bars.isCloseOnly ? [eventTime, 'close' as const] : [openTime, 'open' as const];
  const latencyMs = bars.isCloseOnly ? 0 : held.input.contract.latencyMs;
  for (let i = firstFrom(times, bars.isCloseOnly ? time + 1 : time); i < length; i++) {
    const ticks = bars.ticks(field, i);
    if (Number.isNaN(ticks)) continue;
    const step = bars.isCloseOnly ? STEPS.cashedAtClose : STEPS.cashed;
    return { time: times[i], step, fillTime: times[i] + latencyMs, ticks };
  }
  return undefined;
}

/** Shares that are delivered, matched with the fills that the record has of them. */
export class ShareDeliveries {
  private readonly held: HeldAccount;
  private readonly hooks: DeliveryHooks;
  private readonly recorded: Fill[];

  constructor(held: HeldAccount, hooks: DeliveryHooks) {
    this.held = held;
    this.hooks = hooks;
    this.recorded = held.input.record.fills.filter(isDelivery);
  }

  /**
   * Delivers: what the shares are worth, with the part of a lot and the cash beside, ends a merged position or comes off the cost
   * of one that goes on, and buys the new lots at the same price.
   */
  deliver({ due, to, lots }: Entitlement, at: DeliveryMoment): void {
    const { s, shares, cash, now, before } = due;
    const { held } = this;
    const own = held.lots[s].lots;
    if (shares === 'merger' && own === 0) return;
    const entitled = shares === 'merger' ? own : lots;
    const sign = entitled > 0 ? 1 : -1;
    const product = BigInt(Math.abs(entitled)) * BigInt(now);
    const received = sign * Number(product / BigInt(before));
    const rest = Number(product % BigInt(before));
    const { worth } = held.bars[to];
    const inLots = received === 0 ? 0 : worth.units(at.ticks, received);
    const inLieu = rest === 0 ? 0 : worth.part(sign * at.ticks, rest, before);
    const units = inLots + inLieu + this.cashPart(s, entitled, cash);
    if (shares === 'merger') this.end(due, units, at);
    else this.payOut(s, units, { time: at.time, entitled, bar: due.bar });
    const rule = shares === 'merger' ? 'received-in-merger' : 'received-in-spin-off';
    if (received !== 0) this.transfer(to, { rule, lots: received, ticks: at.ticks }, at);
  }

  private cashPart(s: number, entitled: number, value: number): number {
    if (!(value > 0)) return 0;
    const { lotSize, multiplier } = this.held.input.series[s].instrument;
    return tickWorth({ tickSize: asDecimal(value), lotSize, multiplier }).units(1, entitled);
  }

  /** The position is closed at its worth, to the nearest tick; what the tick leaves over comes off its cost before. */
  private end({ s, bar }: SharesDue, units: number, at: DeliveryMoment): void {
    const { held } = this;
    const own = held.lots[s].lots;
    const { worth } = held.bars[s];
    const perTick = worth.units(1e6, 1) / 1e6;
    const ticks = Math.round(units / (perTick * own)) + 0;
    held.returnCapital(s, units - worth.units(ticks, own), { time: at.time, bar });
    this.transfer(s, { rule: 'merged-for-shares', lots: -own, ticks }, at);
  }

  private payOut(s: number, units: number, at: { time: number; entitled: number; bar: number }): void {
    const { held } = this;
    if (held.lots[s].lots * at.entitled > 0) held.returnCapital(s, units, at);
    else
      held.receive(s, 'dividends', units, { time: at.time, arithmetic: 'the worth of shares spun off', isHeld: false });
  }

  private transfer(
    s: number,
    { rule, lots, ticks }: { readonly rule: string; readonly lots: number; readonly ticks: number },
    { time, step, fillTime }: DeliveryMoment,
  ): void {
    const { id } = this.held.input.series[s].instrument;
    const side = lots > 0 ? 'buy' : 'sell';
    const place = this.recorded.findIndex((fill) => fill.rule === rule && fill.instrument === id);
    const fill = this.recorded[place];
    const due = `${side} ${Math.abs(lots)} ${id} by '${rule}'`;
    if (fill === undefined) return this.hooks.missing(`no fill is recorded for ${due}`);
    this.recorded.splice(place, 1);
    if (fill.side !== side || fill.lots !== Math.abs(lots) || fill.time !== fillTime)
      this.hooks.missing(`fill ${fill.id}: its lots, side or time are not those that are due: ${due}`);
    const from = rule === 'merged-for-shares' ? 'the worth of what is received' : 'the first price of what is received';
    this.hooks.book(s, {
      fill,
      costs: withoutCosts(ticks),
      price: { ownTicks: ticks, from },
      moment: { time, step, part: 'close' },
    });
  }
}

/** True for fills that a merger or spin-off brings about: no order and no bar stands behind them. */
export function isDelivery({ rule }: Fill): boolean {
  return rule === 'merged-for-shares' || rule.startsWith('received-in-');
}

function withoutCosts(ticks: number): RecomputedCosts {
  const none = { spreadUnits: 0, slippageUnits: 0, commissionUnits: 0, feeUnits: 0, notionalUnits: 0 };
  return {
    ...{ referenceTicks: ticks, priceTicks: ticks, spreadTicks: 0, slippageTicks: 0, movedTicks: 0 },
    ...{ ...none, fees: [], taken: [] },
  };
}

/** An amount a share as the shortest decimal that stands for it. */
export function asDecimal(value: number): string {
  const text = String(value);
  return /^\d+(\.\d{1,12})?$/u.test(text) ? text : value.toFixed(12);
}
