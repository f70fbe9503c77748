import type { RankingRow } from '@assay/contracts/schemas';
import { dayOf, formatNumber, formatParameters, isNumber, wordsOf } from '../format.ts';
import { html } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { METRIC_GROUPS, METRIC_NAMES, metricWords, undefinedWords } from '../metric-catalogue.ts';
import type { RowView } from '../report-view.ts';
import { checkFigures, reasonWords, ruleLabel } from '../rule-words.ts';
import { capitalised, table } from './pieces.ts';
import type { Column } from './pieces.ts';

const CHECK_COLUMNS: readonly Column[] = [
  { title: 'Rule' },
  { title: 'Value', numeric: true },
  { title: 'Must be', numeric: true },
  { title: 'Outcome' },
  { title: 'A failure means' },
  { title: 'In words' },
];

/** Every rule that was evaluated, in order. */
export function checksTable(row: RankingRow): Child {
  if (row.checks.length === 0) return html`<p>No rule was evaluated.</p>`;
  const lines = row.checks.map((check) => {
    const { value, limit } = checkFigures(check);
    const sign = check.comparison === '<=' ? '≤' : check.comparison === '>=' ? '≥' : check.comparison;
    return [
      html`${ruleLabel(check.rule)}<br /><code>${check.rule}</code>`,
      value,
      `${sign} ${limit}`,
      check.passed
        ? html`<span class="passed whole">✓ passed</span>`
        : html`<span class="failed whole">✕ failed</span>`,
      check.effect,
      capitalised(reasonWords(check, row.checks, row.failure)),
    ];
  });
  return table('Rules that were evaluated', CHECK_COLUMNS, lines);
}

/** Every measure of the row: its value beside buy and hold's, or the reason why there is none. */
export function metricsTable(view: RowView): Child {
  const { metrics } = view.row;
  const known = METRIC_NAMES.filter((name) => Object.hasOwn(metrics, name));
  const names = [...known, ...Object.keys(metrics).filter((name) => !known.includes(name))];
  if (names.length === 0) return html`<p>The row has no measures.</p>`;
  const parts = METRIC_GROUPS.map((group) => ({
    group,
    members: names.filter((name) => metricWords(name).group === group),
  })).filter(({ members }) => members.length > 0);
  return html`<div class="measures">${parts.map(({ group, members }) => metricGroup(group, members, view))}</div>`;
}

/** One group as a table, without the columns that none of its measures fills. */
function metricGroup(group: string, names: readonly string[], { row, benchmark }: RowView): Markup {
  const held = benchmark ?? {};
  const hasBenchmark = names.some((name) => Object.hasOwn(held, name));
  const hasMissing = names.some((name) => !isNumber(row.metrics[name]));
  const columns: readonly Column[] = [
    { title: 'Measure' },
    { title: 'Strategy', numeric: true },
    ...(hasBenchmark ? [{ title: 'Buy and hold', numeric: true }] : []),
    ...(hasMissing ? [{ title: 'Why there is none' }] : []),
  ];
  const lines = names.map((name) => {
    const { label, unit } = metricWords(name);
    const value = row.metrics[name];
    return [
      label,
      formatNumber(value, unit),
      ...(hasBenchmark ? [formatNumber(held[name], unit)] : []),
      ...(hasMissing ? [isNumber(value) ? '' : capitalised(undefinedWords(row.nulls[name]))] : []),
    ];
  });
  return html`<div>
    <h4>${group}</h4>
    ${table(`Measures: ${group}`, columns, lines)}
  </div>`;
}

const SELECTION_COLUMNS: readonly Column[] = [
  { title: 'Fold', numeric: true },
  { title: 'Trained' },
  { title: 'Tested' },
  { title: 'Chosen parameters' },
];

/** What each fold chose, and the dates it chose and was judged on. */
export function selectionsTable(row: RankingRow): Child {
  if (row.selections.length === 0) return html`<p>No fold chose anything.</p>`;
  const lines = row.selections.map(({ trainFrom, trainTo, testFrom, testTo, params }, index) => [
    String(index + 1),
    `${dayOf(trainFrom)} to ${dayOf(trainTo)}`,
    `${dayOf(testFrom)} to ${dayOf(testTo)}`,
    formatParameters(params),
  ]);
  return table('Parameters chosen by each fold', SELECTION_COLUMNS, lines);
}

/** Name of a limit of the kill policy, in words. */
export function killLimitLabel(name: string): string {
  return KILL_LIMITS[name]?.label ?? capitalised(wordsOf(name));
}

/** Unit of a limit of the kill policy. */
export function killLimitUnit(name: string): 'percent' | 'ratio' | 'count' | 'probability' {
  return KILL_LIMITS[name]?.unit ?? 'ratio';
}

const KILL_LIMITS: Readonly<
  Record<string, { readonly label: string; readonly unit: 'percent' | 'ratio' | 'count' | 'probability' }>
> = {
  maxDrawdown: { label: 'Maximum drawdown, at most', unit: 'percent' },
  maxFragility: { label: 'Fragility, at most', unit: 'ratio' },
  maxRejectRate: { label: 'Share of orders refused, at most', unit: 'percent' },
  minTrades: { label: 'Trades ended by a decision, at least', unit: 'count' },
  confidence: { label: 'Deflated Sharpe probability, at least', unit: 'probability' },
  targetSharpe: { label: 'Annual Sharpe ratio that the record must be long enough to show', unit: 'ratio' },
  costMultiple: { label: 'Multiple of the costs that must leave a gain', unit: 'ratio' },
  maxRegimeDependency: { label: 'Dependency on one regime, at most', unit: 'ratio' },
  regimeDependencyLevel: { label: 'Level at which a dependency counts, at most', unit: 'probability' },
  maxWalkForwardLoss: { label: 'Share of the record in losing test windows, at most', unit: 'percent' },
  maxPbo: { label: 'Probability of backtest overfitting, at most (ten sets or more)', unit: 'probability' },
  maxSpaPValue: { label: 'p-value of superior ability and reality check, at most', unit: 'probability' },
  maxRuinProbability: { label: 'Resampled probability of ruin, at most', unit: 'probability' },
  maxDrawdownP95: { label: 'Resampled drawdown, 95 % quantile, at most', unit: 'percent' },
  minReturnP5: { label: 'Resampled return, 5 % quantile, at least', unit: 'percent' },
};
