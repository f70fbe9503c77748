import { describe, expect, it } from 'vitest';
import { capacityFacts } from './capacity.ts';
import type { CapacityInput } from './capacity.ts';

const TWO_FILLS: CapacityInput = {
  accountUnits: 1_000_000,
  grossUnits: 4_000,
  valueUnits: Float64Array.from([100_000, 100_000]),
  dailyVolumeUnits: Float64Array.from([10_000_000, 10_000_000]),
  dailyVolatility: Float64Array.from([0.01, 0.01]),
  coefficient: 1,
  shareOfGross: 0.5,
};

describe('capacityFacts', () => {
  it('fits two fills worked by hand', () => {
    const found = capacityFacts(TWO_FILLS);
    // Impact 2 · 100,000 · 0.01 · √0.01 = 200; half of 4,000 is ten times that, so the account grows a hundredfold.
    expect(found.capacity.value).toBeCloseTo(100_000_000, 4);
    expect(found.impactShare.value).toBeCloseTo(0.05, 14);
    expect(found.largestParticipation.value).toBeCloseTo(0.01, 14);
    expect(found.participationAtCapacity.value).toBeCloseTo(1, 10);
  });

  it('is the size at which impact takes its share: scaled to it, the share is what was asked', () => {
    const { capacity } = capacityFacts({ ...TWO_FILLS, coefficient: 0.7, shareOfGross: 0.3 });
    const factor = capacity.value / TWO_FILLS.accountUnits;
    const scaled = capacityFacts({
      ...TWO_FILLS,
      coefficient: 0.7,
      shareOfGross: 0.3,
      accountUnits: capacity.value,
      grossUnits: TWO_FILLS.grossUnits * factor,
      valueUnits: TWO_FILLS.valueUnits.map((value) => value * factor),
    });
    expect(scaled.impactShare.value).toBeCloseTo(0.3, 12);
    expect(scaled.capacity.value / capacity.value).toBeCloseTo(1, 12);
  });

  it('X-04: is undefined where a volume is unknown, where nothing was gained, and where nothing moves', () => {
    const unknown = capacityFacts({ ...TWO_FILLS, dailyVolumeUnits: Float64Array.from([10_000_000, NaN]) });
    expect(unknown.capacity).toEqual({ value: NaN, reason: 'volumes-not-given' });
    expect(unknown.largestParticipation.reason).toBe('volumes-not-given');
    const lost = capacityFacts({ ...TWO_FILLS, grossUnits: -1 });
    expect([lost.capacity.reason, lost.impactShare.reason]).toEqual(['gross-not-positive', 'gross-not-positive']);
    expect(lost.largestParticipation.value).toBeCloseTo(0.01, 14);
    const still = capacityFacts({ ...TWO_FILLS, dailyVolatility: new Float64Array(2) });
    expect([still.capacity.reason, still.impactShare.value]).toEqual(['no-impact', 0]);
    const none = new Float64Array(0);
    const empty = capacityFacts({ ...TWO_FILLS, valueUnits: none, dailyVolumeUnits: none, dailyVolatility: none });
    expect(empty.capacity.reason).toBe('no-trade');
  });

  it('refuses columns and numbers that do not fit', () => {
    expect(() => capacityFacts({ ...TWO_FILLS, dailyVolatility: new Float64Array(1) })).toThrow('dailyVolatility');
    expect(() => capacityFacts({ ...TWO_FILLS, coefficient: 0 })).toThrow("invalid 'coefficient'");
    expect(() => capacityFacts({ ...TWO_FILLS, shareOfGross: 1.5 })).toThrow("invalid 'shareOfGross'");
  });
});
