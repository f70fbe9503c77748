import type { MeasureDefinition, MeasureUnit } from '../definition.ts';
import { undefinedBecause } from '../measure.ts';
import type { Measure, UndefinedReason } from '../measure.ts';
import { MIN_OBSERVATIONS_TO_ANNUALISE } from '../return-measures.ts';
import type { PeriodFacts } from './facts.ts';

/** A measure of a return series before what is common to all of them is added. */
export interface PeriodMeasure {
  readonly id: string;
  readonly name: string;
  readonly unit: MeasureUnit;
  readonly definition: string;
  /** Fewest returns that say anything. @default 1 */
  readonly minimum?: number;
  /** True where the returns after a loss of everything make it meaningless. @default false */
  readonly isRatioOfWealth?: boolean;
  /** @default false */
  readonly usesOrder?: boolean;
  /** Reasons of its own. @default none */
  readonly reasons?: readonly UndefinedReason[];
  readonly of: (periods: PeriodFacts) => Measure;
}

/** Fewest returns of a measure that is annualised. */
export const ANNUAL: number = MIN_OBSERVATIONS_TO_ANNUALISE;

/**
 * The definition of a measure of returns, with the guards that all of them have: no return, one that is not finite, too few of
 * them, and ruin.
 *
 * Source: this project.
 */
export function periodMeasure(measure: PeriodMeasure): MeasureDefinition {
  const { id, name, unit, definition, minimum = 1, isRatioOfWealth = false, usesOrder = false, reasons = [] } = measure;
  const own = new Set(reasons);
  if (minimum > 1) own.add('too-few-observations');
  if (isRatioOfWealth) own.add('wealth-not-positive');
  return {
    id,
    name,
    level: 'period',
    unit,
    definition,
    reasons: [...own],
    usesOrder,
    of: ({ periods }) => {
      if (periods.fault !== undefined) return undefinedBecause(periods.fault);
      if (isRatioOfWealth && periods.isRuined) return undefinedBecause('wealth-not-positive');
      if (periods.n < minimum) return undefinedBecause('too-few-observations');
      return measure.of(periods);
    },
  };
}
