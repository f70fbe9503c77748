import { describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import { causalProblems } from '../testing/conformance.ts';
import { alarmsOnNoise } from './alarms-on-noise.ts';
import { cusumAverageRunLength, cusumThreshold } from './cusum-run-length.ts';
import { CUSUM_TARGETS, cusumAlarms } from './cusum.ts';
import type { CusumOptions, CusumTarget } from './cusum.ts';
import { rankScores } from './rank-scores.ts';

interface Change {
  readonly shift: number;
  readonly scale: number;
  readonly seed: number;
}

const CHANGE_AT = 250;

function changing({ shift, scale, seed }: Change): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from(
    { length: 400 },
    (_, t) => (t < CHANGE_AT ? 0 : shift) + (t < CHANGE_AT ? 1 : scale) * rng.nextNormal(),
  );
}

/** Delays of the first alarm after the change, bars; missed ones count as the whole stretch. */
function delays(target: CusumTarget, change: Omit<Change, 'seed'>): readonly number[] {
  const found = Array.from({ length: 100 }, (_, seed) => {
    const first = cusumAlarms(changing({ ...change, seed }), { target })
      .alarm.subarray(CHANGE_AT)
      .findIndex((a) => a !== 0);
    return first < 0 ? 400 - CHANGE_AT : first + 1;
  });
  return found.sort((a, b) => a - b);
}

const columns = (options: CusumOptions) => (x: Float64Array) => {
  const { up, down, alarm, onset } = cusumAlarms(x, options);
  return { up, down, alarm, onset };
};

describe('cusumAverageRunLength', () => {
  // D. C. Montgomery, Introduction to Statistical Quality Control, table 9.3: k = ½, no shift.
  it.each([
    [4, 168],
    [5, 465],
  ])('is near the tabulated run length at h = %d (S3-11)', (threshold, tabulated) => {
    expect(Math.abs(cusumAverageRunLength(0.5, threshold) / tabulated - 1)).toBeLessThan(0.02);
  });

  it.each([
    [0.25, 6],
    [0.5, 3],
    [1, 2],
  ])('is within 8 %% of simulated sums, k = %d, h = %d', (drift, threshold) => {
    const rng = createRng(11);
    let bars = 0;
    for (let run = 0; run < 2500; run++) {
      for (let up = 0, down = 0; up <= threshold && down <= threshold; bars++) {
        const z = rng.nextNormal();
        up = Math.max(0, up + z - drift);
        down = Math.max(0, down - z - drift);
      }
    }
    expect(Math.abs(bars / 2500 / cusumAverageRunLength(drift, threshold) - 1)).toBeLessThan(0.08);
  });

  it('is undone by cusumThreshold', () => {
    for (const length of [50, 1000, 1e6]) {
      expect(cusumAverageRunLength(0.5, cusumThreshold(0.5, length)) / length).toBeCloseTo(1, 10);
    }
    expect(() => cusumThreshold(0.5, 1)).toThrow("invalid 'averageRunLength': must be >");
    expect(() => cusumAverageRunLength(0, 5)).toThrow("invalid 'drift': must be finite and > 0, was 0");
  });
});

describe('cusumAlarms', () => {
  it.each([
    ['level', undefined],
    ['level', 3],
    ['spread', undefined],
    ['spread', 3],
  ] as const)('of %s gives false alarms at the stated rate on noise, degrees of freedom %s (S3-11)', (target, dof) => {
    const detector = (x: Float64Array) => {
      const { alarm, up } = cusumAlarms(x, { target, averageRunLength: 200 });
      return { alarm, value: up };
    };
    const { barsPerAlarm } = alarmsOnNoise(detector, { nSeries: 40, length: 2000, seed: 5, dof });
    expect(barsPerAlarm).toBeGreaterThan(target === 'level' ? 170 : 180);
    expect(barsPerAlarm).toBeLessThan(target === 'level' ? 240 : 310);
  });

  it.each([
    ['level', { shift: 2, scale: 1 }, 5, 9],
    ['level', { shift: -1, scale: 1 }, 15, 40],
    ['spread', { shift: 0, scale: 3 }, 8, 16],
    ['spread', { shift: 0, scale: 2 }, 16, 45],
  ] as const)(
    'of %s notices %o within %d bars half of the time, %d nine times in ten (S3-11)',
    (target, change, half, most) => {
      const sorted = delays(target, change);
      expect(sorted[50]).toBeLessThanOrEqual(half);
      expect(sorted[90]).toBeLessThanOrEqual(most);
    },
  );

  it('says the direction, and where the change lies', () => {
    const rng = createRng(4);
    const x = Float64Array.from({ length: 300 }, (_, t) => rng.nextNormal() - (t < 200 ? 0 : 3));
    const { alarm, onset, up, down, threshold } = cusumAlarms(x, { averageRunLength: 10_000 });
    const bar = alarm.findIndex((value) => value !== 0);
    expect(alarm[bar]).toBe(-1);
    expect(bar).toBeLessThan(210);
    expect(Math.abs(onset[bar] - 200)).toBeLessThanOrEqual(3);
    expect(down[bar]).toBeGreaterThan(threshold);
    expect(up[bar]).toBeLessThanOrEqual(threshold);
    expect([...down.subarray(bar + 1, bar + 31)].every(Number.isNaN)).toBe(true);
  });

  it.each(CUSUM_TARGETS)('knows nothing of the future: %s (X-01, X-02)', (target) => {
    const x = changing({ shift: 1, scale: 2, seed: 3 }).map((value, t) => (t % 37 === 0 ? NaN : value));
    expect(causalProblems(columns({ target, averageRunLength: 50 }), x)).toEqual([]);
  });

  it('does not care for unit or level (X-03)', () => {
    const x = changing({ shift: 1, scale: 2, seed: 3 });
    for (const target of CUSUM_TARGETS) {
      const scaled = cusumAlarms(
        x.map((value) => 1000 * value + 7),
        { target },
      );
      expect(scaled.alarm).toEqual(cusumAlarms(x, { target }).alarm);
    }
  });

  it('stays silent where all numbers are equal, or there is none', () => {
    for (const x of [new Float64Array(500).fill(2), new Float64Array(0), new Float64Array(50).fill(NaN)]) {
      expect(cusumAlarms(x, { averageRunLength: 50 }).alarm.every((value) => value === 0)).toBe(true);
    }
  });

  it('takes a threshold or a run length, not both', () => {
    expect(cusumAlarms(new Float64Array(3), { threshold: 5 }).threshold).toBe(5);
    expect(() => cusumAlarms(new Float64Array(3), { threshold: 5, averageRunLength: 100 })).toThrow(
      "invalid 'threshold'",
    );
    expect(() => cusumAlarms(new Float64Array(3), { warmUp: 5 })).toThrow("invalid 'warmUp'");
  });
});

describe('rankScores', () => {
  it('are those of the ranks, the middle one among equals', () => {
    const scores = rankScores(10);
    expect(scores.push(5)).toBe(0);
    expect(scores.push(5)).toBeCloseTo(0, 12);
    expect(scores.push(9)).toBeCloseTo(0.967421566101701, 12); // Φ⁻¹(5/6)
    expect(scores.push(1)).toBeCloseTo(-1.15034938037601, 12); // Φ⁻¹(1/8)
    scores.restart();
    expect(scores.count).toBe(0);
    expect(scores.push(-3)).toBe(0);
  });
});
