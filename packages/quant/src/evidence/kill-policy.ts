import { checkInRange, checkInteger, checkOneOf, checkPositive, checkStrictlyBetween } from '@assay/core/checks';
import { DEFAULT_MONTE_CARLO_LIMITS, resolveMonteCarloLimits } from './monte-carlo/limits.ts';
import type { MonteCarloLimits } from './monte-carlo/limits.ts';
import { DEFAULT_DEPENDENCY_LEVEL } from './stress/regime-dependence.ts';

/** Multiples of the costs at which a row may be judged: those of the cost stress. */
export const COST_MULTIPLES: readonly number[] = Object.freeze([1, 1.25, 1.5, 2]);

/** Declared limits of the verdict rules, those on resampled trades among them. A value that stands exactly at its limit passes. */
export interface KillPolicy extends MonteCarloLimits {
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
  /** Multiple of the costs at which the mean return must still be a gain; 1, 1.25, 1.5 or 2. @default 1.5 */
  readonly costMultiple: number;
  /** Largest dependency on one regime, in [0, 1]: 0.5 above 80 % of absolute results, 0.8 above 90 %. @default 0.7 */
  readonly maxRegimeDependency: number;
  /**
   * Largest probability by luck, under equal results in all regimes, at which a dependency counts, in (0, 1]; 1 takes the share as
   * it is. @default 0.05
   */
  readonly regimeDependencyLevel: number;
  /** Largest share of the judged periods that may lie in test windows that lost, in [0, 1]. @default 0.6 */
  readonly maxWalkForwardLoss: number;
  /** Largest probability of backtest overfitting of a sweep of ten sets or more, in [0, 1]. @default 0.5 */
  readonly maxPbo: number;
  /** Largest p-value of the test of superior ability and of the reality check of a sweep, in (0, 1). @default 0.05 */
  readonly maxSpaPValue: number;
}

/** The limits that hold where nothing else is declared. */
export const DEFAULT_KILL_POLICY: KillPolicy = Object.freeze({
  maxDrawdown: 0.5,
  maxFragility: 0.6,
  maxRejectRate: 0.5,
  minTrades: 20,
  confidence: 0.95,
  targetSharpe: 1,
  costMultiple: 1.5,
  maxRegimeDependency: 0.7,
  regimeDependencyLevel: DEFAULT_DEPENDENCY_LEVEL,
  maxWalkForwardLoss: 0.6,
  maxPbo: 0.5,
  maxSpaPValue: 0.05,
  ...DEFAULT_MONTE_CARLO_LIMITS,
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
  checkOneOf('costMultiple', `${policy.costMultiple}`, COST_MULTIPLES.map(String));
  checkInRange('maxRegimeDependency', policy.maxRegimeDependency, 0, 1);
  checkPositive('regimeDependencyLevel', policy.regimeDependencyLevel);
  checkInRange('regimeDependencyLevel', policy.regimeDependencyLevel, 0, 1);
  checkInRange('maxWalkForwardLoss', policy.maxWalkForwardLoss, 0, 1);
  checkInRange('maxPbo', policy.maxPbo, 0, 1);
  checkStrictlyBetween('maxSpaPValue', policy.maxSpaPValue, 0, 1);
  const { maxDrawdownP95, maxRuinProbability, minReturnP5 } = policy;
  resolveMonteCarloLimits({ maxDrawdownP95, maxRuinProbability, minReturnP5 });
  return policy;
}
