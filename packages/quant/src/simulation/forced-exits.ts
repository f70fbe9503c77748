import type { Account } from './account.ts';
import type { FillDesk } from './fill-desk.ts';

/** Why and when positions are closed at their last mark. */
export interface ForcedClose {
  readonly time: number;
  /** The rule of the contract, as `segment-end-at-close`. */
  readonly rule: string;
  readonly reason: string;
}

/**
 * Closes the position in series `s` at its last mark, with the contract's costs; a part of a lot that a split left is
 * cashed there too.
 *
 * Source: this project.
 */
export function forceAtLastMark(account: Account, fills: FillDesk, s: number, close: ForcedClose): void {
  account.cashFraction(s, account.market.markTicks[s], close.time);
  fills.force(s, { referenceTicks: account.market.markTicks[s], barIndex: account.markBar[s], ...close });
}

/**
 * Closes all positions at their last marks, in declared order.
 *
 * Source: this project.
 */
export function forceAll(account: Account, fills: FillDesk, close: ForcedClose): void {
  for (let s = 0; s < account.size; s++) forceAtLastMark(account, fills, s, close);
}
