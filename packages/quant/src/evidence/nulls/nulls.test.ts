import { createRng } from '@assay/core/random';
import { periodogram } from '@assay/core/spectral';
import { mean, standardDeviation } from '@assay/core/vector';
import { describe, expect, it } from 'vitest';
import { DEFAULT_KILL_POLICY } from '../kill-policy.ts';
import { createNoise } from './noise.ts';
import { nullDistribution, nullLevel, nullSummary, shareBeyond, thresholdAtLevel } from './null-distribution.ts';
import { proveNulls, thresholdOnNoise } from './prove-nulls.ts';
import type { StatisticOnNoise } from './prove-nulls.ts';
import { ratchetingQuantile, rollingQuantile } from './testing/rolling-quantiles.ts';
import { SERIES_STATISTICS } from './series-statistics.ts';

/** Returns whose size is persistent, as those of real markets. */
function marketLike(seed: string, n: number): Float64Array {
  const rng = createRng(seed);
  let size = 0.01;
  return Float64Array.from({ length: n }, () => {
    size = Math.sqrt(2e-6 + size ** 2 * (0.9 + 0.08 * rng.nextNormal() ** 2));
    return size * rng.nextNormal();
  });
}

const PATHS = 1_500;
const returns = marketLike('market', 1_500);
const named = (name: string): (typeof SERIES_STATISTICS)[number] => {
  const found = SERIES_STATISTICS.find((statistic) => statistic.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

/** Figures of the published table of nulls; shares are of draws beyond the value. */
const TABLE = [
  { name: 'permutation-entropy-5/120', mean: 0.88, p5: 0.858, p95: 0.901, shares: [['above', 0.95, 0]] },
  { name: 'permutation-entropy-3/64', mean: 0.985, p5: 0.959, p95: 0.998, shares: [] },
  { name: 'hurst/252', mean: 0.585, p5: 0.478, p95: 0.695, shares: [['above', 0.55, 0.7]] },
  {
    name: 'hurst/64',
    mean: 0.602,
    p5: undefined,
    p95: undefined,
    shares: [
      ['above', 0.55, 0.67],
      ['below', 0.45, 0.1],
    ],
  },
  { name: 'haar-detail-share/64', mean: 0.876, p5: 0.769, p95: 0.955, shares: [['above', 0.7, 0.99]] },
  { name: 'efficiency-ratio/120', mean: 0.092, p5: undefined, p95: undefined, shares: [['below', 0.1, 0.61]] },
  { name: 'flip-rate/512', mean: 0.5, p5: 0.464, p95: 0.536, shares: [] },
  { name: 'coherence/512', mean: 0.001, p5: undefined, p95: undefined, shares: [] },
] as const;

describe('the table of nulls', () => {
  it.each(TABLE)('$name is on noise what is published', ({ name, mean: centre, p5, p95, shares }) => {
    const distribution = nullDistribution(named(name), createNoise('iid', createRng(`table/${name}`)), PATHS);
    const found = nullSummary(distribution);
    expect(Math.abs(found.mean - centre)).toBeLessThan(0.006);
    if (p5 !== undefined) expect(Math.abs(found.p5 - p5)).toBeLessThan(0.012);
    if (p95 !== undefined) expect(Math.abs(found.p95 - p95)).toBeLessThan(0.012);
    for (const [side, value, share] of shares) {
      expect(Math.abs(shareBeyond(distribution, value, side).share - share)).toBeLessThan(0.04);
    }
  });

  it('a sorted list as rolling window climbs with age, a window that forgets does not', () => {
    const rng = createRng('uniform');
    const samples = Float64Array.from({ length: 20_000 }, () => rng.nextFloat());
    const climbs = [2_048, 4_096, 20_000].map((n) => ratchetingQuantile(samples.subarray(0, n), 2_048, 0.8));
    for (const [i, expected] of [0.8, 0.9, 0.98].entries()) expect(Math.abs(climbs[i] - expected)).toBeLessThan(0.03);
    const stays = [2_048, 4_096, 20_000].map((n) => rollingQuantile(samples.subarray(0, n), 2_048, 0.8));
    for (const value of stays) expect(Math.abs(value - 0.8)).toBeLessThan(0.03);
  });
});

describe('noise', () => {
  it('keeps what it promises to keep of the returns', () => {
    const phased = createNoise('phase-randomised', createRng(1), returns).draw(returns.length);
    const power = periodogram(phased);
    for (const [k, value] of periodogram(returns).entries()) expect(power[k]).toBeCloseTo(value, 10);
    const blocks = createNoise('block-bootstrap', createRng(1), returns).draw(3_000);
    const centre = mean(returns);
    const known = new Set(returns.map((value) => value - centre));
    expect(blocks.every((value) => known.has(value))).toBe(true);
    expect(standardDeviation(createNoise('iid', createRng(1), returns).draw(20_000), 1)).toBeCloseTo(
      standardDeviation(returns, 1),
      3,
    );
    expect(createNoise('phase-randomised', createRng(1), returns).draw(4_000)).toHaveLength(4_000);
  });

  it('X-08: is not made of too little, of holes, or of what does not move', () => {
    const rng = createRng(1);
    expect(() => createNoise('block-bootstrap', rng)).toThrow("invalid 'returns'");
    expect(() => createNoise('iid', rng, returns.subarray(0, 249))).toThrow('at least 250');
    const holed = returns.slice();
    holed[7] = NaN;
    expect(() => createNoise('phase-randomised', rng, holed)).toThrow('1 of them not finite');
    expect(() => createNoise('block-bootstrap', rng, new Float64Array(300).fill(0.01))).toThrow('not all equal');
    expect(() => createNoise('iid', rng).draw(0)).toThrow("invalid 'length'");
  });
});

describe('levels and thresholds', () => {
  const distribution = { sorted: Float64Array.from({ length: 99 }, (_, i) => i + 1), undefinedDraws: 1 };

  it('are each the inverse of the other, and levels are never nothing', () => {
    expect(nullLevel(distribution, 1_000, 'above')).toBe(0.005);
    expect(nullLevel(distribution, -5, 'above')).toBe(0.995);
    expect(nullLevel(distribution, 50, 'above')).toBe(0.5);
    expect(nullLevel(distribution, 50, 'below')).toBe(0.5);
    expect(nullLevel(distribution, thresholdAtLevel(distribution, 0.1, 'above'), 'above')).toBeCloseTo(0.1, 1);
    expect(nullLevel(distribution, NaN, 'above')).toBeNaN();
    expect(shareBeyond(distribution, 90, 'above')).toMatchObject({ count: 9, of: 100, share: 0.09 });
    expect(() => thresholdAtLevel(distribution, 0, 'above')).toThrow("invalid 'level'");
  });

  it('X-04: of no draw at all are undefined', () => {
    const none = { sorted: new Float64Array(0), undefinedDraws: 4 };
    expect(nullLevel(none, 1, 'above')).toBeNaN();
    expect(thresholdAtLevel(none, 0.1, 'above')).toBeNaN();
    expect(nullSummary(none).mean).toBeNaN();
  });
});

describe('proveNulls', () => {
  const prove = (): readonly StatisticOnNoise[] => [
    ...proveNulls({ returns: returns.subarray(0, 600), policy: DEFAULT_KILL_POLICY, paths: 40, seed: '1' }),
  ];

  it('X-15: tries every statistic on every kind of noise, the same for the same seed', () => {
    const found = prove();
    expect(new Set(found.map(({ noise }) => noise)).size).toBe(3);
    expect(new Set(found.map(({ statistic }) => statistic.name)).size * 3).toBe(found.length);
    expect(prove()).toEqual(found);
    expect(found.filter(({ thresholds }) => thresholds.some(({ ok }) => ok === false))).toEqual([]);
  });

  it('X-15: finds a rule that lets through more noise than it states, where it states it', () => {
    const sorted = Float64Array.from({ length: 200 }, (_, i) => Number(i >= 180));
    const tenth = { sorted, undefinedDraws: 0 };
    const rule = { meaning: 'a rule', value: 0.5, side: 'above', level: 0.05 } as const;
    expect(thresholdOnNoise(rule, tenth, 'iid')).toMatchObject({ ok: false, atFivePercent: 1 });
    expect(thresholdOnNoise({ ...rule, level: 0.08 }, tenth, 'iid').ok).toBe(true);
    expect(thresholdOnNoise({ ...rule, holdsOn: ['iid'] }, tenth, 'block-bootstrap').ok).toBeNull();
  });
});
