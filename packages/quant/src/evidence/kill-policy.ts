import { checkInRange, checkInteger, checkPositive, checkStrictlyBetween } from '@assay/core/checks';

/** Declared limits of the verdict rules. A value that stands exactly at its limit passes. */
export interface KillPolicy {
  /** Largest fall below the running peak that is tolerated, in (0, 1]. @default 0.5 */
  readonly maxDrawdown: number;
  /** Largest fragility that is tolerated, in [0, 1]. @default 0.6 */
  readonly maxFragility: number;
  /** Largest share of refused orders that is tolerated, in [0, 1]. @default 0.5 */
  readonly maxRejectRate: number;
  /** Fewest closed trades, but for those that only the end of a segment closed; whole, ≥ 20. @default 20 */
  readonly minTrades: number;
  /** Probability that the deflated Sharpe ratio and the minimum track record ask for, in (0.5, 1). @default 0.95 */
  readonly confidence: number;
  /** Annual Sharpe ratio, in excess of the benchmark, that the record must be long enough to show; > 0. @default 1 */
  readonly targetSharpe: number;
}

/** The limits that hold where nothing else is declared. */
export const DEFAULT_KILL_POLICY: KillPolicy = Object.freeze({
  maxDrawdown: 0.5,
  maxFragility: 0.6,
  maxRejectRate: 0.5,
  minTrades: 20,
  confidence: 0.95,
  targetSharpe: 1,
});

/** No policy may judge on fewer trades than this. */
export const FEWEST_TRADES = 20;

/**
 * Fills in the defaults and checks every limit.
 *
 * @param declared - the limits that differ from `DEFAULT_KILL_POLICY`.
 * @throws {InvalidArgumentError} if a limit is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolveKillPolicy(declared: Partial<KillPolicy> = {}): KillPolicy {
  const policy = Object.freeze({ ...DEFAULT_KILL_POLICY, ...declared });
  checkPositive('maxDrawdown', policy.maxDrawdown);
  checkInRange('maxDrawdown', policy.maxDrawdown, 0, 1);
  checkInRange('maxFragility', policy.maxFragility, 0, 1);
  checkInRange('maxRejectRate', policy.maxRejectRate, 0, 1);
  checkInteger('minTrades', policy.minTrades, FEWEST_TRADES);
  checkStrictlyBetween('confidence', policy.confidence, 0.5, 1);
  checkPositive('targetSharpe', policy.targetSharpe);
  return policy;
}
