import { remainingLots, wholeLots } from '../../orders/index.ts';
import type { AttachedLevel, AttachedOrders, Side, SplitRatio, Trail, WorkingOrder } from '../../orders/index.ts';
import type { QueuedSet } from '../fill-queue.ts';

/**
 * A working order in the terms after a split: lots multiplied and rounded down, price levels divided and rounded against
 * the trader (a buy limit and a sell stop down, a sell limit and a buy stop up), distances up, the water mark to the
 * nearest tick.
 *
 * @returns undefined where what remained of it comes to no lot any more.
 *
 * @remarks
 * Source: this project, after the treatment of open orders in FINRA Rule 5330.
 */
export function splitWorkingOrder(order: WorkingOrder, ratio: SplitRatio): WorkingOrder | undefined {
  const before = remainingLots(order);
  const remaining = wholeLots(before, ratio);
  if (before > 0 && remaining === 0) return undefined;
  const filledLots = wholeLots(order.filledLots, ratio);
  const cancelledLots = wholeLots(order.cancelledLots, ratio);
  const { side, limitTicks, stopTicks, waterMarkTicks, trail, attached } = order;
  return {
    ...order,
    lots: filledLots + remaining + cancelledLots,
    filledLots,
    cancelledLots,
    coveredLots: wholeLots(order.coveredLots, ratio),
    limitTicks: limitTicks === undefined ? undefined : splitLevel(limitTicks, ratio, side === 'sell'),
    stopTicks: stopTicks === undefined ? undefined : splitLevel(stopTicks, ratio, side === 'buy'),
    waterMarkTicks: waterMarkTicks === undefined ? undefined : Math.round((waterMarkTicks * ratio.before) / ratio.now),
    trail: trail === undefined ? undefined : splitTrail(trail, ratio),
    attached: attached === undefined ? undefined : splitAttached(attached, ratio, side),
  };
}

/**
 * A queued set in the terms after a split of series `s`: held and wanted lots multiplied and rounded down.
 *
 * Source: this project.
 */
export function splitQueuedSet(set: QueuedSet, s: number, ratio: SplitRatio): QueuedSet {
  const signed = (lots: number): number => Math.sign(lots) * wholeLots(Math.abs(lots), ratio);
  const legs = set.legs.map((leg) => {
    if (leg.s !== s) return leg;
    const [targetLots, heldLots] = [signed(leg.targetLots), signed(leg.heldLots)];
    return { ...leg, order: { ...leg.order, lots: Math.abs(targetLots - heldLots) }, targetLots, heldLots };
  });
  return { ...set, legs };
}

/**
 * A price level in the terms after a split, in whole ticks, rounded up or down.
 *
 * Source: this project.
 */
export function splitLevel(ticks: number, ratio: SplitRatio, isUp: boolean): number {
  const exact = (ticks * ratio.before) / ratio.now;
  const nearest = Math.round(exact);
  if (nearest * ratio.now === ticks * ratio.before) return nearest;
  return isUp ? Math.ceil(exact) : Math.floor(exact);
}

function splitTrail(trail: Trail, ratio: SplitRatio): Trail {
  return trail.kind === 'ticks' ? { kind: 'ticks', ticks: Math.max(1, splitLevel(trail.ticks, ratio, true)) } : trail;
}

/** Exits of a purchase are sales: their stops round down, their targets up; exits of a sale the other way. */
function splitAttached(attached: AttachedOrders, ratio: SplitRatio, entry: Side): AttachedOrders {
  const isBought = entry === 'buy';
  const level = (one: AttachedLevel, isUp: boolean): AttachedLevel =>
    'ticks' in one ? { ticks: splitLevel(one.ticks, ratio, isUp) } : one;
  const { stop, trail, targets } = attached;
  return {
    ...attached,
    stop: stop === undefined ? undefined : level(stop, !isBought),
    trail: trail === undefined ? undefined : splitTrail(trail, ratio),
    targets: targets.map((target) => ({ ...target, level: level(target.level, isBought) })),
  };
}
