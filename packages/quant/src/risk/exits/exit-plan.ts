import { checkInteger, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { wholeUp } from '../whole-units.ts';

/** The reasons of an exit in their fixed order: where several hold at one moment, the first one is the reason. */
export const EXIT_ORDER = [
  'profit-target',
  'stop',
  'time',
  'days-to-expiry',
  'regime-change',
  'expiry',
  'end-of-test',
] as const;

/** Why a position is left. */
export type ExitReason = (typeof EXIT_ORDER)[number];

/** When a position is left. A rule that is absent never holds; expiry and the end of the test always do. Plain data. */
export interface ExitPlan {
  /** Profit as a fraction of `basisUnits` (credit received, debit paid, or cost); finite and > 0; equality exits. */
  readonly profitTarget?: number | undefined;
  /** Loss as a fraction of `basisUnits`; finite and > 0, above 1 where more than the basis can be lost; equality exits. */
  readonly stopLoss?: number | undefined;
  /** Bars held; whole, ≥ 1; equality exits. */
  readonly maxBars?: number | undefined;
  /** Moment from which on the position is left. */
  readonly exitAt?: EpochMs | undefined;
  /** Days of 24 hours before the expiry from which on it is left; whole, ≥ 0. */
  readonly daysToExpiry?: number | undefined;
  /** Leave when the regime's label is not the one at entry. */
  readonly onRegimeChange?: boolean | undefined;
}

/** A held position at the moment of the question; only what had become available. */
export interface ExitMoment {
  readonly time: EpochMs;
  /** Profit at liquidation value, in whole ledger units. */
  readonly profitUnits: number;
  /** What the fractions of the plan refer to, in whole ledger units; > 0. */
  readonly basisUnits: number;
  readonly barsHeld: number;
  readonly expiry?: EpochMs | undefined;
  /** Labels at entry and now; absent or undefined where the model abstains, which is no change. */
  readonly entryRegime?: string | number | undefined;
  readonly regime?: string | number | undefined;
  readonly isEndOfTest: boolean;
}

/**
 * The reason for which a position is left now: the first of `EXIT_ORDER` that holds.
 *
 * @returns undefined where it is kept.
 *
 * @remarks
 * Causal: sees the moment that it is given.
 * Numerics: fractions of the basis are rounded up to whole units.
 * Source: this project.
 */
export function firstExit(plan: ExitPlan, moment: ExitMoment): ExitReason | undefined {
  return EXIT_ORDER.find((reason) => HOLDS[reason](plan, moment));
}

/**
 * Throws unless an exit plan is in its domain.
 *
 * @param daysToExpiryAtEntry - days between entry and expiry where the position has one: a plan that would leave it on the
 * bar after its entry is refused.
 * @throws {InvalidArgumentError} if it is not.
 *
 * @remarks
 * Source: this project.
 */
export function checkExitPlan(plan: ExitPlan, daysToExpiryAtEntry?: number): void {
  if (plan.profitTarget !== undefined) checkPositive('exits.profitTarget', plan.profitTarget);
  if (plan.stopLoss !== undefined) checkPositive('exits.stopLoss', plan.stopLoss);
  if (plan.maxBars !== undefined) checkInteger('exits.maxBars', plan.maxBars, 1);
  if (plan.exitAt !== undefined) checkInteger('exits.exitAt', plan.exitAt);
  if (plan.daysToExpiry === undefined) return;
  checkInteger('exits.daysToExpiry', plan.daysToExpiry, 0);
  if (daysToExpiryAtEntry !== undefined && plan.daysToExpiry >= daysToExpiryAtEntry) {
    const rule = `less than the ${daysToExpiryAtEntry} days to expiry at entry, or every position is left on the next bar`;
    throw new InvalidArgumentError('exits.daysToExpiry', rule, plan.daysToExpiry);
  }
}

const HOLDS: Readonly<Record<ExitReason, (plan: ExitPlan, moment: ExitMoment) => boolean>> = {
  'profit-target': ({ profitTarget }, { profitUnits, basisUnits }) =>
    profitTarget !== undefined && profitUnits >= wholeUp(profitTarget * basisUnits),
  stop: ({ stopLoss }, { profitUnits, basisUnits }) =>
    stopLoss !== undefined && -profitUnits >= wholeUp(stopLoss * basisUnits),
  time: ({ maxBars, exitAt }, { barsHeld, time }) =>
    (maxBars !== undefined && barsHeld >= maxBars) || (exitAt !== undefined && time >= exitAt),
  'days-to-expiry': ({ daysToExpiry }, { expiry, time }) =>
    daysToExpiry !== undefined && expiry !== undefined && time >= expiry - daysToExpiry * MS_PER_DAY,
  'regime-change': ({ onRegimeChange }, { entryRegime, regime }) =>
    onRegimeChange === true && entryRegime !== undefined && regime !== undefined && regime !== entryRegime,
  expiry: (_, { expiry, time }) => expiry !== undefined && time >= expiry,
  'end-of-test': (_, { isEndOfTest }) => isEndOfTest,
};
