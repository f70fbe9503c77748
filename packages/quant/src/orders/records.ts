import type { EpochMs } from '@assay/core/time';
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
  /** The market's price before costs. */
  readonly referenceTicks: number;
  /** The price paid or received: the reference moved against the trader by spread and slippage. */
  readonly priceTicks: number;
  readonly spreadUnits: number;
  readonly slippageUnits: number;
  readonly commissionUnits: number;
  /** Name and version of the fill contract, as `base/1`. */
  readonly contract: string;
  /** The rule of the contract that priced it, as `market-at-next-open`. */
  readonly rule: string;
  readonly reason: string;
  /** Index of the bar whose price was taken, in the instrument's series. */
  readonly barIndex: number;
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
  /** Prices paid and received, costs inside. */
  readonly entryTicks: number;
  readonly exitTicks: number;
  /** Bars of the instrument between entry and exit. */
  readonly barsHeld: number;
  /** Reference price to reference price, before any cost, in ledger units. */
  readonly grossUnits: number;
  /** Spread, slippage and commission of both ends, in ledger units; ≥ 0. */
  readonly costUnits: number;
  /** grossUnits - costUnits. */
  readonly netUnits: number;
  readonly entryReason: string;
  readonly exitReason: string;
  readonly exitRule: string;
  readonly contract: string;
}

/** An intent, order or fill that did not come about, with the reason. */
export interface Refusal {
  readonly time: EpochMs;
  readonly instrument: InstrumentId;
  /**
   * One of `unaffordable`, `reduced-to-limit`, `degenerate-open`, `below-one-lot`, `no-price`, `replaced`,
   * `exited-before-fill`, `no-later-bar`, `group-incomplete`, `delisted`; docs/methods/fill-contract.md says when.
   */
  readonly reason: string;
}
