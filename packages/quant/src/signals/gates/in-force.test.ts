import { describe, expect, it } from 'vitest';
import { walkSeries, cannedGates, hourlySeries } from '../../market/testing/index.ts';
import { sliceSeries } from '../../market/index.ts';
import { DEFAULT_TTL_BARS, gatesInForce, gatesWithBarsBefore } from './in-force.ts';
import { momentsOf } from './moments.ts';

const MOMENTS = Float64Array.from({ length: 60 }, (_, i) => 100 * (i + 1));
const bars = { moments: MOMENTS, from: 0 };

function times(
  ...gates: readonly (readonly [eventTime: number, availableAt: number])[]
): Parameters<typeof gatesInForce>[0] {
  return {
    length: gates.length,
    eventTime: Float64Array.from(gates, ([event]) => event),
    availableAt: Float64Array.from(gates, ([, available]) => available),
  };
}

/** `0×3 1×2`: rows with the number of bars in a row, none as `-`. */
function runs(rows: Int32Array): string {
  const parts: string[] = [];
  for (let i = 0; i < rows.length;) {
    let end = i;
    while (end < rows.length && rows[end] === rows[i]) end++;
    parts.push(`${rows[i] < 0 ? '-' : rows[i]}×${end - i}`);
    i = end;
  }
  return parts.join(' ');
}

describe('the gate in force (ruling 17)', () => {
  it('S1-02: holds from its availableAt until the next one', () => {
    expect(runs(gatesInForce(times([300, 300], [500, 601], [900, 900]), bars, 100))).toBe('-×2 0×4 1×2 2×52');
  });

  it('S1-02: or for its time to live, two strides of the codec unless told otherwise', () => {
    expect(runs(gatesInForce(times([300, 300], [2000, 2000]), bars, 5))).toBe('-×2 0×5 -×12 1×5 -×36');
    expect(runs(gatesInForce(times([300, 300]), bars, 0))).toBe(`-×2 0×${DEFAULT_TTL_BARS} -×26`);
  });

  it.each([1, 4, 16, 64, 128])('S1-02 ruling 17: two strides of its own where it says, %s', (stride) => {
    const moments = Float64Array.from({ length: 1000 }, (_, i) => 100 * (i + 1));
    const at = Float64Array.from({ length: Math.floor(500 / stride) + 1 }, (_, k) => moments[k * stride]);
    const gates = { length: at.length, eventTime: at, availableAt: at, numbers: { stride: at.map(() => stride) } };
    const rows = gatesInForce(gates, { moments, from: 0 }, 0);
    const last = (at.length - 1) * stride;
    expect(rows.slice(0, last).every((row) => row >= 0)).toBe(true);
    expect(rows.findLastIndex((row) => row >= 0)).toBe(last + 2 * stride - 1);
    // What is asked for goes before it.
    expect(gatesInForce(gates, { moments, from: 0 }, 3).findLastIndex((row) => row >= 0)).toBe(last + 2);
  });

  it('X-01: a gate is not in force before it is known, and one that comes in after a later one never is (D9)', () => {
    expect(runs(gatesInForce(times([300, 2000]), bars, 3))).toBe('-×19 0×3 -×38');
    expect(runs(gatesInForce(times([300, 1200], [900, 1000]), bars, 100))).toBe('-×9 1×51');
  });

  it.each([0, 12, 40])(
    'X-01 ruling 17: bars from anywhere on have the gates that all bars have, those from before the first one aged by the bars before it (TTL %s)',
    (ttl) => {
      const onTime = hourlySeries(walkSeries('from', 600));
      const whole = { ...onTime, availableAt: onTime.availableAt.map((at, i) => at + (i % 37 === 3 ? 7_200_000 : 0)) };
      const gates = cannedGates(whole, 'from', { isMissing: (nth) => nth % 3 === 1 });
      const moments = momentsOf(whole.availableAt);
      const all = gatesInForce(gates, { moments, from: whole.openTime[0] ?? NaN }, ttl);
      let held = 0;
      for (let first = 80; first < 600; first += 7) {
        const from = whole.openTime[first] ?? NaN;
        const aged = gatesWithBarsBefore(gates, sliceSeries(whole, 40, first), from);
        const rows = gatesInForce(aged, { moments: moments.subarray(first), from }, ttl);
        expect([first, ...rows]).toEqual([first, ...all.subarray(first)]);
        if (rows[0] >= 0) held++;
      }
      expect(held).toBeGreaterThan(20);
      expect(held === 75).toBe(ttl !== 12);
    },
  );

  it('X-01: a gate that was known before the earliest bar that is there has no age, and one before the first is not aged by what came in later', () => {
    const earlier = { openTime: Float64Array.of(100, 200, 300), availableAt: Float64Array.of(200, 300, 400) };
    const { numbers } = gatesWithBarsBefore(
      {
        ...cannedGates(walkSeries(1, 64), 1),
        ...times([90, 90], [100, 100], [200, 201], [350, 400], [350, 401], [500, 500]),
      },
      earlier,
      450,
    );
    expect([...(numbers['barsBefore'] ?? [])]).toEqual([NaN, 3, 2, 1, 0, NaN]);
  });

  it('S1-02: gates from before the first bar opened of which nobody counted the bars have no age and never count', () => {
    expect(runs(gatesInForce(times([10, 20], [10, 60]), { moments: MOMENTS, from: 50 }, 5))).toBe('1×5 -×55');
  });
});
