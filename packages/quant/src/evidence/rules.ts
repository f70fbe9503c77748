/**
 * The rules of the verdict, one object each, in the order in which they are evaluated and shown.
 *
 * 0. `record`: whether there is a record at all (`STRATEGY_FAILED_RULE`).
 * 1. `gate`: a leak, or no trade at all. Nothing else is evaluated after one of them has failed.
 * 2. `kill`: damage that needs no statistics.
 * 3. `sufficiency`: whether there is enough to judge.
 * 4. `statistics`: whether luck, or the exact values of the parameters, explains it.
 * 5. `suspicion`: whether it is too good.
 *
 * The first stage with a failed rule decides. To add a rule, add its object here, in stress-rules.ts or in sweep-rules.ts, and its
 * boundary to verdict.test.ts.
 */
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure } from '../analysis/index.ts';
import { inferSharpe } from './row-evidence.ts';
import type { LeakTest, RowEvidence } from './row-evidence.ts';
import { found } from './rule.ts';
import type { Rule, RuleEffect, RuleStage } from './rule.ts';
import { COST_RULES, ROBUSTNESS_RULES, STRESS_FAILED_RULE } from './stress-rules.ts';
import { FAMILY_RULES } from './sweep-rules.ts';

/** Figures beyond which a result is too good to be believed before its trades have been traced. */
export const SUSPICION_LIMITS: Readonly<
  Record<'annualSharpe' | 'totalReturn' | 'winRate' | 'periodReturn' | 'profitFactor', number>
> = Object.freeze({
  /** Annual Sharpe ratio, absolute or excess. */
  annualSharpe: 3,
  /** Total return: 1000 %. */
  totalReturn: 10,
  winRate: 0.85,
  /** Absolute return of one period: 300 %. */
  periodReturn: 3,
  profitFactor: 10,
});

const GATE_RULES: readonly Rule[] = [
  foundBy('leak', 'leak', 'gate', 'killed'),
  {
    name: 'no-trades',
    stage: 'gate',
    effect: 'killed',
    comparison: '>=',
    value: ({ trades }) => defined(trades.nTrades),
    limit: () => defined(1),
  },
];

/**
 * The rule of a row whose strategy failed, so that there is no record to judge. It is no part of `VERDICT_RULES`, which look at
 * records; see `judgeWithoutRecord`.
 */
export const STRATEGY_FAILED_RULE: Rule = {
  name: 'strategy-failed',
  stage: 'record',
  effect: 'insufficient',
  comparison: '<=',
  value: () => found(true),
  limit: () => defined(0),
};

const KILL_RULES: readonly Rule[] = [
  {
    name: 'max-drawdown',
    stage: 'kill',
    effect: 'killed',
    comparison: '<=',
    value: ({ absolute }) => absolute.maxDrawdown,
    limit: (policy) => defined(policy.maxDrawdown),
  },
  {
    name: 'reject-rate',
    stage: 'kill',
    effect: 'killed',
    comparison: '<=',
    value: ({ rejectRate }) => rejectRate,
    limit: (policy) => defined(policy.maxRejectRate),
  },
];

const SUFFICIENCY_RULES: readonly Rule[] = [
  foundBy('nondeterministic', 'nondeterministic', 'sufficiency', 'insufficient'),
  foundBy('leak-test-failed', 'failed', 'sufficiency', 'insufficient'),
  {
    name: 'min-trades',
    stage: 'sufficiency',
    effect: 'insufficient',
    comparison: '>=',
    value: ({ trades }) => defined(trades.nDecidedTrades),
    limit: (policy) => defined(policy.minTrades),
  },
  {
    name: 'minimum-track-record',
    stage: 'sufficiency',
    effect: 'insufficient',
    comparison: '>=',
    value: ({ excessSharpe }) => defined(excessSharpe.n),
    limit: (policy, evidence) => inferSharpe(evidence, policy).minimumTrackRecord,
  },
];

const FRAGILITY_RULE: Rule = {
  name: 'fragility',
  stage: 'statistics',
  effect: 'killed',
  comparison: '<=',
  value: ({ fragility }) => fragility,
  limit: (policy) => defined(policy.maxFragility),
  note: ({ fragility }) => fragility.note,
};

const SUSPICION_RULES: readonly Rule[] = [
  tooGood('suspicious-sharpe', SUSPICION_LIMITS.annualSharpe, ({ absolute }) => absolute.sharpeRatio),
  tooGood('suspicious-excess-sharpe', SUSPICION_LIMITS.annualSharpe, ({ excess }) => excess.sharpeRatio),
  tooGood('suspicious-return', SUSPICION_LIMITS.totalReturn, ({ absolute }) => absolute.totalReturn),
  tooGood('suspicious-win-rate', SUSPICION_LIMITS.winRate, ({ trades }) => trades.winRate),
  tooGood('suspicious-period-return', SUSPICION_LIMITS.periodReturn, largestPeriodReturn),
  tooGood('suspicious-profit-factor', SUSPICION_LIMITS.profitFactor, ({ trades }) => trades.profitFactor),
];

/** Every rule, in the order of evaluation. */
export const VERDICT_RULES: readonly Rule[] = [
  ...GATE_RULES,
  ...KILL_RULES,
  ...COST_RULES,
  ...SUFFICIENCY_RULES,
  STRESS_FAILED_RULE,
  ...FAMILY_RULES,
  FRAGILITY_RULE,
  ...ROBUSTNESS_RULES,
  ...SUSPICION_RULES,
];

/** A rule that fails where the leak test ended as `outcome`: its value is the number of such findings, 0 or 1. */
function foundBy(name: string, outcome: LeakTest, stage: RuleStage, effect: RuleEffect): Rule {
  return {
    name,
    stage,
    effect,
    comparison: '<=',
    value: ({ leakTest }) => found(leakTest === outcome),
    limit: () => defined(0),
    notApplied: ({ leakTest }) => (leakTest === 'not-run' ? 'leak-test-not-run' : undefined),
  };
}

/** A rule that fails above `limit`. An undefined value is not suspicious unless it is boundless. */
function tooGood(name: string, limit: number, value: (evidence: RowEvidence) => Measure): Rule {
  return {
    name,
    stage: 'suspicion',
    effect: 'suspicious',
    comparison: '<=',
    value,
    limit: () => defined(limit),
    passesUndefined: (reason) => reason !== 'overflow' && reason !== 'no-losing-trade',
  };
}

function largestPeriodReturn({ absolute }: RowEvidence): Measure {
  const { bestPeriod, worstPeriod } = absolute;
  if (bestPeriod.reason !== undefined) return undefinedBecause(bestPeriod.reason);
  return defined(Math.max(Math.abs(bestPeriod.value), Math.abs(worstPeriod.value)));
}
