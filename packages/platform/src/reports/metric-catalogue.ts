import { measureById, UNDEFINED_REASONS } from '@assay/quant/analysis';
import type { MeasureUnit } from '@assay/quant/analysis';
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

/** What a row shows of each group: ids of measures, whose names and units are those of their definitions, and figures that are none. */
const GROUPED: Readonly<
  Record<Exclude<MetricGroup, 'Other'>, readonly (string | readonly [name: string, ...Entry])[]>
> = {
  'Return and risk': [
    'totalReturn',
    ['pessimisticTotalReturn', 'Total return under pessimistic fills', 'percent'],
    'annualisedReturn',
    'annualisedVolatility',
    'sharpeRatio',
    'sortinoRatio',
    'calmarRatio',
    'maxDrawdown',
    'longestDrawdownPeriods',
    'valueAtRisk5',
    'expectedShortfall5',
    'meanReturn',
    'standardDeviation',
    'skewness',
    'kurtosis',
    'bestPeriod',
    'worstPeriod',
    'nObservations',
  ],
  'Against the benchmark': [
    ['excessTotalReturn', 'Excess return, total', 'percent'],
    ['excessAnnualisedReturn', 'Excess return a year', 'percent'],
    ['excessAnnualisedVolatility', 'Excess volatility a year', 'percent'],
    ['excessSharpeRatio', 'Excess Sharpe ratio, annual', 'ratio'],
    ['pessimisticExcessSharpeRatio', 'The same under pessimistic fills', 'ratio'],
  ],
  Evidence: [
    ['probabilisticSharpe', 'Probability of a Sharpe ratio above 0, as the only trial', 'probability'],
    ['expectedMaximum', 'Best Sharpe ratio a period expected from luck', 'small'],
    ['deflatedSharpe', 'Deflated Sharpe probability', 'probability'],
    ['deflatedSharpeAtNull', 'Deflated Sharpe probability (zero-edge error)', 'probability'],
    ['minimumTrackRecord', 'Minimum track record, periods', 'periods'],
    ['trialSharpeVariance', 'Variance of the trials’ Sharpe ratios', 'small'],
    ['fragility', 'Fragility', 'ratio'],
    ['probabilityOfOverfitting', 'Probability of backtest overfitting, own sweep', 'probability'],
    ['superiorAbilityPValue', 'Test of superior ability, own sweep, p-value', 'probability'],
    ['realityCheckPValue', 'Reality check, own sweep, p-value', 'probability'],
    ['effectiveTrials', 'Independent trials that its own sweep amounts to', 'ratio'],
    ['walkForwardLoss', 'Share of the record in losing test windows', 'percent'],
  ],
  'Trades and costs': [
    'winRate',
    'profitFactor',
    'payoffRatio',
    ['expectancy', measureById('expectancyUnits').name, 'money'],
    'averageBarsHeld',
    'rejectRate',
    ['grossProfit', measureById('grossUnits').name, 'money'],
    ['tradeCosts', measureById('costUnits').name, 'money'],
    ['netProfit', measureById('netUnits').name, 'money'],
    ['spreadCost', 'Spread paid', 'money'],
    ['slippageCost', 'Slippage paid', 'money'],
    ['commissionCost', 'Commission paid', 'money'],
    ['feeCost', 'Fees paid', 'money'],
    ['dividendIncome', 'Dividends received, less those owed', 'money'],
    ['financingIncome', 'Financing received, less that paid', 'money'],
    ['fxResult', 'Result of exchange rates', 'money'],
    'costRatio',
    'annualCostDrag',
    ['totalReturnAtCosts125', 'Total return at 1.25 times the costs', 'percent'],
    ['totalReturnAtCosts150', 'Total return at 1.5 times the costs', 'percent'],
    ['totalReturnAtCosts200', 'Total return at twice the costs', 'percent'],
    ['sharpeRatioAtCosts125', 'Sharpe ratio, annual, at 1.25 times the costs', 'ratio'],
    ['sharpeRatioAtCosts150', 'Sharpe ratio, annual, at 1.5 times the costs', 'ratio'],
    ['sharpeRatioAtCosts200', 'Sharpe ratio, annual, at twice the costs', 'ratio'],
    'averageGrossExposure',
    'averageNetExposure',
    'timeInMarket',
    'annualTurnover',
  ],
};

/** How a unit of a measure is written. */
const WRITTEN: Readonly<Record<MeasureUnit, Unit>> = {
  fraction: 'percent',
  'fraction a year': 'percent',
  ratio: 'ratio',
  'ratio, annual': 'ratio',
  'multiple a year': 'factor',
  count: 'count',
  'count a year': 'count',
  periods: 'periods',
  bars: 'count',
  'initial risk': 'ratio',
  'ledger units': 'money',
};

/** Fractions of one period, which a tenth of a percent would round away. */
const FINE: ReadonlySet<string> = new Set(['meanReturn', 'geometricMeanReturn', 'standardDeviation']);

/** Ratios that are shares of something. */
const SHARES: ReadonlySet<string> = new Set(['costRatio', 'impactShare']);

/** Name and unit of a measure of the registry, from its definition. */
export function measureWords(id: string): Entry {
  const { name, unit } = measureById(id);
  if (FINE.has(id)) return [name, 'finePercent'];
  return [name, SHARES.has(id) ? 'percent' : WRITTEN[unit]];
}

const CATALOGUE: ReadonlyMap<string, MetricWords> = new Map(
  Object.entries(GROUPED).flatMap(([group, entries]) =>
    entries.map((entry): [string, MetricWords] => {
      const [name, label, unit] = typeof entry === 'string' ? [entry, ...measureWords(entry)] : entry;
      return [name, { label, unit, group: group as MetricGroup }];
    }),
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
