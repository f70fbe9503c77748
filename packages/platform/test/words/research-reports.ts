/** Research reports that turn the sentences of their page round: each says of a run what another does not. */
import type { ReportModel, ReportRow, StressModel } from '@assay/contracts/schemas';
import { fullRow, modelOf, thinnedReportModel } from '../../src/reports/testing/index.ts';
import { GATE_COVERAGES } from './gate-texts.ts';

const MODEL = thinnedReportModel();
const NONE = { value: null, reason: 'no-return' };

function rowOf(strategy: string): ReportRow {
  return MODEL.rows.find(({ row }) => row.strategy === strategy) as ReportRow;
}

const FULL = fullRow(rowOf('time-series-momentum'));

/** A report of one full row with something changed. */
function changed(change: (row: ReportRow, stress: StressModel) => void): ReportModel {
  const row = structuredClone(FULL);
  change(row, row.row.stress as StressModel);
  return modelOf(MODEL, row);
}

function set(target: object | undefined, values: object): void {
  Object.assign(target ?? {}, values);
}

function setEach(targets: readonly object[] | undefined, values: object): void {
  for (const target of targets ?? []) set(target, values);
}

const since = { cycle: 'c', runId: '0123456789abcdef', generatedAt: '2026-01-02T00:00:00Z' };

/** What is turned round, by what it turns. */
export const RESEARCH_REPORTS: Readonly<Record<string, () => ReportModel>> = {
  'eight rows without sweep, stress or leak test': () => MODEL,
  'no row': () => modelOf(MODEL),
  'killed rows only': () => modelOf(MODEL, ...MODEL.rows.filter(({ row }) => row.verdict === 'killed')),
  'two rows of one name': () =>
    modelOf(MODEL, FULL, {
      ...fullRow(rowOf('channel-breakout')),
      row: { ...fullRow(rowOf('channel-breakout')).row, id: 'other' },
    }),
  'everything, in favour': () => changed(() => undefined),
  'a row that trades gates': () => changed(({ row }) => void Object.assign(row, { gates: GATE_COVERAGES[0] })),
  'everything, against': () =>
    changed((row, stress) => {
      Object.assign(row.row.metrics, { totalReturn: -0.2, excessSharpeRatio: -0.5, probabilityOfOverfitting: 0.9 });
      row.row.checks = row.row.checks.map((check) => ({ ...check, passed: false }));
      row.row.checks.push(
        { rule: 'overfitting', value: 0.9, limit: 0.5, comparison: '<=', passed: false, effect: 'killed' },
        { rule: 'stressed-costs-mean', value: -0.1, limit: 0, comparison: '>', passed: false, effect: 'killed' },
      );
      Object.assign(stress, { dependency: { value: 0.8 } });
      for (const regime of stress.regimes) regime.totalReturn = { value: -0.1 };
      for (const fill of stress.fills) fill.sharpe = { value: -0.1 };
      set(stress.leaveOneOut, { isCarriedByOne: true });
      set(row.sweep?.overfitting, { probability: 0.8, slope: 0.3 });
      row.centreAnnualSharpe = 5;
      setEach(row.heat?.cells, { value: -1 });
      setEach(row.neighbours, { annualSharpe: -1 });
      const { performance } = row;
      setEach(performance?.calendar, { value: -0.1 });
      set(performance?.drawdowns[0], { recoveryTime: null, periodsToRecover: null });
      set(performance?.measures[0], { value: 40 });
      row.row.pessimisticVerdict = 'candidate';
    }),
  'strategies that failed, one at a known place': () => {
    const failure = {
      code: 'STRATEGY_FAILED',
      step: 'row',
      message: 'the strategy module failed: no',
      hint: 'Mend it.',
    };
    const failed = (place: object): ReportRow => {
      const row = structuredClone(FULL);
      const { metrics } = row.row;
      for (const name of Object.keys(metrics)) metrics[name] = null;
      Object.assign(row, { tradesTotal: 0, trades: [], equity: { times: [], values: [] }, performance: undefined });
      Object.assign(row.row, { trades: 0, stress: undefined, leak: undefined, failure: { ...failure, ...place } });
      return row;
    };
    const unknown = { ...failed({ file: null, line: null, time: null, hint: null }) };
    const rows = [failed({ file: 'a.mjs', line: 3, time: '2020-01-02T00:00:00.000Z' }), unknown];
    return modelOf(MODEL, ...rows.map((row, k) => ({ ...row, row: { ...row.row, id: `failed-${k}` } })));
  },
  'no gain, in a record left out by tenths': () =>
    changed((_row, stress) => {
      if (stress.leaveOneOut === undefined) return;
      Object.assign(stress.leaveOneOut, { by: 'stretch' });
      Object.assign(stress.leaveOneOut.whole, { totalReturn: { value: -0.1 } });
    }),
  'rows as one test, and a dependency that luck explains': () =>
    changed(({ row }, stress) => {
      const cut = { groups: 6, testGroups: 2, splits: 15, purgeSize: 9, embargoSize: 9 };
      row.multipleTesting = { tests: 12, pValue: 0.004, holm: 0.048, benjaminiHochberg: 0.02 };
      row.crossValidation = { ...cut, sharpes: [-0.21, 0.4, 0.55, 0.7, 1.2], median: 0.55, lossShare: 0.2 };
      Object.assign(stress, {
        dependency: { value: 0.8 },
        dependencyLevel: { value: 0.3 },
        dependencyByChance: { above80: { value: 0.2 }, above90: { value: 0.1 } },
      });
    }),
  'rows as one test, none of them small': () =>
    changed(({ row }) => {
      row.multipleTesting = { tests: 3, pValue: 0.4, holm: 1, benjaminiHochberg: 0.9 };
      delete row.crossValidation;
    }),
  'a pack, and something gone on without': () => ({
    ...MODEL,
    data: {
      ...MODEL.data,
      packs: [
        {
          ...{ account: 'p.A', contentHash: '0123456789abcdef', instruments: 1, timeframe: '1d', bars: 500 },
          ...{ asked: { from: '2016-01-04', to: null }, covered: { from: '2016-01-04', to: '2018-12-28' } },
        },
      ],
      continued: [
        {
          ...{ step: 'pack', account: 'p.B', dataset: 'd@1', instrument: 'B', timeframe: '1d' },
          ...{ code: 'DATA_UNFIT', reason: '503 sessions are missing before the first bar' },
        },
      ],
    },
  }),
  'rules passed': () =>
    changed(({ row }) => {
      row.checks.push(
        { rule: 'overfitting', value: 0.2, limit: 0.5, comparison: '<=', passed: true, effect: 'killed' },
        { rule: 'stressed-costs-mean', value: 0.1, limit: 0, comparison: '>', passed: true, effect: 'killed' },
      );
    }),
  'figures that do not exist': () =>
    changed((row, stress) => {
      for (const name of Object.keys(row.row.metrics)) {
        row.row.metrics[name] = null;
        row.row.nulls[name] = 'no-return';
      }
      Object.assign(row.row, { checks: [], reasons: [], selections: [], parameterSets: 20 });
      for (const regime of stress.regimes) regime.totalReturn = NONE;
      for (const fill of stress.fills) fill.sharpe = NONE;
      Object.assign(stress, { dependency: NONE, startDates: undefined, leaveOneOut: undefined });
      set(stress.monteCarlo, { fan: undefined, medianReturn: NONE });
      set(row.sweep, { overfitting: undefined, known: 19, reason: 'too-few-observations' });
      Object.assign(row, { tradesTotal: 0, trades: [], heat: null, neighbours: [] });
      Object.assign(row, { equity: { times: [], values: [] } });
      set(row.performance, { drawdowns: [], calendar: [], costLadder: null });
    }),
  'probabilities that no rule judged': () =>
    changed(({ row }) => {
      Object.assign(row, { checks: [], parameterSets: 4 });
      Object.assign(row.metrics, { deflatedSharpe: 0.4, probabilityOfOverfitting: 0.3 });
    }),
  'one set, no choice': () =>
    changed((row) => {
      Object.assign(row, { sweep: undefined, heat: null, regimeStretches: [] });
      row.row.parameterSets = 1;
      set(row.row.stress, { monteCarlo: undefined, regimes: [], fills: [], costs: [] });
    }),
  'a line that cannot be drawn, and one set that is best': () =>
    changed((row) => {
      set(row.sweep?.overfitting, { slope: null, intercept: null, splits: 2 });
      set(row.sweep, { known: 1, sharpes: [0.3] });
      row.regimeStretches = [{ label: 'quiet', from: 0, to: 1 }];
    }),
  'regimes not known': () =>
    changed((row, stress) => {
      for (const regime of stress.regimes) regime.label = 'unknown';
      row.regimeStretches = (row.regimeStretches ?? []).map((stretch) => ({ ...stretch, label: 'unknown' }));
      set(stress.model, {
        instruments: ['A', 'B'].map((instrument) => ({ instrument, fits: 1, newest: null })),
      });
    }),
  'a flat record with one fill contract, a wide sweep and no month with a return': () =>
    changed((row, stress) => {
      row.equity.values = row.equity.values.map((_, index) => 100_000 + index);
      row.buyAndHold = row.equity;
      stress.fills = stress.fills.slice(0, 1);
      row.row.parameterSets = 99;
      row.heat = {
        ...{ xName: 'a', yName: 'b' },
        cells: Array.from({ length: 60 }, (_, index) => ({ x: index, y: 1, value: 0.1 })),
      };
      for (const month of row.performance?.calendar ?? []) month.value = null;
      row.row.metrics = {};
    }),
  'eight rows of which one was not replayed': () => {
    const model = structuredClone(MODEL);
    for (const { checks } of model.rankings.rows.slice(1))
      checks.push({ rule: 'leak', value: 0, limit: 0, comparison: '<=', passed: true, effect: 'killed' });
    return model;
  },
  'trades resampled one by one, and neighbours of earlier folds': () =>
    changed((row, stress) => {
      set(stress.monteCarlo, { method: 'iid', sizing: 'additive' });
      row.neighbours = row.neighbours.map((one) => ({
        ...{ ...one, params: row.row.params },
        move: { parameter: 'lookback', direction: 'up' },
      }));
    }),
  'a stress that failed': () =>
    changed((_, stress) => {
      Object.assign(stress, { state: 'stress_failed', reason: 'out of memory' });
    }),
  ...Object.fromEntries(
    (['leak', 'nondeterministic', 'failed', 'not-run'] as const).map((outcome) => [
      `leak test: ${outcome}`,
      () =>
        changed(({ row: { leak } }) => {
          const found = { time: '2010', instrument: 'A', what: 'fill', full: 'buy', replayed: null, cut: null };
          const kind = outcome === 'nondeterministic' ? 'rerun' : outcome === 'failed' ? 'order' : 'poison';
          set(leak, {
            ...{ outcome, error: 'no', columns: ['x'], differing: 2 },
            firstDifference: { ...found, kind },
            ...(outcome === 'not-run' ? { cuts: [] } : {}),
          });
        }),
    ]),
  ),
  'a difference at one cut': () =>
    changed(({ row }) => {
      set(row.leak, { differing: 1 });
    }),
  'a rule on leaks without a report': () =>
    changed(({ row }) => {
      row.leak = undefined;
      row.checks.push({ rule: 'leak', value: 0, limit: 0, comparison: '<=', passed: true, effect: 'killed' });
    }),
  'a rule on leaks without a report, failed': () =>
    changed(({ row }) => {
      row.leak = undefined;
      row.checks.push({ rule: 'leak', value: 1, limit: 0, comparison: '<=', passed: false, effect: 'killed' });
    }),
  'a run that says nothing of itself': () => ({
    ...MODEL,
    ...{ datasets: [], walkForward: [], fillContracts: [], kill: {}, benchmarks: [] },
    data: { datasets: [], stale: [] },
    rankings: { ...MODEL.rankings, rows: [] },
    rows: [],
  }),
  'clean data, free of costs, beside others': () => ({
    ...modelOf(MODEL, FULL),
    datasets: MODEL.datasets.map((one) => ({ ...one, warnings: [], synthetic: false })),
    data: {
      ...MODEL.data,
      stale: [],
      beside: ['dividends of A'],
      datasets: MODEL.data.datasets.map((one) => ({
        ...one,
        series: one.series.map((series) => ({
          ...series,
          join: { shared: 9, lost: 1, lostShare: 0.1 },
        })),
      })),
    },
    fillContracts: MODEL.fillContracts.map((one) => ({ ...one, halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 })),
    rows: [{ ...FULL, trades: FULL.trades.map((trade) => ({ ...trade, costs: 0 })) }],
  }),
  'costs by model': () => ({
    ...modelOf(MODEL, FULL),
    fillContracts: MODEL.fillContracts.map((one) => ({
      ...one,
      halfSpreadBps: null,
      slippageBps: null,
      commissionBps: null,
    })),
  }),
  'a cycle that changed': () => ({
    ...modelOf(MODEL, FULL),
    changes: {
      since,
      newCandidates: [FULL.row.id],
      lostCandidates: [],
      rows: [{ id: 'x', verdict: { from: 'killed', to: null }, score: { from: 0.1, to: null } }],
    },
  }),
  'a cycle that changed nothing': () => ({
    ...modelOf(MODEL, FULL),
    changes: { since, newCandidates: [], lostCandidates: [], rows: [] },
  }),
  'more rows than a page has room for': () =>
    modelOf(
      MODEL,
      ...Array.from({ length: 42 }, (_, index) => {
        const { row, ...rest } = rowOf('volatility-filter');
        return {
          ...rest,
          row: { ...row, id: `row-${index}`, period: { from: `20${10 + (index % 7)}-01-01`, to: '2020-01-01' } },
        };
      }),
    ),
};
