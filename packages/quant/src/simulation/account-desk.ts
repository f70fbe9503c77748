import type { SplitRatio } from '../orders/index.ts';
import type { Account } from './account.ts';
import { ActionDesk } from './actions/action-desk.ts';
import { splitQueuedSet, splitWorkingOrder } from './actions/split-orders.ts';
import { Dues } from './dues.ts';
import { FinancingDesk } from './financing/financing-desk.ts';
import { MarginInsideBars } from './margin/inside-bars.ts';
import type { MarginDesk } from './margin/margin-desk.ts';
import type { ResolvedSimulation } from './resolve-options.ts';
import type { Settlement, SettlementDesk } from './settlement.ts';
import type { SimulationOptions } from './simulation.ts';
import type { Timeline } from './timeline.ts';

/** What an account desk works with. */
export interface AccountDeskParts extends SettlementDesk {
  readonly settlement: Settlement;
  readonly timeline: Timeline;
  readonly margin: MarginDesk;
}

/**
 * What happens to the account beside orders: financing, corporate actions, margin.
 *
 * 1. What falls due before a moment is settled first, what falls due at it after the bars that close there and before
 *    decisions and opens.
 * 2. At opens (of close-only bars: at closes) parts of lots that a split left are cashed and shares are delivered, then positions are closed that
 *    margin does not carry, before anything else fills.
 * 3. At closes, after what orders have done inside bars, margin is looked at there; after marks and fills, the account is looked at against its model.
 */
export class AccountDesk {
  readonly dues: Dues;
  private readonly resolved: ResolvedSimulation;
  private readonly latencyMs: number;
  private readonly parts: AccountDeskParts;
  private readonly account: Account;
  private readonly actions: ActionDesk;
  private readonly margin: MarginDesk;
  private readonly insideBars: MarginInsideBars;

  constructor(options: SimulationOptions, resolved: ResolvedSimulation, parts: AccountDeskParts) {
    const { columns, segments, actions } = resolved;
    this.resolved = resolved;
    this.latencyMs = options.contract.latencyMs;
    this.parts = parts;
    this.account = parts.account;
    this.margin = parts.margin;
    this.insideBars = new MarginInsideBars(columns, options.contract, parts);
    this.actions = new ActionDesk(columns, actions, parts.account, {
      split: (s, ratio, time) => this.splitOrders(s, ratio, time),
      endOrders: (s, time) => parts.settlement.endOrders(s, time, parts),
      transfer: (s, fill, from) => parts.fills.transfer(s, fill, from),
      delist: (s, close) => parts.settlement.delist(s, close, parts),
    });
    const span = { from: segments[0].decideFrom, to: segments[segments.length - 1].end };
    const financing = new FinancingDesk(columns, options.contract.costs.financing, parts.account, span);
    this.dues = new Dues([financing, this.actions]);
  }

  /** Sentences about shares that were never delivered. */
  get warnings(): readonly string[] {
    return this.actions.undelivered.map(({ kind, from, to }) => {
      const [own, other] = [this.resolved.columns[from].id, this.resolved.columns[to].id];
      return `the ${kind} of '${own}' pays shares of '${other}', which had no price after it: they count for nothing`;
    });
  }

  /** True if something waits for a price: a part of a lot, shares, or a position to be closed by force. */
  get isWaiting(): boolean {
    return this.actions.isWaiting || this.margin.hasDue;
  }

  /** Fills what waits at the opens of this moment. */
  atOpens({ opening, openingCount, openedBar, time }: Timeline): void {
    for (const s of opening.subarray(0, openingCount)) {
      const { openTicks, isCloseOnly } = this.resolved.columns[s];
      const ticks = openTicks[openedBar[s]];
      const at = { ticks, barIndex: openedBar[s], time, fillTime: time + this.latencyMs };
      if (!isCloseOnly) this.serve(s, { ...at, moment: 'open', rule: 'liquidated-at-next-open' });
    }
  }

  /** Fills what waits at the closes of the close-only bars of this moment. */
  atCloses({ closing, closingCount, closedBar, time }: Timeline): void {
    for (const s of closing.subarray(0, closingCount)) {
      const { closeTicks, isCloseOnly } = this.resolved.columns[s];
      const ticks = closeTicks[closedBar[s]];
      const at = { ticks, barIndex: closedBar[s], time, fillTime: time };
      if (isCloseOnly) this.serve(s, { ...at, moment: 'close', rule: 'liquidated-at-next-close' });
    }
  }

  /** True if the account's model refuses, calls and liquidates. */
  get isMargined(): boolean {
    return !this.margin.isUnlimited;
  }

  /** Looks at the account inside the bars that close now. */
  lookInsideBars(): void {
    if (this.insideBars.isOn && !this.account.isFlat) this.insideBars.look();
  }

  /** Looks at the account against its model, at its marks. */
  lookAtMargin(time: number): void {
    const { fills } = this.parts;
    this.margin.look(time, (s, lots) => fills.closingCostUnits(s, lots, time));
  }

  private serve(
    s: number,
    at: {
      readonly ticks: number;
      readonly barIndex: number;
      readonly time: number;
      readonly fillTime: number;
      readonly moment: 'open' | 'close';
      readonly rule: string;
    },
  ): void {
    const { ticks: referenceTicks, barIndex, moment, rule } = at;
    if (Number.isNaN(referenceTicks)) return;
    this.actions.cashFraction(s, referenceTicks, at.time);
    this.actions.deliver(s, at);
    const due = this.margin.hasDue ? this.margin.take(s, at.fillTime) : undefined;
    if (due === undefined) return;
    const exit = { referenceTicks, barIndex, time: at.fillTime, moment, rule, reason: 'margin call' } as const;
    this.parts.fills.force(s, exit, due.lots);
  }

  /** Restates what waits for series `s` after a split. */
  private splitOrders(s: number, ratio: SplitRatio, time: number): void {
    const { queue, book, margin } = this.parts;
    const waiting = queue.at(s);
    if (waiting !== undefined) {
      queue.remove(waiting);
      const restated = splitQueuedSet(waiting, s, ratio);
      queue.place(restated);
      for (const leg of restated.legs) {
        if (leg.s === s) this.parts.fills.life.replaced(leg.order, time, 'split', leg.order.lots);
      }
    }
    for (const order of book.at(s)) {
      const restated = splitWorkingOrder(order, ratio);
      if (restated !== undefined) book.replace(s, restated, { event: 'replaced', reason: 'split', time });
      else book.end(s, ({ id }) => id === order.id, { event: 'cancelled', reason: 'split-below-one-lot', time });
    }
    margin.forget(s);
  }
}
