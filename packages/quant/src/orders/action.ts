import type { EpochMs } from '@assay/core/time';
import type { InstrumentId } from '../market/index.ts';
import type { Intent } from './intent.ts';
import type { Side } from './records.ts';

/** How an order asks for its price. */
export type OrderType =
  'market' | 'market-on-open' | 'market-on-close' | 'limit' | 'stop' | 'stop-limit' | 'trailing-stop';

/**
 * How long an order works.
 *
 * `gtc`: until it is cancelled. `day`: until the end of the instrument's session. `gtd`: until the time given. `ioc`:
 * what can be filled at its first moment, the rest is cancelled. `fok`: whole at its first moment, or not at all. The
 * first moment of a stop is its trigger, of any other order the open.
 */
export type TimeInForce =
  | { readonly kind: 'gtc' }
  | { readonly kind: 'day' }
  | { readonly kind: 'ioc' }
  | { readonly kind: 'fok' }
  | { readonly kind: 'gtd'; readonly until: EpochMs };

/**
 * How much an order is for.
 *
 * `lots`: whole lots > 0. `exposure`: conviction in (0, 1], `weight`: fraction of equity > 0; both are sized at the
 * decision. `position`: whatever the position is when the order fills; it can only reduce.
 */
export type OrderQuantity =
  | { readonly kind: 'lots'; readonly value: number }
  | { readonly kind: 'exposure'; readonly value: number }
  | { readonly kind: 'weight'; readonly value: number }
  | { readonly kind: 'position' };

/** Distance at which a trailing stop follows: a fraction of the water mark in (0, 1), or price units > 0. */
export interface TrailRequest {
  readonly kind: 'fraction' | 'price';
  readonly value: number;
}

/** Where an attached exit lies: a fraction of the entry's price away, finite and > 0, or at a price. */
export type AttachedLevelRequest = { readonly fraction: number } | { readonly price: number };

/** Exits that work from the entry's fill on; what one of them fills, the others no longer cover. */
export interface AttachedRequest {
  readonly stopLoss?: AttachedLevelRequest | undefined;
  readonly takeProfit?: AttachedLevelRequest | undefined;
  readonly trailingStop?: TrailRequest | undefined;
}

/** A new order. Prices are in price units and are rounded to ticks against the trader. */
export interface OrderRequest {
  readonly kind: 'order';
  /** The strategy's own name of the order, unique among its working orders; attached exits are `tag/stop-loss` and so on. */
  readonly tag: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly quantity: OrderQuantity;
  readonly type: OrderType;
  /** Of `limit` and `stop-limit` orders. */
  readonly limitPrice?: number | undefined;
  /** Of `stop` and `stop-limit` orders. */
  readonly stopPrice?: number | undefined;
  /** Of `trailing-stop` orders. */
  readonly trail?: TrailRequest | undefined;
  /** @default gtc */
  readonly timeInForce?: TimeInForce | undefined;
  /** True to never enlarge or reverse the position. @default false; a `position` quantity always is */
  readonly reduceOnly?: boolean | undefined;
  /** Name of a group of which the first fill cancels the others. */
  readonly oco?: string | undefined;
  readonly attached?: AttachedRequest | undefined;
  /** Why, in a few words. */
  readonly reason: string;
}

/** Cancels the working orders of that tag with their attached exits; `*` stands for all. */
export interface CancelRequest {
  readonly kind: 'cancel';
  readonly tag: string;
  /** Only those of this instrument. */
  readonly instrument?: InstrumentId | undefined;
}

/** Changes a working order. It keeps its identity and what it has filled, and goes behind the others. */
export interface ReplaceRequest {
  readonly kind: 'replace';
  readonly tag: string;
  /** New whole quantity, what is filled already included. */
  readonly lots?: number | undefined;
  readonly limitPrice?: number | undefined;
  readonly stopPrice?: number | undefined;
  readonly trail?: TrailRequest | undefined;
}

/** One of a plan's targets: where, and which share of the position it closes, in (0, 1]. */
export type PlanTarget = AttachedLevelRequest & { readonly share: number };

/** Entry, stop, targets and time exit in one. */
export interface Plan {
  readonly kind: 'plan';
  readonly tag: string;
  readonly instrument: InstrumentId;
  readonly direction: 'long' | 'short';
  readonly entry: { readonly type: 'market' | 'limit' | 'stop'; readonly price?: number | undefined };
  readonly stop: AttachedLevelRequest;
  /** Shares sum to at most 1; what they leave is closed by the stop or the time exit. */
  readonly targets: readonly PlanTarget[];
  /** Closes at the open of the n-th bar after the entry's bar, or of the first bar that opens at or after a time. */
  readonly timeExit?: { readonly bars: number } | { readonly at: EpochMs } | undefined;
  /** Sized by what the stop would lose as a fraction of equity in (0, 1), or stated. */
  readonly risk:
    { readonly kind: 'risk-fraction'; readonly value: number } | Exclude<OrderQuantity, { readonly kind: 'position' }>;
  /** The entry lapses then. */
  readonly expires?: EpochMs | undefined;
  readonly reason: string;
}

/** What a strategy may ask for at a decision; without `kind` it is an intent. */
export type Action =
  (Intent & { readonly kind?: 'intent' | undefined }) | OrderRequest | CancelRequest | ReplaceRequest | Plan;
