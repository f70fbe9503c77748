import type { InstrumentId } from '../market/index.ts';

/**
 * What a leg wants to hold afterwards.
 *
 * `exposure`: signed conviction in [-1, 1]; the sizing policy turns it into lots. `weight`: signed fraction of the
 * account's equity. `lots`: signed whole lots.
 */
export type Target =
  | { readonly kind: 'exposure'; readonly value: number }
  | { readonly kind: 'weight'; readonly value: number }
  | { readonly kind: 'lots'; readonly value: number };

/** How far from the fill price a protective exit lies: a fraction of that price, finite and > 0. */
export interface ProtectiveDistance {
  readonly fraction: number;
}

/** What one of several strategies has asked for of a target that they share: its signed part. */
export interface MemberPart {
  readonly member: string;
  readonly value: number;
}

/** One leg of an intent: the position wanted in one instrument. */
export interface IntentLeg {
  readonly instrument: InstrumentId;
  readonly target: Target;
  /** Exit against the position at this distance, from the entry fill on, entry bar included. */
  readonly stopLoss?: ProtectiveDistance | undefined;
  /** Exit in favour of the position at this distance, from the entry fill on, entry bar included. */
  readonly takeProfit?: ProtectiveDistance | undefined;
  /** The strategies behind the target, where several share the account. */
  readonly parts?: readonly MemberPart[] | undefined;
}

/** What a strategy wants, decided at one moment. Legs of an all-or-none intent fill together or not at all. */
export interface Intent {
  readonly legs: readonly IntentLeg[];
  readonly allOrNone: boolean;
  /** Why, in a few words; kept with every order, fill and trade that follows. */
  readonly reason: string;
}
