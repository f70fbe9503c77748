import type { ForwardConsistencyModel, ForwardRow } from '@assay/contracts/schemas';
import { createRng } from '@assay/core/random';
import { normalQuantile } from '@assay/core/special';
import { formatIsoTime } from '@assay/core/time';
import {
  analyse,
  exposureMatchedExcess,
  exposureMeasures,
  isRuined,
  measureById,
  measureTable,
  MIN_OBSERVATIONS_TO_ANNUALISE,
  returnMeasures,
  undefinedBecause,
} from '@assay/quant/analysis';
import type { Measure } from '@assay/quant/analysis';
import {
  forwardConsistency,
  minimumTrackRecordLength,
  probabilisticSharpeRatio,
  sharpeStatistics,
} from '@assay/quant/evidence';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import type { FrozenRow, FrozenRun } from './frozen-run.ts';
import { daysOf } from './read-forward.ts';
import type { ForwardReading } from './read-forward.ts';

/** Resampled paths behind the interval. */
const PATHS = 2000;

/** Fewest periods and calendar days from which anything is said. */
const FEWEST = MIN_OBSERVATIONS_TO_ANNUALISE;

/** What a row did after its run. */
export interface ForwardSimulations {
  /** Under the run's own contract, and under its pessimistic one. */
  readonly simulation: SimulationResult;
  readonly pessimistic: SimulationResult;
}

/** Facts of a row that hold whether or not it can be simulated. */
type RowHead = Pick<
  ForwardRow,
  'id' | 'strategy' | 'params' | 'verdict' | 'account' | 'instruments' | 'timeframe' | 'judged'
>;

/** What names a row, with its judged record. */
export function rowHead({ ranking, account, params }: FrozenRow, judged: SimulationResult, perYear: number): RowHead {
  const { id, strategy, verdict, instruments, timeframe } = ranking;
  const { times, trades } = judged;
  return {
    ...{ id, strategy, params: { ...params }, verdict, account: account.id, instruments, timeframe },
    judged: {
      from: formatIsoTime(times[0] as number),
      to: formatIsoTime(times.at(-1) as number),
      bars: times.length,
      trades: trades.length,
      ...figures(judged, { periodsPerYear: perYear, days: daysOf(times) }),
    },
  };
}

/** A row without a record: nothing came, or it could not be simulated. */
export function rowWithout(
  head: RowHead,
  state: 'no-bars' | 'failed',
  { confidence, problem }: { readonly confidence: number; readonly problem?: string },
): ForwardRow {
  const none = { times: [], values: [] };
  return {
    ...head,
    ...{
      state,
      shortfalls: [],
      bars: 0,
      days: 0,
      knownWhenFrozen: 0,
      trades: 0,
      closedByEnd: 0,
      metrics: {},
      nulls: {},
    },
    ...(problem === undefined ? {} : { problem }),
    consistency: {
      ...{
        outcome: 'undetermined',
        confidence,
        value: null,
        lower: null,
        upper: null,
        level: null,
        includesZero: true,
      },
      ...{ paths: PATHS, blockLength: null, reason: 'no-observations' },
      cone: { periods: [], lower: [], expected: [], upper: [] },
    },
    ...{ equity: none, benchmark: none, excess: none },
  };
}

/** A row with its record, held against the judged one. */
export function rowWith(
  head: RowHead,
  { simulation, pessimistic }: ForwardSimulations,
  {
    run,
    reading,
    judged,
  }: { readonly run: FrozenRun; readonly reading: ForwardReading; readonly judged: SimulationResult },
): ForwardRow {
  const { periodsPerYear } = reading.prepared.account;
  const { times, trades } = simulation;
  const days = daysOf(times);
  const { confidence } = run.policy;
  const consistency = consistencyOf(head.id, { judged, simulation, confidence });
  const decided = trades.filter(({ exitRule }) => !exitRule.startsWith('segment-end')).length;
  const shortfalls = [
    { rule: 'bars', value: times.length, limit: FEWEST },
    { rule: 'trades', value: decided, limit: run.policy.minTrades },
  ].filter(({ value, limit }) => value < limit);
  const { metrics, nulls } = figures(simulation, { periodsPerYear, days, policy: run.policy });
  const { value, reason } = returnMeasures(pessimistic.returns, { periodsPerYear, riskFreePerPeriod: 0 }).totalReturn;
  return {
    ...head,
    state: stateOf(shortfalls.length > 0, consistency.outcome),
    shortfalls,
    ...{ bars: times.length, days, knownWhenFrozen: reading.knownWhenFrozen, trades: trades.length },
    closedByEnd: trades.length - decided,
    metrics: { ...metrics, pessimisticTotalReturn: Number.isFinite(value) ? value : null },
    nulls: reason === undefined ? nulls : { ...nulls, pessimisticTotalReturn: reason },
    consistency,
    ...curvesOf(simulation, Date.parse(reading.model.judgedTo)),
  };
}

function stateOf(isShort: boolean, outcome: ForwardConsistencyModel['outcome']): ForwardRow['state'] {
  if (isShort || outcome === 'undetermined') return 'insufficient';
  return outcome === 'within' ? 'consistent' : outcome;
}

/** Figures of a record, after costs. Nothing is annualised from fewer than 20 periods, or from fewer than 20 days. */
function figures(
  simulation: SimulationResult,
  {
    periodsPerYear,
    days,
    policy,
  }: {
    readonly periodsPerYear: number;
    readonly days: number;
    readonly policy?: Pick<FrozenRun['policy'], 'confidence' | 'targetSharpe'>;
  },
): Pick<ForwardRow, 'metrics' | 'nulls'> {
  const { excess, benchmark } = exposureMatchedExcess(simulation);
  const options = { periodsPerYear, riskFreePerPeriod: 0 };
  const own = returnMeasures(simulation.returns, options);
  const beyond = returnMeasures(excess, options);
  const isShort = days < FEWEST;
  const annual = (measure: Measure): Measure => {
    if (isRuined(simulation.returns)) return undefinedBecause('wealth-not-positive');
    return isShort ? undefinedBecause('too-few-observations') : measure;
  };
  const statistics = isRuined(simulation.returns)
    ? { ...sharpeStatistics(excess), ...RUINED }
    : sharpeStatistics(excess);
  const { metrics, nulls } = measureTable({
    totalReturn: own.totalReturn,
    benchmarkTotalReturn: returnMeasures(benchmark, options).totalReturn,
    excessTotalReturn: beyond.totalReturn,
    meanExcessReturn: beyond.meanReturn,
    sharpePerPeriod: measureOf(statistics.sharpe, statistics.reason),
    sharpeRatio: annual(own.sharpeRatio),
    excessSharpeRatio: annual(beyond.sharpeRatio),
    ...(policy === undefined ? {} : intervalOf(excess, periodsPerYear, { annual, confidence: policy.confidence })),
    probabilisticSharpe: probabilisticSharpeRatio(statistics, 0),
    ...(policy === undefined ? {} : { minimumTrackRecord: trackRecord(statistics, periodsPerYear, policy) }),
    maxDrawdown: own.maxDrawdown,
    averageGrossExposure: exposureMeasures(simulation, periodsPerYear).averageGrossExposure,
  });
  return { metrics: { ...metrics }, nulls: { ...nulls } };
}

const RUINED = { sharpe: NaN, skewness: NaN, kurtosis: NaN, reason: 'wealth-not-positive' } as const;

function measureOf(value: number, reason: Measure['reason']): Measure {
  return reason === undefined ? { value } : undefinedBecause(reason);
}

const SHARPE = ['sharpeRatio', 'sharpeStandardError'].map(measureById);

/** Two-sided interval of the annual excess Sharpe ratio. */
function intervalOf(
  excess: Float64Array,
  periodsPerYear: number,
  { annual, confidence }: { readonly annual: (measure: Measure) => Measure; readonly confidence: number },
): { readonly excessSharpeLower: Measure; readonly excessSharpeUpper: Measure } {
  const found = analyse({ periods: { returns: excess, periodsPerYear, riskFreePerPeriod: 0 } }, SHARPE);
  const [sharpe, error] = SHARPE.map(({ id }) => annual(found[id] as Measure)) as [Measure, Measure];
  const reach = normalQuantile((1 + confidence) / 2) * error.value;
  const bound = (sign: number): Measure => measureOf(sharpe.value + sign * reach, sharpe.reason ?? error.reason);
  return { excessSharpeLower: bound(-1), excessSharpeUpper: bound(1) };
}

/** Periods that a record of this shape needs to show the declared target Sharpe ratio. */
function trackRecord(
  { skewness, kurtosis, reason }: ReturnType<typeof sharpeStatistics>,
  periodsPerYear: number,
  { targetSharpe, confidence }: Pick<FrozenRun['policy'], 'confidence' | 'targetSharpe'>,
): Measure {
  if (reason !== undefined) return undefinedBecause(reason);
  const target = { sharpe: targetSharpe / Math.sqrt(periodsPerYear), skewness, kurtosis };
  const length = minimumTrackRecordLength(target, { benchmarkSharpe: 0, confidence });
  return { ...length, value: Math.ceil(length.value) };
}

function consistencyOf(
  rowId: string,
  {
    judged,
    simulation,
    confidence,
  }: { readonly judged: SimulationResult; readonly simulation: SimulationResult; readonly confidence: number },
): ForwardConsistencyModel {
  const [before, after] = [judged, simulation].map((one) => exposureMatchedExcess(one).excess);
  const found = forwardConsistency(before as Float64Array, after as Float64Array, {
    confidence,
    nPaths: PATHS,
    rng: createRng(`forward/${rowId}`),
  });
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { outcome, value, lower, upper, level, includesZero, blockLength, cone, reason } = found;
  return {
    ...{ outcome, confidence, includesZero, paths: PATHS },
    ...{ value: orNull(value), lower: orNull(lower), upper: orNull(upper), level: orNull(level) },
    blockLength: orNull(blockLength),
    ...(reason === undefined ? {} : { reason }),
    cone: {
      periods: [...cone.periods],
      lower: [...cone.lower],
      expected: [...cone.expected],
      upper: [...cone.upper],
    },
  };
}

/** Equity, that of the benchmark, and the sum of excess returns, from the last close before the record on. */
function curvesOf(simulation: SimulationResult, before: number): Pick<ForwardRow, 'equity' | 'benchmark' | 'excess'> {
  const { equityUnits, initialUnits } = simulation;
  const { excess, benchmark } = exposureMatchedExcess(simulation);
  const times = [before, ...simulation.times];
  const initial = initialUnits / LEDGER_UNITS_PER_CURRENCY_UNIT;
  const held = [initial];
  const summed = [0];
  benchmark.forEach((change, t) => {
    held.push((held[t] as number) * (1 + change));
    summed.push((summed[t] as number) + (excess[t] as number));
  });
  const equity = [initial, ...Array.from(equityUnits, (units) => units / LEDGER_UNITS_PER_CURRENCY_UNIT)];
  return { equity: { times, values: equity }, benchmark: { times, values: held }, excess: { times, values: summed } };
}
