import { checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { wholeDown } from '../whole-units.ts';
import { OPEN_STATE } from './breaker.ts';
import type { Breaker, BreakerObservation, BreakerSpec, BreakerState } from './breaker.ts';
import { checkBreaker } from './check-breaker.ts';
import { drawdownRule } from './drawdown.ts';
import { exposureChangeRule } from './exposure-change.ts';
import { externalScaleRule } from './external-scale.ts';
import { NO_EVENTS } from './latch.ts';
import type { BreakerRule } from './latch.ts';
import { losingStreakRule } from './losing-streak.ts';
import { lossRule } from './loss.ts';
import { sessionMidnight } from './period-reference.ts';

/** From mild to severe. */
const SEVERITY: readonly BreakerState['action'][] = ['none', 'scale', 'halt', 'flatten'];

/**
 * A circuit breaker as a state machine.
 *
 * @param initialEquityUnits - equity before the first observation: the reference of the first period.
 * @throws {InvalidArgumentError} if the specification is out of its domain or the equity is not whole.
 *
 * @remarks
 * Causal: the state after an observation depends on what was observed so far.
 * Numerics: losses are compared in whole ledger units, limit · reference rounded up.
 * Source: this project; docs/methods/circuit-breakers.md.
 */
export function createBreaker(spec: BreakerSpec, initialEquityUnits: number): Breaker {
  return createBreakers([spec], initialEquityUnits);
}

/**
 * Several circuit breakers as one: the most severe action in force wins, scales multiply, and events come in declared
 * order.
 *
 * @param initialEquityUnits - equity before the first observation: the reference of the first period.
 * @throws {InvalidArgumentError} if a specification is out of its domain or the equity is not whole.
 *
 * @remarks
 * Causal: the state after an observation depends on what was observed so far.
 * Source: this project; docs/methods/circuit-breakers.md.
 */
export function createBreakers(specs: readonly BreakerSpec[], initialEquityUnits: number): Breaker {
  checkInteger('initialEquityUnits', initialEquityUnits);
  for (const [i, spec] of specs.entries()) checkBreaker(spec, `breakers[${i}]`);
  const rules = specs.map((spec) => ruleOf(spec, initialEquityUnits));
  let state = combined(rules);
  let [newestTime, newestSession] = [-Infinity, ''];
  return {
    observe(observation) {
      checkObservation(observation, newestTime, newestSession);
      newestTime = observation.time;
      newestSession = observation.sessionId;
      let events = NO_EVENTS;
      for (const rule of rules) {
        const more = rule.observe(observation);
        if (more.length > 0) events = [...events, ...more];
      }
      if (events.length > 0) state = combined(rules);
      return { state, events };
    },
    get state() {
      return state;
    },
  };
}

/**
 * The position that may be aimed at under a breaker's state.
 *
 * `flatten`: 0. Otherwise openings are scaled and reductions are not: the target times `scale`, towards zero, but what is
 * held on the target's side already is kept as far as the target itself asks for it.
 *
 * @param targetLots - signed lots wanted; NaN stays NaN except under `flatten`.
 * @param heldLots - signed lots held.
 * @returns whole signed lots between 0 and the target.
 *
 * @remarks
 * Source: this project.
 */
export function targetUnderBreaker(state: BreakerState, targetLots: number, heldLots: number): number {
  if (state.action === 'flatten') return 0;
  const wanted = Math.abs(targetLots);
  const kept = targetLots * heldLots > 0 ? Math.min(wanted, Math.abs(heldLots)) : 0;
  return Math.sign(targetLots) * Math.max(wholeDown(wanted * state.scale), kept) + 0;
}

function ruleOf(spec: BreakerSpec, initialEquityUnits: number): BreakerRule {
  switch (spec.kind) {
    case 'daily-loss':
    case 'weekly-loss':
    case 'monthly-loss':
      return lossRule(spec, initialEquityUnits);
    case 'drawdown':
      return drawdownRule(spec, initialEquityUnits);
    case 'losing-streak':
      return losingStreakRule(spec, initialEquityUnits);
    case 'exposure-change':
      return exposureChangeRule(spec, initialEquityUnits);
    case 'external-scale':
      return externalScaleRule(spec);
  }
}

function combined(rules: readonly BreakerRule[]): BreakerState {
  let { action, scale } = OPEN_STATE;
  for (const { state } of rules) {
    if (SEVERITY.indexOf(state.action) > SEVERITY.indexOf(action)) action = state.action;
    scale *= state.scale;
  }
  return Object.freeze({ action, scale });
}

function checkObservation(observation: BreakerObservation, newestTime: number, newestSession: string): void {
  const { time, sessionId, equityUnits } = observation;
  checkInteger('observation.time', time);
  checkInteger('observation.equityUnits', equityUnits);
  if (time < newestTime) {
    throw new InvalidArgumentError('observation.time', `not before the last observation's ${newestTime}`, time);
  }
  if (sessionId === newestSession) return;
  sessionMidnight(sessionId);
  if (sessionId < newestSession) {
    throw new InvalidArgumentError('observation.sessionId', `not before the last one, ${newestSession}`, sessionId);
  }
}
