import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Target } from '../orders/index.ts';
import { checkSizingPolicy } from './check-sizing.ts';
import type { SizingPolicy } from './sizing.ts';
import { sizingProblem, targetLots } from './target-lots.ts';
import type { SizingBasis } from './target-lots.ts';

const FULL: Target = { kind: 'exposure', value: 1 };
const SHORT: Target = { kind: 'exposure', value: -1 };
const NONE: Target = { kind: 'exposure', value: 0 };
const BASIS: SizingBasis = { equity: 100_000, lotValue: 50 };

const FRACTION: SizingPolicy = { kind: 'fraction', fraction: 0.1, of: 'equity' };
const AVAILABLE: SizingPolicy = { kind: 'fraction', fraction: 0.1, of: 'available' };
const RISK: SizingPolicy = { kind: 'risk-per-trade', fraction: 0.02, cap: 2 };
const VOLATILITY: SizingPolicy = {
  kind: 'volatility-target',
  annualVolatility: 0.1,
  estimator: { kind: 'window', window: 20 },
  cap: 1.5,
};
const KELLY: SizingPolicy = {
  kind: 'kelly',
  fraction: 0.5,
  level: 0.5,
  estimator: { kind: 'window', window: 20 },
  cap: 3,
};
const EDGE = { n: 400, mean: 0.001, deviation: 0.02 };

describe('targetLots by policy', () => {
  it.each<[string, SizingPolicy, Target, Partial<SizingBasis>, number]>([
    ['a tenth of equity at entry', FRACTION, FULL, {}, 200],
    ['a tenth of equity short', FRACTION, SHORT, { heldLots: 0 }, -200],
    ['what is held, although equity has grown', FRACTION, FULL, { equity: 200_000, heldLots: 200 }, 200],
    [
      'what is held, although the exposure is smaller now',
      FRACTION,
      { kind: 'exposure', value: 0.5 },
      { heldLots: 200 },
      200,
    ],
    ['nothing where the exposure is over', FRACTION, NONE, { heldLots: 200 }, 0],
    ['the other side, sized anew', FRACTION, SHORT, { heldLots: 170 }, -200],
    ['a tenth of what is available', AVAILABLE, FULL, { available: 40_000 }, 80],
    // 0.1 / 0.2 of equity is 50,000, or 1,000 lots.
    ['half a weight at twice the volatility', VOLATILITY, FULL, { annualVolatility: 0.2 }, 1000],
    ['the cap where volatility is low', VOLATILITY, SHORT, { annualVolatility: 0.01 }, -3000],
    // 0.5 · 0.001 / 0.0004 = 1.25 of equity.
    ['half of Kelly', KELLY, FULL, { edge: EDGE }, 2500],
    ['nothing for an edge below zero', KELLY, FULL, { edge: { ...EDGE, mean: -0.001 } }, 0],
    // 2 % of 100,000 is 2,000; a lot loses 5 to its stop.
    ['two per cent of equity at the stop', RISK, FULL, { lossPerLot: 5 }, 400],
    ['half of that for half the exposure', RISK, { kind: 'exposure', value: -0.5 }, { lossPerLot: 5 }, -200],
    ['the cap behind a near stop', RISK, FULL, { lossPerLot: 0.001 }, 4000],
  ])('S3-27: gives %s', (...[, policy, target, basis, lots]) => {
    expect(targetLots(policy, target, { ...BASIS, ...basis })).toBe(lots);
  });

  it.each<[string, SizingPolicy, Partial<SizingBasis>]>([
    ['no-price', FRACTION, { lotValue: NaN }],
    ['no-price', RISK, { lotValue: 0, lossPerLot: 5 }],
    ['no-stop', RISK, {}],
    ['no-stop', RISK, { lossPerLot: 0 }],
    ['no-estimate', VOLATILITY, {}],
    ['no-estimate', VOLATILITY, { annualVolatility: 0 }],
    ['no-estimate', KELLY, {}],
    ['no-estimate', KELLY, { edge: { n: 0, mean: NaN, deviation: NaN } }],
    ['no-estimate', AVAILABLE, {}],
  ])('S3-27: is NaN and says %s where something is not known', (problem, policy, basis) => {
    expect(targetLots(policy, FULL, { ...BASIS, ...basis })).toBeNaN();
    expect(sizingProblem(policy, FULL, { ...BASIS, ...basis })).toBe(problem);
  });

  it('says why nothing comes of a target, and nothing where nothing was asked for', () => {
    expect(sizingProblem(KELLY, FULL, { ...BASIS, edge: { ...EDGE, mean: -1 } })).toBe('no-edge');
    expect(sizingProblem(FRACTION, FULL, { ...BASIS, lotValue: 1e9 })).toBe('below-one-lot');
    expect(sizingProblem(RISK, FULL, { ...BASIS, equity: -5, lossPerLot: 5 })).toBe('below-one-lot');
    expect(sizingProblem(FRACTION, NONE, { ...BASIS, lotValue: NaN })).toBeUndefined();
    expect(sizingProblem(FRACTION, FULL, BASIS)).toBeUndefined();
    expect(sizingProblem(KELLY, { kind: 'weight', value: 0.5 }, { ...BASIS, lotValue: NaN })).toBe('no-price');
  });

  it('never loses more than the stated fraction at the stop', () => {
    const inputs = fc.record({
      value: fc.double({ min: -1, max: 1, noNaN: true }),
      equity: fc.double({ min: 0, max: 1e9, noNaN: true }),
      lotValue: fc.double({ min: 1e-2, max: 1e6, noNaN: true }),
      lossPerLot: fc.double({ min: 1e-2, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(inputs, ({ value, ...basis }) => {
        const lots = targetLots(RISK, { kind: 'exposure', value }, basis);
        const most = 0.02 * Math.abs(value) * basis.equity;
        expect(Math.abs(lots) * basis.lossPerLot).toBeLessThanOrEqual(most * (1 + 1e-8) + 1e-8 * basis.lossPerLot);
        expect(lots * value).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('checkSizingPolicy', () => {
  it.each<SizingPolicy>([FRACTION, AVAILABLE, RISK, VOLATILITY, KELLY])('accepts $kind', (policy) => {
    expect(() => checkSizingPolicy(policy)).not.toThrow();
  });

  it.each<[string, SizingPolicy]>([
    ['sizing.fraction', { ...FRACTION, fraction: 0 }],
    ['sizing.of', { ...FRACTION, of: 'cash' as 'equity' }],
    ['sizing.fraction', { ...RISK, fraction: 1 }],
    ['sizing.cap', { ...RISK, cap: 0 }],
    ['sizing.annualVolatility', { ...VOLATILITY, annualVolatility: NaN }],
    ['sizing.cap', { ...VOLATILITY, cap: Infinity }],
    ['estimator.window', { ...VOLATILITY, estimator: { kind: 'window', window: 1 } }],
    ['sizing.fraction', { ...KELLY, fraction: 1.1 }],
    ['sizing.level', { ...KELLY, level: 0.49 }],
    ['sizing.level', { ...KELLY, level: 1 }],
    ['sizing.nTrials', { ...KELLY, nTrials: 0 }],
    ['sizing.cap', { ...KELLY, cap: -1 }],
    ['estimator.window', { ...KELLY, estimator: { kind: 'window', window: 5 } }],
  ])('refuses %s in %o', (name, policy) => {
    expect(() => checkSizingPolicy(policy)).toThrow(`invalid '${name}'`);
  });
});
