import type { EpochMs } from '@assay/core/time';
import type { MemberPart } from './intent.ts';
import type { InstrumentId } from '../market/index.ts';

/** Direction of an order or a fill. */
export type Side = 'buy' | 'sell';

/** An order waiting for its price. Quantities are whole lots > 0. */
export interface Order {
  readonly id: number;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly lots: number;
  readonly orderType: 'market';
  /** Orders of one group fill at the same moment or not at all; undefined for an order of its own. */
  readonly group?: number | undefined;
  readonly decisionTime: EpochMs;
  readonly stopLossFraction?: number | undefined;
  readonly takeProfitFraction?: number | undefined;
  /** The strategies behind it, where several share the account. */
  readonly parts?: readonly MemberPart[] | undefined;
  readonly reason: string;
}

/** An executed order: prices in integer ticks, money in integer ledger units (1e-6) of the instrument's currency. */
export interface Fill {
  readonly id: number;
  /** The order it executed; undefined for a forced event (protective exit, end of segment). */
  readonly orderId?: number | undefined;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly lots: number;
  readonly decisionTime: EpochMs;
  /** Strictly later than `decisionTime`. */
  readonly time: EpochMs;
  /** The market's price before costs: where both sides are known, the middle between them. */
  readonly referenceTicks: number;
  /** Price at the fill's own side of the market (ask of a purchase, bid of a sale); absent where only one side is known. */
  readonly sideTicks?: number | undefined;
  /** The price paid or received: the reference moved against the trader by spread and slippage. */
  readonly priceTicks: number;
  readonly spreadUnits: number;
  readonly slippageUnits: number;
  readonly commissionUnits: number;
  /** Fees set by law or the venue. @default 0 */
  readonly feeUnits?: number | undefined;
  /** Name and version of the fill contract, as `base/1`. */
  readonly contract: string;
  /** The rule of the contract that priced it, as `market-at-next-open`. */
  readonly rule: string;
  readonly reason: string;
  /** Index of the bar whose price was taken, in the instrument's series. */
  readonly barIndex: number;
  /** The path that the bar was taken to go, and how many ticks along it the fill lies; absent for fills at opens and closes. */
  readonly path?: { readonly order: 'high-first' | 'low-first'; readonly position: number } | undefined;
}

/** A closed round trip: lots matched first in, first out, from entry fill to exit fill. */
export interface Trade {
  readonly id: number;
  readonly instrument: InstrumentId;
  readonly direction: 'long' | 'short';
  readonly lots: number;
  readonly entryFillId: number;
  readonly exitFillId: number;
  readonly entryTime: EpochMs;
  readonly exitTime: EpochMs;
  /** Prices paid and received, costs inside, each in the terms of its own day. */
  readonly entryTicks: number;
  readonly exitTicks: number;
  /** Lots at the exit for one lot at the entry, where splits lay between; absent where there was none. */
  readonly splitRatio?: number | undefined;
  /** Bars of the instrument between entry and exit. */
  readonly barsHeld: number;
  /** Reference price to reference price, before any cost, in ledger units. */
  readonly grossUnits: number;
  /** Spread, slippage, commission and fees of both ends, in ledger units; ≥ 0. */
  readonly costUnits: number;
  /** Dividends, borrow fees, rollover and funding while it was held, signed, in ledger units; absent where there were none. */
  readonly incomeUnits?: number | undefined;
  /** grossUnits - costUnits + incomeUnits. */
  readonly netUnits: number;
  readonly entryReason: string;
  readonly exitReason: string;
  readonly exitRule: string;
  readonly contract: string;
}

/** What a trade's result is made of, in ledger units of the instrument's currency; the parts sum to its `netUnits`. */
export interface TradeParts {
  /** Reference price to reference price. */
  readonly price: number;
  /** ≤ 0, as the three below. */
  readonly spread: number;
  readonly slippage: number;
  readonly commission: number;
  readonly fees: number;
  readonly dividends: number;
  readonly financing: number;
  /** What whole units leave over where a tick of a lot is not a whole number of them, or lots of a split were shared out. */
  readonly rounding: number;
}

/** An intent, order or fill that did not come about, with the reason. */
export interface Refusal {
  readonly time: EpochMs;
  readonly instrument: InstrumentId;
  /**
   * One of `unaffordable`, `reduced-to-limit`, `degenerate-open`, `below-one-lot`, `no-price`, `replaced`,
   * `exited-before-fill`, `no-later-bar`, `group-incomplete`, `delisted`; docs/methods/fill-contract.md says when. Of an
   * account with a model: `short-not-allowed`, `unsettled-cash`, `initial-margin`, `minimum-equity`, `margin-call`;
   * docs/methods/accounts.md says when.
   */
  readonly reason: string;
}
