import type { CostModel } from './costs/cost-model.ts';
import type { QuoteRules } from './quote-rules.ts';

/** How a next-open fill is treated where the open only repeats the previous close. */
export type DegenerateOpenRule = 'next-close' | 'refuse' | 'accept';

/** Which of the three shipped variants a contract is. */
export type FillVariant = 'pessimistic' | 'base' | 'optimistic';

/**
 * Which extreme of a bar comes first: the low, the high, the one nearer the open (tie: the low), or whichever leaves the
 * account worse (`against`) or better (`for`) off at the bar's close, in that instrument, costs apart (tie: the low).
 */
export type IntrabarPath = 'against' | 'for' | 'nearest' | 'high-first' | 'low-first';

/** What becomes of exits in the bar in which their entry fills. */
export type EntryBarExits = 'work' | 'wait' | 'unambiguous';

/**
 * Which price a fill takes, when, and how ambiguity is resolved. Named and versioned: every fill carries the name.
 *
 * Assumes: the account's orders do not move the prices that follow.
 * Unrealistic when: positions are large against traded volume and neither a volume share nor an impact is set.
 */
export interface FillContract {
  /** As `base/1`. */
  readonly name: string;
  readonly variant: FillVariant;
  /** One paragraph a trader can check. */
  readonly description: string;
  /** Milliseconds between a decision and the earliest fill; ≥ 1, so a fill is strictly later than its decision. */
  readonly latencyMs: number;
  /**
   * What a market order waits for: the next bar's open (of close-only bars its close), or the first quote received after the
   * decision. Every instrument then needs quotes.
   */
  readonly marketFill: 'next-open' | 'next-quote';
  /** Of a market order that is larger than the quote: fill what is on offer, or refuse it. */
  readonly quoteSize: 'partial' | 'refuse';
  readonly degenerateOpen: DegenerateOpenRule;
  /** The order of prices inside a bar; it decides which exit wins where stop and target both lie inside one. */
  readonly intrabarPath: IntrabarPath;
  /** Whether a limit, a target included, fills when the price reaches it, or only when it trades through it by a tick. */
  readonly limitFill: 'touch' | 'through';
  /** Price of a stop that a bar opens beyond: the open, the bar's worst price, or its own level, which nobody traded. */
  readonly gapThroughStop: 'open' | 'worst-of-bar' | 'level';
  /** Price of a limit that was waiting when a bar opens beyond it: the better open, or its own level. */
  readonly gapThroughLimit: 'open' | 'level';
  /**
   * Exits that an entry brings into being, in the bar of its fill: `work` from the fill on, `wait` for the next bar, or
   * `unambiguous`: those of market orders work, those of others wait, but for the target of a stop entry where the bar
   * reaches it and stays clear of the stop.
   */
  readonly entryBarExits: EntryBarExits;
  /** Largest share of a bar's volume that one order may take, in (0, 1]; the rest goes on working. Absent: no limit. */
  readonly volumeShare?: number | undefined;
  /** Under a volume share: whether a bar whose volume is not known fills orders whole or not at all. */
  readonly noVolume: 'fill' | 'refuse';
  /** What a quote must be like where both sides of the market are known. */
  readonly quotes: QuoteRules;
  /** Marks where both sides are known: what closing the position would bring, or the middle. */
  readonly marks: 'liquidation' | 'mid';
  /**
   * Where an account with margin is looked at besides closes: at each position's worst price inside its bar, at the worst prices
   * of all together, or nowhere.
   */
  readonly marginCheck: 'worst-of-each' | 'worst-together' | 'close';
  readonly costs: CostModel;
}
