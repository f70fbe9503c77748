import { computeTerms, TERM_EXAMPLES, termKey } from '../../features/index.ts';
import type { BarSeries } from '../../market/index.ts';
import {
  bayesianChangePoints,
  changeScore,
  CUSUM_TARGETS,
  cusumAlarms,
  regimeSeries,
  slowingDown,
} from '../../regimes/index.ts';
import { computeSignals, signalKey } from '../../signals/index.ts';
import { barColumns, resolveParameters, STRATEGIES, strategyColumns } from '../../strategy/index.ts';
import { alteredFrom, firstUnknown, knownSeries } from './alter-series.ts';
import { fixtureMarket } from './fixture-series.ts';

/** Something that makes columns of bars: every array of it that has a value, or several, for each bar counts as one. */
export interface ColumnMaker {
  readonly name: string;
  readonly make: (series: BarSeries) => object;
}

/** A column whose past is not the same without its future. */
export interface ColumnViolation {
  readonly column: string;
  /** The first bar, from 0, with another value, and the last bar that was left as it was. */
  readonly bar: number;
  readonly cut: number;
  readonly kind: 'prefix' | 'poison';
}

/** The columns that were looked at, and those that read the future. */
export interface ColumnCount {
  readonly columns: number;
  readonly violations: readonly ColumnViolation[];
}

/**
 * Everything that makes columns out of bars: each kind of term, what each built-in strategy reads with its defaults, regimes
 * and change points.
 *
 * @remarks
 * Source: this project.
 */
export function columnMakers(): readonly ColumnMaker[] {
  return [
    ...TERM_EXAMPLES.map((spec): ColumnMaker => ({
      name: termKey(spec),
      make: (series) => ({ value: computeTerms([spec], series)[0] }),
    })),
    ...STRATEGIES.flatMap((strategy) => {
      const { params } = resolveParameters(strategy, {});
      const own: ColumnMaker = {
        name: strategy.name,
        make: (series) => strategyColumns(strategy, params, [barColumns(series)])[0],
      };
      const terms = strategy.terms(params).map((spec): ColumnMaker => ({
        name: `${strategy.name} ${signalKey(spec)}`,
        make: (series) => ({ value: computeSignals([spec], series)[0] }),
      }));
      return strategy.columns === undefined ? terms : [...terms, own];
    }),
    ofReturns('regimes', (returns) => regimeSeries(returns, { minHistory: 100, refitEvery: 100 })),
    ...CUSUM_TARGETS.map((target) => ofReturns(`cusum of ${target}`, (returns) => cusumAlarms(returns, { target }))),
    ofReturns('bayesian change points', (returns) => bayesianChangePoints(returns)),
    ofReturns('change score', (returns) => changeScore(returns)),
    ofReturns('slowing down', (returns) => slowingDown(returns, 60)),
  ];
}

function ofReturns(name: string, make: (returns: Float64Array) => object): ColumnMaker {
  return { name, make: ({ close }) => make(close.map((price, i) => (i === 0 ? NaN : Math.log(price / close[i - 1])))) };
}

/** Bars after which the future is taken away or replaced, of the 400 of the fixtures. */
const CUTS: readonly number[] = [61, 127, 211, 298, 377];

/**
 * Makes every column of the bars up to each cut, and of bars with something else after it, and compares bit by bit.
 *
 * @param makers - @default everything that is built in
 *
 * @remarks
 * Domain: a fault that shows at none of the cuts is not found.
 * Cost: 1 + 3 · cuts times that of the columns.
 * Source: this project; the test is the prefix and poison test of strategies, column by column.
 */
export function countViolatingColumns(makers: readonly ColumnMaker[] = columnMakers(), seed?: string): ColumnCount {
  const [series] = fixtureMarket(seed);
  const found = makers.map((maker) => violationsOf(maker, series));
  return {
    columns: found.reduce((sum, { columns }) => sum + columns, 0),
    violations: found.flatMap(({ violations }) => violations),
  };
}

function violationsOf({ name, make }: ColumnMaker, series: BarSeries): ColumnCount {
  const full = columnsOf(make(series), series.length);
  const replays = CUTS.flatMap((cut) => replaysAt(series, cut)).map((replay) => ({
    ...replay,
    other: columnsOf(make(replay.bars), replay.bars.length),
  }));
  const violations = [...full].flatMap(([column, values]): ColumnViolation[] => {
    for (const { cut, kind, count, other } of replays) {
      const bar = firstOther(values, other.get(column), count);
      if (bar >= 0) return [{ column: full.size === 1 ? name : `${name}: ${column}`, bar, cut, kind }];
    }
    return [];
  });
  return { columns: full.size, violations };
}

interface ColumnReplay extends Pick<ColumnViolation, 'cut' | 'kind'> {
  readonly bars: BarSeries;
  /** Bars that are as they were. */
  readonly count: number;
}

function replaysAt(series: BarSeries, cut: number): readonly ColumnReplay[] {
  const count = firstUnknown(series, series.eventTime[cut]);
  return [
    { cut, kind: 'prefix', count, bars: knownSeries(series, series.eventTime[cut]) },
    { cut, kind: 'poison', count, bars: alteredFrom(series, count, 'mirrored') },
    { cut, kind: 'poison', count, bars: alteredFrom(series, count, 'shuffled') },
  ];
}

interface Column {
  readonly values: ArrayLike<number>;
  /** Values for each bar. */
  readonly width: number;
}

function columnsOf(made: object, length: number): ReadonlyMap<string, Column> {
  const arrays = Object.entries(made).filter(([, value]) => ArrayBuffer.isView(value)) as [
    string,
    ArrayLike<number> & object,
  ][];
  return new Map(
    arrays
      .filter(([, { length: n }]) => n > 0 && n % length === 0)
      .map(([name, values]) => [name, { values, width: values.length / length }]),
  );
}

/** The first bar before `count` at which two columns differ; -1 where none does. */
function firstOther({ values, width }: Column, other: Column | undefined, count: number): number {
  if (other === undefined) return 0;
  for (let i = 0; i < count * width; i++) if (!Object.is(values[i], other.values[i])) return Math.floor(i / width);
  return -1;
}
