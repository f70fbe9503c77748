import {
  checkFinite,
  checkInRange,
  checkInteger,
  checkNonEmpty,
  checkOneOf,
  checkPositive,
  checkStrictlyBetween,
} from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type {
  BreakerAction,
  BreakerSpec,
  DrawdownBreaker,
  ExternalScaleBreaker,
  LosingStreakBreaker,
} from './breaker.ts';

/** The names of all breakers. */
export const BREAKER_KINDS: readonly BreakerSpec['kind'][] = [
  'daily-loss',
  'weekly-loss',
  'monthly-loss',
  'drawdown',
  'losing-streak',
  'exposure-change',
  'external-scale',
];

/**
 * Throws unless a breaker is in its domain.
 *
 * @param where - what to call it in messages.
 * @throws {InvalidArgumentError} if it is not.
 *
 * @remarks
 * Source: this project.
 */
export function checkBreaker(spec: BreakerSpec, where: string = 'breaker'): void {
  checkOneOf(`${where}.kind`, spec.kind, BREAKER_KINDS);
  switch (spec.kind) {
    case 'daily-loss':
    case 'weekly-loss':
    case 'monthly-loss':
      checkStrictlyBetween(`${where}.limit`, spec.limit, 0, 1);
      break;
    case 'drawdown':
      checkDrawdown(where, spec);
      break;
    case 'losing-streak':
      checkStreak(where, spec);
      break;
    case 'exposure-change':
      checkPositive(`${where}.limit`, spec.limit);
      break;
    case 'external-scale':
      checkTable(where, spec);
      return;
  }
  checkAction(`${where}.action`, spec.action);
}

function checkAction(where: string, action: BreakerAction): void {
  checkOneOf(`${where}.kind`, action.kind, ['scale', 'halt', 'flatten']);
  if (action.kind === 'scale') checkStrictlyBetween(`${where}.factor`, action.factor, 0, 1);
}

function checkDrawdown(where: string, { limit, reset, action }: DrawdownBreaker): void {
  checkStrictlyBetween(`${where}.limit`, limit, 0, 1);
  checkOneOf(`${where}.reset.kind`, reset.kind, ['never', 'sessions', 'recovery']);
  if (reset.kind === 'sessions') checkInteger(`${where}.reset.count`, reset.count, 1);
  if (reset.kind !== 'recovery') return;
  if (!(reset.drawdown >= 0 && reset.drawdown < limit)) {
    throw new InvalidArgumentError(`${where}.reset.drawdown`, `>= 0 and < the limit ${limit}`, reset.drawdown);
  }
  if (action.kind === 'flatten') {
    throw new InvalidArgumentError(
      `${where}.reset.kind`,
      'never or sessions, as a flat account cannot recover',
      reset.kind,
    );
  }
}

function checkStreak(where: string, { sessions, reset, action }: LosingStreakBreaker): void {
  checkInteger(`${where}.sessions`, sessions, 1);
  checkOneOf(`${where}.reset.kind`, reset.kind, ['win', 'sessions']);
  if (reset.kind === 'sessions') checkInteger(`${where}.reset.count`, reset.count, 1);
  else if (action.kind !== 'scale') {
    throw new InvalidArgumentError(
      `${where}.reset.kind`,
      'sessions, as an account that opens nothing may never win',
      'win',
    );
  }
}

function checkTable(where: string, { series, steps, otherwise }: ExternalScaleBreaker): void {
  checkNonEmpty(`${where}.series`, series);
  checkNonEmpty(`${where}.steps`, steps);
  checkInRange(`${where}.otherwise`, otherwise, 0, 1);
  for (const [i, step] of steps.entries()) {
    checkFinite(`${where}.steps[${i}].below`, step.below);
    checkInRange(`${where}.steps[${i}].scale`, step.scale, 0, 1);
    if (i > 0 && step.below <= steps[i - 1].below) {
      throw new InvalidArgumentError(`${where}.steps[${i}].below`, 'greater than the one before it', step.below);
    }
  }
}
