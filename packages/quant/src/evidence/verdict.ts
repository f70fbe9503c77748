import { isDefined } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';
import type { KillPolicy } from './kill-policy.ts';
import type { RowEvidence } from './row-evidence.ts';
import type { NotApplied, Rule, RuleComparison, RuleEffect, RuleStage } from './rule.ts';
import { STRATEGY_FAILED_RULE, VERDICT_RULES } from './rules.ts';

/** What a judged row is. */
export type Verdict = 'insufficient' | 'suspicious' | 'killed' | 'candidate';

/** A rule that was evaluated. */
export interface Check {
  readonly rule: string;
  /** Null where undefined; `undefinedReason` says why. */
  readonly value: number | null;
  /** Null where undefined; `undefinedReason` says why. */
  readonly limit: number | null;
  /** The rule passes where `value comparison limit` holds. */
  readonly comparison: RuleComparison;
  readonly passed: boolean;
  /** What a failure makes of the row. */
  readonly effect: RuleEffect;
  readonly undefinedReason?: UndefinedReason | undefined;
  /** What the value does not say by itself, as `mean-not-positive`. */
  readonly note?: string | undefined;
  /** True where the value depends on which other trials were made, not on the row alone. */
  readonly dependsOnFamily?: true | undefined;
}

/** A rule that had nothing to evaluate: it has neither passed nor failed. */
export interface UnappliedRule {
  readonly rule: string;
  readonly why: NotApplied;
}

/** A rule that led to the verdict. */
export type Reason = Pick<Check, 'rule' | 'value' | 'limit' | 'undefinedReason' | 'note'>;

/** A verdict with everything that led to it. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The failed rules of the stage that decided; for a candidate the statistical rules, all passed. Never empty. */
  readonly reasons: readonly Reason[];
  /** Every rule that was evaluated, in order. */
  readonly checks: readonly Check[];
  /** Every rule that had nothing to evaluate, in order, and why. */
  readonly notApplied: readonly UnappliedRule[];
}

const STAGES: readonly RuleStage[] = ['gate', 'kill', 'sufficiency', 'statistics', 'suspicion'];

/**
 * Judges one row: the first stage with a failed rule decides, in the order gate, kill, sufficiency, statistics, suspicion.
 *
 * A leak or a row without a trade is `killed` and nothing else is evaluated, so that no figure of a leaking strategy
 * leaves through its checks. Otherwise every rule is evaluated and shown, or said to have had nothing to evaluate. An undefined value or limit fails its
 * rule, except that a figure which does not exist is not too good; a profit factor without a losing trade is. A pure function
 * of this row, its policy and the trials it was counted with.
 *
 * @param evidence - out of sample, after costs.
 * @param policy - resolved limits; see `resolveKillPolicy`.
 *
 * @remarks
 * Source: this project.
 */
export function judge(evidence: RowEvidence, policy: KillPolicy): Judgement {
  const evaluated: { readonly stage: RuleStage; readonly check: Check }[] = [];
  const notApplied: UnappliedRule[] = [];
  for (const stage of STAGES) {
    for (const rule of VERDICT_RULES.filter((candidate) => candidate.stage === stage)) {
      const why = rule.notApplied?.(evidence, policy);
      if (why === undefined) evaluated.push({ stage, check: evaluate(rule, evidence, policy) });
      else notApplied.push({ rule: rule.name, why });
    }
    if (stage === 'gate' && evaluated.some(({ check }) => !check.passed)) break;
  }
  const checks = evaluated.map(({ check }) => check);
  const deciding = STAGES.find((stage) => evaluated.some((entry) => entry.stage === stage && !entry.check.passed));
  const leading = evaluated.filter((entry) =>
    deciding === undefined ? entry.stage === 'statistics' : entry.stage === deciding && !entry.check.passed,
  );
  const verdict = deciding === undefined ? 'candidate' : leading[0].check.effect;
  return { verdict, reasons: leading.map(({ check }) => reasonOf(check)), checks, notApplied };
}

/**
 * The judgement of a row whose strategy failed: there is no record, so no other rule has anything to evaluate.
 *
 * @remarks
 * Source: this project.
 */
export function judgeWithoutRecord(): Judgement {
  const { name, comparison, effect } = STRATEGY_FAILED_RULE;
  const check: Check = { rule: name, value: 1, limit: 0, comparison, passed: false, effect };
  const notApplied = VERDICT_RULES.map((rule): UnappliedRule => ({ rule: rule.name, why: 'strategy-failed' }));
  return { verdict: effect, reasons: [reasonOf(check)], checks: [check], notApplied };
}

function evaluate(rule: Rule, evidence: RowEvidence, policy: KillPolicy): Check {
  const value = rule.value(evidence, policy);
  const limit = rule.limit(policy, evidence);
  const undefinedReason = value.reason ?? limit.reason;
  const note = rule.note?.(evidence, policy);
  return {
    rule: rule.name,
    value: nullable(value),
    limit: nullable(limit),
    comparison: rule.comparison,
    passed: hasPassed(rule, value, limit),
    effect: rule.effect,
    ...(undefinedReason === undefined ? {} : { undefinedReason }),
    ...(note === undefined ? {} : { note }),
    ...(rule.dependsOnFamily === undefined ? {} : { dependsOnFamily: rule.dependsOnFamily }),
  };
}

function hasPassed(rule: Rule, value: Measure, limit: Measure): boolean {
  if (!isDefined(value)) return rule.passesUndefined?.(value.reason) ?? false;
  if (rule.comparison === '>') return value.value > limit.value;
  return rule.comparison === '<=' ? value.value <= limit.value : value.value >= limit.value;
}

function nullable(measure: Measure): number | null {
  return isDefined(measure) ? measure.value : null;
}

function reasonOf({ rule, value, limit, undefinedReason, note }: Check): Reason {
  return {
    rule,
    value,
    limit,
    ...(undefinedReason === undefined ? {} : { undefinedReason }),
    ...(note === undefined ? {} : { note }),
  };
}
