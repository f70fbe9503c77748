import { binomial, binomialAcceptanceBand } from '@assay/core/distributions';
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { quantileSorted } from '@assay/core/vector';
import { describe, expect, it } from 'vitest';
import { barAt } from '../../market/index.ts';
import { emptyBitMeasures, bitMeasuresInto } from './bit-measures.ts';
import type { Candle } from './candle-encoder.ts';
import type { CandleLayout } from './candle-layout.ts';
import { codecNull } from './codec-null.ts';
import type { NullMeasure } from './codec-null.ts';
import { codecOnNoise } from './codec-on-noise.ts';
import { spreadAt } from './codec-gates.ts';
import { resolveCodec } from './codec-spec.ts';
import type { ResolvedCodec } from './codec-spec.ts';
import { randomCandles } from './random-candles.ts';
import { candleSeries } from './testing/candle-series.ts';
import { WindowReader } from './window-reader.ts';

const EIGHT: CandleLayout = { range: true, spread: true, volume: true };
const SPEC = resolveCodec({ nullDraws: 3_000, edgeWindow: 128 });
const WINDOWS = 400;

type Values = Readonly<Record<NullMeasure, number>>;

/** Measures of windows that do not overlap. */
function windowsOf(next: () => Candle, spec: ResolvedCodec = SPEC): readonly Values[] {
  const reader = new WindowReader({ ...spec, stride: spec.window });
  const found: Values[] = [];
  while (found.length < WINDOWS) {
    if (reader.push(next()) !== 'reading') continue;
    const { bits, regime, lowFrequencyShare, damping } = reader;
    found.push({ ...bits, ...regime, lowFrequencyShare, damping });
  }
  return found;
}

/** Walks of 40 steps a candle: another law within the candle than that of the null. */
function walkedCandles(layout: CandleLayout, seed: string): () => Candle {
  const { range: isWhole, ...known } = layout;
  const options = { length: (WINDOWS + 10) * 64, seed, ...known, closeOnly: !isWhole, unchanged: 0 };
  const series = candleSeries(options);
  let i = 0;
  return () => ({ ...barAt(series, i), spread: spreadAt(series, i++) });
}

function ownCandles(layout: CandleLayout, seed: string): () => Candle {
  const [next, candle] = [
    randomCandles(createRng(seed), 1e-4, layout),
    { high: 0, low: 0, close: 0, volume: 0, spread: 0 },
  ];
  return () => next(candle);
}

/** Kolmogorov-Smirnov p of numbers against the uniform distribution. */
function uniformP(values: readonly number[]): number {
  const [sorted, n] = [Float64Array.from(values).sort(), values.length];
  const distance = sorted.reduce((most, value, i) => Math.max(most, (i + 1) / n - value, value - i / n), 0);
  const x = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  const terms = Array.from({ length: 100 }, (_, k) => 2 * (-1) ** k * Math.exp(-2 * (k + 1) ** 2 * x * x));
  return Math.min(
    1,
    terms.reduce((sum, term) => sum + term, 0),
  );
}

/** Randomised probability integral transform under a null of sorted draws. */
function transformed(sorted: Float64Array, value: number, rng: Rng): number {
  const below = sorted.findIndex((draw) => draw >= value);
  const above = sorted.findIndex((draw) => draw > value);
  const [first, last] = [below, above].map((place) => (place < 0 ? sorted.length : place)) as [number, number];
  return (first + rng.nextFloat() * (last - first + 1)) / (sorted.length + 1);
}

const LEVELLED = ['flipRate', 'coherence', 'lowFrequencyShare', 'damping'] as const;

describe('levels under the null of random-walk candles', () => {
  const layouts: readonly (readonly [string, CandleLayout])[] = [
    ['eight bits', EIGHT],
    ['six bits', { range: true, spread: false, volume: false }],
    ['five bits of closes and volumes', { range: false, spread: false, volume: true }],
  ];

  it.each(layouts)('ruling 16: are uniform on fresh walks, %s', (_, layout) => {
    const noise = codecNull(SPEC, layout);
    const windows = windowsOf(ownCandles(layout, 'fresh'));
    for (const measure of [...LEVELLED, 'trend', 'autocorrelation', 'volatilityRatio'] as const) {
      const rng = createRng(`pit/${measure}`);
      const levels = windows.map((values) => transformed(noise.sorted[measure], values[measure], rng));
      expect(uniformP(levels), measure).toBeGreaterThan(0.01);
    }
  });

  it.each(layouts)('ruling 16: are uniform on walks of another law within the candle, %s', (_, layout) => {
    const noise = codecNull(SPEC, layout);
    const windows = windowsOf(walkedCandles(layout, 'other law'));
    for (const measure of LEVELLED) {
      const rng = createRng(`pit/${measure}`);
      const levels = windows.map((values) => transformed(noise.sorted[measure], values[measure], rng));
      expect(uniformP(levels), measure).toBeGreaterThan(0.01);
    }
  });

  it('ruling 16: are not uniform there with the fixed edges of a random walk, which is why edges trail', () => {
    const spec = resolveCodec({ nullDraws: 2_000, edges: 'fixed' });
    const windows = windowsOf(walkedCandles(EIGHT, 'other law'), spec);
    const admitted = windows.filter(({ flipRate }) => codecNull(spec, EIGHT).level('flipRate', flipRate) <= 0.1);
    expect(admitted.length / windows.length).toBeGreaterThan(0.2);
  });

  it.each([0.05, 0.1, 0.25])('ruling 16: a cap of %d admits as much of noise', (cap) => {
    const noise = codecNull(SPEC, EIGHT);
    // A measure that counts has steps: the share is that of the last whole step, at most half a step off.
    const attained = noise.attained('flipRate', cap);
    const counts = new Map<number, number>();
    for (const value of noise.sorted.flipRate) counts.set(value, (counts.get(value) ?? 0) + 1);
    const largest = Math.max(...counts.values()) / noise.draws;
    expect(Math.abs(attained - cap)).toBeLessThan(largest / 2 + 0.001);
    const windows = [...windowsOf(ownCandles(EIGHT, 'cap')), ...windowsOf(walkedCandles(EIGHT, 'cap'))];
    const admitted = windows.filter(({ flipRate }) => noise.level('flipRate', flipRate) <= cap).length;
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
    expect(noise.level('flipRate', -1)).toBe(0.5 / 3_001);
    expect(noise.level('flipRate', 2)).toBe(3_000.5 / 3_001);
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
      return { ...bitMeasuresInto(emptyBitMeasures(), bits) };
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

describe('codecOnNoise', () => {
  it('labels, tags and repeats as often as the methods page says', () => {
    const spec = { ...SPEC, window: 64, stride: 64, thresholds: 'raw' } as const;
    const raw = codecOnNoise(spec, EIGHT, 800, 'rates');
    const shareOf = (list: readonly { name: string; share: number }[], name: string): number =>
      list.find((one) => one.name === name)?.share ?? NaN;
    expect(shareOf(raw.tags, 'ruptured')).toBeGreaterThan(0.99);
    expect(shareOf(raw.tags, 'coherent')).toBe(0);
    expect(shareOf(raw.regimes, 'mean-revert')).toBeGreaterThan(0.7);
    const levels = codecOnNoise({ ...spec, thresholds: 'levels' }, EIGHT, 800, 'rates');
    expect(shareOf(levels.regimes, 'neutral')).toBeGreaterThan(0.7);
    expect(shareOf(levels.tags, 'low-hazard')).toBeCloseTo(0.1, 1);
    expect(levels.regimes.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 12);
    expect(codecOnNoise(spec, EIGHT, 800, 'rates')).toEqual(raw);
  });
});
