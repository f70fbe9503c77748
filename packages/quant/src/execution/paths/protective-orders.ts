import type { OrderType, WorkingOrder } from '../../orders/index.ts';
import type { ProtectiveLevels } from '../protective-exit.ts';

/** What a position's own stop and target have in common: id, instrument and times. */
export type ProtectiveBasis = Pick<WorkingOrder, 'id' | 'instrument' | 'decisionTime' | 'activeFrom' | 'reason'>;

/**
 * Stop and target of a whole position as working orders: each closes what is held when it fills, and cancels the other.
 *
 * @param basis - the stop takes its id, the target the one after it.
 * @returns the stop, then the target, those of them that there are.
 *
 * @remarks
 * Source: this project.
 */
export function protectiveOrders(levels: ProtectiveLevels, basis: ProtectiveBasis): readonly WorkingOrder[] {
  const { stopTicks, targetTicks } = levels;
  const orders: WorkingOrder[] = [];
  if (stopTicks !== undefined) orders.push({ ...exitOf('stop', levels, basis), role: 'stop-loss', stopTicks });
  if (targetTicks !== undefined) {
    const target = { ...exitOf('limit', levels, { ...basis, id: basis.id + 1 }), role: 'take-profit' } as const;
    orders.push({ ...target, limitTicks: targetTicks });
  }
  return orders;
}

function exitOf(type: OrderType, levels: ProtectiveLevels, basis: ProtectiveBasis): WorkingOrder {
  return {
    ...basis,
    tag: type === 'stop' ? 'position/stop-loss' : 'position/take-profit',
    side: levels.direction > 0 ? 'sell' : 'buy',
    type,
    role: 'order',
    state: 'working',
    sequence: basis.id,
    lots: 0,
    filledLots: 0,
    cancelledLots: 0,
    limitTicks: undefined,
    stopTicks: undefined,
    trail: undefined,
    waterMarkTicks: undefined,
    timeInForce: { kind: 'gtc' },
    reduceOnly: true,
    closesPosition: true,
    oco: `position of ${basis.instrument}`,
    attached: undefined,
    parentId: undefined,
    coveredLots: 0,
    activeFromBar: 0,
    spentBar: -1,
  };
}
