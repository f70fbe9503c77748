import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import type { CandleLayout } from '../../src/regimes/codec/candle-layout.ts';
import { codecNull, NULL_MEASURES } from '../../src/regimes/codec/codec-null.ts';
import type { NullMeasure } from '../../src/regimes/codec/codec-null.ts';
import { resolveCodec } from '../../src/regimes/codec/codec-spec.ts';
import { CANDLE_LAWS } from '../../src/regimes/codec/testing/random-laws.ts';
import { measuresOf, tailShares, transformedBy, uniformP } from '../../src/regimes/codec/testing/uniform.ts';

const SPEC = resolveCodec({ nullDraws: 20_000 });
const WINDOWS = 10_000;
const LAYOUTS: Readonly<Record<string, CandleLayout>> = {
  'eight bits': { range: true, spread: true, volume: true },
  'six bits': { range: true, spread: false, volume: false },
  'five bits of closes and volumes': { range: false, spread: false, volume: true },
};
/** Exact whatever the law is: ranks of closes. */
const EXACT: readonly NullMeasure[] = ['volatilityRank'];
const cases = Object.keys(LAYOUTS).flatMap((bits) => CANDLE_LAWS.map((law) => ({ bits, law, name: law.name })));

describe('levels under the null of random-walk candles, in full', () => {
  it.each(cases)('ruling 16: each is uniform on fresh candles of $name, $bits', ({ bits, law }) => {
    const layout = LAYOUTS[bits];
    const noise = codecNull(SPEC, layout);
    const values = measuresOf(law, layout, { spec: SPEC, windows: WINDOWS, seed: 'exam' });
    for (const measure of NULL_MEASURES) {
      const levels = transformedBy(noise, measure, values[measure], createRng(`pit/${measure}`));
      // Ties of ticks make ranks a little less spread than those of a continuous law.
      if (law.moves === 'continuous' || (EXACT.includes(measure) && law.tick === undefined))
        expect(uniformP(levels, noise.draws), measure).toBeGreaterThan(0.001);
      for (const share of tailShares(levels)) {
        expect(share, measure).toBeGreaterThan(0.07);
        expect(share, measure).toBeLessThan(0.13);
      }
    }
  });
});
