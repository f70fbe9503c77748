export { testFill } from './fill.ts';
export { testOrder } from './order.ts';
