import { describe, expect, it } from 'vitest';
import { DEFAULT_GUARDS } from '@assay/quant/signals';
import type { GateGuards } from '@assay/quant/signals';
import { guardsOnNoise } from './guards-on-noise.ts';

const SPEC = { nullDraws: 1000 };
const shares = (guards: Partial<GateGuards>): readonly number[] =>
  guardsOnNoise(SPEC, { ...DEFAULT_GUARDS, maxHazard: 1, ...guards }, 500).map(({ share }) => share);

describe('guardsOnNoise', () => {
  it('S0-10, X-12: with no guard what has a direction, a cap of a level its share of that, a raw limit what the methods page says', () => {
    const any = shares({});
    // Bull, bear and mean-revert of docs/methods/gate-codec.md: 0.120 together. A share of 500 windows has a standard error of 0.015.
    for (const share of any) expect(Math.abs(share - 0.12)).toBeLessThan(0.04);
    const flips = shares({ maxFlipRate: 0.48 });
    // Of eight, six and four bits; whether flips are few says nothing of the direction, but for bits of closes alone.
    for (const [index, of] of [0.28, 0.321].entries())
      expect(Math.abs((flips[index] ?? NaN) - of * (any[index] ?? NaN))).toBeLessThan(0.025);
    expect(shares({ regimes: 'neutral' as never })).toEqual([0, 0, 0]);
  });

  it('S0-10: intervals hold the share, and the same guards give the same rates', () => {
    const once = guardsOnNoise(SPEC, DEFAULT_GUARDS, 200);
    for (const { share, low, high } of once) {
      expect(low).toBeLessThan(share);
      expect(high).toBeGreaterThan(share);
      expect(high - low).toBeLessThan(0.08);
    }
    expect(guardsOnNoise(SPEC, DEFAULT_GUARDS, 200)).toEqual(once);
  });
});
