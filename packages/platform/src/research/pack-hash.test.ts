import { describe, expect, it } from 'vitest';
import { walkSeries } from '../../../quant/src/market/testing/index.ts';
import { NOTHING_BESIDE } from './beside.ts';
import { packHash } from './pack-hash.ts';

const bars = walkSeries(3, 40);
const hash = (changes: Partial<typeof bars> = {}): string => packHash([{ ...bars, ...changes }], NOTHING_BESIDE);
const changed = (column: Float64Array, index: number): Float64Array =>
  column.map((value, at) => (at === index ? value + 0.01 : value));

describe('packHash', () => {
  it('S4-08, S4-13: changes with one value of one bar, a term, or what stands beside', () => {
    const known = { availableAt: Float64Array.of(1), values: Float64Array.of(0.5) };
    const all = [
      hash(),
      hash({ close: changed(bars.close, 17) }),
      hash({ volume: changed(bars.volume, 39) }),
      hash({ availableAt: changed(bars.availableAt, 5) }),
      hash({ instrument: { ...bars.instrument, tickSize: '0.05' } }),
      packHash([bars], { ...NOTHING_BESIDE, outside: { vix: known } }),
      packHash([bars, bars], NOTHING_BESIDE),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((one) => /^[0-9a-f]{64}$/u.test(one))).toBe(true);
  });

  it('S4-13: is the same for the same bars out of another file, at other rows', () => {
    const source = {
      files: ['a'.repeat(64)],
      file: new Int32Array(40),
      row: Int32Array.from({ length: 40 }, (_, i) => 39 - i),
    };
    expect(hash({ source })).toBe(hash());
  });

  it('S4-26: is the same whatever the bits of a missing value', () => {
    const odd = new Float64Array(40).fill(NaN);
    new BigUint64Array(odd.buffer)[3] = 0x7ff8000000000abcn;
    expect(hash({ volume: odd })).toBe(hash({ volume: new Float64Array(40).fill(NaN) }));
  });
});
