import type { MeasureDefinition } from './definition.ts';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure } from './measure.ts';
import type { OrderMeasures } from './order-measures.ts';

/** What became of the orders. */
export const ORDER_MEASURES: readonly MeasureDefinition[] = [
  ofOrders({
    id: 'nFilled',
    name: 'Orders filled',
    unit: 'count',
    definition: 'orders with at least one fill',
    of: ({ nFilled }) => defined(nFilled),
  }),
  ofOrders({
    id: 'nRefused',
    name: 'Orders refused',
    unit: 'count',
    definition: 'orders and intents refused whole',
    of: ({ nRefused }) => defined(nRefused),
  }),
  ofOrders({
    id: 'rejectRate',
    name: 'Share of orders refused',
    unit: 'fraction',
    definition: 'nRefused / (nFilled + nRefused)',
    reasons: ['no-order'],
    of: ({ rejectRate }) => rejectRate,
  }),
];

interface OrderMeasure extends Pick<MeasureDefinition, 'id' | 'name' | 'unit' | 'definition'> {
  /** @default none */
  readonly reasons?: MeasureDefinition['reasons'];
  readonly of: (orders: OrderMeasures) => Measure;
}

function ofOrders({ reasons = [], of, ...words }: OrderMeasure): MeasureDefinition {
  return {
    ...words,
    level: 'order',
    reasons,
    usesOrder: false,
    of: (facts) => (facts.orders === undefined ? undefinedBecause('orders-not-given') : of(facts.orders())),
  };
}
