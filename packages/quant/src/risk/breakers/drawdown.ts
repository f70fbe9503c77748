import { wholeDown, wholeUp } from '../whole-units.ts';
import type { DrawdownBreaker } from './breaker.ts';
import { Latch, NO_EVENTS } from './latch.ts';
import type { BreakerRule } from './latch.ts';
import { PeriodReference } from './period-reference.ts';

/**
 * Trips where peak - equity ≥ limit · peak, rounded up to whole units, with the highest equity so far as peak, the
 * initial one included; where the peak is not above zero it trips.
 */
export function drawdownRule(spec: DrawdownBreaker, initialEquityUnits: number): BreakerRule {
  const sessions = new PeriodReference('day', initialEquityUnits);
  const latch = new Latch(spec);
  let peak = initialEquityUnits;
  let sessionsSinceTrip = 0;

  const isOver = (fall: number): boolean => {
    if (spec.reset.kind === 'sessions') return sessionsSinceTrip > spec.reset.count;
    return spec.reset.kind === 'recovery' && peak > 0 && fall <= wholeDown(spec.reset.drawdown * peak);
  };

  return {
    get state() {
      return latch.state;
    },
    observe(observation) {
      const { sessionId, equityUnits } = observation;
      if (sessions.observe(sessionId, equityUnits)) sessionsSinceTrip += 1;
      peak = Math.max(peak, equityUnits);
      const measured = (): number => (peak > 0 ? (peak - equityUnits) / peak : NaN);
      const resets = latch.tripped && isOver(peak - equityUnits) ? latch.reset(observation, measured()) : NO_EVENTS;
      if (resets.length > 0 && spec.reset.kind === 'sessions') peak = Math.max(sessions.reference, equityUnits);
      const isBeyond = peak <= 0 || peak - equityUnits >= wholeUp(spec.limit * peak);
      if (!isBeyond || latch.tripped) return resets;
      sessionsSinceTrip = 0;
      return [...resets, ...latch.trip(observation, measured())];
    },
  };
}
