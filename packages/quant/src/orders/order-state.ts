import { PlatformError } from '@assay/core/errors';

/** Where an order stands. The last four are final. */
export type OrderState =
  'accepted' | 'working' | 'triggered' | 'partially-filled' | 'filled' | 'cancelled' | 'expired' | 'rejected';

/** What can happen to an order. `replaced` and `reduced` change its lots or levels, not its state. */
export type OrderEventKind =
  | 'accepted'
  | 'working'
  | 'triggered'
  | 'partially-filled'
  | 'filled'
  | 'reduced'
  | 'replaced'
  | 'cancelled'
  | 'expired'
  | 'rejected';

/** From a state, the state that each event leads to; an event that is not listed is illegal there. */
type Transitions = Readonly<Record<OrderState | 'none', Readonly<Partial<Record<OrderEventKind, OrderState>>>>>;

const ENDS = { cancelled: 'cancelled', expired: 'expired' } as const;
const FILLS = { 'partially-filled': 'partially-filled', filled: 'filled' } as const;

/** The life cycle as a table; `none` stands for an order that does not exist yet. */
export const ORDER_TRANSITIONS: Transitions = Object.freeze({
  none: { accepted: 'accepted', rejected: 'rejected' },
  accepted: { working: 'working', reduced: 'accepted', replaced: 'accepted', ...ENDS, rejected: 'rejected' },
  working: { triggered: 'triggered', ...FILLS, reduced: 'working', replaced: 'working', ...ENDS, rejected: 'rejected' },
  triggered: { ...FILLS, reduced: 'triggered', replaced: 'triggered', ...ENDS, rejected: 'rejected' },
  'partially-filled': { ...FILLS, reduced: 'partially-filled', replaced: 'partially-filled', ...ENDS },
  filled: {},
  cancelled: {},
  expired: {},
  rejected: {},
});

/**
 * The state that an event takes an order to.
 *
 * @param state - undefined for an order that does not exist yet.
 * @throws {PlatformError} ILLEGAL_STATE if that event cannot happen in that state.
 *
 * @remarks
 * Source: this project.
 */
export function nextOrderState(state: OrderState | undefined, event: OrderEventKind): OrderState {
  const from = state ?? 'none';
  const next = ORDER_TRANSITIONS[from][event];
  if (next !== undefined) return next;
  const which = state === undefined ? 'that does not exist yet' : `that is ${state}`;
  throw new PlatformError('ILLEGAL_STATE', `an order ${which} cannot be ${event}`, {
    context: { state: from, event, possible: Object.keys(ORDER_TRANSITIONS[from]) },
  });
}

/**
 * True if nothing can happen to the order any more.
 *
 * Source: this project.
 */
export function isFinalState(state: OrderState): boolean {
  return state === 'filled' || state === 'cancelled' || state === 'expired' || state === 'rejected';
}
