import type { EpochMs } from '@assay/core/time';
import type { InstrumentId } from '../market/index.ts';
import type { OrderEventKind } from './order-state.ts';

/** One step in the life of an order. */
export interface OrderEvent {
  readonly time: EpochMs;
  readonly orderId: number;
  readonly tag: string;
  readonly instrument: InstrumentId;
  readonly event: OrderEventKind;
  /** Why, as `oco`, `reduce-only` or the rule that filled it. */
  readonly reason: string;
  /** Lots that the event is about: filled, given up or newly ordered. */
  readonly lots?: number | undefined;
  /** Lots still to be filled afterwards. */
  readonly remaining?: number | undefined;
}
