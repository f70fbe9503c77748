import type { SplitRatio } from '../../orders/index.ts';

/** What an action does, with what it needs. */
export type ActionEffect =
  | { readonly kind: 'split'; readonly ratio: SplitRatio }
  /** `payments`: amounts per share as they became known, each with the moment of its payment, in order. */
  | { readonly kind: 'cash-dividend'; readonly payments: readonly DividendPayment[] }
  | { readonly kind: 'rename' }
  /** `worth`: what is received for one share, at the first price after it, in currency units; 0 where there is none. */
  | { readonly kind: 'spin-off'; readonly shares: ShareTerms; readonly worth: number }
  /**
   * `value`: price per share, NaN where unknown, the cash part where there are `shares`; `tradedUntil`: nothing fills at or
   * after it.
   */
  | {
      readonly kind: 'delisting' | 'merger' | 'expiry';
      readonly value: number;
      readonly tradedUntil: number;
      readonly shares?: ShareTerms | undefined;
    };

/** Shares of another instrument: its position in the simulation, and its lots for one lot. */
export interface ShareTerms {
  readonly to: number;
  readonly ratio: SplitRatio;
}

/** An amount per share and when it is paid. */
export interface DividendPayment {
  readonly time: number;
  /** Currency units per share that the dividend is known to be from then on. */
  readonly value: number;
}

/** An action laid out on the bars of a series. */
export interface PlannedAction {
  readonly s: number;
  /**
   * When it takes effect: the ex-day's opening, or the opening of the first bar that closes after it where that is earlier;
   * for the end of an instrument when it is known, where that is later.
   */
  readonly time: number;
  /** Index of the first bar in the terms after it. */
  readonly bar: number;
  readonly effect: ActionEffect;
}
