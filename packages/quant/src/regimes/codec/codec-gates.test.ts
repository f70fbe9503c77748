import { bitCoherence, flipRate } from '../../features/index.ts';
import { sliceSeries } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { barAt } from '../../market/index.ts';
import { poisonedFrom } from '../../market/testing/index.ts';
import { periodogram } from '@assay/core/spectral';
import { describe, expect, it } from 'vitest';
import { CandleEncoder } from './candle-encoder.ts';
import { codecGates, spreadAt } from './codec-gates.ts';
import { resolveCodec } from './codec-spec.ts';
import type { CodecSpec } from './codec-spec.ts';
import { codecStream } from './codec-stream.ts';
import type { CodecState } from './codec-stream.ts';
import { candleSeries, timesPrices } from './testing/candle-series.ts';

const SPEC: CodecSpec = { nullDraws: 400, edgeWindow: 64 };
const series = candleSeries({ length: 700, seed: 1 });

function streamed(bars: BarSeries, spec: CodecSpec, restartAt: readonly number[] = []): readonly unknown[] {
  let stream = codecStream(spec, bars.timeframe);
  const out: unknown[] = [];
  for (let i = 0; i < bars.length; i++) {
    if (restartAt.includes(i))
      stream = codecStream(spec, bars.timeframe, JSON.parse(JSON.stringify(stream.state())) as CodecState);
    const reading = stream.push(barAt(bars, i), spreadAt(bars, i));
    if (reading !== undefined) out.push(reading);
  }
  return out;
}

/** Bits of the last window, from whole columns. */
function lastBits(bars: BarSeries, window: number, places: readonly number[]): Uint8Array {
  const encoder = new CandleEncoder(resolveCodec(SPEC));
  const codes: number[] = [];
  for (let i = 0; i < bars.length; i++) {
    encoder.push({ ...barAt(bars, i), spread: spreadAt(bars, i) });
    if (encoder.isKnown) codes.push(encoder.code);
  }
  return Uint8Array.from(codes.slice(-window).flatMap((code) => places.map((place) => (code >> place) & 1)));
}

const ALL = [7, 6, 5, 4, 3, 2, 1, 0];

describe('codecGates', () => {
  it('S1-15: reads every stride once a window is full, batch equal to streaming event by event', () => {
    const readings = codecGates(series, SPEC);
    // The 65th candle is the first one with full medians and 64 changes.
    expect(readings.map((one) => (one.eventTime - (series.eventTime[0] ?? 0)) / 60_000)).toEqual(
      Array.from({ length: readings.length }, (_, i) => 64 + 63 + 16 * i),
    );
    expect(readings.length).toBe(Math.floor((700 - 128) / 16) + 1);
    expect(streamed(series, SPEC)).toEqual(readings);
    expect(readings.every((one) => one.availableAt === one.eventTime + 250)).toBe(true);
  });

  it.each([
    ['fast', { window: 16, stride: 1, medianWindow: 10, atrSpan: 5 }],
    ['longer than its window', { window: 20, stride: 33 }],
    ['with fixed edges', { edges: 'fixed' }],
    ['by damping and raw thresholds', { hazard: 'damping', thresholds: 'raw', window: 32 }],
  ] as const)('S1-15: %s, batch is streaming, restarted in mid-stream at any bar', (_, spec) => {
    const readings = codecGates(series, { ...SPEC, ...spec });
    expect(readings.length).toBeGreaterThan(15);
    expect(streamed(series, { ...SPEC, ...spec }, [3, 64, 65, 130, 131, 500, 699])).toEqual(readings);
  });

  it('S1-15: does not go on from the state of another codec', () => {
    const state = codecStream(SPEC, '1m').state();
    expect(() => codecStream({ ...SPEC, window: 32 }, '1m', state)).toThrow("invalid 'state'");
    expect(() => codecStream(SPEC, '5m', state)).toThrow("invalid 'state'");
  });

  it('S1-15: has the measures of its bits, whichever they are', () => {
    for (const [places, bars] of [
      [ALL, series],
      [ALL.slice(0, 6), candleSeries({ length: 672, seed: 2, spread: false, volume: false })],
      [[7, 6, 5, 4, 0], candleSeries({ length: 672, seed: 3, spread: false, closeOnly: true })],
    ] as const) {
      const cut = sliceSeries(bars, 0, 128 + 16 * 20);
      const bits = lastBits(cut, 64, places);
      const measures = codecGates(cut, SPEC).at(-1)?.measures;
      expect(bits.length).toBe(64 * places.length);
      expect(measures?.flipRate).toBe(flipRate(bits));
      expect(measures?.coherence).toBeCloseTo(bitCoherence(bits), 12);
      const power = periodogram(Float64Array.from(bits));
      const sum = (to: number): number => power.subarray(1, to + 1).reduce((a, b) => a + b, 0);
      expect(measures?.lowFrequencyShare).toBeCloseTo(sum(bits.length / 8) / sum(bits.length / 2), 12);
    }
  });

  it('X-01: says nothing that later bars change', () => {
    const readings = codecGates(series, SPEC);
    for (const cut of [100, 128, 300, 301, 544, 699]) {
      const before = readings.filter((one) => one.eventTime <= (series.eventTime[cut - 1] ?? 0));
      expect(codecGates(sliceSeries(series, 0, cut), SPEC)).toEqual(before);
      expect(codecGates(poisonedFrom(series, cut), SPEC).slice(0, before.length)).toEqual(before);
    }
  });

  it('X-03: says the same when all prices are multiplied, ask included', () => {
    const spec = { ...SPEC, stride: 4 };
    const readings = codecGates(series, spec);
    for (const factor of [1_000, 1_024, 0.01]) {
      const scaled = codecGates(timesPrices(series, factor), spec);
      expect(scaled.map((one) => [one.regime, one.direction, one.tags, one.signature])).toEqual(
        readings.map((one) => [one.regime, one.direction, one.tags, one.signature]),
      );
      expect(scaled.map((one) => one.measures.flipRate)).toEqual(readings.map((one) => one.measures.flipRate));
      expect(scaled.map((one) => one.measures.hazard)).toEqual(readings.map((one) => one.measures.hazard));
    }
  });
});
