import { checkInRange, checkInteger } from '@assay/core/checks';
import { defined, isDefined, undefinedBecause } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';
import type { RowEvidence } from './row-evidence.ts';
import type { Score } from './score.ts';

/** What a candidate must show before it is promoted. It is no verdict: a candidate that fails it stays one. */
export interface PromotionChecklist {
  /** The score must be above this; in [0, 1]. @default 0.25 */
  readonly minScore: number;
  /** Fragility must be below this; in [0, 1]. @default 0.3 */
  readonly maxFragility: number;
  /** The largest fall below the running peak must be below this; in [0, 1]. @default 0.5 */
  readonly maxDrawdown: number;
  /** Regimes in which it must have gained; whole, ≥ 0. @default 2 */
  readonly minProfitableRegimes: number;
  /** The share of orders that filled must be above this; in [0, 1]. @default 0.7 */
  readonly minFillRate: number;
  /** The share of the record in losing test windows must be below this; in [0, 1]. @default 0.3 */
  readonly maxWalkForwardLoss: number;
}

/** The checklist that holds where nothing else is declared. */
export const DEFAULT_PROMOTION: PromotionChecklist = Object.freeze({
  minScore: 0.25,
  maxFragility: 0.3,
  maxDrawdown: 0.5,
  minProfitableRegimes: 2,
  minFillRate: 0.7,
  maxWalkForwardLoss: 0.3,
});

/** One point of the checklist. */
export interface PromotionCheck {
  readonly item: 'score' | 'fragility' | 'drawdown' | 'profitable-regimes' | 'fill-rate' | 'walk-forward-loss';
  /** Null where it does not exist; `undefinedReason` says why. */
  readonly value: number | null;
  readonly limit: number;
  readonly comparison: '<' | '>' | '>=';
  readonly passed: boolean;
  readonly undefinedReason?: UndefinedReason | undefined;
}

/** A checklist held against a row. */
export interface Promotion {
  /** True where every point passed. */
  readonly promotable: boolean;
  readonly checks: readonly PromotionCheck[];
}

/**
 * Fills in the defaults and checks every limit.
 *
 * @param declared - the limits that differ from `DEFAULT_PROMOTION`.
 * @throws {InvalidArgumentError} if a limit is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolvePromotion(declared: Partial<PromotionChecklist> = {}): PromotionChecklist {
  const checklist = Object.freeze({ ...DEFAULT_PROMOTION, ...declared });
  for (const name of ['minScore', 'maxFragility', 'maxDrawdown', 'minFillRate', 'maxWalkForwardLoss'] as const)
    checkInRange(name, checklist[name], 0, 1);
  checkInteger('minProfitableRegimes', checklist.minProfitableRegimes, 0);
  return checklist;
}

/**
 * Holds a row against the checklist. A figure that does not exist does not pass: what was not looked at is not promoted.
 *
 * A limit is not reached by standing at it, except the number of regimes.
 *
 * @param row - evidence out of sample, after costs, and the row's score.
 * @param checklist - resolved; see `resolvePromotion`.
 *
 * @remarks
 * Source: this project.
 */
export function checkPromotion(
  { evidence, score }: { readonly evidence: RowEvidence; readonly score: Score },
  checklist: PromotionChecklist,
): Promotion {
  const { absolute, fragility, rejectRate, walkForward } = evidence;
  const fillRate = isDefined(rejectRate) ? defined(1 - rejectRate.value) : rejectRate;
  const loss = walkForward?.loss ?? undefinedBecause('no-observations');
  const checks = [
    check('score', score.score, '>', checklist.minScore),
    check('fragility', fragility, '<', checklist.maxFragility),
    check('drawdown', absolute.maxDrawdown, '<', checklist.maxDrawdown),
    check('profitable-regimes', profitableRegimes(evidence), '>=', checklist.minProfitableRegimes),
    check('fill-rate', fillRate, '>', checklist.minFillRate),
    check('walk-forward-loss', loss, '<', checklist.maxWalkForwardLoss),
  ];
  return { promotable: checks.every(({ passed }) => passed), checks };
}

function profitableRegimes({ stress }: RowEvidence): Measure {
  if (stress === undefined) return undefinedBecause('regimes-not-given');
  if (stress.state === 'stress_failed') return undefinedBecause('stress-failed');
  return defined(stress.regimes.filter(({ totalReturn }) => totalReturn.value > 0).length);
}

function check(
  item: PromotionCheck['item'],
  measure: Measure,
  comparison: PromotionCheck['comparison'],
  limit: number,
): PromotionCheck {
  if (!isDefined(measure))
    return { item, value: null, limit, comparison, passed: false, undefinedReason: measure.reason ?? 'overflow' };
  const { value } = measure;
  const passed = comparison === '<' ? value < limit : comparison === '>' ? value > limit : value >= limit;
  return { item, value, limit, comparison, passed };
}
