/** The costs of trading, all proportional to notional, in basis points; finite and ≥ 0. */
export interface CostModel {
  /** Half of the quoted spread: what one crossing costs. */
  readonly halfSpreadBps: number;
  /** Price moved against the trader between decision and fill. */
  readonly slippageBps: number;
  /** Broker and exchange fees. */
  readonly commissionBps: number;
  /** Least commission of a fill, in ledger units of the instrument's currency. */
  readonly minimumCommissionUnits: number;
}

/** How a next-open fill is treated where the open only repeats the previous close. */
export type DegenerateOpenRule = 'next-close' | 'refuse' | 'accept';

/** Which of the three shipped variants a contract is. */
export type FillVariant = 'pessimistic' | 'base' | 'optimistic';

/**
 * Which price a fill takes, when, and how ambiguity is resolved. Named and versioned: every fill carries the name.
 *
 * Assumes: the account's size does not move the market; an order is filled in full.
 * Unrealistic when: positions are large against traded volume, or markets halt.
 */
export interface FillContract {
  /** As `base/1`. */
  readonly name: string;
  readonly variant: FillVariant;
  /** One paragraph a trader can check. */
  readonly description: string;
  /** Milliseconds between a decision and the earliest fill; ≥ 1, so a fill is strictly later than its decision. */
  readonly latencyMs: number;
  readonly degenerateOpen: DegenerateOpenRule;
  /** Which exit wins where stop and target both lie inside one bar. */
  readonly bothTouched: 'stop-first' | 'target-first';
  /** Whether a target fills when the price reaches it, or only when it trades through it by a tick. */
  readonly targetFill: 'touch' | 'through';
  /** Price of a stop that a bar opens beyond: the open, or the bar's worst price. */
  readonly gapThroughStop: 'open' | 'worst-of-bar';
  readonly costs: CostModel;
}
