import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { defined, undefinedBecause } from '../../analysis/index.ts';
import { checkMonteCarlo, DEFAULT_MONTE_CARLO_LIMITS, resolveMonteCarloLimits } from './limits.ts';
import { monteCarloTrades } from './monte-carlo.ts';
import type { MonteCarloFigures } from './monte-carlo.ts';

const LIMITS = DEFAULT_MONTE_CARLO_LIMITS;
/** Every quantile is another number, so that a check of the wrong one is seen. */
const FIGURES: MonteCarloFigures = {
  medianReturn: defined(0.3),
  returnP5: defined(-0.1),
  drawdownP5: defined(0.05),
  medianDrawdown: defined(0.15),
  drawdownP95: defined(0.35),
  ruinProbability: defined(0.001),
  fractionPositive: defined(0.8),
};
const failed = (changes: Partial<MonteCarloFigures>): readonly string[] =>
  checkMonteCarlo({ ...FIGURES, ...changes }, LIMITS).flatMap(({ rule, passed }) => (passed ? [] : [rule]));

function trades(mean: number, scale: number): Float64Array {
  const rng = createRng('limits-1');
  return Float64Array.from({ length: 200 }, () => mean + scale * rng.nextNormal());
}

describe('checkMonteCarlo', () => {
  it('S4-14, S4-18: fires every default limit on a bad record and none on a good one', () => {
    const sizing = { kind: 'compounding' } as const;
    const bad = checkMonteCarlo(monteCarloTrades(trades(-0.002, 0.08), sizing).figures, LIMITS);
    expect(bad.map(({ passed }) => passed)).toEqual([false, false, false]);
    const good = checkMonteCarlo(monteCarloTrades(trades(0.004, 0.012), sizing).figures, LIMITS);
    expect(good.map(({ passed }) => passed)).toEqual([true, true, true]);
  });

  it('S4-18: passes at each limit and fails just beyond it', () => {
    expect(failed({})).toEqual([]);
    expect(failed({ drawdownP95: defined(0.6), ruinProbability: defined(0.05), returnP5: defined(-0.25) })).toEqual([]);
    expect(failed({ drawdownP95: defined(0.6 + 1e-12) })).toEqual(['monte-carlo-drawdown-p95']);
    expect(failed({ ruinProbability: defined(0.05 + 1e-12) })).toEqual(['monte-carlo-ruin']);
    expect(failed({ returnP5: defined(-0.25 - 1e-12) })).toEqual(['monte-carlo-return-p5']);
  });

  it('S4-14: reads the percentile that it names', () => {
    for (const { rule, text, value } of checkMonteCarlo(FIGURES, LIMITS)) {
      const figures = { p95: FIGURES.drawdownP95, p5: FIGURES.returnP5, ruin: FIGURES.ruinProbability };
      const named = text.includes('95th percentile') ? 'p95' : text.includes('5th percentile') ? 'p5' : 'ruin';
      expect(rule.endsWith(named)).toBe(true);
      expect(value).toBe(figures[named].value);
    }
    expect(checkMonteCarlo(FIGURES, LIMITS).map(({ text }) => text)).toEqual([
      'the 95th percentile of the largest drawdown of resampled trades is 0.35; it must be at most 0.6',
      'the share of ruined paths of resampled trades is 0.001; it must be at most 0.05',
      'the 5th percentile of the return of resampled trades is -0.1; it must be at least -0.25',
    ]);
  });

  it('X-04: fails an undefined figure and says why', () => {
    const [check] = checkMonteCarlo({ ...FIGURES, drawdownP95: undefinedBecause('too-few-trades') }, LIMITS);
    expect(check).toMatchObject({ passed: false, value: null, undefinedReason: 'too-few-trades' });
    expect(check?.text).toContain('is undefined (too-few-trades); it must be at most 0.6');
  });

  it('refuses limits that could never fire', () => {
    expect(() => resolveMonteCarloLimits({ maxDrawdownP95: 2 })).toThrow("invalid 'maxDrawdownP95'");
    expect(() => resolveMonteCarloLimits({ maxRuinProbability: 1 })).toThrow("invalid 'maxRuinProbability'");
    expect(() => resolveMonteCarloLimits({ minReturnP5: -1 })).toThrow("invalid 'minReturnP5'");
    expect(resolveMonteCarloLimits({ minReturnP5: 0 })).toEqual({ ...LIMITS, minReturnP5: 0 });
  });
});
