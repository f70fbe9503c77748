import { checkInteger } from '@assay/core/checks';
import { clopperPearsonLower, clopperPearsonUpper } from '@assay/core/distributions';
import { DataError } from '@assay/core/errors';
import { createRng } from '@assay/core/random';
import { quantileSorted } from '@assay/core/vector';
import type { BarSeries } from '../../market/index.ts';
import { REGIME_LABELS } from '../labels/regime-thresholds.ts';
import type { CandleLayout } from './candle-layout.ts';
import { CODEC_MEASURES } from './codec-reading.ts';
import type { CodecMeasure, CodecReading } from './codec-reading.ts';
import { codecWarmUp, resolveCodec } from './codec-spec.ts';
import type { CodecSpec } from './codec-spec.ts';
import { codecStream } from './codec-stream.ts';
import { drawnCandles } from './drawn-candles.ts';
import { randomCandles } from './random-candles.ts';
import { SEMANTIC_TAGS } from './semantic-tags.ts';

/** A share of readings of noise, with the exact 99 % interval as if readings did not overlap. */
export interface NoiseShare {
  readonly name: string;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** What the codec says of candles without any order. */
export interface CodecOnNoise {
  readonly readings: number;
  /** Readings with each regime: the false-positive rates of its thresholds. */
  readonly regimes: readonly NoiseShare[];
  /** Readings with each tag. */
  readonly tags: readonly NoiseShare[];
  /** Readings whose signature repeats at least so often. */
  readonly repetitions: readonly NoiseShare[];
  /** Where each measure lies on noise. */
  readonly measures: readonly NoiseMeasure[];
  /** Readings of which something holds, as that a raw value is beyond a limit: the false-positive rate of such a guard. */
  readonly shareOf: (name: string, holds: (reading: CodecReading) => boolean) => NoiseShare;
}

/** A measure on noise. */
export interface NoiseMeasure {
  readonly name: CodecMeasure;
  /** Share of readings that have it: a ratio is undefined where its slope is near 0. */
  readonly known: number;
  /** By `NOISE_QUANTILES`, of the readings that have it; NaN where none has. */
  readonly quantiles: readonly number[];
}

/** Fractions of noise below. */
export const NOISE_QUANTILES: readonly number[] = Object.freeze([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]);

const STRAY = 0.05;
const MINUTE = 60_000;
/** So many times the candles that are asked for, at most: windows may be unfit. */
const MOST = 8;

/**
 * Runs the codec over candles without any order, a minute each, and counts what it says: of a random walk that its own null did not
 * see, or those of a series in random order.
 *
 * Windows do not overlap where the stride is the window; where it is less, the intervals are too narrow.
 *
 * @param spec - the codec.
 * @param candles - what the candles of a random walk know, or a series whose own are drawn from.
 * @param nReadings - readings to count, ≥ 1.
 * @param seed - of the candles.
 *
 * @throws {DataError} if too few windows of the drawn candles are fit for a reading, or a series has no prices.
 *
 * @remarks
 * Causal: it decides nothing.
 * Cost: as many candles as `nReadings` strides; more where windows are unfit.
 * Source: this project; C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), for the intervals.
 */
export function codecOnNoise(
  spec: CodecSpec,
  candles: CandleLayout | BarSeries,
  nReadings: number,
  seed: number | string,
): CodecOnNoise {
  checkInteger('nReadings', nReadings, 1);
  const readings = readingsOfNoise(spec, candles, nReadings, seed);
  const share = (name: string, holds: (reading: CodecReading) => boolean): NoiseShare =>
    noiseShare(name, readings.filter(holds).length, nReadings);
  const { unit } = resolveCodec(spec).thresholds;
  const tags = SEMANTIC_TAGS.filter((tag) => tag.unit === unit || tag.unit === 'both');
  return {
    readings: nReadings,
    regimes: REGIME_LABELS.map((name) => share(name, ({ regime }) => regime === name)),
    tags: tags.map(({ name }) => share(name, (one) => one.tags.includes(name))),
    repetitions: [2, 3, 4, 5].map((least) =>
      share(`${least}+`, ({ measures }) => (measures.repetitions ?? NaN) >= least),
    ),
    measures: CODEC_MEASURES.map((name) => measureOfNoise(name, readings)),
    shareOf: share,
  };
}

function measureOfNoise(name: CodecMeasure, readings: readonly CodecReading[]): NoiseMeasure {
  const values = Float64Array.from(readings, ({ measures }) => measures[name] ?? NaN)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const quantiles = NOISE_QUANTILES.map((p) => (values.length === 0 ? NaN : quantileSorted(values, p)));
  return { name, known: values.length / readings.length, quantiles };
}

function readingsOfNoise(
  spec: CodecSpec,
  source: CandleLayout | BarSeries,
  n: number,
  seed: number | string,
): CodecReading[] {
  const resolved = resolveCodec(spec);
  const stream = codecStream(spec, '1m');
  const candles = codecWarmUp(resolved) + resolved.window + n * resolved.stride;
  const rng = createRng(seed).fork('codec-on-noise');
  const next = 'close' in source ? drawnCandles(source, rng) : randomCandles(rng, STRAY / Math.sqrt(candles), source);
  const candle = { high: NaN, low: NaN, close: NaN, volume: NaN, spread: NaN };
  const readings: CodecReading[] = [];
  for (let count = 1; readings.length < n; count++) {
    if (count > MOST * candles) throw unfit(readings.length, count);
    const { spread, ...bar } = next(candle);
    const reading = stream.push({ ...bar, eventTime: count * MINUTE, availableAt: count * MINUTE }, spread);
    if (reading !== undefined) readings.push(reading);
  }
  return readings;
}

function unfit(readings: number, candles: number): DataError {
  return new DataError(`${candles} candles in random order had ${readings} windows that are fit for a reading`, {
    hint: 'Too many closes are those of the bar before: take longer bars, or a larger maxUnchanged.',
  });
}

function noiseShare(name: string, count: number, of: number): NoiseShare {
  return {
    name,
    share: count / of,
    low: clopperPearsonLower(count, of, 0.995),
    high: clopperPearsonUpper(count, of, 0.995),
  };
}
