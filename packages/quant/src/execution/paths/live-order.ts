import type { WorkingOrder } from '../../orders/index.ts';
import type { OpenBar, SidedPrice } from './path-types.ts';
import { movedMark, trailingLevel } from './trailing.ts';

/** How an order meets its price on a path: by getting worse (`stop`), by getting better (`limit`), or not at all. */
export type Nature = 'stop' | 'limit' | 'none';

/** A working order while a path is walked: the one place where its state moves. */
export class LiveOrder {
  order: WorkingOrder;
  nature: Nature;
  /** NaN where it has none. */
  markTicks: number;
  /** How far the path had come when it began to wait for its price. */
  waitsFrom: number;
  /** Final: it is not part of the walk any more. */
  isDone: boolean = false;
  /** Takes no part in this bar: not active yet, or it has had its share. */
  isResting: boolean;
  /** True until it has waited for its price through the end of a bar, or its entry's fill: an open is its first price. */
  isNew: boolean;
  /** Of a stop that was gapped through and fills at the bar's worst price: that price; else NaN. */
  worstTicks: number = NaN;

  constructor(order: WorkingOrder, bar: Pick<OpenBar, 'index' | 'ordersUntil'>, waitsFrom: number) {
    this.order = order;
    this.nature = natureOf(order);
    this.markTicks = order.waterMarkTicks ?? NaN;
    this.waitsFrom = waitsFrom;
    this.isResting = !isActive(order, bar) || order.spentBar === bar.index;
    this.isNew = order.state === 'accepted';
  }

  /** A copy for the other path. */
  copy(): LiveOrder {
    const twin = new LiveOrder(this.order, { index: this.order.spentBar, ordersUntil: this.order.activeFrom }, 0);
    twin.nature = this.nature;
    twin.markTicks = this.markTicks;
    twin.waitsFrom = this.waitsFrom;
    twin.isDone = this.isDone;
    twin.isResting = this.isResting;
    twin.isNew = this.isNew;
    twin.worstTicks = this.worstTicks;
    return twin;
  }

  /** The order with the water mark it has reached. */
  settled(): WorkingOrder {
    const { order, markTicks } = this;
    if (order.type !== 'trailing-stop' || Number.isNaN(markTicks) || order.waterMarkTicks === markTicks) return order;
    return { ...order, waterMarkTicks: markTicks };
  }

  /** Lets a trailing stop follow the price. */
  follow(price: SidedPrice): void {
    const { type, side } = this.order;
    if (type !== 'trailing-stop' || this.isResting) return;
    // Between corners a side need not be at a whole tick: the last one that it has passed counts.
    const ticks = side === 'sell' ? Math.floor(price.bid) : Math.ceil(price.ask);
    this.markTicks = movedMark(side, this.markTicks, ticks);
  }

  /**
   * The first price on the straight way between two at which it fires; NaN where it does not.
   *
   * @param through - ticks by which a limit must be traded through.
   */
  firesAt(from: number, to: number, through: number): number {
    if (this.isDone || this.isResting || this.nature === 'none') return NaN;
    const level = this.triggerTicks(through);
    const isRising = this.firesRising();
    if (isRising ? from >= level : from <= level) return from;
    return (isRising ? to >= level : to <= level) ? level : NaN;
  }

  /** True if prices at or above its level make it fire, false if prices at or below do. */
  firesRising(): boolean {
    return (this.order.side === 'buy') === (this.nature === 'stop');
  }

  /** The price that makes it fire. */
  triggerTicks(through: number): number {
    const { order } = this;
    if (!Number.isNaN(this.worstTicks)) return this.worstTicks;
    if (this.nature === 'stop') {
      if (order.trail === undefined) return order.stopTicks ?? NaN;
      return trailingLevel(order.side, order.trail, this.markTicks);
    }
    return (order.limitTicks ?? NaN) + (order.side === 'buy' ? -through : through);
  }
}

/**
 * How an order meets its price: a stop-limit is a stop until it is triggered and then a limit; a triggered stop waits
 * for nothing but the next market.
 *
 * Source: this project.
 */
export function natureOf(order: WorkingOrder): Nature {
  const isTriggered = order.state === 'triggered' || order.state === 'partially-filled';
  switch (order.type) {
    case 'limit':
      return 'limit';
    case 'stop-limit':
      return isTriggered ? 'limit' : 'stop';
    case 'stop':
    case 'trailing-stop':
      return isTriggered ? 'none' : 'stop';
    default:
      return 'none';
  }
}

/**
 * True if an order takes part in a bar: it was decided in time, and its waiting time is over.
 *
 * Source: this project.
 */
export function isActive(order: WorkingOrder, bar: Pick<OpenBar, 'index' | 'ordersUntil'>): boolean {
  return order.activeFrom <= bar.ordersUntil && order.activeFromBar <= bar.index;
}

/**
 * True if an order would make the position smaller.
 *
 * Source: this project.
 */
export function opposes(order: WorkingOrder, positionLots: number): boolean {
  return order.side === 'sell' ? positionLots > 0 : positionLots < 0;
}

/**
 * True if both orders belong together: one group, or exits of one entry.
 *
 * Source: this project.
 */
export function areSiblings(a: WorkingOrder, b: WorkingOrder): boolean {
  if (a.oco !== undefined && a.oco === b.oco) return true;
  return a.parentId !== undefined && a.parentId === b.parentId;
}
