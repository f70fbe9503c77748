import { describe, expect, it } from 'vitest';
import { DEFAULT_TTL_BARS, gatesInForce } from './in-force.ts';

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

  it('S1-02: gates from before the first bar opened have no age and never count', () => {
    expect(runs(gatesInForce(times([10, 20], [10, 60]), { moments: MOMENTS, from: 50 }, 5))).toBe('1×5 -×55');
  });
});
