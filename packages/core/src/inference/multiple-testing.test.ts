import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialAcceptanceBand } from '../distributions/index.ts';
import { createRng } from '../random/index.ts';
import { benjaminiHochberg, benjaminiYekutieli, holm } from './multiple-testing.ts';

const ALL = { holm, benjaminiHochberg, benjaminiYekutieli };
const pValues = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((values) => Float64Array.from(values));

describe.each(Object.entries(ALL))('%s', (_, adjust) => {
  it('never lowers a p-value, keeps their order and stays in [0, 1]', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const adjusted = adjust(p);
        for (let i = 0; i < p.length; i++) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p[i]);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          for (let j = 0; j < p.length; j++) if (p[i] < p[j]) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]);
        }
      }),
    );
  });

  it('counts a test without a p-value and leaves it undefined', () => {
    const adjusted = adjust(Float64Array.of(0.01, NaN, 0.2));
    expect(adjusted[1]).toBeNaN();
    const other = adjust(Float64Array.of(0.01, 1, 0.2));
    expect([adjusted[0], adjusted[2]]).toEqual([other[0], other[2]]);
  });

  it('changes no single p-value, takes none at all, and refuses what is no probability', () => {
    expect(adjust(Float64Array.of(0.03))).toEqual(Float64Array.of(0.03));
    expect(adjust(new Float64Array())).toEqual(new Float64Array());
    expect(() => adjust(Float64Array.of(0.1, 1.5))).toThrow("invalid 'pValues[1]': must be between 0 and 1, was 1.5");
    expect(() => adjust(Float64Array.of(-0.1))).toThrow("invalid 'pValues[0]'");
  });

  it('X-15: rejects anything among 50 true hypotheses in 5 % of families at most, 2,000 families', () => {
    const rng = createRng('families-1');
    let rejecting = 0;
    for (let k = 0; k < 2000; k++) {
      const p = Float64Array.from({ length: 50 }, () => rng.nextFloat());
      if (adjust(p).some((value) => value <= 0.05)) rejecting++;
    }
    expect(rejecting).toBeLessThanOrEqual(binomialAcceptanceBand(2000, 0.05, 0.999).high);
  });
});

describe('holm and benjaminiHochberg', () => {
  it('are worked by hand', () => {
    const p = Float64Array.of(0.01, 0.04, 0.03);
    expect([...holm(p)]).toEqual([0.03, 0.06, 0.06]);
    const [first, second, third] = benjaminiHochberg(p);
    expect(first).toBeCloseTo(0.03, 15);
    expect(second).toBeCloseTo(0.04, 15);
    expect(third).toBeCloseTo(0.04, 15);
  });
});
