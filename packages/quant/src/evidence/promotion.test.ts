import { describe, expect, it } from 'vitest';
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure } from '../analysis/index.ts';
import { checkPromotion, DEFAULT_PROMOTION, resolvePromotion } from './promotion.ts';
import type { Promotion } from './promotion.ts';
import { scoreRow } from './score.ts';
import { rowEvidence, stressFigures } from './testing/index.ts';
import type { EvidenceChanges } from './testing/index.ts';

function promotion(changes: EvidenceChanges = {}, score?: Measure): Promotion {
  const evidence = rowEvidence(changes);
  const scored = scoreRow(evidence);
  return checkPromotion({ evidence, score: score === undefined ? scored : { ...scored, score } }, DEFAULT_PROMOTION);
}

const failed = (found: Promotion): readonly string[] =>
  found.checks.filter(({ passed }) => !passed).map(({ item }) => item);
const regimes = (...returns: readonly number[]): EvidenceChanges => ({
  stress: stressFigures({ regimes: returns.map((value, i) => ({ label: `${i}`, totalReturn: defined(value) })) }),
});

describe('checkPromotion', () => {
  it('S4-32: promotes a row that passes every point, and shows all six', () => {
    const found = promotion();
    expect(found.promotable).toBe(true);
    expect(found.checks.map(({ item, limit, comparison }) => `${item} ${comparison} ${limit}`)).toEqual([
      'score > 0.25',
      'fragility < 0.3',
      'drawdown < 0.5',
      'profitable-regimes >= 2',
      'fill-rate > 0.7',
      'walk-forward-loss < 0.3',
    ]);
  });

  it.each([
    ['score', promotion({}, defined(0.25)), promotion({}, defined(0.2500001))],
    ['fragility', promotion({ fragility: defined(0.3) }), promotion({ fragility: defined(0.2999999) })],
    [
      'drawdown',
      promotion({ absolute: { maxDrawdown: defined(0.5) } }),
      promotion({ absolute: { maxDrawdown: defined(0.4999999) } }),
    ],
    ['profitable-regimes', promotion(regimes(1, 0, -1)), promotion(regimes(1, 0.001, -1))],
    ['fill-rate', promotion({ rejectRate: defined(0.31) }), promotion({ rejectRate: defined(0.29) })],
    [
      'walk-forward-loss',
      promotion({ walkForward: { loss: defined(0.3), windows: 5 } }),
      promotion({ walkForward: { loss: defined(0.2999999), windows: 5 } }),
    ],
  ])('S4-32: %s does not pass at its limit, and passes beyond it', (item, at, beyond) => {
    expect(failed(at)).toEqual([item]);
    expect(failed(beyond)).toEqual([]);
    expect(at.promotable).toBe(false);
  });

  it('S4-32, X-04: what was not looked at does not pass, and says why', () => {
    const found = promotion({ stress: undefined, rejectRate: undefinedBecause('no-order') });
    const missing = found.checks.filter(({ value }) => value === null);
    expect(Object.fromEntries(missing.map(({ item, undefinedReason }) => [item, undefinedReason]))).toEqual({
      score: 'no-order',
      'profitable-regimes': 'regimes-not-given',
      'fill-rate': 'no-order',
    });
    expect(failed(promotion({ stress: stressFigures({ state: 'stress_failed' }) }))).toContain('profitable-regimes');
  });

  it.each([
    ['minScore', 1.1],
    ['maxFragility', -1],
    ['minProfitableRegimes', 1.5],
    ['minFillRate', NaN],
  ])('S4-32: refuses %s = %d', (name, value) => {
    expect(() => resolvePromotion({ [name]: value })).toThrow(`invalid '${name}'`);
  });
});
