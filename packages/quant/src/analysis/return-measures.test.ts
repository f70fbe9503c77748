import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDefined } from './measure.ts';
import type { Measure } from './measure.ts';
import { observedReturns, returnMeasures, ungatedReturnMeasures } from './return-measures.ts';
import type { ReturnMeasures } from './return-measures.ts';

const DAILY = { periodsPerYear: 252, riskFreePerPeriod: 0 };
const ANNUALISED = ['annualisedReturn', 'annualisedVolatility', 'sharpeRatio', 'sortinoRatio', 'calmarRatio'] as const;

interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}
interface GoldenCase {
  readonly name: string;
  readonly periodsPerYear: number;
  readonly returns: readonly (number | null)[];
  readonly expected: Readonly<Record<string, number | null>>;
  readonly tolerance?: Tolerance & { readonly perMeasure?: Readonly<Record<string, Tolerance>> };
}
const golden = JSON.parse(
  readFileSync(new URL('../../../../golden/analysis/measures.json', import.meta.url), 'utf8'),
) as { readonly meta: { readonly tolerance: Tolerance }; readonly cases: readonly GoldenCase[] };

/** Names of the vectors and ours; their drawdown and tail figures are returns, ours are losses. */
const NAMES: Readonly<Record<string, { readonly name: keyof ReturnMeasures; readonly sign: 1 | -1 }>> = {
  mean: { name: 'meanReturn', sign: 1 },
  standardDeviation: { name: 'standardDeviation', sign: 1 },
  sharpe: { name: 'sharpeRatio', sign: 1 },
  sortino: { name: 'sortinoRatio', sign: 1 },
  maxDrawdown: { name: 'maxDrawdown', sign: -1 },
  annualisedReturn: { name: 'annualisedReturn', sign: 1 },
  annualisedVolatility: { name: 'annualisedVolatility', sign: 1 },
  calmar: { name: 'calmarRatio', sign: 1 },
  skewness: { name: 'skewness', sign: 1 },
  kurtosis: { name: 'kurtosis', sign: 1 },
  valueAtRisk: { name: 'valueAtRisk5', sign: -1 },
  expectedShortfall: { name: 'expectedShortfall5', sign: -1 },
};

describe('returnMeasures against exact arithmetic', () => {
  it.each(golden.cases)('$name', (one) => {
    const returns = observedReturns(Float64Array.from(one.returns, (value) => value ?? NaN));
    const options = { periodsPerYear: one.periodsPerYear, riskFreePerPeriod: 0 };
    const found = {
      ...returnMeasures(returns, options),
      ...(returns.length > 0 && ungatedReturnMeasures(returns, options)),
    };
    for (const [key, expected] of Object.entries(one.expected)) {
      const { name, sign } = NAMES[key];
      const measure = found[name] as Measure;
      if (expected === null) {
        expect([key, isDefined(measure), measure.reason]).toEqual([key, false, expect.any(String)]);
        continue;
      }
      const { relative, absolute } = one.tolerance?.perMeasure?.[key] ?? one.tolerance ?? golden.meta.tolerance;
      const error = Math.abs(measure.value - sign * expected);
      expect([key, error <= relative * Math.abs(expected) + absolute, error]).toEqual([key, true, error]);
    }
  });
});

describe('returnMeasures', () => {
  it('fits a series worked by hand', () => {
    const returns = Float64Array.from([0.1, -0.05, 0.02, -0.03]);
    const found = ungatedReturnMeasures(returns, { periodsPerYear: 4, riskFreePerPeriod: 0 });
    expect(found.totalReturn.value).toBeCloseTo(1.1 * 0.95 * 1.02 * 0.97 - 1, 14);
    expect(found.maxDrawdown.value).toBeCloseTo(1 - 0.95 * 1.02 * 0.97, 14);
    expect(found.longestDrawdownPeriods.value).toBe(3);
    expect(found.sharpeRatio.value).toBeCloseTo((0.01 / Math.sqrt(0.0134 / 3)) * 2, 12);
    expect([found.bestPeriod.value, found.worstPeriod.value]).toEqual([0.1, -0.05]);
  });

  it('C5: annualises nothing below 20 returns and everything from 20 on', () => {
    const nineteen = returnMeasures(wave(19), DAILY);
    const twenty = returnMeasures(wave(20), DAILY);
    for (const name of ANNUALISED) {
      expect([name, nineteen[name].reason]).toEqual([name, 'too-few-observations']);
      expect([name, twenty[name].reason]).toEqual([name, undefined]);
    }
    expect(isDefined(nineteen.totalReturn) && isDefined(nineteen.maxDrawdown)).toBe(true);
  });

  it.each([0.01, 0.007, 1e-4, 1e-9, -0.003])(
    'counts a constant return of %d as no variance, also as prices give it',
    (rate) => {
      const grown = Float64Array.from({ length: 300 }, (_, t) => 100 * (1 + rate) ** t);
      const computed = grown.slice(1).map((price, t) => price / grown[t] - 1);
      for (const returns of [new Float64Array(50).fill(rate), computed]) {
        const found = returnMeasures(returns, DAILY);
        expect(found.sharpeRatio.reason).toBe('zero-variance');
        expect(found.skewness.reason).toBe('zero-variance');
        expect(found.annualisedVolatility.value).toBe(0);
      }
    },
  );

  it('subtracts the risk-free return from Sharpe and Sortino only', () => {
    const returns = wave(40);
    const shifted = returns.map((value) => value - 0.001);
    const found = returnMeasures(returns, { periodsPerYear: 252, riskFreePerPeriod: 0.001 });
    const plain = returnMeasures(shifted, DAILY);
    expect(found.sharpeRatio.value).toBeCloseTo(plain.sharpeRatio.value, 12);
    expect(found.sortinoRatio.value).toBeCloseTo(plain.sortinoRatio.value, 12);
    expect(found.totalReturn).toEqual(returnMeasures(returns, DAILY).totalReturn);
  });

  it('X-04: says why each figure of a series without losses is missing', () => {
    const found = returnMeasures(wave(30).map(Math.abs), DAILY);
    expect([found.sortinoRatio.reason, found.calmarRatio.reason]).toEqual(['no-losing-period', 'no-drawdown']);
    expect([found.maxDrawdown.value, found.longestDrawdownPeriods.value]).toEqual([0, 0]);
  });

  it('X-04: takes a loss of everything as -1, and of more than everything as undefined', () => {
    const ruined = returnMeasures(withReturn(60, 30, -1), DAILY);
    expect([ruined.totalReturn.value, ruined.annualisedReturn.value, ruined.maxDrawdown.value]).toEqual([-1, -1, 1]);
    const beyond = returnMeasures(withReturn(60, 30, -1.5), DAILY);
    expect([beyond.totalReturn.reason, beyond.annualisedReturn.reason]).toEqual([
      'wealth-not-positive',
      'wealth-not-positive',
    ]);
    expect(beyond.calmarRatio.reason).toBe('wealth-not-positive');
    for (const measures of [ruined, beyond]) {
      expect(measures.sharpeRatio).toEqual({ value: NaN, reason: 'wealth-not-positive' });
      expect(measures.sortinoRatio).toEqual({ value: NaN, reason: 'wealth-not-positive' });
      expect(measures.standardDeviation.value).toBeGreaterThan(0);
    }
    expect(returnMeasures(withReturn(60, 30, -0.999), DAILY).sharpeRatio.value).toBeLessThan(0);
    expect(beyond.maxDrawdown.value).toBeGreaterThan(1);
    expect(beyond.longestDrawdownPeriods.value).toBeGreaterThanOrEqual(30);
  });

  it.each([NaN, Infinity, -Infinity])(
    'X-04: makes every measure undefined for a return of %d, and invents none',
    (bad) => {
      const { nObservations, ...measures } = returnMeasures(withReturn(30, 7, bad), DAILY);
      expect(nObservations).toBe(30);
      for (const measure of Object.values(measures))
        expect(measure).toEqual({ value: NaN, reason: 'return-not-finite' });
    },
  );

  it('X-04: says that an empty series has no observations', () => {
    const { nObservations, ...measures } = returnMeasures(new Float64Array(0), DAILY);
    expect(nObservations).toBe(0);
    for (const measure of Object.values(measures)) expect(measure).toEqual({ value: NaN, reason: 'no-observations' });
  });

  it('X-04: is finite or has a reason for any series of doubles', () => {
    const returns = fc.oneof(fc.double({ noNaN: true }), fc.double({ min: -1.5, max: 3, noNaN: true }));
    const anySeries = fc.array(returns, { maxLength: 60 });
    fc.assert(
      fc.property(anySeries, (values) => {
        const { nObservations, ...measures } = returnMeasures(Float64Array.from(values), DAILY);
        expect(nObservations).toBe(values.length);
        for (const [name, measure] of Object.entries(measures)) {
          if (Number.isFinite(measure.value)) expect([name, measure.reason]).toEqual([name, undefined]);
          else expect([name, measure]).toEqual([name, { value: NaN, reason: expect.any(String) }]);
        }
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });

  it('scales as it must: Sharpe, Sortino, skewness and kurtosis are without unit, spread and tails scale', () => {
    const returns = wave(50);
    const [one, ten] = [returns, returns.map((value) => value * 10)].map((series) => returnMeasures(series, DAILY));
    for (const name of ['sharpeRatio', 'sortinoRatio', 'skewness', 'kurtosis'] as const) {
      expect(ten[name].value).toBeCloseTo(one[name].value, 10);
    }
    for (const name of ['standardDeviation', 'valueAtRisk5', 'expectedShortfall5', 'bestPeriod'] as const) {
      expect(ten[name].value).toBeCloseTo(10 * one[name].value, 12);
    }
  });

  it('X-04: shows no Sharpe ratio of 0 where the variance overflows', () => {
    const huge = Float64Array.from({ length: 30 }, (_, t) => (t % 3 === 0 ? 1e200 : -0.5));
    expect(returnMeasures(huge, DAILY).sharpeRatio).toEqual({ value: NaN, reason: 'overflow' });
  });

  it('requires annualisation to be stated', () => {
    expect(() => returnMeasures(wave(30), { periodsPerYear: 0, riskFreePerPeriod: 0 })).toThrow(
      "invalid 'periodsPerYear': must be finite and > 0, was 0",
    );
    expect(() => returnMeasures(wave(30), { periodsPerYear: 252, riskFreePerPeriod: NaN })).toThrow(
      "'riskFreePerPeriod'",
    );
  });
});

function wave(length: number): Float64Array {
  return Float64Array.from({ length }, (_, t) => 0.01 * Math.sin(t * t + 1) + 0.002);
}

function withReturn(length: number, index: number, value: number): Float64Array {
  const returns = wave(length);
  returns[index] = value;
  return returns;
}
