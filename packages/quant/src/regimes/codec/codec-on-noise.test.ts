import { describe, expect, it } from 'vitest';
import { codecOnNoise, NOISE_QUANTILES } from './codec-on-noise.ts';
import type { CodecOnNoise } from './codec-on-noise.ts';
import type { CodecMeasure, CodecReading } from './codec-reading.ts';
import { codecStream } from './codec-stream.ts';
import { isFigure, pageFigures } from './testing/methods-page.ts';
import { CANDLE_LAWS, candlesOf } from './testing/random-laws.ts';
import type { CandleLaw } from './testing/random-laws.ts';

const EIGHT = { range: true, spread: true, volume: true };
const WINDOWS = 2_000;
const SPEC = { stride: 64, edgeWindow: 128, nullDraws: 5_000 };

/** Row of the page, measure, what passes. */
const RAW_GUARDS: readonly (readonly [string, CodecMeasure, (value: number) => boolean])[] = [
  ['`minHalfLife` 4', 'halfLife', (value) => value >= 4],
  ['`minHalfLife` 8', 'halfLife', (value) => value >= 8],
  ['`minCorrelationLength` 12', 'correlationLength', (value) => value >= 12],
  ['`maxReynolds` 6', 'reynolds', (value) => value <= 6],
  ['`maxFlipRate` 0.48', 'flipRate', (value) => value <= 0.48],
  ['`minStability` 0.52', 'stability', (value) => value >= 0.52],
  ['`maxLagSlope` 0.01', 'lagSlope', (value) => Math.abs(value) <= 0.01],
  ['`minConfidence` 0.95', 'confidence', (value) => value >= 0.95],
];

/** Shares of the page by what they are of, in the order of its columns: levels, raw. */
const shareOf = ({ regimes, tags }: CodecOnNoise, name: string): number =>
  [...regimes, ...tags].find((one) => one.name === name)?.share ?? NaN;

describe('codecOnNoise', () => {
  it.each(['levels', 'raw'] as const)('D9: labels and tags as often as the methods page says, by %s', (thresholds) => {
    const noise = codecOnNoise({ nullDraws: 5_000, stride: 64, thresholds }, EIGHT, WINDOWS, 'rates');
    const column = thresholds === 'levels' ? 0 : 1;
    for (const row of ['mean-revert', 'chaotic', 'neutral', 'coherent', 'ruptured', 'low-hazard', 'calming']) {
      const [figure = NaN] =
        pageFigures(noise.regimes.some(({ name }) => name === row) ? row : `tag \`${row}\``)[column] ?? [];
      expect(isFigure(shareOf(noise, row), figure, WINDOWS), `${row}: ${shareOf(noise, row)}, page ${figure}`).toBe(
        true,
      );
    }
    for (const [i, row] of ['bull', 'bear'].entries()) {
      const figure = pageFigures('bull, bear')[column]?.[i] ?? NaN;
      expect(isFigure(shareOf(noise, row), figure, WINDOWS), `${row}: ${shareOf(noise, row)}, page ${figure}`).toBe(
        true,
      );
    }
    expect(noise.regimes.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 12);
  });

  it('D9: repeats as often as the methods page says', () => {
    const { repetitions } = codecOnNoise({ nullDraws: 400 }, EIGHT, WINDOWS, 'rates');
    const [figures = []] = pageFigures('signature seen 2, 3, 4, 5 times');
    for (const [i, { name, share }] of repetitions.entries())
      // Readings of one stride overlap, and a signature comes in bunches.
      expect(Math.abs(share - (figures[i] ?? NaN)), name).toBeLessThan(0.05);
  });

  it('D9: gives raw guards the false-positive rates of the methods page', () => {
    const noise = codecOnNoise(SPEC, EIGHT, WINDOWS, 'raw guards');
    for (const [row, name, isPassed] of RAW_GUARDS) {
      const { share, low, high } = noise.shareOf(row, ({ measures }) => isPassed(measures[name] ?? NaN));
      const figure = pageFigures(row)[0]?.[0] ?? NaN;
      expect(isFigure(share, figure, WINDOWS), `${row}: ${share}, page ${figure}`).toBe(true);
      expect(low <= share && share <= high).toBe(true);
    }
    const found = Object.fromEntries(noise.measures.map((one) => [one.name, one]));
    expect(found['halfLife']?.known).toBeCloseTo(pageFigures('`halfLife`, in candles')[0]?.[0] ?? NaN, 1);
  });

  it('ruling 16: a level of noise is its own quantile', () => {
    const { measures } = codecOnNoise(SPEC, EIGHT, WINDOWS, 'raw guards');
    const names = ['hazard', 'volatilityLevel', 'halfLifeLevel', 'correlationLengthLevel', 'lowFrequencyLevel'];
    const found = measures.filter(({ name }) => names.includes(name));
    expect(found.length).toBe(5);
    for (const { name, known, quantiles } of found) {
      expect(known).toBe(1);
      const distances = NOISE_QUANTILES.map((level, i) => Math.abs((quantiles[i] ?? NaN) - level));
      expect(Math.max(...distances), name).toBeLessThan(0.045);
    }
  });

  it('X-09: says the same of the same seed', () => {
    const { shareOf: one, ...facts } = codecOnNoise(SPEC, EIGHT, 50, 'twice');
    const { shareOf: other, ...again } = codecOnNoise(SPEC, EIGHT, 50, 'twice');
    expect(again).toEqual(facts);
    expect(one('all', () => true)).toEqual(other('all', () => true));
  });
});

describe('regimes of independent candles', () => {
  const names = ['8 moves', '8 Student-t moves', 'ticks of 0.2 deviations'];

  it.each(names)('ruling 16: are as often and as sure on candles of %s as the methods page says', (name) => {
    const readings = readingsOf(CANDLE_LAWS.find((law) => law.name === name) as CandleLaw);
    for (const [row, figure, holds] of REGIME_FIGURES) {
      const share = readings.filter(holds).length / readings.length;
      expect(isFigure(share, figure, WINDOWS), `${row}: ${share}, page ${figure}`).toBe(true);
    }
  });
});

/** By levels: the first figure of the first column, or its k-th. */
const figureOf = (row: string, k = 0): number => pageFigures(row)[0]?.[k] ?? NaN;

/** What is looked for, how often it is on the page, and whether a reading has it. */
const REGIME_FIGURES: readonly (readonly [string, number, (reading: CodecReading) => boolean])[] = [
  ['bull', figureOf('bull, bear', 0), ({ regime }) => regime === 'bull'],
  ['bear', figureOf('bull, bear', 1), ({ regime }) => regime === 'bear'],
  ['mean-revert', figureOf('mean-revert'), ({ regime }) => regime === 'mean-revert'],
  ['chaotic', figureOf('chaotic'), ({ regime }) => regime === 'chaotic'],
  ['neutral', figureOf('neutral'), ({ regime }) => regime === 'neutral'],
  ['sure', figureOf('`minConfidence` 0.95'), ({ measures: { confidence = NaN } }) => confidence >= 0.95],
  // Only what points somewhere can be traded: the path within a candle may not decide how often.
  ['pointing', 1 - figureOf('chaotic') - figureOf('neutral'), ({ direction }) => direction !== 0],
];

function readingsOf(law: CandleLaw): readonly CodecReading[] {
  const [stream, next] = [codecStream(SPEC, '1m'), candlesOf(law, EIGHT, 'regimes')];
  const readings: CodecReading[] = [];
  for (let time = 60_000; readings.length < WINDOWS; time += 60_000) {
    const { spread, ...bar } = next();
    const reading = stream.push({ ...bar, eventTime: time, availableAt: time }, spread);
    if (reading !== undefined) readings.push(reading);
  }
  return readings;
}
