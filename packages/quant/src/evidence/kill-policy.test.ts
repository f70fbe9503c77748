import { describe, expect, it } from 'vitest';
import { DEFAULT_KILL_POLICY, resolveKillPolicy } from './kill-policy.ts';

describe('resolveKillPolicy', () => {
  it('fills in the defaults', () => {
    expect(resolveKillPolicy()).toEqual(DEFAULT_KILL_POLICY);
    expect(resolveKillPolicy({ maxDrawdown: 0.3 })).toEqual({ ...DEFAULT_KILL_POLICY, maxDrawdown: 0.3 });
  });

  it.each([
    ['maxDrawdown', 0],
    ['maxDrawdown', 1.01],
    ['maxFragility', -0.01],
    ['maxRejectRate', NaN],
    ['minTrades', 19],
    ['minTrades', 20.5],
    ['confidence', 0.5],
    ['confidence', 1],
    ['targetSharpe', 0],
    ['targetSharpe', Infinity],
    ['costMultiple', 1.6],
    ['maxRegimeDependency', 1.1],
    ['regimeDependencyLevel', 0],
    ['regimeDependencyLevel', 1.1],
    ['maxWalkForwardLoss', -0.1],
    ['maxPbo', 1.1],
    ['maxSpaPValue', 0],
    ['maxRuinProbability', 1],
    ['maxDrawdownP95', 0],
    ['minReturnP5', -1],
  ])('S4-18: refuses %s = %d', (name, value) => {
    expect(() => resolveKillPolicy({ [name]: value })).toThrow(`invalid '${name}'`);
  });
});
