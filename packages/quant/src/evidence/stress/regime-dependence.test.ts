import { studentT } from '@assay/core/distributions';
import { describe, expect, it } from 'vitest';
import { defined, undefinedBecause } from '../../analysis/index.ts';
import { killedShares } from '../calibration/regime-records.ts';
import type { RegimeRecords } from '../calibration/regime-records.ts';
import { calibratedDependency, regimeDependence } from './regime-dependence.ts';
import type { RegimeSample } from './regime-dependence.ts';

/** Two regimes with these sums of results over these bars. */
function regimes(quiet: number, crisis: number, changes: Partial<RegimeSample> = {}): readonly RegimeSample[] {
  const sample = { periods: 200, bars: 200, deviation: 0.01 };
  return [
    { ...sample, pnl: quiet, ...changes },
    { ...sample, pnl: crisis },
  ];
}

describe('regimeDependence', () => {
  it('S4-17: 0 up to 80 % of the absolute results, 0.5 above, 0.8 above 90 %', () => {
    const of = (share: number): number => regimeDependence(regimes(share, 1 - share)).dependency.value;
    expect([0.5, 0.79, 0.81, 0.89, 0.91, 1].map(of)).toEqual([0, 0, 0.5, 0.5, 0.8, 0.8]);
    expect(regimeDependence(regimes(-0.95, 0.05)).dependency.value).toBe(0.8);
  });

  it('S4-17: its level is that of the contrast between the regimes, twice one-sided', () => {
    // Means 0.0019 and 0.0001 a bar: the difference is 1.8 of its standard errors of 0.001.
    const { dependencyLevel } = regimeDependence(regimes(0.38, 0.02));
    expect(dependencyLevel.value).toBeCloseTo(2 * studentT(398).survival(1.8), 10);
    expect(regimeDependence(regimes(0.02, 0.38)).dependencyLevel).toEqual(dependencyLevel);
    expect(regimeDependence(regimes(0.2, 0.2)).dependencyLevel.value).toBe(1);
  });

  it('S4-17: takes the kinder of two nulls: the same result per bar, and per unit of risk', () => {
    // Twice the risk and twice the result: the Sharpe ratios are the same, and only the results per bar differ.
    const pair = [
      { periods: 500, bars: 500, pnl: 2, deviation: 0.02 },
      { periods: 500, bars: 500, pnl: 1, deviation: 0.01 },
    ];
    expect(regimeDependence(pair).dependencyLevel.value).toBe(1);
  });

  it('S4-17: says how often luck alone makes such a share', () => {
    const { above80, above90 } = regimeDependence(regimes(0.19, 0.01)).dependencyByChance;
    expect(above80.value).toBeGreaterThan(above90.value);
    expect(above90.value).toBeGreaterThan(0.1);
    const rare = regimeDependence(regimes(2, 2)).dependencyByChance;
    expect(rare.above80.value).toBe(0);
    // Time alone: 95 of 100 bars are in the first regime.
    const [large, small] = regimes(0.95, 0.05);
    const long = regimeDependence([{ ...large, bars: 3_800, periods: 3_800 }, small]);
    expect(long.dependency.value).toBe(0.8);
    expect(long.dependencyByChance.above90.value).toBeGreaterThan(0.4);
    expect(long.dependencyLevel.value).toBe(1);
  });

  it('is undefined where there is nothing to depend on', () => {
    const reasons = (found: ReturnType<typeof regimeDependence>): unknown[] => [
      found.dependency.reason,
      found.dependencyLevel.reason,
      found.dependencyByChance.above90.reason,
    ];
    expect(reasons(regimeDependence([]))).toEqual(Array(3).fill('too-few-regimes'));
    expect(reasons(regimeDependence(regimes(0, 0)))).toEqual(Array(3).fill('zero-variance'));
    const constant = regimeDependence(regimes(0.19, 0.01, { deviation: 0 }));
    expect(reasons(constant)).toEqual([undefined, 'zero-variance', 'zero-variance']);
    expect(constant.dependency.value).toBe(0.8);
  });
});

describe('calibratedDependency', () => {
  it('S4-17: is 0 where luck explains it at the level, as it is at level 1 or where the level is unknown', () => {
    const stress = { dependency: defined(0.8), dependencyLevel: defined(0.2) };
    expect([0.05, 0.2, 1].map((level) => calibratedDependency(stress, level).value)).toEqual([0, 0.8, 0.8]);
    expect(calibratedDependency({ dependency: defined(0.8) }, 0.05).value).toBe(0.8);
    const none = undefinedBecause('too-few-regimes');
    expect(calibratedDependency({ dependency: none, dependencyLevel: none }, 0.05)).toEqual(none);
  });

  const GOOD: RegimeRecords = {
    ...{ periods: 1010, crisisShare: 0.15, crisisLength: 40, volatilityRatio: 2.2, sharpe: 1.5, memory: 0 },
    earns: 'per-bar',
  };

  it('S4-17: kills no more than one in twenty strategies that earn alike; the share alone kills one in six', () => {
    for (const earns of ['per-bar', 'per-risk'] as const) {
      const { n, byShare, calibrated } = killedShares('good', 250, { ...GOOD, earns });
      expect(n).toBeGreaterThan(150);
      expect(byShare).toBeGreaterThan(0.1);
      expect(calibrated).toBeLessThanOrEqual(0.05);
    }
  });

  it('S4-17: kills those that earn in a crisis only as often as the share does', () => {
    const { byShare, calibrated } = killedShares('bad', 150, { ...GOOD, earns: 'crisis-only' });
    expect(calibrated).toBeGreaterThan(0.4);
    expect(calibrated).toBeGreaterThan(0.95 * byShare);
  });
});
