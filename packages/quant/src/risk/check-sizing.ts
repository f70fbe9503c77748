import { checkInRange, checkInteger, checkOneOf, checkPositive, checkStrictlyBetween } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { checkEdgeEstimator } from './estimators/edge.ts';
import { checkVolatilityEstimator } from './estimators/volatility.ts';
import type { KellySizing, SizingPolicy } from './sizing.ts';

/** The names of all sizing policies. */
export const SIZING_KINDS: readonly SizingPolicy['kind'][] = [
  'target-weight',
  'fixed',
  'fraction',
  'volatility-target',
  'kelly',
  'risk-per-trade',
];

/**
 * Throws unless a sizing policy is in its domain.
 *
 * @throws {InvalidArgumentError} if it is not.
 *
 * @remarks
 * Source: this project.
 */
export function checkSizingPolicy(policy: SizingPolicy): void {
  checkOneOf('sizing.kind', policy.kind, SIZING_KINDS);
  switch (policy.kind) {
    case 'fixed':
      checkInteger('sizing.lots', policy.lots, 1);
      return;
    case 'target-weight':
      checkPositive('sizing.weight', policy.weight);
      return;
    case 'fraction':
      checkPositive('sizing.fraction', policy.fraction);
      checkOneOf('sizing.of', policy.of, ['equity', 'available']);
      return;
    case 'volatility-target':
      checkPositive('sizing.annualVolatility', policy.annualVolatility);
      checkPositive('sizing.cap', policy.cap);
      checkVolatilityEstimator(policy.estimator);
      return;
    case 'kelly':
      checkKelly(policy);
      return;
    case 'risk-per-trade':
      checkStrictlyBetween('sizing.fraction', policy.fraction, 0, 1);
      checkPositive('sizing.cap', policy.cap);
      return;
  }
}

function checkKelly(policy: KellySizing): void {
  checkPositive('sizing.fraction', policy.fraction);
  checkInRange('sizing.fraction', policy.fraction, 0, 1);
  if (!(policy.level >= 0.5 && policy.level < 1)) {
    throw new InvalidArgumentError('sizing.level', '>= 0.5 and < 1', policy.level);
  }
  if (policy.nTrials !== undefined) checkInteger('sizing.nTrials', policy.nTrials, 1);
  checkPositive('sizing.cap', policy.cap);
  checkEdgeEstimator(policy.estimator);
}
