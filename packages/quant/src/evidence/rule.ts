import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';
import type { KillPolicy } from './kill-policy.ts';
import type { RowEvidence } from './row-evidence.ts';

/** When a rule is evaluated. */
export type RuleStage = 'record' | 'gate' | 'kill' | 'sufficiency' | 'statistics' | 'suspicion';

/** What a failed rule makes of a row. */
export type RuleEffect = 'killed' | 'insufficient' | 'suspicious';

/** How a value must stand to its limit; a value equal to its limit passes `<=` and `>=`. */
export type RuleComparison = '<=' | '>=' | '>';

/** Why a rule has nothing to evaluate. */
export type NotApplied =
  | 'strategy-failed'
  | 'leak-test-not-run'
  | 'stress-off'
  | 'stress-failed'
  | 'no-such-cost-multiple'
  | 'fewer-than-two-regimes'
  | 'monte-carlo-off'
  | 'fewer-than-two-sets'
  | 'fewer-than-ten-sets'
  | 'no-walk-forward'
  | 'fewer-than-three-test-windows';

/** A limit on one figure. */
export interface Rule {
  readonly name: string;
  readonly stage: RuleStage;
  readonly effect: RuleEffect;
  readonly comparison: RuleComparison;
  value(evidence: RowEvidence, policy: KillPolicy): Measure;
  limit(policy: KillPolicy, evidence: RowEvidence): Measure;
  /** Why there is nothing to evaluate; undefined where there is. @default always evaluated */
  notApplied?(evidence: RowEvidence, policy: KillPolicy): NotApplied | undefined;
  /** True where an undefined value passes. @default it fails */
  passesUndefined?(reason: UndefinedReason | undefined): boolean;
  /** What the value does not say by itself. */
  note?(evidence: RowEvidence, policy: KillPolicy): string | undefined;
  /** True where the value depends on which other trials were made, not on the row alone. @default false */
  readonly dependsOnFamily?: true | undefined;
}

/** A figure that may be absent; a rule reads it only where `notApplied` has found it. */
export function present(measure: Measure | undefined): Measure {
  return measure ?? undefinedBecause('no-observations');
}

/** 1 where something was found, else 0. */
export function found(isFound: boolean): Measure {
  return defined(isFound ? 1 : 0);
}
