import type { StressModel } from '@assay/contracts/schemas';
import { countOf, formatNumber, formatSigned, isNumber } from '../format.ts';
import type { Unit } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { undefinedWords } from '../metric-catalogue.ts';
import { folded, table } from './pieces.ts';
import type { Column } from './pieces.ts';

type Measure = StressModel['dependency'];

/** The figures behind a row's stress as tables: by regime, in resampled trades, under other terms, in parts of its record. */
export function stressParts({ stress }: { readonly stress?: StressModel | undefined }): Child {
  if (stress === undefined || stress.state === 'stress_failed') return '';
  return html`${when(stress.regimes.length > 0, () => folded(regimeTitle(stress), regimePart(stress)))}
  ${when(stress.monteCarlo !== undefined, () => folded('Resampled trades', tradesPart(stress)))}
  ${folded('Other costs and fills', termsTable(stress))}
  ${folded(`Later starts, and ${LEFT_OUT[stress.leaveOneOut?.by ?? 'window'].many} left out`, partsPart(stress))}`;
}

function regimeTitle(stress: StressModel): string {
  const { regimes, dependency } = stress;
  const labels = regimes.map(({ label }) => label).join(', ');
  return isNumber(dependency.value) && dependency.value > 0 && !isLuck(stress)
    ? `Regimes: ${labels}; depends on one`
    : `Regimes: ${labels}`;
}

const REGIME_COLUMNS: readonly Column[] = [
  { title: 'Regime' },
  { title: 'Periods', numeric: true },
  { title: 'Stretches', numeric: true },
  { title: 'Trades', numeric: true },
  { title: 'Return', numeric: true },
  { title: 'Sharpe ratio', numeric: true },
  { title: 'Share of results', numeric: true },
  { title: 'Share of time', numeric: true },
  { title: 'By itself: return', numeric: true },
  { title: 'Trades', numeric: true },
];

function regimePart(stress: StressModel): Markup {
  const { regimes, resimulated, model } = stress;
  const lines = regimes.map((regime) => {
    const alone = resimulated.find(({ label }) => label === regime.label);
    return [
      regime.label,
      ...[regime.periods, regime.segments, regime.trades].map((count) => formatNumber(count, 'count')),
      signed(regime.totalReturn, 'percent'),
      shown(regime.sharpe, 'ratio'),
      shown(regime.shareOfAbsPnl, 'percent'),
      shown(regime.shareOfPeriods, 'percent'),
      alone === undefined ? '' : signed(alone.totalReturn, 'percent'),
      alone === undefined ? '' : formatNumber(alone.trades, 'count'),
    ];
  });
  const several = (model?.instruments.length ?? 1) > 1;
  return html`<p>${dependencySentence(stress)}</p>
    ${table('Results by regime', REGIME_COLUMNS, lines)}
    <p class="muted">
      ${when(several, () => 'Results count for the regime of each instrument; stretches by themselves, and the shading of the equity, for that of their equal-weight return. ')}Regimes
      of volatility are estimated from the past of each bar alone. Model <code>${model?.definition ?? ''}</code>; newest
      fits
      ${(model?.instruments ?? []).map(({ instrument, newest }, i) => html`${i > 0 ? ', ' : ''}${instrument} <code>${newest ?? 'none'}</code>`)}.
    </p>`;
}

function dependencySentence(stress: StressModel): string {
  const { regimes, dependency, consistency } = stress;
  if (!isNumber(dependency.value))
    return `Dependency on one regime is unknown: ${undefinedWords(dependency.reason ?? '')}.`;
  const known = regimes.filter(({ label }) => label !== 'unknown');
  const [largest] = [...known].sort((a, b) => (b.shareOfAbsPnl.value ?? 0) - (a.shareOfAbsPnl.value ?? 0));
  const share = `${largest?.label ?? ''} holds ${formatNumber(largest?.shareOfAbsPnl.value ?? null, 'percent')} of the absolute results`;
  const depends =
    dependency.value > 0
      ? `${isLuck(stress) ? 'Most of the result is of one regime, which luck explains' : 'The record depends on one regime'} (${formatNumber(dependency.value, 'ratio')} of 1)`
      : 'The record does not depend on one regime';
  return `${depends}: ${share} in ${formatNumber(largest?.shareOfPeriods.value ?? null, 'percent')} of the time.${luckWords(stress)} Consistency of the regimes: ${formatNumber(consistency.value, 'ratio')} of 1.`;
}

const DEPENDENCY_LEVEL = 0.05;

/** A dependency that a record which earns alike in all regimes shows often enough. */
function isLuck({ dependencyLevel }: StressModel): boolean {
  return (dependencyLevel?.value ?? 0) > DEPENDENCY_LEVEL;
}

/** How surprising a dependency is; nothing where there is none. */
function luckWords({ dependency, dependencyLevel, dependencyByChance }: StressModel): string {
  if (!((dependency.value ?? 0) > 0) || !isNumber(dependencyLevel?.value)) return '';
  const chance = dependencyByChance?.[dependency.value === 0.8 ? 'above90' : 'above80'].value ?? null;
  return (
    ` A record that earns alike in all regimes favours one as clearly with probability ${formatNumber(dependencyLevel.value, 'probability')},` +
    ` and reaches this dependency with probability ${formatNumber(chance, 'probability')}.`
  );
}

function tradesPart({ monteCarlo }: StressModel): Child {
  if (monteCarlo === undefined) return '';
  const { method, blockLength, trades, sizing, otherSizing, ruinLevel } = monteCarlo;
  const other = sizing === 'compounding' ? 'As amounts of money' : 'Sizes follow the account';
  const columns: readonly Column[] = [
    { title: 'Figure' },
    { title: sizing === 'compounding' ? 'Sizes follow the account' : 'As amounts of money', numeric: true },
    { title: other, numeric: true },
  ];
  const line = (name: string, own: Measure, beside: Measure): readonly string[] => [
    name,
    signed(own, 'percent'),
    signed(beside, 'percent'),
  ];
  const drawdown = (name: string, own: Measure, beside: Measure): readonly string[] => [
    name,
    shown(own, 'percent'),
    shown(beside, 'percent'),
  ];
  const lines = [
    line('Return, median', monteCarlo.medianReturn, otherSizing.medianReturn),
    line('Return, 5th percentile', monteCarlo.p5Return, otherSizing.returnP5),
    drawdown('Drawdown, median', monteCarlo.medianDrawdown, otherSizing.medianDrawdown),
    drawdown('Drawdown, 95th percentile', monteCarlo.p95Drawdown, otherSizing.drawdownP95),
    drawdown('Paths that are ruined', monteCarlo.ruinProbability, otherSizing.ruinProbability),
    drawdown('Paths that end above their start', monteCarlo.fractionPositive, otherSizing.fractionPositive),
  ];
  const how = method === 'iid' ? 'one by one' : `in blocks of ${formatNumber(blockLength, 'ratio')} (${method})`;
  return html`${table('Resampled trades', columns, lines)}
    <p class="muted">
      ${countOf(trades, 'trade')} drawn ${how}; a path is ruined at ${formatNumber(ruinLevel, 'percent')} of its start.
      Trades that overlapped are taken one after another.
    </p>`;
}

const TERM_COLUMNS: readonly Column[] = [
  { title: 'Terms' },
  { title: 'Return', numeric: true },
  { title: 'Mean of a period', numeric: true },
  { title: 'Sharpe ratio', numeric: true },
];

function termsTable({ costs, fills }: StressModel): Child {
  const line = (name: string, one: StressModel['fills'][number] | StressModel['costs'][number]): readonly string[] => [
    name,
    signed(one.totalReturn, 'percent'),
    signed(one.meanReturn, 'percent'),
    shown(one.sharpe, 'ratio'),
  ];
  return table('Other costs and fills', TERM_COLUMNS, [
    ...costs.map((one) => line(`costs × ${formatNumber(one.multiple, 'ratio')}`, one)),
    ...fills.map((one) => line(`${one.variant} fills`, one)),
  ]);
}

function leftOutSentence(leaveOneOut: StressModel['leaveOneOut']): string {
  const { one } = LEFT_OUT[leaveOneOut?.by ?? 'window'];
  if (leaveOneOut === undefined) return `No ${one} was left out.`;
  const { whole, parts, isCarriedByOne, lowestSharpe } = leaveOneOut;
  const lowest = `the lowest Sharpe ratio of a period without one is ${shown(lowestSharpe, 'ratio')}.`;
  if ((whole.totalReturn.value ?? 0) <= 0) return `There is no gain that one ${one} could carry; ${lowest}`;
  if (isCarriedByOne) return `One ${one} carries the whole gain: without it the record loses.`;
  return `No single ${one} of ${formatNumber(parts.length, 'count')} carries the whole gain; ${lowest}`;
}

/** What is left out of a record, one at a time. */
const LEFT_OUT = {
  window: { one: 'test window', many: 'windows' },
  year: { one: 'year', many: 'years' },
  month: { one: 'month', many: 'months' },
  stretch: { one: 'tenth of the record', many: 'tenths' },
} as const;

function partsPart({ startDates, leaveOneOut }: StressModel): Markup {
  const starts =
    startDates === undefined
      ? 'Later starts were not looked at.'
      : `From ${countOf(startDates.parts.length, 'start')} spread over the record, ${shown(startDates.gainingShare, 'percent')} gain; the Sharpe ratio of a period lies between ${shown(startDates.lowestSharpe, 'ratio')} and ${shown(startDates.highestSharpe, 'ratio')}.`;
  const windows = leftOutSentence(leaveOneOut);
  return html`<p>${starts}</p>
    <p>${windows}</p>`;
}

function shown({ value, reason }: Measure, unit: Unit): string {
  return isNumber(value) ? formatNumber(value, unit) : undefinedWords(reason ?? '');
}

function signed({ value, reason }: Measure, unit: Unit): string {
  return isNumber(value) ? formatSigned(value, unit) : undefinedWords(reason ?? '');
}
