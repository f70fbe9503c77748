import type { BreakerEvent, BreakerObservation, LosingStreakBreaker } from './breaker.ts';
import { Latch } from './latch.ts';
import type { BreakerRule } from './latch.ts';
import { PeriodReference } from './period-reference.ts';

/**
 * Trips when `sessions` losing sessions have ended without a winning one between. A session loses where it ends below the
 * end of the one before. It ends with the observation that says so, else when the next one begins.
 */
export function losingStreakRule(spec: LosingStreakBreaker, initialEquityUnits: number): BreakerRule {
  const sessions = new PeriodReference('day', initialEquityUnits);
  const latch = new Latch({ kind: spec.kind, action: spec.action, limit: spec.sessions });
  let [streak, sessionsSinceTrip] = [0, 0];
  /** Equity at the end of the session before, the newest one, and whether the session of the newest one has been counted. */
  let [startUnits, newestUnits, isCounted] = [initialEquityUnits, initialEquityUnits, true];

  const count = (observation: BreakerObservation): readonly BreakerEvent[] => {
    isCounted = true;
    if (newestUnits === startUnits) return [];
    if (newestUnits > startUnits) {
      streak = 0;
      return spec.reset.kind === 'win' ? latch.reset(observation, streak) : [];
    }
    streak += 1;
    if (streak < spec.sessions || latch.tripped) return [];
    sessionsSinceTrip = 0;
    return latch.trip(observation, streak);
  };

  const begin = (observation: BreakerObservation): readonly BreakerEvent[] => {
    sessionsSinceTrip += 1;
    if (spec.reset.kind !== 'sessions' || !latch.tripped || sessionsSinceTrip <= spec.reset.count) return [];
    streak = 0;
    return latch.reset(observation, streak);
  };

  return {
    get state() {
      return latch.state;
    },
    observe(observation) {
      const events: BreakerEvent[] = [];
      if (sessions.observe(observation.sessionId, observation.equityUnits)) {
        // A trip that is only found now belongs to the session before: the one that begins is the first after it.
        if (!isCounted) events.push(...count(observation));
        events.push(...begin(observation));
        startUnits = sessions.reference;
        isCounted = false;
      }
      newestUnits = observation.equityUnits;
      if (observation.sessionEnds === true && !isCounted) events.push(...count(observation));
      return events;
    },
  };
}
