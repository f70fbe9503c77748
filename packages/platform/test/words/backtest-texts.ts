/** Texts of single backtests, of fills, of pictures and of what would have changed a verdict that turn each other's sentences round. */
import type { RankingRow, StressModel } from '@assay/contracts/schemas';
import { exposureMatchedExcess } from '@assay/quant/analysis';
import { deflatedSharpeRatio, sharpeStatistics } from '@assay/quant/evidence';
import { describeBacktest } from '../../src/cli/backtest/describe-backtest.ts';
import { explainFill } from '../../src/explain/trade/explain-fill.ts';
import { counterfactuals } from '../../src/explain/verdict/counterfactuals.ts';
import { fullRow, thinnedReportModel } from '../../src/reports/testing/index.ts';
import { sampleBacktest } from '../../src/research/testing/sample-backtest.ts';

/** Results as far as their texts read them. */
type Part = never;

const WORLD = {
  stdout: { write: () => true },
  stderr: { write: () => true },
  env: {},
  cwd: '/here',
  clock: { now: () => 0 },
};
const ROW = thinnedReportModel().rows.find(({ row }) => row.strategy === 'time-series-momentum');
const STRESS = fullRow(ROW as NonNullable<typeof ROW>).row.stress as StressModel;
const NONE = { value: null, reason: 'no-return' } as const;

const EVIDENCE = {
  ...{ periods: 900, sharpe: 0.4, standardError: 0.2, level: 0.95, lower: 0.1, upper: 0.7, probabilisticSharpe: 0.9 },
  ...{ expectedMaximum: 0.5, deflatedSharpe: 0.4, minimumTrackRecord: 400, targetSharpe: 1, nulls: {}, inSample: true },
  ...{ trials: { counted: 1, declared: 0 }, leakTest: 'passed' },
};
const OUTCOME = {
  ...{
    under: 'base',
    contract: 'base/1',
    net: 5,
    totalReturn: 0.1,
    sharpeRatio: 1,
    maxDrawdown: 0.1,
    costs: 2,
    trades: 9,
  },
  nulls: {},
};
const SUMMARY = {
  ...{ name: 'n', status: 'not-judged', reason: 'one backtest', strategy: 's', params: { x: 1 }, instruments: ['A'] },
  ...{ timeframe: '1d', period: { from: '2010-01-01', to: '2015-01-01' }, warmUpBars: 0, contract: { name: 'base/1' } },
  ...{
    currency: 'USD',
    costFree: false,
    outcomes: [OUTCOME],
    costsMonotone: true,
    warnings: [],
    seconds: 3,
    marks: [],
  },
  ...{ trials: { counted: 1, declared: 0 }, excessAnnualisedReturn: { value: 0.1, reason: null }, evidence: EVIDENCE },
};
const NEAR = {
  ...{ state: 'done', neighbours: 4, gaining: 1, lowestSharpe: { value: -0.2 }, highestSharpe: { value: 0.4 } },
  fragility: { value: 0.3 },
};

function told(changes: object, origin = 'created'): string {
  const published = { summary: { ...SUMMARY, ...changes }, runId: 'abcdef0123456789', origin };
  return describeBacktest(published as Part, '/here/assay-workspace', WORLD);
}

const evidence = (changes: object): object => ({ evidence: { ...EVIDENCE, ...changes } });
const stressed = (changes: object): object => ({ stress: { ...STRESS, ...changes } });

function backtests(): readonly string[] {
  const none = Object.fromEntries(
    ['sharpe', 'lower', 'upper', 'deflatedSharpe', 'minimumTrackRecord'].map((name) => [name, null]),
  );
  const leak = { cuts: [1, 2], firstDifference: { what: 'fill', instrument: 'A', time: '2010' } };
  const mark = { rule: 'suspicious-sharpe', value: 4, limit: 3, comparison: '<=', passed: false, effect: 'suspicious' };
  const { monteCarlo, leaveOneOut, startDates, ...rest } = STRESS;
  const resampled = (more: object): object => stressed({ monteCarlo: { ...monteCarlo, ...more } });
  const left = (more: object): object => stressed({ leaveOneOut: { ...leaveOneOut, ...more } });
  const whole = { totalReturn: { value: -0.1 } };
  const dependent = { dependency: { value: 0.8 } };
  return [
    told({}),
    told(
      { costFree: true, costsMonotone: false, warnings: ['a table ends'], warmUpBars: 20, status: 'insufficient' },
      'resumed',
    ),
    told(
      {
        trials: { counted: 9, declared: 4 },
        marks: [mark, mark],
        excessAnnualisedReturn: { value: null, reason: 'no-return' },
      },
      'reopened',
    ),
    told({ ...evidence(none), stress: { ...rest, regimes: [], fills: [] }, neighbourhood: { ...NEAR, neighbours: 0 } }),
    told({ ...evidence({ leakTest: 'failed', leak }) }),
    ...['not-run', 'nondeterministic', 'inconclusive'].map((leakTest) => told(evidence({ leakTest }))),
    told({ ...stressed(dependent), neighbourhood: NEAR }),
    told(stressed({ ...dependent, dependencyLevel: { value: 0.3 } })),
    told(stressed({ dependency: NONE })),
    told({
      stress: { state: 'stress_failed', reason: 'a full disk' },
      neighbourhood: { ...NEAR, state: 'stress_failed', reason: 'no' },
    }),
    told(resampled({ medianReturn: NONE })),
    told(resampled({ sizing: 'additive' })),
    told(left({ by: 'stretch', isCarriedByOne: true })),
    told(left({ by: 'year', isCarriedByOne: false })),
    told(left({ by: undefined, whole: { ...leaveOneOut?.whole, ...whole } })),
    told(stressed({ startDates, fills: STRESS.fills.slice(0, 1) })),
  ];
}

const COSTS = {
  commission: { kind: 'bps', value: 1, minimumUnits: 0 },
  spread: { kind: 'bps', half: 1 },
  slippage: { kind: 'bps', value: 1 },
};

function fills(): readonly string[] {
  const fee = { name: 'sec', units: 1, rate: 2, per: 'notional', isEstimated: false };
  const priced = {
    referenceTicks: 100,
    priceTicks: 103,
    spreadUnits: 1,
    slippageUnits: 1,
    commissionUnits: 1,
    notionalUnits: 9,
  };
  const bars = { instrument: { tickSize: '0.01' } };
  const told = (model: object, price: object, fees: readonly object[] = []): string => {
    const fill = {
      id: 1,
      orderId: undefined,
      side: 'buy',
      lots: 2,
      decisionTime: NaN,
      time: 0,
      contract: 'c',
      rule: 'r',
      reason: 'x',
      barIndex: 0,
    };
    const found = {
      fills: new Map([[1, { fill, costs: { ...priced, fees }, price: { from: 'the open', ...price } }]]),
    };
    const row = { found, terms: { contract: { costs: { ...COSTS, ...model } } } };
    return JSON.stringify(explainFill(row as Part, 1, bars as Part));
  };
  const share = { kind: 'volume-share', coefficient: 1, cap: 0.1, exponent: 2 };
  const least = { minimumUnits: 7 };
  return [
    told({}, { ownTicks: 100 }),
    told({}, { ownTicks: 101, sides: { bid: 99, ask: 101 } }),
    told(
      { spread: { kind: 'ticks', half: 1 }, slippage: { kind: 'ticks', value: 2 } },
      { ownTicks: 101, limitTicks: 103 },
      [fee],
    ),
    told({ spread: { kind: 'quoted', factor: 2 }, slippage: share }, { ownTicks: 101 }, [
      { ...fee, isEstimated: true },
    ]),
    told(
      { spread: { kind: 'by-minute', halfBps: 2 }, slippage: { kind: 'square-root', coefficient: 2 } },
      { ownTicks: 100 },
    ),
    ...[
      { kind: 'bps', value: 1 },
      { kind: 'maker-taker', takerBps: 1, makerBps: 2 },
      { kind: 'per-share', perShare: 1 },
      { kind: 'per-contract', perContract: 1 },
      { kind: 'tiered', tiers: [1, 2] },
    ].map((commission) => told({ commission: { ...commission, ...least } }, { ownTicks: 100 })),
  ];
}

/** What would have changed verdicts: a count, a limit, luck that a few trials make or no number does, costs. */
async function changes(): Promise<readonly string[]> {
  const { simulation } = sampleBacktest({ nBars: 200, instruments: ['C'] });
  const own = sharpeStatistics(exposureMatchedExcess(simulation).excess);
  const variance = 1e-6;
  const check = (rule: string, more: object): RankingRow['checks'][number] => ({
    rule,
    value: 3,
    limit: 20,
    comparison: '>=',
    passed: false,
    effect: 'killed',
    ...more,
  });
  const luck = (limit: number, trials: number): object => {
    const { value } = deflatedSharpeRatio(own, { nTrials: trials, trialSharpeVariance: variance });
    return { trials, checks: [check('deflated-sharpe', { value, limit })] };
  };
  const told = async (row: object, atCosts?: unknown): Promise<string> => {
    const all = { id: 'r', metrics: { trialSharpeVariance: variance }, checks: [], trials: 5, ...row };
    const found = await counterfactuals({ row: all, simulation, periodsPerYear: 252, atCosts } as Part);
    return found.map(({ sentence, quantity }) => `${quantity} ${sentence}`).join(' ');
  };
  const single = deflatedSharpeRatio(own, { nTrials: 1, trialSharpeVariance: variance }).value;
  const many = deflatedSharpeRatio(own, { nTrials: 1000, trialSharpeVariance: variance }).value;
  const costs = {
    checks: [check('stressed-costs-mean', { value: -1, limit: 0, comparison: '>', note: 'costs-times-1.5' })],
  };
  const never = (): Promise<object> => Promise.resolve({ returns: Float64Array.of(-0.1, -0.2) });
  const upToOne = (multiple: number): Promise<object> =>
    Promise.resolve({ returns: multiple <= 1 ? Float64Array.of(0.1, 0.2) : Float64Array.of(-0.1, -0.2) });
  return [
    await told({ checks: [check('min-trades', {})] }),
    await told({ checks: [check('minimum-track-record', {})] }),
    await told({ checks: [check('max-drawdown', { value: 0.6, limit: 0.5, comparison: '<=' })] }),
    await told({ checks: [check('stressed-costs-sharpe', { value: -1, limit: 0, comparison: '>' })] }),
    await told(luck((single + many) / 2, 1000)),
    await told(luck(Math.min(0.999999, single + (1 - single) / 2), 1000)),
    await told(luck(1.5, 1000)),
    await told(costs, never),
    await told(costs, upToOne),
  ];
}

/** All of them. */
export async function backtestTexts(): Promise<readonly string[]> {
  return [...backtests(), ...fills(), ...(await changes())];
}
