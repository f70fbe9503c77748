import type { WorkingOrder } from '../../orders/index.ts';
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
  if (stopTicks !== undefined) orders.push(exitOf('stop-loss', stopTicks, levels, basis));
  if (targetTicks !== undefined) orders.push(exitOf('take-profit', targetTicks, levels, basis));
  return orders;
}

/** Written out field by field: two are made for every position that is opened, and copies of copies are slow. */
function exitOf(
  role: 'stop-loss' | 'take-profit',
  ticks: number,
  levels: ProtectiveLevels,
  basis: ProtectiveBasis,
): WorkingOrder {
  const { instrument, decisionTime, activeFrom, reason } = basis;
  const isStop = role === 'stop-loss';
  const id = isStop ? basis.id : basis.id + 1;
  return {
    id,
    instrument,
    decisionTime,
    activeFrom,
    reason,
    tag: isStop ? 'position/stop-loss' : 'position/take-profit',
    side: levels.direction > 0 ? 'sell' : 'buy',
    type: isStop ? 'stop' : 'limit',
    role,
    state: 'working',
    sequence: id,
    lots: 0,
    filledLots: 0,
    cancelledLots: 0,
    limitTicks: isStop ? undefined : ticks,
    stopTicks: isStop ? ticks : undefined,
    trail: undefined,
    waterMarkTicks: undefined,
    timeInForce: { kind: 'gtc' },
    reduceOnly: true,
    closesPosition: true,
    oco: `position of ${instrument}`,
    attached: undefined,
    parentId: undefined,
    coveredLots: 0,
    activeFromBar: 0,
    spentBar: -1,
  };
}
