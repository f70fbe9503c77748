import { binomial, binomialAcceptanceBand } from '@assay/core/distributions';
import { createRng } from '@assay/core/random';
import { quantileSorted } from '@assay/core/vector';
import { describe, expect, it } from 'vitest';
import { emptyBitMeasures, bitMeasuresInto } from './bit-measures.ts';
import type { CandleLayout } from './candle-layout.ts';
import { codecNull, NULL_MEASURES } from './codec-null.ts';
import type { NullMeasure } from './codec-null.ts';
import { resolveCodec } from './codec-spec.ts';
import { CANDLE_LAWS } from './testing/random-laws.ts';
import type { CandleLaw } from './testing/random-laws.ts';
import { measuresOf, tailShares, transformedBy, uniformP } from './testing/uniform.ts';

const EIGHT: CandleLayout = { range: true, spread: true, volume: true };
const SPEC = resolveCodec({ edgeWindow: 128, nullDraws: 5_000 });
/** A level that holds of 1.7 times as much noise as it says is seen: D is 0.07, and p below 0.001 from 0.052 on. */
const WINDOWS = 2_000;
/** What regimes are told by. The path within a candle is nothing to these; others it moves a little, as the methods page says. */
const OF_CLOSES: readonly NullMeasure[] = ['trend', 'autocorrelation', 'autocorrelationSize', 'volatilityRank'];

const lawNamed = (name: string): CandleLaw => CANDLE_LAWS.find((law) => law.name === name) as CandleLaw;

describe('levels under the null of random-walk candles', () => {
  const layouts: readonly (readonly [string, CandleLayout, readonly string[]])[] = [
    ['eight bits', EIGHT, ['a continuous path', '8 moves', '8 Student-t moves', 'ticks of 0.2 deviations']],
    ['six bits', { range: true, spread: false, volume: false }, ['8 moves']],
    ['five bits of closes and volumes', { range: false, spread: false, volume: true }, ['8 Student-t moves']],
  ];
  const cases = layouts.flatMap(([bits, layout, laws]) => laws.map((name) => ({ bits, layout, name })));

  it.each(cases)('ruling 16: each is uniform on fresh candles of $name, $bits', ({ name, layout }) => {
    const noise = codecNull(SPEC, layout);
    const values = measuresOf(lawNamed(name), layout, { spec: SPEC, windows: WINDOWS, seed: 'fresh' });
    for (const measure of NULL_MEASURES) {
      const levels = transformedBy(noise, measure, values[measure], createRng(`pit/${measure}`));
      if (name === 'a continuous path' || OF_CLOSES.includes(measure))
        expect(uniformP(levels, noise.draws), measure).toBeGreaterThan(0.001);
      for (const share of tailShares(levels)) {
        expect(share, measure).toBeGreaterThan(0.06);
        expect(share, measure).toBeLessThan(0.14);
      }
    }
  });

  it('ruling 16: are not uniform with the fixed edges of a random walk, which is why edges trail', () => {
    const spec = resolveCodec({ nullDraws: 2_000, edges: 'fixed' });
    const { flipRate } = measuresOf(lawNamed('8 moves'), EIGHT, { spec, windows: 400, seed: 'other law' });
    const admitted = flipRate.filter((value) => codecNull(spec, EIGHT).level('flipRate', value) <= 0.1);
    expect(admitted.length / flipRate.length).toBeGreaterThan(0.2);
  });

  it.each([0.05, 0.1, 0.25])('ruling 16: a cap of %d admits as much of noise', (cap) => {
    const noise = codecNull(SPEC, EIGHT);
    // A measure that counts has steps: the share is that of the last whole step, at most half a step off.
    const attained = noise.attained('flipRate', cap);
    const counts = new Map<number, number>();
    for (const value of noise.sorted.flipRate) counts.set(value, (counts.get(value) ?? 0) + 1);
    const largest = Math.max(...counts.values()) / noise.draws;
    expect(Math.abs(attained - cap)).toBeLessThan(largest / 2 + 0.001);
    const windows = ['a continuous path', '40 moves'].flatMap((name) => [
      ...measuresOf(lawNamed(name), EIGHT, { spec: SPEC, windows: 400, seed: 'cap' }).flipRate,
    ]);
    const admitted = windows.filter((value) => noise.level('flipRate', value) <= cap).length;
    const band = binomialAcceptanceBand(windows.length, attained, 0.999);
    expect(admitted).toBeGreaterThanOrEqual(band.low);
    expect(admitted).toBeLessThanOrEqual(band.high);
  });

  it('X-09: are the same for the same spec, and drawn once', () => {
    expect(codecNull(SPEC, EIGHT)).toBe(codecNull({ ...SPEC, stride: 3, retentionMinutes: 5 }, { ...EIGHT }));
    const small = resolveCodec({ nullDraws: 200, edgeWindow: 32, window: 16 });
    expect(codecNull(small, EIGHT).sorted.flipRate.subarray(0, 4)).toEqual(
      Float64Array.from([46, 50, 51, 51], (flips) => flips / 127),
    );
  });

  it('X-04: are mid-p, never 0 or 1, and undefined for what is undefined', () => {
    const noise = codecNull(SPEC, EIGHT);
    expect(noise.level('flipRate', -1)).toBe(0.5 / 5_001);
    expect(noise.level('flipRate', 2)).toBe(5_000.5 / 5_001);
    expect(noise.level('damping', NaN)).toBeNaN();
    expect(noise.level('coherence', 0.3) + noise.level('entropy', 0.7)).toBeCloseTo(1, 9);
    const middle = quantileSorted(noise.sorted.damping, 0.5);
    expect(noise.level('damping', middle)).toBeCloseTo(0.5, 2);
  });
});

describe('random bits', () => {
  it('have the flip rate and coherence of the published table: 0.50 (0.464 to 0.536) and 0.001', () => {
    const rng = createRng('bits');
    const draws = Array.from({ length: 1_000 }, () => {
      const bits = Uint8Array.from({ length: 512 }, () => rng.nextInt(2));
      return { ...bitMeasuresInto(emptyBitMeasures(), bits, 8) };
    });
    const flips = Float64Array.from(draws, (one) => one.flipRate).sort();
    expect(flips.reduce((sum, one) => sum + one, 0) / 1_000).toBeCloseTo(0.5, 2);
    expect(quantileSorted(flips, 0.05)).toBeCloseTo(0.464, 2);
    expect(quantileSorted(flips, 0.95)).toBeCloseTo(0.536, 2);
    expect(draws.reduce((sum, one) => sum + one.coherence, 0) / 1_000).toBeCloseTo(0.001, 3);
    // The exact null of the number of flips of independent bits.
    const exact = binomial(511, 0.5);
    expect([exact.quantile(0.05) / 511, exact.quantile(0.95) / 511].map((rate) => rate.toFixed(3))).toEqual([
      '0.464',
      '0.536',
    ]);
    const below = draws.filter((one) => one.flips <= exact.quantile(0.1)).length;
    const band = binomialAcceptanceBand(1_000, exact.cdf(exact.quantile(0.1)), 0.999);
    expect(below).toBeGreaterThanOrEqual(band.low);
    expect(below).toBeLessThanOrEqual(band.high);
  });
});
