import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Target } from '../orders/index.ts';
import type { SizingPolicy } from './sizing.ts';
import { checkSizingPolicy } from './check-sizing.ts';
import { targetLots } from './target-lots.ts';

const WEIGHT: SizingPolicy = { kind: 'target-weight', weight: 0.5 };
const FIXED: SizingPolicy = { kind: 'fixed', lots: 7 };
const BASIS = { equity: 1000, lotValue: 30 };

describe('targetLots', () => {
  it.each<[string, SizingPolicy, Target, number]>([
    ['a full exposure by weight, rounded towards zero', WEIGHT, { kind: 'exposure', value: 1 }, 16],
    ['a short exposure by weight, rounded towards zero', WEIGHT, { kind: 'exposure', value: -1 }, -16],
    ['a small exposure that comes to no lot', WEIGHT, { kind: 'exposure', value: 0.05 }, 0],
    ['a fixed number of lots', FIXED, { kind: 'exposure', value: 1 }, 7],
    ['a part of a fixed number, rounded towards zero', FIXED, { kind: 'exposure', value: -0.5 }, -3],
    ['a weight, whatever the policy', FIXED, { kind: 'weight', value: 0.9 }, 30],
    ['lots, whatever the policy', WEIGHT, { kind: 'lots', value: -4 }, -4],
  ])('gives %s', (_, policy, target, lots) => {
    expect(targetLots(policy, target, BASIS)).toBe(lots);
  });

  it('counts a quotient a hair below a whole number as whole', () => {
    const target: Target = { kind: 'weight', value: 0.3 };
    expect(targetLots(FIXED, target, { equity: 0.1 + 0.2, lotValue: 0.03 })).toBe(3);
  });

  it('is NaN where money must become lots without a price, and 0 where nothing is wanted', () => {
    const noPrice = { equity: 1000, lotValue: NaN };
    expect(targetLots(WEIGHT, { kind: 'exposure', value: 1 }, noPrice)).toBeNaN();
    expect(targetLots(WEIGHT, { kind: 'weight', value: 1 }, { equity: 1000, lotValue: -3 })).toBeNaN();
    expect(targetLots(WEIGHT, { kind: 'exposure', value: 0 }, noPrice)).toBe(0);
    expect(targetLots(FIXED, { kind: 'exposure', value: 1 }, noPrice)).toBe(7);
  });

  it.each<[SizingPolicy, Target]>([
    [WEIGHT, { kind: 'weight', value: 1e20 }],
    [WEIGHT, { kind: 'weight', value: Number.MAX_VALUE }],
    [
      { kind: 'target-weight', weight: Number.MAX_VALUE },
      { kind: 'exposure', value: 1 },
    ],
  ])('counts what is beyond all counting as 2^53 - 1 lots: %o %o', (policy, target) => {
    expect(targetLots(policy, target, BASIS)).toBe(Number.MAX_SAFE_INTEGER);
    expect(targetLots(policy, { ...target, value: -target.value }, BASIS)).toBe(-Number.MAX_SAFE_INTEGER);
  });

  it('wants nothing where equity is used up', () => {
    expect(targetLots(WEIGHT, { kind: 'exposure', value: -1 }, { equity: -50, lotValue: 30 })).toBe(0);
  });

  it('never asks for more than the weight', () => {
    const inputs = fc.record({
      value: fc.double({ min: -1, max: 1, noNaN: true }),
      equity: fc.double({ min: 0, max: 1e9, noNaN: true }),
      lotValue: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(inputs, ({ value, equity, lotValue }) => {
        const lots = targetLots(WEIGHT, { kind: 'exposure', value }, { equity, lotValue });
        expect(Math.abs(lots) * lotValue).toBeLessThanOrEqual(
          0.5 * Math.abs(value) * equity * (1 + 1e-8) + 1e-8 * lotValue,
        );
        expect(lots * value).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each<Target>([
    { kind: 'exposure', value: 1.01 },
    { kind: 'exposure', value: NaN },
    { kind: 'weight', value: Infinity },
    { kind: 'lots', value: 1.5 },
    { kind: 'cash' as 'lots', value: 1 },
  ])('refuses %o', (target) => {
    expect(() => targetLots(WEIGHT, target, BASIS)).toThrow("invalid 'target.");
  });
});

describe('checkSizingPolicy', () => {
  it.each<SizingPolicy>([
    { kind: 'fixed', lots: 0 },
    { kind: 'fixed', lots: 1.5 },
    { kind: 'target-weight', weight: 0 },
    { kind: 'target-weight', weight: NaN },
    { kind: 'all-in' as 'fixed', lots: 1 },
  ])('refuses %o', (policy) => {
    expect(() => checkSizingPolicy(policy)).toThrow("invalid 'sizing.");
  });
});
