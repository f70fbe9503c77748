import { createRng } from '@assay/core/random';
import { quantile } from '@assay/core/vector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hazardCalibrator } from './hazard-calibrator.ts';
import type { CalibratorState } from './hazard-calibrator.ts';
import { QuantileWindow } from './quantile-window.ts';
import { RatchetingCalibrator } from './testing/ratcheting-calibrator.ts';

const MINUTE = 60_000;
const SAMPLES = 2_048;
const OPEN = { cap: 1, minSamples: 1 };

/** Thresholds of uniform numbers, one a minute, after 2,048, 4,096 and 20,000 of them. */
function thresholdsOnUniform(push: (time: number, value: number) => { readonly threshold: number }): readonly number[] {
  const rng = createRng('uniform');
  const found: number[] = [];
  for (let i = 1; i <= 20_001; i++) {
    const { threshold } = push(i * MINUTE, rng.nextFloat());
    if ([SAMPLES + 1, 4_097, 20_001].includes(i)) found.push(threshold);
  }
  return found;
}

// Standard error of a quantile of uniform numbers: √(p(1 - p) / n) = 0.0088 at 2,048; four of them.
const isStationary = (thresholds: readonly number[]): boolean =>
  thresholds.every((value) => Math.abs(value - 0.8) < 0.036);

describe('hazardCalibrator', () => {
  it('D3: stays where it is on stationary input, where the predecessor climbs', () => {
    const rolling = hazardCalibrator({ ...OPEN, percentile: 0.8, windowMinutes: SAMPLES });
    const ratchet = new RatchetingCalibrator(SAMPLES, 0.8);
    const stays = thresholdsOnUniform((time, value) => rolling.push(time, value));
    const climbs = thresholdsOnUniform((time, value) => ratchet.push(time, value));
    expect(isStationary(stays)).toBe(true);
    expect(isStationary(climbs)).toBe(false);
    for (const [i, published] of [0.813, 0.905, 0.979].entries()) expect(climbs[i]).toBeCloseTo(published, 1);
  });

  it('D3: is the quantile of the window in time before the value, whatever the values are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(7), fc.constantFrom(0, 0.1, 0.2, 0.5, 0.9, 1)), { maxLength: 80 }),
        fc.constantFrom(0.05, 0.5, 0.8, 0.95),
        (steps, percentile) => {
          const calibrator = hazardCalibrator({ ...OPEN, percentile, windowMinutes: 20 });
          const pushed: (readonly [number, number])[] = [];
          let time = 0;
          for (const [step, value] of steps) {
            time += step * MINUTE;
            const live = pushed.filter(([t]) => t > time - 20 * MINUTE).map(([, v]) => v);
            const { threshold, samples } = calibrator.push(time, value);
            expect(samples).toBe(live.length);
            expect(threshold).toBe(live.length === 0 ? percentile : quantile(Float64Array.from(live), percentile));
            pushed.push([time, value]);
          }
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });

  it('ruling 20: its own value never enters its threshold', () => {
    const twins = [0, 1].map(() => hazardCalibrator({ ...OPEN, windowMinutes: 100 }));
    for (const twin of twins) for (let i = 0; i < 60; i++) twin.push(i * MINUTE, i / 120);
    const [calm, wild] = [twins[0]?.push(60 * MINUTE, 0), twins[1]?.push(60 * MINUTE, 1)];
    expect(calm?.threshold).toBe(wild?.threshold);
    expect([calm?.isAbove, wild?.isAbove, wild?.isFarAbove]).toEqual([false, true, true]);
  });

  it('takes the threshold of noise while samples are few, and the cap where the quantile is above it', () => {
    const calibrator = hazardCalibrator({ cap: 0.3, minSamples: 3, percentile: 0.5, windowMinutes: 10 });
    const thresholds = [0.1, 0.2, 0.1, 0.9, 0.9, 0.9].map((value, i) => calibrator.push(i * MINUTE, value).threshold);
    expect(thresholds).toEqual([0.3, 0.3, 0.3, 0.1, 0.15000000000000002, 0.2]);
    expect(hazardCalibrator().push(0, 0.5).threshold).toBe(0.1);
    expect(calibrator.push(6 * MINUTE, NaN)).toEqual({ threshold: 0.3, samples: 6, isAbove: false, isFarAbove: false });
    expect(calibrator.push(6 * MINUTE, 0.31)).toMatchObject({ samples: 6, isAbove: true, isFarAbove: false });
    // Everything is forgotten after ten minutes.
    expect(calibrator.push(17 * MINUTE, 0).samples).toBe(0);
  });

  it('S0-08: goes on from its state, and from nothing once it is reset', () => {
    const values = Array.from({ length: 200 }, (_, i) => (i % 9 === 0 ? NaN : ((i * 37) % 101) / 101));
    const options = { ...OPEN, windowMinutes: 40 };
    const whole = hazardCalibrator(options);
    const expected = values.map((value, i) => whole.push(i * MINUTE, value));
    const before = hazardCalibrator(options);
    for (let i = 0; i < 90; i++) before.push(i * MINUTE, values[i] ?? 0);
    const after = hazardCalibrator(options, JSON.parse(JSON.stringify(before.state())) as CalibratorState);
    expect(values.slice(90).map((value, i) => after.push((i + 90) * MINUTE, value))).toEqual(expected.slice(90));
    whole.reset();
    expect(values.map((value, i) => whole.push(i * MINUTE, value))).toEqual(expected);
    expect(() => hazardCalibrator({ ...options, percentile: 0.5 }, before.state())).toThrow("invalid 'state'");
  });

  it('S0-08: knows after a restart when its last value was, even if nothing was known of that', () => {
    const whole = hazardCalibrator();
    whole.push(100, 0.5);
    whole.push(200, NaN);
    const restored = hazardCalibrator({}, JSON.parse(JSON.stringify(whole.state())) as CalibratorState);
    for (const one of [whole, restored])
      expect(() => one.push(150, 0.1)).toThrow("invalid 'time': must be not before 200");
    expect(restored.push(250, 0.1)).toEqual(whole.push(250, 0.1));
    expect(hazardCalibrator({}, hazardCalibrator().state()).push(-5, 0.1).samples).toBe(0);
  });

  it.each([
    ['1m', 16],
    ['1h', 16 * 60],
    ['1d', 16 * 1_440],
  ])('ruling 20: as it comes, follows gates of %s bars and binds on noise in half of them', (_, stepMinutes) => {
    const rng = createRng(`steps of ${stepMinutes}`);
    const calibrator = hazardCalibrator({ stepMinutes });
    let [binding, passed, seen, fewest] = [0, 0, 0, Infinity];
    for (let i = 0; i < 20_000; i++) {
      const value = rng.nextFloat();
      const { threshold, samples } = calibrator.push(i * stepMinutes * MINUTE, value);
      if (i < 300) continue;
      seen += 1;
      fewest = Math.min(fewest, samples);
      binding += Number(threshold < 0.1);
      passed += Number(value <= threshold);
    }
    expect(fewest).toBeGreaterThanOrEqual(249);
    expect(binding / seen).toBeGreaterThan(0.3);
    expect(binding / seen).toBeLessThan(0.7);
    // A tenth is let through; the quantile of n samples by interpolation is 0.1 to within 1 / n.
    expect(Math.abs(passed / seen - 0.1)).toBeLessThan(0.01);
  });

  it('lets a tenth of a market through that is more ordered than noise, and at most the cap of one that is less', () => {
    const passedOf = (levelOf: (u: number) => number): number => {
      const rng = createRng('market');
      const calibrator = hazardCalibrator({ stepMinutes: 1_440 });
      const found = Array.from({ length: 6_000 }, (_, i) => {
        const value = levelOf(rng.nextFloat());
        return value <= calibrator.push(i * 1_440 * MINUTE, value).threshold;
      }).slice(500);
      return found.filter(Boolean).length / found.length;
    };
    // Levels of u²: 32 % of them are at most 0.1.
    expect(Math.abs(passedOf((u) => u ** 2) - 0.1)).toBeLessThan(0.015);
    // Levels of √u: 1 % of them are at most 0.1, 6.25 % at most the cap.
    expect(Math.abs(passedOf((u) => Math.sqrt(u)) - 0.0625)).toBeLessThan(0.015);
  });

  it('refuses what it cannot use', () => {
    const calibrator = hazardCalibrator();
    calibrator.push(10, 1);
    expect(() => calibrator.push(9, 1)).toThrow("invalid 'time': must be not before 10, was 9");
    for (const value of [Infinity, -0.1, 1.01]) expect(() => calibrator.push(11, value)).toThrow("invalid 'value'");
    expect(() => hazardCalibrator({ cap: 1.5 })).toThrow("invalid 'cap': must be between 0 and 1, was 1.5");
    expect(() => hazardCalibrator({ windowSteps: -1 })).toThrow("invalid 'windowSteps'");
    expect(() => hazardCalibrator({ percentile: 1 })).toThrow("invalid 'percentile'");
    expect(() => hazardCalibrator({ percentil: 0.5 } as never)).toThrow("invalid 'calibrator'");
  });
});

describe('QuantileWindow', () => {
  it('is the quantile of what is in it, through many sizes', () => {
    const rng = createRng('window');
    const window = new QuantileWindow(0.3);
    const live: number[] = [];
    for (let i = 0; i < 3_000; i++) {
      if (live.length > 0 && rng.nextFloat() < (i < 1_500 ? 0.3 : 0.6)) {
        live.shift();
        window.shift();
      } else {
        const value = rng.nextInt(40);
        live.push(value);
        window.push(value);
      }
      expect(window.quantile).toEqual(quantile(Float64Array.from(live), 0.3));
    }
  });
});
