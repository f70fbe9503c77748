import type { WorkingOrder } from '../working-order.ts';

/** A working market order to buy one lot, with changes. */
export function testOrder(changes: Partial<WorkingOrder> = {}): WorkingOrder {
  const id = changes.id ?? 1;
  return {
    id,
    tag: `order-${id}`,
    instrument: 'TEST',
    side: 'buy',
    type: 'market',
    role: 'order',
    state: 'working',
    sequence: id,
    lots: 1,
    filledLots: 0,
    cancelledLots: 0,
    limitTicks: undefined,
    stopTicks: undefined,
    trail: undefined,
    waterMarkTicks: undefined,
    timeInForce: { kind: 'gtc' },
    reduceOnly: false,
    closesPosition: false,
    oco: undefined,
    attached: undefined,
    parentId: undefined,
    coveredLots: 0,
    decisionTime: 0,
    activeFrom: 0,
    activeFromBar: 0,
    spentBar: -1,
    reason: 'test',
    ...changes,
  };
}
