import type { WorkingOrder } from '../../orders/index.ts';

/**
 * True for a market order that a strategy has sent: it waits for a quote where the contract says so.
 *
 * Source: this project.
 */
export function isMarketOrder(order: WorkingOrder): boolean {
  return order.type === 'market' && order.role === 'order';
}
