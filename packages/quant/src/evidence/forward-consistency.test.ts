import { describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import { forwardConsistency } from './forward-consistency.ts';
import type { ForwardConsistency } from './forward-consistency.ts';

const normals = (seed: string, n: number, { mean = 0, deviation = 1 } = {}): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => mean + deviation * rng.nextNormal());
};
const compare = (judged: Float64Array, later: Float64Array, nPaths = 1000): ForwardConsistency =>
  forwardConsistency(judged, later, { confidence: 0.95, nPaths, rng: createRng('paths') });

describe('forwardConsistency', () => {
  it('ruling 8a: gives the interval of a future mean, that of independent normal returns within sampling error', () => {
    const judged = normals('judged', 400, { mean: 0.1 });
    const { lower, upper, value } = compare(judged, normals('later', 100), 20_000);
    const centre = judged.reduce((a, b) => a + b, 0) / judged.length;
    const deviation = Math.sqrt(judged.reduce((a, b) => a + (b - centre) ** 2, 0) / (judged.length - 1));
    const reach = 1.959964 * deviation * Math.sqrt(1 / 100 + 1 / 400);
    expect(Math.abs(lower - (centre - reach))).toBeLessThan(0.05 * reach);
    expect(Math.abs(upper - (centre + reach))).toBeLessThan(0.05 * reach);
    expect(value).toBeCloseTo(normals('later', 100).reduce((a, b) => a + b, 0) / 100, 12);
  });

  it('ruling 8a: misses about as often as it says where nothing has changed, also with dependent and rare returns', () => {
    const rare = (seed: string, n: number): Float64Array => {
      const rng = createRng(seed);
      return Float64Array.from({ length: n }, () => (rng.nextFloat() < 0.1 ? rng.nextNormal() : 0));
    };
    const following = (seed: string, n: number): Float64Array => {
      const rng = createRng(seed);
      let last = 0;
      return Float64Array.from({ length: n }, () => (last = 0.2 * last + rng.nextNormal()));
    };
    for (const make of [normals, rare, following]) {
      let missed = 0;
      for (let market = 0; market < 200; market++) {
        const all = make(`${market}`, 819);
        if (compare(all.slice(0, 756), all.slice(756), 200).outcome !== 'within') missed++;
      }
      // 200 independent markets at a true level of 0.05 to 0.08: outside only once in a thousand.
      expect(missed).toBeGreaterThan(1);
      expect(missed).toBeLessThan(30);
    }
  });

  it('ruling 8a: finds an edge that is gone, and says which side', () => {
    const judged = normals('edge', 2000, { mean: 0.2 });
    expect(compare(judged, normals('gone', 500, { mean: -0.1 })).outcome).toBe('below');
    expect(compare(judged, normals('more', 500, { mean: 0.5 })).outcome).toBe('above');
    expect(compare(judged, normals('same', 500, { mean: 0.2 })).outcome).toBe('within');
  });

  it('says where no edge at all would pass too', () => {
    expect(compare(normals('weak', 500, { mean: 0.02 }), normals('later', 60)).includesZero).toBe(true);
    expect(compare(normals('strong', 2000, { mean: 0.5 }), normals('later', 400)).includesZero).toBe(false);
  });

  it('keeps a cone that ends in the interval, and does not look at what came', () => {
    const judged = normals('judged', 500, { mean: 0.1 });
    const first = compare(judged, normals('one', 130));
    const second = compare(judged, normals('two', 130));
    expect(first.cone).toEqual(second.cone);
    expect(first.cone.periods.at(-1)).toBe(130);
    expect((first.cone.lower.at(-1) as number) / 130).toBe(first.lower);
    expect(first.cone.upper[0]).toBeLessThan(first.cone.upper.at(-1) as number);
  });

  it('is undetermined with too little of either, with a return that is not finite, and without variance', () => {
    const long = normals('long', 100);
    expect(compare(long, long.slice(0, 19)).reason).toBe('too-few-observations');
    expect(compare(long.slice(0, 19), long).reason).toBe('too-few-observations');
    expect(
      compare(
        long,
        Float64Array.from(long, (value, t) => (t === 3 ? NaN : value)),
      ).reason,
    ).toBe('return-not-finite');
    const still = compare(new Float64Array(100), long);
    expect([still.outcome, still.reason, still.value]).toEqual(['undetermined', 'zero-variance', NaN]);
  });

  it('refuses options out of their domain', () => {
    const run = (confidence: number, nPaths: number) => () =>
      forwardConsistency(normals('a', 50), normals('b', 50), { confidence, nPaths, rng: createRng('paths') });
    expect(run(0.5, 100)).toThrow("invalid 'confidence'");
    expect(run(0.95, 99)).toThrow("invalid 'nPaths'");
  });
});
