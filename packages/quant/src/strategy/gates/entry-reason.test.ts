import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { GATE_SOURCES } from '../../signals/index.ts';
import { resolveParameters } from '../parameters.ts';
import type { DecisionView } from '../strategy.ts';
import { gatesStrategy } from './gates.ts';

/** Why a position is entered on evidence of that source and key. */
function reasonOf(source: 'gate' | 'derived', key: number): string | undefined {
  const { params } = resolveParameters(gatesStrategy, {});
  const strategy = gatesStrategy.create(params, { instruments: ['X'], rng: createRng(1) });
  const columns: Readonly<Record<string, number>> = {
    ...{ signal: 1, blocked: 0, key, source: GATE_SOURCES.indexOf(source), regime: NaN, reasons: 0, hazard: 0.05 },
  };
  const view = {
    ...{ updated: ['X'], instruments: ['X'], decisionTime: key, barCount: () => 10, position: () => 0 },
    column: (_: string, name: string) => columns[name] ?? NaN,
  };
  const [action] = strategy.decide(view as unknown as DecisionView);
  return action !== undefined && 'reason' in action ? action.reason : undefined;
}

describe('the reason of an entry', () => {
  it('S1-04: names the time of its gate, or of its streak, before 1970 too', () => {
    const [old, recent] = [Date.UTC(1960, 0, 4), Date.UTC(2012, 0, 3)];
    expect(reasonOf('gate', old)).toBe('gate of 1960-01-04T00:00:00.000Z: hazard 0.05');
    expect(reasonOf('gate', recent)).toBe('gate of 2012-01-03T00:00:00.000Z: hazard 0.05');
    expect(reasonOf('derived', -old)).toBe('derived from the streak since 1960-01-04T00:00:00.000Z: hazard 0.05');
    expect(reasonOf('derived', -recent)).toBe('derived from the streak since 2012-01-03T00:00:00.000Z: hazard 0.05');
  });
});
