import { describe, expect, it } from 'vitest';
import { flipRate } from '../../features/index.ts';
import { barAt } from '../../market/index.ts';
import { bitMeasuresInto, emptyBitMeasures } from './bit-measures.ts';
import { layoutOf, maskOf, placesOf } from './candle-layout.ts';
import { codecGates } from './codec-gates.ts';
import { resolveCodec } from './codec-spec.ts';
import type { CodecSpec } from './codec-spec.ts';
import { codecStream } from './codec-stream.ts';
import { dampingOf } from './damping.ts';
import { SEMANTIC_TAGS, semanticTags } from './semantic-tags.ts';
import { SignatureMemory } from './signature-memory.ts';
import { strandKey, strandOf } from './strand.ts';
import { candleSeries } from './testing/candle-series.ts';

const SPEC: CodecSpec = { window: 32, stride: 8, edgeWindow: 40, medianWindow: 40, atrSpan: 8, nullDraws: 200 };
const bitsOf = (text: string): Uint8Array => Uint8Array.from(text, Number);

describe('the bits of a window', () => {
  it('leave out a volume that never changes, and one that is missing once', () => {
    const series = candleSeries({ length: 300, seed: 4, spread: false });
    const flips = (change: (volume: number, i: number) => number): readonly number[] =>
      codecGates({ ...series, volume: series.volume.map(change) }, SPEC).map((one) => one.measures.flipRate ?? NaN);
    const without = flips(() => NaN);
    expect(flips((volume) => volume)).not.toEqual(without);
    expect(flips(() => 17)).toEqual(without);
    // Candle 100 is out of the medians of 40 from candle 140 on: the windows that begin there have the bit again.
    const [all, holed] = [flips((volume) => volume), flips((volume, i) => (i === 100 ? NaN : volume))];
    const end = (k: number): number => 40 + 31 + 8 * k;
    for (const [k, rate] of holed.entries()) {
      const isTouched = end(k) >= 100 && end(k) - 31 < 140;
      expect(rate, `window to ${end(k)}`).toBe((isTouched ? without : all)[k]);
    }
  });

  it('are those of a mask, first the sign', () => {
    expect(placesOf(0b1111_1111)).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
    const layout = { range: false, spread: true, volume: false };
    expect(placesOf(maskOf(layout))).toEqual([7, 6, 5, 4, 1]);
    expect(layoutOf(maskOf(layout))).toEqual(layout);
  });

  it('X-04: have no ratio where a slope is not beyond its standard error', () => {
    const alternating = bitMeasuresInto(emptyBitMeasures(), bitsOf('01'.repeat(20)), 8);
    expect(alternating).toMatchObject({ flipRate: 1, stability: 0, entropy: 1, coherence: 0, wallSlope: 0 });
    expect([alternating.reynolds, alternating.correlationLength]).toEqual([NaN, NaN]);
    // All pairs at lag 1 differ, all at lag 4 match.
    expect(alternating.lagSlope).toBeCloseTo(1 / 3, 12);
    // In candles: eight bits are one.
    expect(alternating.halfLife).toBeCloseTo((3 * Math.LN2) / 8, 12);
    const broken = bitMeasuresInto(emptyBitMeasures(), bitsOf('0'.repeat(20) + '01'.repeat(10)), 8);
    expect(broken).toMatchObject({ wallSlope: 1, flips: 19, correlationLength: 1, reynolds: 19 / 39 });
    const still = bitMeasuresInto(emptyBitMeasures(), bitsOf('1'.repeat(40)), 8);
    expect(still).toMatchObject({ entropy: 0, coherence: 1, flipRate: 0, lagSlope: 0, halfLife: NaN });
  });
});

describe('bars that say little', () => {
  it('X-08: give no reading of a market that stands still', () => {
    const series = candleSeries({ length: 300, seed: 5 });
    const still = series.close.map(() => 1.2);
    const asks = { ...series, open: still, high: still, low: still, close: still };
    expect(codecGates({ ...series, open: still, high: still, low: still, close: still, ask: asks }, SPEC)).toEqual([]);
  });

  it('are passed over where the close is none', () => {
    const series = candleSeries({ length: 200, seed: 6 });
    const [whole, holed] = [codecStream(SPEC, '1m'), codecStream(SPEC, '1m')];
    for (let i = 0; i < 200; i++) {
      const bar = barAt(series, i);
      for (const close of [NaN, 0, -1, Infinity]) expect(holed.push({ ...bar, close }, 0.1)).toBeUndefined();
      expect(holed.push(bar, 0.1)).toEqual(whole.push(bar, 0.1));
    }
  });

  it('are available when the last of the bars so far is', () => {
    const series = candleSeries({ length: 130, seed: 7 });
    const late = { ...series, availableAt: series.availableAt.map((time, i) => time + (i === 70 ? 400_000 : 0)) };
    const readings = codecGates(late, { ...SPEC, stride: 1 });
    expect(readings[0]?.availableAt).toBe(late.availableAt[70]);
    expect(readings.at(-1)?.availableAt).toBe(series.availableAt[129]);
  });
});

describe('signatures', () => {
  it('are counted within the retention time, its ends included', () => {
    const memory = new SignatureMemory(10);
    expect([0, 5, 10, 11, 16, 40].map((time) => memory.count(time, 'a'))).toEqual([1, 2, 3, 3, 3, 1]);
    expect(memory.count(41, 'b')).toBe(1);
    expect(new SignatureMemory(10, memory.state()).count(42, 'a')).toBe(2);
    expect(memory.state()).toEqual([
      [40, 'a'],
      [41, 'b'],
    ]);
  });

  it('do not fill the memory', () => {
    const memory = new SignatureMemory(3);
    for (let time = 0; time < 10_000; time++) memory.count(time, String(time % 2));
    expect(memory.state().length).toBe(4);
    expect(memory.count(10_000, '0')).toBe(2);
  });

  it.each([
    ['1m', { retentionMinutes: 15, retentionStrides: 0 }, 2],
    ['1m', { retentionMinutes: 1, retentionStrides: 3 }, 4],
    ['1h', { retentionMinutes: 720, retentionStrides: 0 }, 2],
  ] as const)('S1-15: bars of %s with %j repeat at most %d times', (timeframe, retention, most) => {
    const stepMs = timeframe === '1h' ? 3_600_000 : 60_000;
    const series = candleSeries({ length: 400, seed: 8, timeframe, stepMs });
    const readings = codecGates(series, { ...SPEC, ...retention, signatureDigits: 0 });
    expect(Math.max(...readings.map((one) => one.measures.repetitions ?? NaN))).toBe(most);
  });
});

describe('dampingOf', () => {
  it('is worked by hand on bits that stand still', () => {
    // Entropy at its floor: coherence 0.6·0.95 + 0.3 + 0.1, a trajectory of zeros.
    expect(dampingOf(bitsOf('00000000'))).toBeCloseTo(0.3 * 0.05 + 0.2 * 0.03, 12);
    // All pairs are ruptures.
    expect(dampingOf(bitsOf('11111111'))).toBeCloseTo(0.3 * 0.05 + 0.2 * (1 - 0.67), 12);
    expect(dampingOf(bitsOf('01010101'))).toBeLessThan(dampingOf(bitsOf('00110100')));
    expect(() => dampingOf(bitsOf('010'))).toThrow("invalid 'bits.length'");
  });

  it('S1-15: is another measure than the flip rate', () => {
    const [few, many] = [bitsOf('0110000110000110'), bitsOf('0001000100010001')];
    expect(flipRate(few)).toBeLessThan(flipRate(many));
    expect(dampingOf(few)).toBeGreaterThan(dampingOf(many));
  });
});

describe('tags and strands', () => {
  it('hold by levels or by raw values, never both', () => {
    const measures = { hazard: 0.05, coherenceLevel: 0.95, flipRate: 0.45, entropy: 0.99, hazardSlope: -0.01 };
    expect(semanticTags(measures, 'level', 0)).toEqual(['coherent', 'low-hazard', 'calming']);
    expect(semanticTags(measures, 'raw', 0.1)).toEqual(['ruptured', 'calming', 'unchanged']);
    expect(semanticTags({}, 'level', 0.09)).toEqual([]);
    expect(SEMANTIC_TAGS.every((tag) => tag.rule.length > 5)).toBe(true);
  });

  it('tell strands apart by regime, hazard decile, repetitions and slope', () => {
    const key = (hazard: number, repetitions: number, hazardSlope?: number): string => {
      const measures = { hazard, repetitions, ...(hazardSlope === undefined ? {} : { hazardSlope }) };
      const strand = strandOf({ regime: 'bull', measures });
      return strand === undefined ? '' : strandKey(strand);
    };
    expect([key(0.05, 1), key(0.39, 4, 0.01), key(1, 9, 0.011), key(0.4, 5, -0.02)]).toEqual([
      'bull/0/1/unknown',
      'bull/3/4/flat',
      'bull/9/5+/rising',
      'bull/4/5+/falling',
    ]);
    expect(strandOf({ regime: 'bull', measures: { repetitions: 1 } })).toBeUndefined();
  });
});

describe('resolveCodec', () => {
  it.each<[CodecSpec, RegExp]>([
    [{ window: 7 }, /invalid 'window': must be a whole number >= 8, was 7/u],
    [{ window: 513 }, /invalid 'window': must be between 8 and 512/u],
    [{ stride: 0 }, /invalid 'stride'/u],
    [{ edges: 'none' as never }, /invalid 'edges': must be one of trailing, fixed/u],
    [{ hazard: 'runSurprise' as never }, /invalid 'hazard': must be one of flipRate, damping/u],
    [{ maxUnchanged: 1.1 }, /invalid 'maxUnchanged'/u],
    [{ thresholds: 'percent' as never }, /invalid 'thresholds': must be 'levels', 'raw', or an object/u],
    [
      { thresholds: { ...resolveCodec().thresholds, trend: 1.5 } },
      /invalid 'thresholds.trend': must be between 0 and 1/u,
    ],
    [{ strides: 3 } as never, /invalid 'codec': must be one of window, stride/u],
  ])('refuses %j', (spec, message) => {
    expect(() => resolveCodec(spec)).toThrow(message);
  });
});
