import { InvalidArgumentError } from '@assay/core/errors';
import { wholeUp } from '../whole-units.ts';
import type { ExposureChangeBreaker } from './breaker.ts';
import { Latch, NO_EVENTS } from './latch.ts';
import type { BreakerRule } from './latch.ts';
import { PeriodReference } from './period-reference.ts';

/**
 * Trips where gross - reference gross ≥ limit · reference equity, rounded up to whole units, both references taken at the
 * end of the previous session (gross 0 before the first). A fall of exposure never trips. Where the reference equity is
 * not above zero, any growth trips.
 */
export function exposureChangeRule(spec: ExposureChangeBreaker, initialEquityUnits: number): BreakerRule {
  const equity = new PeriodReference('day', initialEquityUnits);
  const gross = new PeriodReference('day', 0);
  const latch = new Latch(spec);
  return {
    get state() {
      return latch.state;
    },
    observe(observation) {
      const { sessionId, equityUnits, grossUnits } = observation;
      if (grossUnits === undefined || !(Number.isSafeInteger(grossUnits) && grossUnits >= 0)) {
        throw new InvalidArgumentError('observation.grossUnits', 'whole ledger units >= 0', grossUnits);
      }
      equity.observe(sessionId, equityUnits);
      const isNew = gross.observe(sessionId, grossUnits);
      const grown = grossUnits - gross.reference;
      const base = equity.reference;
      const measured = base > 0 ? grown / base : NaN;
      const resets = isNew ? latch.reset(observation, measured) : NO_EVENTS;
      const isBeyond = grown > 0 && (base <= 0 || grown >= wholeUp(spec.limit * base));
      return isBeyond && !latch.tripped ? [...resets, ...latch.trip(observation, measured)] : resets;
    },
  };
}
