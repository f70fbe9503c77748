import type { BreakerState, ExternalScaleBreaker } from './breaker.ts';
import type { BreakerRule } from './latch.ts';

/**
 * Scales by a table of an outside value. An unknown value (absent, NaN or infinite) leaves the scale as it was; before the
 * first known one the smallest scale of the table holds.
 */
export function externalScaleRule(spec: ExternalScaleBreaker): BreakerRule {
  let state = stateOf(Math.min(spec.otherwise, ...spec.steps.map((step) => step.scale)));
  return {
    get state() {
      return state;
    },
    observe({ time, sessionId, external }) {
      const value = external !== undefined && Object.hasOwn(external, spec.series) ? external[spec.series] : NaN;
      if (!Number.isFinite(value)) return [];
      const scale = spec.steps.find((step) => value < step.below)?.scale ?? spec.otherwise;
      if (scale === state.scale) return [];
      state = stateOf(scale);
      return [
        { time, sessionId, breaker: spec.kind, event: 'breaker-rescaled', ...state, measured: value, limit: NaN },
      ];
    },
  };
}

function stateOf(scale: number): BreakerState {
  return Object.freeze({ action: scale === 1 ? 'none' : scale === 0 ? 'halt' : 'scale', scale });
}
