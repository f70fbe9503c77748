import { readFileSync } from 'node:fs';
import { createRng } from '@assay/core/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalysisInput } from './facts.ts';
import { UNDEFINED_REASONS } from './measure.ts';
import type { Measure } from './measure.ts';
import { analyse, measureById, MEASURES, REASONS_OF_LEVEL } from './registry.ts';

const DOC = readFileSync(new URL('../../../../docs/methods/measures.md', import.meta.url), 'utf8');

describe('MEASURES', () => {
  it('have an id and a name each, and no two the same', () => {
    const ids = MEASURES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(MEASURES.map(({ name }) => name)).size).toBe(ids.length);
    expect(measureById('sharpeRatio').name).toBe('Sharpe ratio, annual');
    expect(() => measureById('sharpe')).toThrow("invalid 'id'");
  });

  it('are named and defined in docs/methods/measures.md, every one and nothing else', () => {
    const rows = [...DOC.matchAll(/^\| `(?<row>[^|]+\|[^|]+\|[^|]+\|[^|]+\|[^|]*)\|$/gmu)].map((match) =>
      match[1].split('|').map((cell) => cell.replaceAll('`', '').trim()),
    );
    const expected = MEASURES.map(({ id, name, unit, definition, reasons }) => [
      id,
      name,
      unit,
      definition,
      reasons.join(', '),
    ]);
    expect(rows.toSorted(byFirst)).toEqual(expected.toSorted(byFirst));
  });

  it('X-04: are finite or undefined for a reason that they name, for any doubles', () => {
    const value = fc.oneof(fc.double(), fc.double({ min: -1.2, max: 2, noNaN: true }), fc.constantFrom(0, -1, 0.01));
    const series = fc.array(fc.tuple(value, value), { maxLength: 60 });
    const fractions = fc.constantFrom(1, 2.5, 12, 252, 98_280);
    fc.assert(
      fc.property(series, fractions, fc.array(anyTrade, { maxLength: 12 }), (pairs, periodsPerYear, trades) => {
        const input = inputOf(pairs, periodsPerYear, trades);
        for (const [id, measure] of Object.entries(analyse(input))) expectSound(id, measure);
      }),
      { numRuns: 300 },
    );
  });

  it('say that what they need was not given', () => {
    const found = analyse({ periods: { returns: normalReturns(100), periodsPerYear: 12, riskFreePerPeriod: 0 } });
    const reasons = new Set(Object.values(found).flatMap(({ reason }) => reason ?? []));
    expect([...reasons].sort()).toEqual([
      'benchmark-not-given',
      'costs-not-given',
      'exposure-not-given',
      'orders-not-given',
      'trades-not-given',
      'volumes-not-given',
    ]);
  });
});

describe('analyse', () => {
  it('computes the measures asked for, in their order', () => {
    const periods = { returns: normalReturns(30), periodsPerYear: 252, riskFreePerPeriod: 0 };
    const asked = ['ulcerIndex', 'beta', 'nObservations'].map(measureById);
    expect(Object.keys(analyse({ periods }, asked))).toEqual(['ulcerIndex', 'beta', 'nObservations']);
  });

  it('refuses a benchmark of another length, and options out of their domain', () => {
    const periods = { returns: normalReturns(30), periodsPerYear: 252, riskFreePerPeriod: 0 };
    expect(() => analyse({ periods: { ...periods, benchmark: normalReturns(29) } })).toThrow("invalid 'benchmark'");
    expect(() => analyse({ periods: { ...periods, periodsPerYear: 0 } })).toThrow("invalid 'periodsPerYear'");
    expect(() => analyse({ periods: { ...periods, riskFreePerPeriod: NaN } })).toThrow("invalid 'riskFreePerPeriod'");
  });

  it('gives the same whatever the unit of wealth', () => {
    fc.assert(
      fc.property(growth, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (factors, unit) => {
        const returnsIn = (scale: number): Float64Array => {
          const equity = factors.reduce((path, factor) => [...path, path[path.length - 1] * factor], [scale]);
          return Float64Array.from(equity.slice(1), (value, t) => value / equity[t] - 1);
        };
        const [one, other] = [1, unit].map((scale) =>
          analyse({ periods: { returns: returnsIn(scale), periodsPerYear: 252, riskFreePerPeriod: 0 } }),
        );
        for (const id of Object.keys(one)) expectNear(id, other[id], one[id], 1e-8);
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same for periods and trades in reverse, but for what depends on their order', () => {
    fc.assert(
      fc.property(growth, fc.array(anyTrade, { maxLength: 15 }), (factors, trades) => {
        const pairs = factors.map((factor, t): [number, number] => [factor - 1, factors[(t * 7) % factors.length] - 1]);
        const forth = analyse(inputOf(pairs, 252, trades));
        const back = analyse(inputOf(pairs.toReversed(), 252, trades.toReversed()));
        for (const { id, usesOrder, level } of MEASURES) {
          if (!usesOrder && level !== 'exposure') expectNear(id, back[id], forth[id], 1e-9);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('calls dependent on order exactly what some order changes', () => {
    const returns = normalReturns(80);
    const ascending = returns.slice().sort();
    const [found, ...others] = [returns, ascending, ascending.toReversed()].map((values) =>
      analyse({ periods: { returns: values, periodsPerYear: 12, riskFreePerPeriod: 0 } }),
    );
    const changed = MEASURES.filter(({ id }) => others.some((other) => !isNear(other[id], found[id], 1e-9)));
    const declared = MEASURES.filter(({ usesOrder, level }) => usesOrder && level === 'period');
    expect(changed.map(({ id }) => id)).toEqual(declared.map(({ id }) => id));
  });

  it('S3-44: dilutes the Sharpe ratio of a strategy that is in the market on a tenth of the days', () => {
    const active = Float64Array.from({ length: 100 }, (_, t) => 0.004 + Math.sin(t * 1.7) / 80);
    const all = Float64Array.from({ length: 1000 }, (_, t) => (t % 10 === 0 ? active[t / 10] : 0));
    const [inMarket, whole] = [active, all].map((returns) =>
      analyse({ periods: { returns, periodsPerYear: 252, riskFreePerPeriod: 0 } }),
    );
    const mean = inMarket['meanReturn'].value;
    const variance = inMarket['standardDeviation'].value ** 2 * (99 / 100);
    const share = 0.1;
    const population = share * variance + share * (1 - share) * mean ** 2;
    const expected = ((share * mean) / Math.sqrt((population * 1000) / 999)) * Math.sqrt(252);
    expect(whole['sharpeRatio'].value).toBeCloseTo(expected, 10);
    expect(whole['sharpeRatio'].value / inMarket['sharpeRatio'].value).toBeCloseTo(Math.sqrt(share), 1);
    expect(whole['annualisedReturn'].value).toBeLessThan(inMarket['annualisedReturn'].value / 5);
    expect(whole['totalReturn'].value).toBeCloseTo(inMarket['totalReturn'].value, 12);
    expect(whole['maxDrawdown'].value).toBeCloseTo(inMarket['maxDrawdown'].value, 12);
  });

  it('X-05: takes two marks of +10 % on one position for a gain of 21 %, not for two trades', () => {
    const equity = [100, 110, 121];
    const returns = Float64Array.from([equity[1] / equity[0] - 1, equity[2] / equity[1] - 1]);
    const trade = { grossUnits: 21, costUnits: 0, netUnits: 21, barsHeld: 2, exitRule: 'decided' };
    const found = analyse({
      periods: { returns, periodsPerYear: 252, riskFreePerPeriod: 0 },
      trades: { trades: [trade] },
    });
    expect(found['totalReturn'].value).toBeCloseTo(0.21, 14);
    expect([found['nTrades'].value, found['netUnits'].value, found['expectancyUnits'].value]).toEqual([1, 21, 21]);
  });
});

const growth = fc.array(fc.double({ min: 0.9, max: 1.12, noNaN: true }), { minLength: 25, maxLength: 60 });

interface AnyTrade {
  readonly grossUnits: number;
  readonly costUnits: number;
  readonly barsHeld: number;
  readonly risk: number;
  readonly adverse: number;
  readonly favourable: number;
}

const units = fc.integer({ min: -5_000_000, max: 5_000_000 });
const anyTrade: fc.Arbitrary<AnyTrade> = fc.record({
  grossUnits: fc.oneof(units, fc.constant(0), fc.constant(Number.MAX_SAFE_INTEGER)),
  costUnits: fc.integer({ min: 0, max: 10_000 }),
  barsHeld: fc.integer({ min: 0, max: 50 }),
  risk: fc.oneof(fc.constant(NaN), fc.integer({ min: 1, max: 3_000_000 })),
  adverse: fc.oneof(fc.constant(NaN), fc.integer({ min: 0, max: 3_000_000 })),
  favourable: fc.oneof(fc.constant(NaN), fc.integer({ min: 0, max: 3_000_000 })),
});

function inputOf(
  pairs: readonly (readonly [number, number])[],
  periodsPerYear: number,
  trades: readonly AnyTrade[],
): AnalysisInput {
  const returns = Float64Array.from(pairs, ([own]) => own);
  const equityUnits = returns.map((value) => Math.round(1e6 * (1 + value)));
  return {
    periods: {
      returns,
      benchmark: Float64Array.from(pairs, ([, other]) => other),
      periodsPerYear,
      riskFreePerPeriod: 0,
    },
    exposure: {
      instruments: ['A'],
      returns,
      exposure: Float64Array.from(pairs, ([own]) => own * 10),
      instrumentReturns: Float64Array.from(pairs, ([, other]) => other),
    },
    trades: {
      trades: trades.map((one) => ({ ...one, netUnits: one.grossUnits - one.costUnits, exitRule: 'decided' })),
      initialRiskUnits: Float64Array.from(trades, ({ risk }) => risk),
      adverseUnits: Float64Array.from(trades, ({ adverse }) => adverse),
      favourableUnits: Float64Array.from(trades, ({ favourable }) => favourable),
    },
    orders: { fills: [], refusals: [] },
    costs: { totalUnits: 1000, equityUnits },
    capacity: {
      accountUnits: 1e12,
      grossUnits: trades.reduce((total, { grossUnits }) => total + grossUnits, 0),
      valueUnits: Float64Array.from(trades, ({ costUnits }) => costUnits),
      dailyVolumeUnits: Float64Array.from(trades, ({ favourable }) => favourable),
      dailyVolatility: Float64Array.from(trades, () => 0.01),
      coefficient: 1,
      shareOfGross: 0.5,
    },
  };
}

function expectSound(id: string, measure: Measure): void {
  const { level, reasons } = measureById(id);
  if (measure.reason === undefined) {
    expect([id, Number.isFinite(measure.value)]).toEqual([id, true]);
  } else {
    expect([id, measure.value]).toEqual([id, NaN]);
    expect(UNDEFINED_REASONS).toHaveProperty(measure.reason);
    expect([id, [...reasons, ...REASONS_OF_LEVEL[level]]]).toEqual([id, expect.arrayContaining([measure.reason])]);
  }
}

function expectNear(id: string, found: Measure, expected: Measure, tolerance: number): void {
  expect([id, isNear(found, expected, tolerance), found]).toEqual([id, true, found]);
}

function isNear(found: Measure, expected: Measure, tolerance: number): boolean {
  if (found.reason !== undefined || expected.reason !== undefined) return found.reason === expected.reason;
  return Math.abs(found.value - expected.value) <= tolerance * Math.max(1, Math.abs(expected.value));
}

function normalReturns(n: number): Float64Array {
  const rng = createRng('measures');
  return Float64Array.from({ length: n }, () => 0.003 + rng.nextNormal() / 100);
}

function byFirst(a: readonly string[], b: readonly string[]): number {
  return a[0] < b[0] ? -1 : 1;
}
