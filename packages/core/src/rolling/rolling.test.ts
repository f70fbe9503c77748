import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createLag,
  createRollingMax,
  createRollingMean,
  createRollingMin,
  createRollingStd,
  createRollingSum,
  createSimpleReturns,
  lagInto,
  rollingMaxInto,
  rollingMeanInto,
  rollingMinInto,
  rollingStdInto,
  rollingSumInto,
  simpleReturnsInto,
} from './index.ts';
import type { RollingStream } from './index.ts';

type Kernel = (out: Float64Array, x: Float64Array, length: number) => Float64Array;

interface Subject {
  readonly name: string;
  readonly into: Kernel;
  readonly create: (length: number) => RollingStream;
  /** The statistic of one window in the plainest way; `window` is x[t - span + 1..t]. */
  readonly plain: (window: readonly number[]) => number;
  /** How many observations a window of this length or a lag of this size spans. */
  readonly span: (length: number) => number;
  /** Allowed error, as a share of the largest observation of the window. */
  readonly relative: number;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const plainMean = (values: readonly number[]): number => total(values) / values.length;
const plainStd = (values: readonly number[], ddof: number): number => {
  const centre = plainMean(values);
  return Math.sqrt(total(values.map((value) => (value - centre) ** 2)) / (values.length - ddof));
};
const last = (values: readonly number[]): number => values[values.length - 1];
const itself = (length: number): number => length;

const subjects: readonly Subject[] = [
  // Absolute tolerances below: roundings of a plain sum of at most 40 terms.
  { name: 'rollingSum', into: rollingSumInto, create: createRollingSum, plain: total, span: itself, relative: 1e-12 },
  {
    name: 'rollingMean',
    into: rollingMeanInto,
    create: createRollingMean,
    plain: plainMean,
    span: itself,
    relative: 1e-14,
  },
  {
    name: 'rollingStd of a population',
    into: (out, x, window) => rollingStdInto(out, x, window, 0),
    create: (window) => createRollingStd(window, 0),
    plain: (values) => plainStd(values, 0),
    span: itself,
    // The plain form loses half the digits where the deviations are small beside the mean.
    relative: 1e-13,
  },
  {
    name: 'rollingStd of a sample',
    into: (out, x, window) => rollingStdInto(out, x, window + 1, 1),
    create: (window) => createRollingStd(window + 1, 1),
    plain: (values) => plainStd(values, 1),
    span: (length) => length + 1,
    relative: 1e-13,
  },
  {
    name: 'rollingMax',
    into: rollingMaxInto,
    create: createRollingMax,
    plain: (values) => Math.max(...values),
    span: itself,
    relative: 0,
  },
  {
    name: 'rollingMin',
    into: rollingMinInto,
    create: createRollingMin,
    plain: (values) => Math.min(...values),
    span: itself,
    relative: 0,
  },
  {
    name: 'lag',
    into: lagInto,
    create: createLag,
    plain: (values) => values[0],
    span: (length) => length + 1,
    relative: 0,
  },
  {
    name: 'simpleReturns',
    into: simpleReturnsInto,
    create: createSimpleReturns,
    plain: (values) =>
      values[0] > 0 && Number.isFinite(last(values) / values[0]) ? last(values) / values[0] - 1 : NaN,
    span: (length) => length + 1,
    relative: 1e-14,
  },
];

/** Without numbers so small that the squares in a standard deviation vanish. */
const level = fc
  .oneof(
    fc.double({ min: -1000, max: 1000, noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.double({ min: 1, max: 5, noNaN: true }),
  )
  .map((value) => (Math.abs(value) < 1e-100 ? 0 : value));
const series = fc.array(level, { maxLength: 120 }).map((values) => Float64Array.from(values));
const holed = fc
  .array(fc.oneof({ arbitrary: level, weight: 9 }, { arbitrary: fc.constant(NaN), weight: 1 }), { maxLength: 120 })
  .map((values) => Float64Array.from(values));
const lengths = fc.integer({ min: 1, max: 40 });

describe.each(subjects)('$name', ({ into, create, plain, span, relative }) => {
  const run = (x: Float64Array, length: number): Float64Array => into(new Float64Array(x.length), x, length);

  it('X-01: batch and stream are equal bit for bit', () => {
    fc.assert(
      fc.property(holed, lengths, (x, length) => {
        const stream = create(length);
        expect(bits(x.map((value) => stream.push(value)))).toEqual(bits(run(x, length)));
      }),
    );
  });

  it('X-01: a prefix has the prefix of the output, bit for bit', () => {
    fc.assert(
      fc.property(holed, lengths, fc.nat(120), (x, length, cut) => {
        expect(bits(run(x.slice(0, cut), length))).toEqual(bits(run(x, length).slice(0, cut)));
      }),
    );
  });

  it('X-01: poison in the future leaves the past alone, bit for bit', () => {
    fc.assert(
      fc.property(series, lengths, fc.nat(120), (x, length, cut) => {
        const poisoned = x.map((value, t) => (t < cut ? value : (t % 3) * 1e9 - value));
        expect(bits(run(poisoned, length).slice(0, cut))).toEqual(bits(run(x, length).slice(0, cut)));
      }),
    );
  });

  it('agrees with a slow plain reference, NaN just where a window holds one or is not full', () => {
    fc.assert(
      fc.property(holed, lengths, (x, length) => {
        const [out, width] = [run(x, length), span(length)];
        for (let t = 0; t < x.length; t++) {
          const window = Array.from(x.subarray(t - width + 1, t + 1));
          const expected = t < width - 1 ? NaN : plain(window);
          if (Number.isNaN(expected)) {
            expect(out[t], `at ${t}`).toBeNaN();
          } else {
            const sizes = window.filter((value) => !Number.isNaN(value)).map(Math.abs);
            const scale = Math.max(...sizes, Math.abs(expected));
            expect(Math.abs(out[t] - expected), `at ${t}`).toBeLessThanOrEqual(relative * scale);
          }
        }
      }),
    );
  });

  it('forgets what has left the window, however large it was', () => {
    fc.assert(
      fc.property(series, lengths, fc.constantFrom(1e200, -1e200, NaN, Infinity), (x, length, shock) => {
        const [out, shocked] = [
          run(x, length),
          run(
            Float64Array.from([...x], (v, t) => (t === 5 ? shock : v)),
            length,
          ),
        ];
        expect(bits(shocked.slice(5 + span(length)))).toEqual(bits(out.slice(5 + span(length))));
      }),
    );
  });

  it('may overwrite its input', () => {
    fc.assert(
      fc.property(holed, lengths, (x, length) => {
        const expected = bits(run(x, length));
        expect(bits(into(x, x, length))).toEqual(expected);
      }),
    );
  });

  it('is NaN all along for a series shorter than its window, and empty for nothing', () => {
    expect(run(new Float64Array(), 3).length).toBe(0);
    expect(Array.from(run(Float64Array.of(7), 5))).toEqual([NaN]);
    expect(Array.from(run(Float64Array.of(1, 2, 3), 30))).toEqual([NaN, NaN, NaN]);
  });

  it('returns its output and refuses one of another length', () => {
    const out = new Float64Array(2);
    expect(into(out, Float64Array.of(1, 2), 1)).toBe(out);
    expect(() => into(out, Float64Array.of(1, 2, 3), 1)).toThrow("invalid 'out': must be of length 3, was 2");
  });

  it.each([-1, 1.5, NaN, Infinity])('refuses the length %d', (length) => {
    expect(() => create(length)).toThrow(/invalid '(window|lag)': must be a whole number >= [01]/);
    expect(() => into(new Float64Array(1), new Float64Array(1), length)).toThrow(/invalid '(window|lag)'/);
  });
});

describe('rollingMeanInto', () => {
  const run = (x: Float64Array, window: number): Float64Array => rollingMeanInto(new Float64Array(x.length), x, window);

  it('is exactly the observation where all are equal', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), lengths, (value, window) => {
        const out = run(new Float64Array(3 * window).fill(value), window);
        for (let t = window - 1; t < out.length; t++) expect(out[t] === value).toBe(true);
      }),
    );
  });

  it('is the exact mean correctly rounded, so that equal means of two windows are equal', () => {
    const prices = fc.array(fc.double({ min: 0.01, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(prices, lengths, (values, window) => {
        const out = run(Float64Array.from(values), window);
        for (let t = window - 1; t < values.length; t++) {
          expect(out[t]).toBe(exactMean(values.slice(t - window + 1, t + 1)));
        }
      }),
    );
  });

  it('does not drift over a long series', () => {
    const n = 200_000;
    const x = Float64Array.from({ length: n }, (_, t) => (t % 7 === 0 ? 1e8 : 0.1));
    const out = run(x, 70);
    expect(out[n - 1]).toBe(1_000_000_006 / 70);
  });
});

describe('rollingSumInto', () => {
  it('keeps what a running sum loses', () => {
    const out = rollingSumInto(new Float64Array(5), Float64Array.of(1e17, 1, 2, 3, 4), 2);
    expect(Array.from(out)).toEqual([NaN, 1e17, 3, 5, 7]);
    expect(rollingSumInto(new Float64Array(3), Float64Array.of(1e17, 1, -1e17), 3)[2]).toBe(1);
  });
});

describe('rollingStdInto', () => {
  const run = (x: Float64Array, window: number, ddof: number): Float64Array =>
    rollingStdInto(new Float64Array(x.length), x, window, ddof);

  it('is worked by hand', () => {
    const x = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9);
    expect(run(x, 8, 0)[7]).toBe(2);
    expect(run(x, 3, 1)[2]).toBeCloseTo(Math.sqrt(4 / 3), 15);
  });

  it('X-04: is exactly 0 where all observations are equal, also right after a shock', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), lengths, (value, window) => {
        const x = new Float64Array(4 * window).fill(value);
        x[window] = 1e12;
        const out = run(x, window + 1, 1);
        for (let t = 2 * window + 1; t < out.length; t++) expect(out[t]).toBe(0);
      }),
    );
  });

  it('keeps its digits far from zero', () => {
    const pattern = [4, 7, 13, 16];
    const x = Float64Array.from({ length: 40 }, (_, t) => 1e9 + pattern[t % 4]);
    for (const value of run(x, 4, 1).slice(3)) expect(value).toBeCloseTo(Math.sqrt(30), 12);
  });

  it('grows with the scale, exactly, and ignores a shift', () => {
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: 2, max: 40 }),
        fc.constantFrom(2 ** -20, 2, 2 ** 30),
        (x, window, scale) => {
          const out = run(x, window, 1);
          expect(
            bits(
              run(
                x.map((value) => value * scale),
                window,
                1,
              ),
            ),
          ).toEqual(bits(out.map((value) => value * scale)));
          const shifted = run(
            x.map((value) => value + 4096),
            window,
            1,
          );
          for (let t = window - 1; t < x.length; t++) expect(Math.abs(shifted[t] - out[t])).toBeLessThan(1e-10);
        },
      ),
    );
  });

  it('refuses a window that leaves no degree of freedom', () => {
    expect(() => run(Float64Array.of(1, 2), 1, 1)).toThrow("invalid 'window': must be > ddof, which is 1, was 1");
    expect(() => run(Float64Array.of(1, 2), 2, -1)).toThrow("invalid 'ddof'");
  });
});

describe('lagInto and simpleReturnsInto', () => {
  it('are worked by hand', () => {
    expect(Array.from(lagInto(new Float64Array(3), Float64Array.of(1, 2, 3), 0))).toEqual([1, 2, 3]);
    expect(Array.from(lagInto(new Float64Array(3), Float64Array.of(1, 2, 3), 2))).toEqual([NaN, NaN, 1]);
    const returns = simpleReturnsInto(new Float64Array(4), Float64Array.of(100, 110, 99, 99), 1);
    expect(Array.from(returns)).toEqual([NaN, 0.1, -0.1, 0]);
  });

  it('X-04: have no return from a level that is zero, negative or infinite', () => {
    const returns = simpleReturnsInto(new Float64Array(6), Float64Array.of(0, 1, -1, 1, Infinity, 1), 1);
    expect(Array.from(returns)).toEqual([NaN, NaN, -2, NaN, NaN, NaN]);
  });

  it('refuse a return over no step', () => {
    expect(() => simpleReturnsInto(new Float64Array(1), new Float64Array(1), 0)).toThrow(
      "invalid 'lag': must be a whole number >= 1, was 0",
    );
    expect(() => createSimpleReturns(0)).toThrow("invalid 'lag'");
  });
});

/** The mean of numbers from 0.01 to 10,000 in whole-number arithmetic, rounded once. */
function exactMean(values: readonly number[]): number {
  const units = values.reduce((sum, value) => sum + BigInt(value * 2 ** 60), 0n) << 80n;
  const count = BigInt(values.length);
  // The last bit is set where something is left over, so that Number() rounds the exact quotient.
  const quotient = (units / count) * 2n + (units % count === 0n ? 0n : 1n);
  return Number(quotient) / 2 ** 141;
}

/** The bit patterns, so that NaN equals NaN and 0 differs from -0. */
function bits(values: Float64Array): string[] {
  return Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value)));
}
