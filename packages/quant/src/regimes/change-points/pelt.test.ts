import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causalProblems } from '../testing/conformance.ts';
import { PELT_COSTS, bicPenalty, peltNotCausal } from './pelt.ts';
import type { PeltCost } from './pelt.ts';

interface Golden {
  readonly meta: { readonly signals: Readonly<Record<string, readonly number[]>> };
  readonly cases: readonly {
    readonly name: string;
    readonly cost: PeltCost;
    readonly penalty: number;
    readonly minSize: number;
    readonly breakpoints: readonly number[];
  }[];
}

const file = new URL('../../../../../golden/regimes/change-points.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

function costOf(x: readonly number[], cost: PeltCost): number {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const scatter = x.reduce((a, b) => a + (b - mean) ** 2, 0);
  return cost === 'level' ? scatter : x.length * Math.log(scatter / x.length);
}

function totalOf(x: readonly number[], cuts: readonly number[], [cost, penalty]: readonly [PeltCost, number]): number {
  const edges = [0, ...cuts, x.length];
  return edges.slice(1).reduce((sum, to, i) => sum + costOf(x.slice(edges[i], to), cost) + penalty, 0);
}

/** Every way to cut n observations into segments of at least `minSize`. */
function allCuts(n: number, minSize: number, from = 0): readonly (readonly number[])[] {
  const whole: (readonly number[])[] = n - from >= minSize ? [[]] : [];
  for (let cut = from + minSize; cut <= n - minSize; cut++) {
    whole.push(...allCuts(n, minSize, cut).map((rest) => [cut, ...rest]));
  }
  return whole;
}

describe('peltNotCausal', () => {
  it.each(golden.cases)(
    'cuts $name as ruptures does: $cost, penalty $penalty, at least $minSize (S3-11)',
    ({ name, cost, penalty, minSize, breakpoints }) => {
      const x = Float64Array.from(golden.meta.signals[name]);
      expect(peltNotCausal(x, { cost, penalty, minSize })).toEqual(breakpoints);
    },
  );

  it('finds the least total cost of all cuts', () => {
    const values = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 6, maxLength: 14 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }), (x, minSize, penalty) => {
        fc.pre(x.length >= minSize);
        const found = peltNotCausal(Float64Array.from(x), { cost: 'level', penalty, minSize });
        const least = Math.min(...allCuts(x.length, minSize).map((cuts) => totalOf(x, cuts, ['level', penalty])));
        expect(totalOf(x, found, ['level', penalty])).toBeCloseTo(least, 9);
      }),
      { seed: 77, numRuns: 150 },
    );
  });

  it('looks ahead, as its name says (X-02)', () => {
    const x = Float64Array.from(golden.meta.signals['levels-close']);
    const segment = (values: Float64Array): { readonly segment: Float64Array } => {
      const clean = values.map((value) => (Number.isFinite(value) ? value : 0));
      const cuts = peltNotCausal(clean, { cost: 'level', penalty: 4 });
      return { segment: clean.map((_, t) => cuts.filter((cut) => cut <= t).length) };
    };
    expect(causalProblems(segment, x)).not.toEqual([]);
  });

  it('cuts the same in other units (X-03)', () => {
    const x = Float64Array.from(golden.meta.signals['both']);
    const scaled = x.map((value) => 1000 * value + 5);
    const penalty = bicPenalty('normal', x.length, NaN);
    expect(peltNotCausal(scaled, { cost: 'normal', penalty })).toEqual(peltNotCausal(x, { cost: 'normal', penalty }));
    const level = (values: Float64Array, variance: number): readonly number[] =>
      peltNotCausal(values, { cost: 'level', penalty: bicPenalty('level', x.length, variance) });
    expect(level(scaled, 1e6)).toEqual(level(x, 1));
  });

  it.each(PELT_COSTS)('leaves a constant whole: %s', (cost) => {
    expect(peltNotCausal(new Float64Array(40).fill(3), { cost, penalty: 1 })).toEqual([]);
  });

  it('refuses what it cannot cut', () => {
    expect(() => peltNotCausal(Float64Array.of(1, NaN, 2), { cost: 'level', penalty: 1 })).toThrow("invalid 'x[1]'");
    expect(() => peltNotCausal(new Float64Array(3), { cost: 'level', penalty: 1, minSize: 4 })).toThrow("invalid 'x'");
    expect(() => peltNotCausal(new Float64Array(3), { cost: 'normal', penalty: 1, minSize: 1 })).toThrow(
      "invalid 'minSize'",
    );
    expect(() => peltNotCausal(new Float64Array(3), { cost: 'level', penalty: 0 })).toThrow("invalid 'penalty'");
  });
});
