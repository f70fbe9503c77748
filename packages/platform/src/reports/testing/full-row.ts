import type { PerformanceModel, RankingRow, ReportRow, StressModel } from '@assay/contracts/schemas';

const measure = (value: number): { value: number } => ({ value });

const REGIME = {
  ...{ periods: 100, segments: 4, trades: 12, meanReturn: measure(0.001), totalReturn: measure(0.1) },
  ...{ sharpe: measure(1.2), shareOfAbsPnl: measure(0.95), shareOfPeriods: measure(0.6) },
};
const PATHS = {
  ...{ medianReturn: measure(0.2), medianDrawdown: measure(0.1), ruinProbability: measure(0.01) },
  fractionPositive: measure(0.9),
};
const PART = { n: 100, sharpe: measure(0.1), totalReturn: measure(0.2) };

/** A stress that went well, of two regimes. */
export function doneStress(): StressModel {
  return {
    state: 'done',
    costs: [1, 1.25, 1.5, 2].map((multiple) => ({
      multiple,
      totalReturn: measure(0.3),
      meanReturn: measure(0.001),
      sharpe: measure(0.9),
    })),
    fills: (['base', 'pessimistic', 'optimistic'] as const).map((variant) => ({
      variant,
      totalReturn: measure(0.2),
      meanReturn: measure(0.001),
      sharpe: measure(0.7),
    })),
    regimes: [
      { ...REGIME, label: 'quiet' },
      { ...REGIME, label: 'crisis', shareOfAbsPnl: measure(0.05) },
    ],
    resimulated: [
      { label: 'quiet', segments: 4, periods: 100, trades: 14, totalReturn: measure(0.08), sharpe: measure(1) },
    ],
    model: { definition: 'model/1', instruments: [{ instrument: 'A', fits: 3, newest: 'model/1+abc' }] },
    dependency: measure(0),
    consistency: measure(0.4),
    monteCarlo: {
      ...{
        paths: 1000,
        method: 'circular',
        blockLength: 4,
        trades: 20,
        ruinLevel: 0.2,
        sizing: 'compounding',
        ...PATHS,
      },
      ...{ p5Return: measure(-0.1), p5Drawdown: measure(0.05), p95Drawdown: measure(0.3) },
      fan: {
        trades: [0, 20],
        bands: [0.05, 0.25, 0.5, 0.75, 0.95].map((level) => ({ level, equity: [1, 0.8 + level] })),
      },
      otherSizing: { ...PATHS, returnP5: measure(-0.12), drawdownP5: measure(0.06), drawdownP95: measure(0.33) },
    },
    startDates: {
      parts: [{ start: 0, ...PART }],
      lowestSharpe: measure(0.1),
      highestSharpe: measure(0.2),
      gainingShare: measure(1),
    },
    leaveOneOut: {
      whole: PART,
      parts: [{ without: { from: 0, to: 10 }, ...PART }],
      lowestSharpe: measure(0.1),
      isCarriedByOne: false,
    },
  };
}

/** A replay for leaks that found none. */
export function cleanLeak(): NonNullable<RankingRow['leak']> {
  return {
    ...{
      outcome: 'clean',
      cuts: ['2010-01-04T21:00:00Z', '2012-01-04T21:00:00Z'],
      coverage: 0.9,
      replays: 4,
      differing: 0,
    },
    ...{ firstDifference: null, columns: [], error: null },
  };
}

const cell = (label: string, equityChange: number): PerformanceModel['breakdowns'][number]['total'] => ({
  ...{ label, periods: 100, equityChange, trades: 4, gross: 10, costs: 2, net: 8 },
  measures: [{ id: 'totalReturn', value: 0.1, reason: null }],
});

const outcome = (costMultiple: number, net: number): PerformanceModel['contracts'][number] => ({
  ...{ costMultiple, contract: 'base/1', totalReturn: 0.1, sharpeRatio: 0.9, net, costs: 10, trades: 4, nulls: {} },
});

/** A record of two months and two years. */
export function smallPerformance(): PerformanceModel {
  return {
    ...{ currency: 'USD', from: 0, to: 864e5, periods: 200, periodsPerYear: 252, timeZone: 'UTC' },
    ...{ initialEquity: 100_000, finalEquity: 110_000 },
    measures: [
      { id: 'nDrawdowns', value: 1, reason: null },
      { id: 'timeUnderWater', value: 0.4, reason: null },
    ],
    benchmarkMeasures: [],
    drawdowns: [
      {
        ...{ rank: 1, depth: 0.1, peakTime: 0, valleyTime: 864e5, recoveryTime: 3 * 864e5, periods: 3 },
        ...{ periodsToValley: 1, periodsToRecover: 2, durationMs: 3 * 864e5 },
      },
    ],
    calendar: [
      { year: 2010, month: 1, value: 0.02, periods: 20 },
      { year: 2010, month: 2, value: -0.01, periods: 20 },
    ],
    breakdowns: [
      { by: 'year', tradesBy: 'exit', cells: [cell('2010', 6), cell('2011', 4)], total: cell('all', 10) },
      { by: 'instrument', tradesBy: 'entry', cells: [cell('A', 6)], total: cell('all', 10) },
    ],
    gross: 100,
    costs: [{ kind: 'spread', amount: 10, shareOfGross: 0.1 }],
    income: [],
    attribution: [{ part: 'price', amount: 100 }],
    excursions: { points: [], total: 0 },
    orders: { decisions: 1, fills: 1, filledOrders: 1, refusedOrders: 0, fillsByRule: [], events: [], refusals: [] },
    ...{ breakerEvents: [], breakerEventsTotal: 0, accountEvents: [], warnings: [] },
    contracts: [outcome(1, 100)],
    costLadder: [outcome(1, 100), outcome(1.5, 80), outcome(2, 60)],
  };
}

/** The row with everything that a report can hold of one: sweep, stress, leak test, performance. */
export function fullRow(base: ReportRow): ReportRow {
  const row = structuredClone(base);
  const [from, to] = [row.equity.times[5] ?? 0, row.equity.times[40] ?? 0];
  Object.assign(row.row, { stress: doneStress(), leak: cleanLeak() });
  Object.assign(row.row.metrics, { effectiveTrials: 6.5, probabilityOfOverfitting: 0.2 });
  row.regimeStretches = [{ label: 'crisis', from, to }];
  row.performance = smallPerformance();
  row.sweep = {
    ...{ sets: 20, known: 20, sharpes: [1.2, 0.4, -0.3] },
    overfitting: {
      ...{ splits: 12_870, probability: 0.2, lossShare: 0.3, slope: -0.4, intercept: 0.1 },
      logits: { reach: 3, counts: [574, 2000, 5000, 5296] },
      points: [
        [1, 0.2],
        [0.5, 0.1],
      ],
    },
  };
  return row;
}
