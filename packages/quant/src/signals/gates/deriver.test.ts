import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { Deriver, DERIVER_DEFAULTS } from './deriver.ts';
import type { DeriverSpec } from './deriver.ts';
import { directionEntropyLevels } from './entropy-levels.ts';
import { derivedColumns } from './evidence.ts';
import type { DerivedColumns } from './evidence.ts';
import { RunCalibration } from './run-calibration.ts';

/** Closes of a random walk with the given step in logarithms. */
function walk(seed: number, length: number, step = 1e-4): Float64Array {
  const rng = createRng(seed).fork('deriver');
  let level = 0;
  return Float64Array.from({ length }, () => 1.1 * Math.exp((level += step * rng.nextNormal())));
}

function derived(close: Float64Array, spec: Partial<DeriverSpec> = {}): DerivedColumns {
  const { length } = close;
  const closeTime = Float64Array.from({ length }, (_, i) => 3_600_000 * (i + 1));
  return derivedColumns({ length, close, closeTime }, { ...DERIVER_DEFAULTS, ...spec });
}

/** Chance of a distance at least as large as that of `sample` from uniform numbers, by Kolmogorov's asymptotic series. */
function uniformP(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = Math.max(...sorted.map((u, i) => Math.max(u - i / n, (i + 1) / n - u)));
  const x = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, p));
}

describe('the deriver', () => {
  it.each([1, 2, 3, 4])(
    'S1-03: hazard is uniform under the null by its randomised probability integral transform, one completed run each (seed %s)',
    (seed) => {
      const close = walk(seed, 30_000);
      const { streak, hazard, runSurprise } = derived(close, { minStreak: 1 });
      const rng = createRng(seed).fork('transform');
      const transformed: number[] = [];
      for (let i = DERIVER_DEFAULTS.window + 1; i + 1 < close.length; i++) {
        if (streak[i + 1] !== 1) continue;
        const atLeast = 1 - runSurprise[i];
        const above = 2 * hazard[i] - atLeast;
        transformed.push(above + rng.nextFloat() * (atLeast - above));
      }
      expect(transformed.length).toBeGreaterThan(14_000);
      expect(uniformP(transformed), `seed ${seed}`).toBeGreaterThan(0.01);
      // Of runs that repeat themselves with probability 0.6, a fair coin's survival is told apart at once.
      const other = transformed.map((u) => u ** 1.2);
      expect(uniformP(other)).toBeLessThan(1e-6);
    },
  );

  it('S1-03: surprise rises and hazard falls with the length of the streak, strictly and without a clip', () => {
    const calibration = new RunCalibration(1000);
    const rng = createRng('runs');
    for (let bar = 0; bar < 400; bar++) calibration.add(bar, 1 + Math.floor(-Math.log2(1 - rng.nextFloat())));
    const lengths = Array.from({ length: 40 }, (_, k) => k + 1);
    const surprises = lengths.map((length) => 1 - calibration.survival(length));
    expect(surprises[0]).toBe(0);
    expect(surprises.every((one, k) => k === 0 || one > surprises[k - 1])).toBe(true);
    expect(surprises.at(-1)).toBeLessThan(1);
    const closes = Float64Array.from({ length: 80 }, (_, i) => (i < 41 ? 1 + (i % 2) * 0.01 : 1 + i * 0.01));
    const { hazard, runSurprise, streak } = derived(closes);
    const rising = Array.from({ length: 30 }, (_, k) => 45 + k);
    expect(rising.every((i) => streak[i] === streak[i - 1] + 1)).toBe(true);
    expect(rising.every((i) => runSurprise[i] > runSurprise[i - 1] && hazard[i] < hazard[i - 1])).toBe(true);
    expect(hazard[79]).toBeGreaterThan(0);
  });

  it('S1-03: a calibration forgets the oldest runs, not the shortest (D3)', () => {
    const calibration = new RunCalibration(100);
    for (let bar = 0; bar < 100; bar++) calibration.add(bar, 9);
    for (let bar = 100; bar < 200; bar++) {
      calibration.forget(bar);
      calibration.add(bar, 1);
    }
    calibration.forget(199);
    expect(calibration.size).toBe(100);
    expect(calibration.survival(9)).toBeLessThan(0.001);
    // Stationary input: the chance of a run of three does not move with age.
    const steady = new RunCalibration(2000);
    const rng = createRng('steady');
    const chances: number[] = [];
    for (let bar = 0; bar < 20_000; bar++) {
      steady.forget(bar);
      steady.add(bar, 1 + Math.floor(-Math.log2(1 - rng.nextFloat())));
      if (bar % 4000 === 3999) chances.push(steady.survival(3));
    }
    expect(chances.every((one) => Math.abs(one - 0.25) < 0.04)).toBe(true);
  });

  it('S1-03: a close that repeats the last one ends the streak and is not up', () => {
    const closes = [...Array.from({ length: 25 }, (_, i) => 1 + (i % 2) * 0.1), 2, 2.1, 2.2, 2.2, 2.3, 2.4];
    const { streak, direction } = derived(Float64Array.from(closes));
    expect([...direction.slice(25)]).toEqual([0, 1, 1, 0, 0, 1]);
    expect([...streak.slice(25)]).toEqual([0, 2, 3, 0, 0, 2]);
    const flat = derived(new Float64Array(300).fill(1.1), { minStreak: 1 });
    expect(flat.direction.every((one) => one === 0)).toBe(true);
  });

  it('S1-03: measures are those that a person counts', () => {
    const alternating = Array.from({ length: 21 }, (_, i) => 1 + (i % 2) * 0.001);
    const closes = Float64Array.from([...alternating, 1.01, 1.02, 1.04]);
    const found = derived(closes);
    const { streakCoherence, directionEntropy, directionEntropyLevel, directionFlipRate } = found;
    const { streakStability, startedAt } = found;
    // The window's 20 moves: 17 that alternate, from down to down, then three up.
    expect(streakCoherence[23]).toBe(3 / 20);
    expect(directionFlipRate[23]).toBe(17 / 19);
    const share = 9 / 20;
    expect(directionEntropy[23]).toBeCloseTo(-share * Math.log2(share) - (1 - share) * Math.log2(1 - share), 14);
    // Three moves of the streak, the one that it broke against it, and 16 free ones, of which 8 are against it.
    expect(directionEntropyLevel[23]).toBe(directionEntropyLevels(3, 1, 16)[8]);
    expect(startedAt[23]).toBe(22 * 3_600_000);
    const moves = [1.01, 1.02 / 1.01, 1.04 / 1.02].map(Math.log);
    const mean = moves.reduce((a, b) => a + b) / 3;
    const inside = moves.reduce((sum, move) => sum + (move - mean) ** 2, 0) / 3;
    const small = Math.log(1.001) ** 2;
    const trailing = (20 * small + moves.reduce((sum, move) => sum + move * move, 0)) / 23;
    expect(streakStability[23]).toBeCloseTo(1 / (1 + inside / trailing), 12);
  });

  it('S1-03: levels of entropy are those of the free moves of the window, given the streak', () => {
    // Two up, one down before them, two free: 1, 2 or 3 of 5 go down with chances 1/4, 1/2, 1/4, and the rarer are 1, 2, 2.
    expect([...directionEntropyLevels(2, 1, 2)]).toEqual([1 / 8, 5 / 8, 5 / 8]);
    expect([...directionEntropyLevels(3, 0, 0)]).toEqual([0.5]);
    for (const [streak, opposite, free] of [
      [2, 1, 17],
      [9, 1, 10],
      [4, 0, 300],
      [1, 1, 498],
    ] as const) {
      let [mean, chance] = [0, 0.5 ** free];
      directionEntropyLevels(streak, opposite, free).forEach((level, k) => {
        mean += chance * level;
        chance *= (free - k) / (k + 1);
      });
      expect(mean).toBeCloseTo(0.5, 12);
    }
  });

  it('S1-03 S1-15: on a random walk a level of entropy tells nothing of the streak', () => {
    const { streak, directionEntropyLevel } = derived(walk(5, 60_000));
    const rng = createRng('entropy');
    for (const length of [2, 3, 4, 5, 6]) {
      const levels = [...directionEntropyLevel].filter((_, i) => streak[i] === length);
      // Every window's level once more, spread over its own chance: `own` is the jump of the distribution there.
      const jumps = new Map<number, readonly [below: number, own: number]>();
      let below = 0;
      for (const level of [...new Set(directionEntropyLevels(length, 1, 19 - length))].sort((a, b) => a - b)) {
        jumps.set(level, [below, 2 * (level - below)]);
        below += 2 * (level - below);
      }
      // Windows that overlap are not independent: every twentieth.
      const spread = levels
        .filter((_, k) => k % 5 === 0)
        .map((level) => {
          const [from, own] = jumps.get(level) ?? [NaN, NaN];
          return from + rng.nextFloat() * own;
        });
      expect(spread.length).toBeGreaterThan(90);
      expect(uniformP(spread), `streak of ${length}`).toBeGreaterThan(0.01);
      const mean = levels.reduce((a, b) => a + b) / levels.length;
      expect(Math.abs(mean - 0.5), `streak of ${length}`).toBeLessThan(0.03);
    }
  });

  it('X-03: all prices times 1,000 or 1/1,000 change no streak, and no measure but for rounding', () => {
    const close = walk(9, 3000);
    const plain = derived(close);
    for (const factor of [1000, 0.001]) {
      const scaled = derived(close.map((one) => one * factor));
      expect(scaled.streak).toEqual(plain.streak);
      expect(scaled.direction).toEqual(plain.direction);
      scaled.streakStability.forEach((one, i) => {
        if (!Number.isNaN(one)) expect(Math.abs(one - plain.streakStability[i])).toBeLessThan(1e-9);
      });
      expect(scaled.hazard).toEqual(plain.hazard);
    }
  });

  it('S1-03: stability does not become 1 because moves are small', () => {
    const mean = (step: number): number => {
      const known = [...derived(walk(3, 5000, step)).streakStability].filter((one) => !Number.isNaN(one));
      return known.reduce((a, b) => a + b) / known.length;
    };
    expect(mean(1e-4)).toBeCloseTo(mean(1e-2), 2);
    expect(mean(1e-4)).toBeLessThan(0.9);
  });

  it('X-12: moves without a price before or after are no direction and end the streak', () => {
    const closes = Float64Array.from({ length: 60 }, (_, i) => 1 + i * 0.01);
    closes[40] = NaN;
    const { streak } = derived(closes);
    expect([...streak.slice(38, 44)]).toEqual([38, 39, 0, 0, 0, 2]);
  });

  it.each<[string, Partial<DeriverSpec>, RegExp]>([
    ['minStreak', { minStreak: 0 }, /'minStreak': must be a whole number >= 1, was 0/],
    ['window', { window: 2 }, /'window': must be a whole number between 3 and 500, was 2/],
    ['calibrationBars', { calibrationBars: 10 }, /'calibrationBars': must be a whole number >= 20, was 10/],
  ])('refuses %s out of its domain', (_, spec, message) => {
    expect(() => new Deriver({ ...DERIVER_DEFAULTS, ...spec })).toThrow(message);
  });
});
