import { InvalidArgumentError } from '@assay/core/errors';
import type { CalendarId } from '../market/index.ts';
import { checkBreaker, checkCaps } from '../risk/index.ts';
import type { BreakerSpec, Cap } from '../risk/index.ts';

/** A series from outside, as a volatility index: what `external-scale` breakers look at. */
export interface OutsideSeries {
  /** shape (n,): when each value became available, ascending. */
  readonly availableAt: Float64Array;
  /** shape (n,): the values; NaN where there is none. */
  readonly values: Float64Array;
}

/** Limits beside the gross exposure: none of them is on unless it is stated. */
export interface RiskRules {
  /** Judged at each opening, at its price. @default none */
  readonly caps?: readonly Cap[] | undefined;
  /** @default none */
  readonly breakers?: readonly BreakerSpec[] | undefined;
  /** Values of the series that breakers name. */
  readonly outside?: Readonly<Record<string, OutsideSeries>> | undefined;
  /** Whose sessions the breakers count. @default the calendar of the first instrument */
  readonly calendar?: CalendarId | undefined;
}

/**
 * Throws unless risk rules are in their domain.
 *
 * @throws {InvalidArgumentError} if they are not.
 *
 * @remarks
 * Source: this project.
 */
export function checkRiskRules(rules: RiskRules): void {
  const { caps = [], breakers = [], outside = {} } = rules;
  checkCaps(caps);
  for (const [i, breaker] of breakers.entries()) {
    checkBreaker(breaker, `risk.breakers[${i}]`);
    if (breaker.kind !== 'external-scale' || Object.hasOwn(outside, breaker.series)) continue;
    throw new InvalidArgumentError(`risk.breakers[${i}].series`, 'one of risk.outside', breaker.series);
  }
  for (const [name, { availableAt, values }] of Object.entries(outside)) {
    if (availableAt.length !== values.length) {
      throw new InvalidArgumentError(`risk.outside.${name}.values`, `of length ${availableAt.length}`, values.length);
    }
    for (let i = 1; i < availableAt.length; i++) {
      if (availableAt[i] >= availableAt[i - 1]) continue;
      throw new InvalidArgumentError(`risk.outside.${name}.availableAt`, 'ascending', availableAt[i]);
    }
  }
}
