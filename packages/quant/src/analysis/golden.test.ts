import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isDefined } from './measure.ts';
import type { Measure } from './measure.ts';
import { analyse, measureById, MEASURES } from './registry.ts';

interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}
interface GoldenCase {
  readonly name: string;
  readonly expected: Readonly<Record<string, number>>;
  readonly tolerance?: Tolerance;
}
interface PeriodCase extends GoldenCase {
  readonly periodsPerYear: number;
  readonly riskFreePerPeriod?: number;
  readonly returns: readonly (number | null)[];
  readonly benchmark?: readonly number[];
}
interface TradeCase extends GoldenCase {
  readonly trades: readonly {
    readonly grossUnits: number;
    readonly costUnits: number;
    readonly netUnits: number;
    readonly barsHeld: number;
    readonly adverseUnits: number;
    readonly favourableUnits: number;
    readonly initialRiskUnits: number | null;
  }[];
}
interface Vector<Case> {
  readonly meta: { readonly tolerance: Tolerance };
  readonly cases: readonly Case[];
}

/** Too few or ruined: what the formula gives there, and we do not show. */
const GATES: readonly unknown[] = ['too-few-observations', 'wealth-not-positive'];

const periodVector = read<PeriodCase>('period-measures');
const benchmarkVector = read<PeriodCase>('benchmark-measures');
const tradeVector = read<TradeCase>('trade-measures');

describe('measures of returns against exact arithmetic', () => {
  it.each(periodVector.cases)('$name', (one) => {
    const returns = Float64Array.from(one.returns.filter((value) => value !== null));
    const found = analyse({ periods: { returns, periodsPerYear: one.periodsPerYear, riskFreePerPeriod: 0 } });
    const ids = new Set(periodVector.cases.flatMap(({ expected }) => Object.keys(expected)));
    compare(one, found, ids, one.tolerance ?? periodVector.meta.tolerance);
  });
});

describe('measures against a benchmark against exact arithmetic', () => {
  it.each(benchmarkVector.cases)('$name', (one) => {
    const found = analyse({
      periods: {
        returns: Float64Array.from(one.returns, Number),
        benchmark: Float64Array.from(one.benchmark ?? []),
        periodsPerYear: one.periodsPerYear,
        riskFreePerPeriod: one.riskFreePerPeriod ?? 0,
      },
    });
    const ids = new Set(MEASURES.filter(({ level }) => level === 'benchmark').map(({ id }) => id));
    compare(one, found, ids, benchmarkVector.meta.tolerance);
  });
});

describe('measures of trades against exact arithmetic', () => {
  it.each(tradeVector.cases)('$name', (one) => {
    const found = analyse({
      periods: { returns: new Float64Array(0), periodsPerYear: 252, riskFreePerPeriod: 0 },
      trades: {
        trades: one.trades.map((trade) => ({ ...trade, exitRule: 'decided' })),
        initialRiskUnits: Float64Array.from(one.trades, ({ initialRiskUnits }) => initialRiskUnits ?? NaN),
        adverseUnits: Float64Array.from(one.trades, ({ adverseUnits }) => adverseUnits),
        favourableUnits: Float64Array.from(one.trades, ({ favourableUnits }) => favourableUnits),
      },
    });
    const ids = new Set(tradeVector.cases.flatMap(({ expected }) => Object.keys(expected)));
    compare(one, found, ids, tradeVector.meta.tolerance);
  });
});

describe('golden measures', () => {
  it('cover every measure of returns, benchmark and trades that is not a plain count', () => {
    const covered = new Set(
      [...periodVector.cases, ...benchmarkVector.cases, ...tradeVector.cases].flatMap(({ expected }) =>
        Object.keys(expected),
      ),
    );
    const missing = MEASURES.filter(({ level, unit }) => LEVELS.includes(level) && unit !== 'count')
      .map(({ id }) => id)
      .filter((id) => !covered.has(id) && !IN_MEASURES.includes(id));
    expect(missing).toEqual([]);
  });
});

const LEVELS: readonly string[] = ['period', 'benchmark', 'trade'];

/** Checked by return-measures.test.ts against golden/analysis/measures.json. */
const IN_MEASURES: readonly string[] = [
  'meanReturn',
  'standardDeviation',
  'annualisedReturn',
  'annualisedVolatility',
  'skewness',
  'kurtosis',
  'sharpeRatio',
  'sortinoRatio',
  'maxDrawdown',
  'calmarRatio',
  'valueAtRisk5',
  'expectedShortfall5',
];

function read<Case>(name: string): Vector<Case> {
  const file = new URL(`../../../../golden/analysis/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Vector<Case>;
}

function compare(
  one: GoldenCase,
  found: Readonly<Record<string, Measure>>,
  ids: ReadonlySet<string>,
  tolerance: Tolerance,
): void {
  for (const id of ids) {
    const measure = found[id];
    const expected = one.expected[id] as number | undefined;
    const isGated = !isDefined(measure) && GATES.includes(measure.reason) && reasonsOf(id).includes(measure.reason);
    if (expected === undefined) {
      expect([id, isDefined(measure), measure.reason]).toEqual([id, false, expect.any(String)]);
    } else if (!isGated) {
      const error = Math.abs(measure.value - expected);
      const isNear = error <= tolerance.relative * Math.abs(expected) + tolerance.absolute;
      expect([id, isNear, measure]).toEqual([id, true, measure]);
    }
  }
}

function reasonsOf(id: string): readonly unknown[] {
  return measureById(id).reasons;
}
