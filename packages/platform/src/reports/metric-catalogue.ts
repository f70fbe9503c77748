import { UNDEFINED_REASONS } from '@assay/quant/analysis';
import { wordsOf } from './format.ts';
import type { Unit } from './format.ts';

/** How a measure of a row is named and written. */
export interface MetricWords {
  readonly label: string;
  readonly unit: Unit;
  readonly group: MetricGroup;
}

/** Part of a metrics table. */
export type MetricGroup = 'Return and risk' | 'Against the benchmark' | 'Evidence' | 'Trades and costs' | 'Other';

/** Groups in the order of the table. */
export const METRIC_GROUPS: readonly MetricGroup[] = [
  'Return and risk',
  'Against the benchmark',
  'Evidence',
  'Trades and costs',
  'Other',
];

/** The measures that the ranking itself shows, by their names in `metrics`. */
export const RANKED_METRICS = {
  excessSharpe: 'excessSharpeRatio',
  deflatedSharpe: 'deflatedSharpe',
  totalReturn: 'totalReturn',
  maxDrawdown: 'maxDrawdown',
} as const;

type Entry = readonly [label: string, unit: Unit];

const GROUPED: Readonly<Record<Exclude<MetricGroup, 'Other'>, Readonly<Record<string, Entry>>>> = {
  'Return and risk': {
    totalReturn: ['Total return', 'percent'],
    pessimisticTotalReturn: ['Total return under pessimistic fills', 'percent'],
    annualisedReturn: ['Return a year', 'percent'],
    annualisedVolatility: ['Volatility a year', 'percent'],
    sharpeRatio: ['Sharpe ratio, annual', 'ratio'],
    sortinoRatio: ['Sortino ratio, annual', 'ratio'],
    calmarRatio: ['Calmar ratio', 'ratio'],
    maxDrawdown: ['Maximum drawdown', 'percent'],
    longestDrawdownPeriods: ['Longest drawdown, periods', 'periods'],
    valueAtRisk5: ['Value at risk, 5 %', 'percent'],
    expectedShortfall5: ['Expected shortfall, 5 %', 'percent'],
    meanReturn: ['Mean return a period', 'small'],
    standardDeviation: ['Standard deviation a period', 'small'],
    skewness: ['Skewness', 'ratio'],
    kurtosis: ['Kurtosis (3 for a normal)', 'ratio'],
    bestPeriod: ['Best period', 'percent'],
    worstPeriod: ['Worst period', 'percent'],
    nObservations: ['Periods', 'periods'],
  },
  'Against the benchmark': {
    excessTotalReturn: ['Excess return, total', 'percent'],
    excessAnnualisedReturn: ['Excess return a year', 'percent'],
    excessAnnualisedVolatility: ['Excess volatility a year', 'percent'],
    excessSharpeRatio: ['Excess Sharpe ratio, annual', 'ratio'],
    pessimisticExcessSharpeRatio: ['The same under pessimistic fills', 'ratio'],
  },
  Evidence: {
    probabilisticSharpe: ['Probability of a Sharpe ratio above 0, as the only trial', 'probability'],
    expectedMaximum: ['Best Sharpe ratio a period expected from luck', 'small'],
    deflatedSharpe: ['Deflated Sharpe probability', 'probability'],
    deflatedSharpeAtNull: ['Deflated Sharpe probability (zero-edge error)', 'probability'],
    minimumTrackRecord: ['Minimum track record, periods', 'periods'],
    trialSharpeVariance: ['Variance of the trials’ Sharpe ratios', 'small'],
    fragility: ['Fragility', 'ratio'],
  },
  'Trades and costs': {
    winRate: ['Winning trades', 'percent'],
    profitFactor: ['Profit factor', 'ratio'],
    payoffRatio: ['Payoff ratio', 'ratio'],
    expectancy: ['Mean result of a trade, net', 'money'],
    averageBarsHeld: ['Bars held, mean', 'count'],
    rejectRate: ['Orders refused', 'percent'],
    grossProfit: ['Gross result of all trades', 'money'],
    tradeCosts: ['Costs of all trades', 'money'],
    netProfit: ['Net result of all trades', 'money'],
    spreadCost: ['Spread paid', 'money'],
    slippageCost: ['Slippage paid', 'money'],
    commissionCost: ['Commission paid', 'money'],
    averageGrossExposure: ['Gross exposure, mean', 'percent'],
    averageNetExposure: ['Net exposure, mean', 'percent'],
    timeInMarket: ['Time in the market', 'percent'],
    annualTurnover: ['Turnover a year', 'factor'],
  },
};

const CATALOGUE: ReadonlyMap<string, MetricWords> = new Map(
  Object.entries(GROUPED).flatMap(([group, entries]) =>
    Object.entries(entries).map(([name, [label, unit]]): [string, MetricWords] => [
      name,
      { label, unit, group: group as MetricGroup },
    ]),
  ),
);

/** Names of all measures that have words of their own, in the order of the table. */
export const METRIC_NAMES: readonly string[] = [...CATALOGUE.keys()];

/** How a measure is shown; one that has no entry is shown under its own name. */
export function metricWords(name: string): MetricWords {
  return CATALOGUE.get(name) ?? { label: capitalised(wordsOf(name)), unit: 'small', group: 'Other' };
}

/** Why a number does not exist, in words: the sentence of the reason code, or the code itself. */
export function undefinedWords(code: string | undefined): string {
  if (code === undefined) return 'no reason was recorded';
  return Object.hasOwn(UNDEFINED_REASONS, code)
    ? UNDEFINED_REASONS[code as keyof typeof UNDEFINED_REASONS]
    : wordsOf(code);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
