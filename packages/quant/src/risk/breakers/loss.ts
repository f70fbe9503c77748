import { wholeUp } from '../whole-units.ts';
import type { LossBreaker } from './breaker.ts';
import { Latch, NO_EVENTS } from './latch.ts';
import type { BreakerRule } from './latch.ts';
import { PeriodReference } from './period-reference.ts';

const PERIODS = { 'daily-loss': 'day', 'weekly-loss': 'week', 'monthly-loss': 'month' } as const;

/**
 * Trips where reference - equity ≥ limit · reference, rounded up to whole units, with the equity at the end of the previous
 * period as reference. Stays tripped for the rest of the period, also when equity comes back. Where the reference is not
 * above zero there is nothing left to lose a part of: it trips.
 */
export function lossRule(spec: LossBreaker, initialEquityUnits: number): BreakerRule {
  const reference = new PeriodReference(PERIODS[spec.kind], initialEquityUnits);
  const latch = new Latch(spec);
  return {
    get state() {
      return latch.state;
    },
    observe(observation) {
      const isNew = reference.observe(observation.sessionId, observation.equityUnits);
      const base = reference.reference;
      const lost = base - observation.equityUnits;
      const measured = base > 0 ? lost / base : NaN;
      const isBeyond = base <= 0 || lost >= wholeUp(spec.limit * base);
      const resets = isNew ? latch.reset(observation, measured) : NO_EVENTS;
      return isBeyond && !latch.tripped ? [...resets, ...latch.trip(observation, measured)] : resets;
    },
  };
}
