/** Backtests that turn the sentences of their page round. */
import type { BacktestReportModel, BacktestEvidence, StressModel } from '@assay/contracts/schemas';
import { baseContract } from '@assay/quant/execution';
import { fullRow, thinnedReportModel } from '../../src/reports/testing/index.ts';
import { backtestReportModel } from '../../src/research/backtest-report-model.ts';
import { withheldModel } from '../../src/research/backtest/withheld-backtest.ts';
import { failedStress } from '../../src/research/stress/stress-row.ts';
import { stressModel } from '../../src/research/stress/stress-model.ts';
import { sampleBacktest } from '../../src/research/testing/sample-backtest.ts';
import { GATE_COVERAGES } from './gate-texts.ts';

const { simulation, context } = sampleBacktest({ nBars: 500 });
const MODEL = backtestReportModel(simulation, context);

type Performance = BacktestReportModel['performance'];

const withEvidence = (changes: Partial<BacktestEvidence>, model = MODEL): BacktestReportModel => ({
  ...model,
  evidence: { ...model.evidence, ...changes },
});
const withPerformance = (changes: Partial<Performance>, model = MODEL): BacktestReportModel => ({
  ...model,
  performance: { ...model.performance, ...changes },
});

/** Other values of measures; null where none of them exists. */
function withMeasures(values: Readonly<Record<string, number>> | null, model = MODEL): BacktestReportModel {
  const measures = model.performance.measures.map((one) => {
    if (values === null) return { id: one.id, value: null, reason: 'no-return' };
    const value = values[one.id];
    return value === undefined ? one : { id: one.id, value, reason: null };
  });
  return withPerformance({ measures }, model);
}

function ladder(...nets: readonly number[]): Performance['costLadder'] {
  const step = MODEL.performance.contracts[0] as Performance['contracts'][number];
  return nets.map((net, index) => ({ ...step, costMultiple: [1, 1.25, 1.5, 2][index] ?? 3, net }));
}

const [OWN, WORSE] = MODEL.performance.contracts as [
  Performance['contracts'][number],
  Performance['contracts'][number],
];
const STRESS = fullRow(thinnedReportModel().rows[0] as never).row.stress as StressModel;
const NONE = { value: null, reason: 'no-return' } as const;
const NEIGHBOURS = {
  ...{ state: 'done', neighbours: 4, gaining: 1, lowestSharpe: { value: -0.2 }, highestSharpe: { value: 0.4 } },
  fragility: { value: 0.3 },
} as unknown as NonNullable<BacktestReportModel['neighbourhood']>;
const FALL = MODEL.performance.drawdowns[0] as Performance['drawdowns'][number];

/** What is turned round, by what it turns. */
export const BACKTEST_REPORTS: Readonly<Record<string, () => BacktestReportModel>> = {
  'as it came': () => MODEL,
  ...Object.fromEntries(GATE_COVERAGES.map((gates, k) => [`decisions on gates ${k}`, () => ({ ...MODEL, gates })])),
  'a gain above the benchmark, with evidence for it': () => {
    const model = withMeasures({
      totalReturn: 0.5,
      nDrawdowns: MODEL.performance.drawdowns.length,
      adverseOfWinnersUnits: 5e6,
    });
    const held = [
      { id: 'totalReturn', value: 0.1, reason: null },
      { id: 'maxDrawdown', value: 0.3, reason: null },
    ];
    const evidence = {
      sharpe: 2,
      standardError: 0.2,
      lower: 1.6,
      upper: 2.4,
      deflatedSharpe: 0.99,
      minimumTrackRecord: 100,
    };
    return {
      ...withEvidence(
        { ...evidence, expectedMaximum: 0.4, inSample: false, leakTest: 'passed', trials: { counted: 1, declared: 0 } },
        withPerformance({ benchmarkMeasures: held, costLadder: ladder(10, 9, 8, 7) }, model),
      ),
      ...{ excessAnnualisedReturn: { value: 0.1, reason: null }, marks: [], stress: STRESS, neighbourhood: NEIGHBOURS },
    };
  },
  'a loss below it, with evidence against': () => {
    const held = [{ id: 'totalReturn', value: 0.3, reason: null }];
    const contracts = [
      { ...OWN, totalReturn: 0.1 },
      { ...WORSE, totalReturn: -0.1 },
    ];
    const performance = { benchmarkMeasures: held, costLadder: ladder(10, 4, -1, -9), contracts, gross: -5 };
    return {
      ...withEvidence(
        {
          ...{
            sharpe: 0.1,
            lower: -0.5,
            upper: 0.7,
            deflatedSharpe: 0.1,
            expectedMaximum: null,
            minimumTrackRecord: 1e6,
          },
          ...{ leakTest: 'nondeterministic', inSample: true, trials: { counted: 12, declared: 5 } },
        },
        withPerformance(performance, withMeasures({ totalReturn: -0.2, winRate: 0.2 })),
      ),
      ...{ excessAnnualisedReturn: { value: null, reason: 'no-return' }, stress: null },
      marks: [{ rule: 'suspicious-sharpe', value: 4, limit: 3, comparison: '<=', passed: false, effect: 'suspicious' }],
    };
  },
  'as much as the benchmark, not a tick more': () => {
    const held = [{ id: 'totalReturn', value: 0, reason: null }];
    return withPerformance(
      { benchmarkMeasures: held, benchmark: undefined } as never,
      withMeasures({ totalReturn: 0 }),
    );
  },
  'no benchmark, and no figure that exists': () => {
    const nulls = Object.fromEntries(
      ['sharpe', 'standardError', 'deflatedSharpe', 'probabilisticSharpe', 'minimumTrackRecord'].map((name) => [
        name,
        'zero-variance',
      ]),
    );
    const none = {
      sharpe: null,
      lower: null,
      upper: null,
      probabilisticSharpe: null,
      deflatedSharpe: null,
      minimumTrackRecord: null,
    };
    const contracts = [OWN, { ...WORSE, totalReturn: null, nulls: { totalReturn: 'no-return' } }];
    const empty = {
      drawdowns: [],
      calendar: [],
      breakdowns: [],
      excursions: { points: [], total: 0 },
      costLadder: null,
    };
    return {
      ...withEvidence(
        { ...none, nulls, leakTest: 'inconclusive' },
        withPerformance({ ...empty, contracts }, withMeasures(null)),
      ),
      ...{
        benchmark: null,
        tradesTotal: 0,
        trades: [],
        equity: { times: [], values: [] },
        drawdown: { times: [], values: [] },
      },
      stress: stressModel({ ...failedStress('the third of them'), costs: [] }),
    };
  },
  'no measure at all, and no other contract': () =>
    withEvidence(
      { sharpe: 0.4, lower: null, upper: null, nulls: { standardError: 'too-few-observations' } },
      withPerformance({
        measures: [],
        contracts: [OWN],
        calendar: MODEL.performance.calendar.map((one) => ({ ...one, value: null })),
      }),
    ),
  'no period': () => withPerformance({ from: null, to: null }),
  'it knew the future': () => withheldModel(withEvidence({ leakTest: 'failed' })),
  'free of costs': () => {
    const costs = baseContract({ costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 } });
    const free = sampleBacktest({ nBars: 200, contract: costs, instruments: ['ONE'] });
    return backtestReportModel(free.simulation, free.context);
  },
  'measured data, orders refused, breakers, warnings': () => {
    const orders = { ...MODEL.performance.orders, refusedOrders: 3, refusals: [{ reason: 'unaffordable', count: 3 }] };
    const breaker = { time: 0, breaker: 'drawdown', event: 'breaker-tripped', action: 'flatten', scale: 0 };
    const changed = {
      ...{ orders, breakerEvents: [{ ...breaker, measured: 0.2, limit: 0.1 }], breakerEventsTotal: 7 },
      warnings: ['The fee table ends in 2024.'],
      drawdowns: [{ ...FALL, recoveryTime: null, periodsToRecover: null }],
    };
    const model = withPerformance(changed, withMeasures({ nDrawdowns: 99 }));
    const datasets = model.datasets.map((dataset) => ({ ...dataset, synthetic: false }));
    const trades = Array.from({ length: 120 }, (_, id) => ({
      ...(model.trades[0] as (typeof model.trades)[number]),
      id,
    }));
    return {
      ...model,
      datasets,
      trades,
      tradesTotal: 120,
      runId: '0123456789abcdef',
      exportCommand: 'assay runs export-trades 0123',
    };
  },
  'several strategies, every kind of money, parts that gained': () => {
    const [breakdown] = MODEL.performance.breakdowns as [Performance['breakdowns'][number]];
    const gained = breakdown.cells.map((cell, index) => ({ ...cell, equityChange: 100 + index }));
    const total = { ...breakdown.total, equityChange: gained.reduce((sum, cell) => sum + cell.equityChange, 0) };
    const kinds = ['hour', 'session-part', 'year'] as const;
    const breakdowns = kinds.map((by) => ({ ...breakdown, by, cells: gained, total }));
    const income = ['marginInterest', 'cashInterest', 'rounding'].map((kind) => ({
      kind,
      amount: 5,
      shareOfGross: null,
    }));
    const part = { name: 'one', fills: 2, closings: 1, price: 5, costs: 1, income: 0, net: 4 };
    return withPerformance({ breakdowns, income, strategies: { parts: [part], other: 1 } });
  },
  'quiet orders, a recovered fall, trades that all lost': () => {
    const orders = { ...MODEL.performance.orders, refusedOrders: 0, refusals: [] };
    const points = MODEL.performance.excursions.points.slice(0, 3).map((one) => ({ ...one, net: -5, favourable: 9 }));
    const measures = { adverseOfWinnersUnits: null } as never;
    return withPerformance(
      {
        orders,
        warnings: [],
        drawdowns: [{ ...FALL, recoveryTime: FALL.valleyTime, periodsToRecover: 9 }],
        excursions: { points, total: 50 },
      },
      withMeasures(measures),
    );
  },
};

for (const [name, neighbourhood] of Object.entries({
  'neighbours: none': { ...NEIGHBOURS, neighbours: 0 },
  'neighbours: nothing known': { ...NEIGHBOURS, lowestSharpe: NONE, fragility: NONE, gaining: 2 },
  'neighbours: failed': { ...NEIGHBOURS, state: 'stress_failed' as const, reason: 'out of memory' },
})) {
  const { monteCarlo, ...stress } = STRESS;
  const resampled = { ...monteCarlo, p5Return: NONE } as unknown as NonNullable<StressModel['monteCarlo']>;
  const own = name === 'neighbours: none' ? stress : { ...stress, monteCarlo: resampled };
  Object.assign(BACKTEST_REPORTS, { [name]: () => ({ ...MODEL, stress: own, neighbourhood }) });
}
