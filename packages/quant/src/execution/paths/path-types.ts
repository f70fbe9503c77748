import type { EpochMs } from '@assay/core/time';
import type { OrderEvent, WorkingOrder } from '../../orders/index.ts';
import type { DegenerateOpenRule, EntryBarExits, IntrabarPath } from '../fill-contract.ts';
import type { PathRule } from './path-rule.ts';

/** A path with its order of extremes settled. */
export type SettledPath = 'high-first' | 'low-first';

/** The rules of a fill contract that a walk through a bar needs. */
export interface PathRules {
  readonly intrabarPath: IntrabarPath;
  /** Whether a limit fills when the price reaches it, or only when it trades through it by a tick. */
  readonly limitFill: 'touch' | 'through';
  /** Price of a stop that a bar opens beyond: the open, the bar's worst price, or its level. */
  readonly gapThroughStop: 'open' | 'worst-of-bar' | 'level';
  /** Price of a waiting limit that a bar opens beyond: the open, or its level. @default 'open' */
  readonly gapThroughLimit?: 'open' | 'level' | undefined;
  /** What becomes of exits in the bar in which their entry fills. @default 'work' */
  readonly entryBarExits?: EntryBarExits | undefined;
  readonly degenerateOpen: DegenerateOpenRule;
}

/** The rules, and what the account has to say while a path is walked. Both functions must depend on their arguments only. */
export interface PathTerms extends PathRules {
  /**
   * Price paid or received for a fill, costs included: attached exits lie around it.
   *
   * @default the reference price
   */
  readonly paidTicks?: ((fill: PathFill) => number) | undefined;
  /**
   * Lots of a fill that the account allows, at most those asked for.
   *
   * @param earlier - the fills before it on this path.
   * @default all
   */
  readonly allowedLots?: ((fill: PathFill, earlier: readonly PathFill[]) => number) | undefined;
}

/** Prices of the ask side of a bar, in whole ticks. */
export interface AskBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Both sides of the market at one point of a path, in whole ticks. */
export interface PathSides {
  readonly bid: number;
  readonly ask: number;
}

/** Prices of both sides; the same one where there is one for both. Between corners they need not be whole. */
export interface SidedPrice {
  readonly bid: number;
  readonly ask: number;
}

/** What is known of a bar when it opens. Prices are whole ticks, NaN where there is none: such a bar fills nothing. */
export interface OpenBar {
  /** Where both sides are known, of the bid: sales are triggered and filled by it. */
  readonly open: number;
  /** The ask side where it is known too: purchases are triggered and filled by it. Absent: one price for both. */
  readonly ask?: Pick<AskBar, 'open'> | undefined;
  /** Index of the bar in its series. */
  readonly index: number;
  /** Orders decided after this moment wait: the bar's opening time. */
  readonly ordersUntil: EpochMs;
  /** @default true */
  readonly opensSession?: boolean | undefined;
  /** True if the open only repeats the previous close. @default false */
  readonly isOpenDegenerate?: boolean | undefined;
  /** Most lots that each order may take of this bar, whole and ≥ 0. @default no limit */
  readonly volumeCapLots?: number | undefined;
}

/** A whole bar in whole ticks. Both sides go through their corners together, each in a straight line between two. */
export interface PathBar extends OpenBar {
  readonly ask?: AskBar | undefined;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** @default true */
  readonly closesSession?: boolean | undefined;
}

/** A bar of which only the close is known. */
export interface CloseBar {
  readonly close: number;
  /** The close before it, NaN or absent where unknown. */
  readonly previousClose?: number | undefined;
  /** The ask side where it is known too. */
  readonly ask?: { readonly close: number; readonly previousClose?: number | undefined } | undefined;
  readonly index: number;
  /** Orders decided after this moment wait: the close less the contract's latency. */
  readonly ordersUntil: EpochMs;
  /** @default true */
  readonly closesSession?: boolean | undefined;
  readonly volumeCapLots?: number | undefined;
}

/** When something in a bar is known: at its open, inside it (proven by its close), or at its close. */
export type PathMoment = 'open' | 'inside' | 'close';

/** A fill on the way through a bar. */
export interface PathFill {
  /** The order as it stood before the fill. */
  readonly order: WorkingOrder;
  readonly lots: number;
  /** The price before costs at the order's own side, whole ticks. */
  readonly referenceTicks: number;
  /** A limit beyond which costs do not move the price; undefined for market orders and stops. */
  readonly limitTicks: number | undefined;
  readonly rule: PathRule;
  readonly moment: PathMoment;
  /** Ticks travelled from the open to this point of the path; of the bid where both sides are known. */
  readonly pathPosition: number;
  /** Both sides at this point; absent where the bar has one price for both. */
  readonly sides?: PathSides | undefined;
}

/** A step in the life of an order on the way through a bar; the caller knows the time. */
export interface PathEvent extends Omit<OrderEvent, 'time'> {
  readonly moment: PathMoment;
  readonly pathPosition: number;
}

/** What a bar has done to the working orders of an instrument. */
export interface BarWalk {
  /** The path taken; undefined where none was: at the open alone, or on a close-only bar. */
  readonly path: SettledPath | undefined;
  /** In the order in which they happened. */
  readonly fills: readonly PathFill[];
  readonly events: readonly PathEvent[];
  /** The orders that still wait, attached exits that came into being included. */
  readonly orders: readonly WorkingOrder[];
  /** Signed lots held afterwards. */
  readonly positionLots: number;
}
