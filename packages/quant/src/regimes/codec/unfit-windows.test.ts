import { binomialAcceptanceBand } from '@assay/core/distributions';
import { describe, expect, it } from 'vitest';
import type { CodecReading } from './codec-reading.ts';
import type { CodecSpec } from './codec-spec.ts';
import { codecStream } from './codec-stream.ts';
import { candlesOf } from './testing/random-laws.ts';
import type { CandleLaw } from './testing/random-laws.ts';

const EIGHT = { range: true, spread: true, volume: true };
const CONTINUOUS: CandleLaw = { name: 'a continuous path', moves: 'continuous' };

interface Read {
  readonly readings: readonly (CodecReading & { readonly candle: number })[];
  readonly due: number;
}

/** Readings of so many windows that do not overlap; some candles are known by their closes alone. */
function readingsOf(
  law: CandleLaw,
  windows: number,
  more: { isHole?: (candle: number) => boolean; spec?: CodecSpec } = {},
): Read {
  const { isHole = () => false, spec = {} } = more;
  const stream = codecStream({ stride: 64, nullDraws: 3_000, ...spec }, '1m');
  const next = candlesOf(law, EIGHT, 'unfit windows');
  const readings: (CodecReading & { readonly candle: number })[] = [];
  for (let candle = 1; candle <= 256 + 64 * windows; candle++) {
    const { spread, ...bar } = next();
    const cut = isHole(candle) ? { high: NaN, low: NaN } : {};
    const time = candle * 60_000;
    const reading = stream.push({ ...bar, ...cut, eventTime: time, availableAt: time }, spread);
    if (reading !== undefined) readings.push({ ...reading, candle });
  }
  return { readings, due: windows };
}

function expectShare(
  readings: readonly CodecReading[],
  share: number,
  holds: (reading: CodecReading) => boolean,
): void {
  const band = binomialAcceptanceBand(readings.length, share, 0.9999);
  const n = readings.filter(holds).length;
  expect(n).toBeGreaterThanOrEqual(band.low);
  expect(n).toBeLessThanOrEqual(band.high);
}

describe('candles without high and low among others', () => {
  it('X-08: one in a window makes it no regime', () => {
    const { readings, due } = readingsOf(CONTINUOUS, 500, { isHole: (candle) => candle % 64 === 0 });
    expect(readings.length).toBe(due);
    expectShare(readings, 0.093, ({ regime }) => regime === 'mean-revert');
    expectShare(readings, 0.05, ({ measures: { volatilityLevel = NaN } }) => volatilityLevel <= 0.05);
    expect(readings.every(({ measures }) => measures.volatilityRatio === undefined)).toBe(true);
  });

  it('X-08: by raw thresholds there is no regime until the average true range has forgotten it', () => {
    const { readings } = readingsOf(CONTINUOUS, 60, {
      isHole: (candle) => candle === 700,
      spec: { thresholds: 'raw', stride: 1, nullDraws: 100 },
    });
    const isTouched = ({ candle }: { readonly candle: number }): boolean => candle >= 700 && candle < 756;
    const touched = readings.filter(isTouched);
    const other = readings.filter((one) => !isTouched(one));
    expect(touched.length).toBe(56);
    expect(
      touched.every(({ regime, measures }) => regime === 'neutral' && measures.volatilityRatio === undefined),
    ).toBe(true);
    expect(other.every(({ measures }) => measures.volatilityRatio !== undefined)).toBe(true);
    expect(other.filter(({ regime }) => regime === 'mean-revert').length / other.length).toBeGreaterThan(0.5);
  });

  it('X-08: say nothing while they are ranked among candles of another kind, and what noise says before and after', () => {
    // 1,280 candles of each kind, one after the other.
    const { readings, due } = readingsOf(CONTINUOUS, 1_200, {
      isHole: (candle) => Math.floor(candle / 1_280) % 2 === 1,
    });
    expect(readings.length).toBeGreaterThan(0.6 * due);
    for (const { candle } of readings)
      expect(candle < 1_280 || candle % 1_280 < 14 || candle % 1_280 >= 243 + 63).toBe(true);
    for (const level of ['hazard', 'coherenceLevel', 'lowFrequencyLevel'] as const) {
      expectShare(readings, 0.1, ({ measures }) => (measures[level] ?? NaN) >= 0.9);
      expectShare(readings, 0.1, ({ measures }) => (measures[level] ?? NaN) <= 0.1);
    }
  });
});

describe('ticks', () => {
  const ticks = (tick: number): CandleLaw => ({ name: `ticks of ${tick}`, moves: 8, tick });

  it('X-08: as large as a move leave no reading, small ones all of them', () => {
    expect(readingsOf(ticks(1), 100).readings.length).toBe(0);
    expect(readingsOf(ticks(0.1), 100).readings.length).toBe(100);
  });

  it('X-08: calm windows of coarse ticks are not left out sooner than wild ones', () => {
    // A tenth of closes and more do not move: by its own 64 closes a calm window would be refused more often.
    const { readings, due } = readingsOf(ticks(0.3), 1_500);
    expect(readings.length).toBeLessThan(0.7 * due);
    expect(readings.length).toBeGreaterThan(0.3 * due);
    expectShare(readings, 0.1, ({ measures: { volatilityLevel = NaN } }) => volatilityLevel <= 0.1);
    expectShare(readings, 0.1, ({ measures: { volatilityLevel = NaN } }) => volatilityLevel >= 0.9);
    expectShare(readings, 0.1, ({ measures: { hazard = NaN } }) => hazard <= 0.1);
  });

  it('X-08: a window that stands still after a market that moved has no reading', () => {
    const stream = codecStream({ maxUnchanged: 1, stride: 1, nullDraws: 100 }, '1m');
    const next = candlesOf(CONTINUOUS, EIGHT, 'still');
    const found = Array.from({ length: 400 }, (_, i) => {
      const bar = i < 340 ? { ...next() } : { high: 1, low: 1, close: 1, volume: 1, spread: 1 };
      return stream.push({ ...bar, eventTime: i * 60_000, availableAt: i * 60_000 }, bar.spread) !== undefined;
    });
    // The first still candle may have moved from the one before; half a window is 32.
    expect(found.lastIndexOf(true)).toBe(340 + 32);
    expect(found.indexOf(true)).toBe(256 + 63);
  });

  it('X-03: of decimals have the same ranks in any unit of price', () => {
    const codec = (factor: number): readonly unknown[] => {
      const stream = codecStream({ nullDraws: 100, maxUnchanged: 1, stride: 7 }, '1m');
      const next = candlesOf({ name: 'decimals', moves: 8 }, { range: false, spread: false, volume: false }, 'unit');
      return Array.from({ length: 900 }, (_, i) => {
        const close = Math.round(1.1e5 * (1 + 20 * (next().close - 1))) / 1e5;
        const bar = { high: NaN, low: NaN, close: close * factor, volume: NaN };
        const reading = stream.push({ ...bar, eventTime: i * 60_000, availableAt: i * 60_000 });
        return reading && [reading.measures.volatilityRank, reading.measures.volatilityLevel, reading.regime];
      });
    };
    const plain = codec(1);
    expect(new Set(plain.map((one) => String(one))).size).toBeGreaterThan(50);
    for (const factor of [1_000, 0.01, 1 / 3]) expect(codec(factor)).toEqual(plain);
  });
});
