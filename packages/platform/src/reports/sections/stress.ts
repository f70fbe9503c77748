import type { ReportRow, StressModel } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { fanChart } from '../charts/fan-chart.ts';
import { ladderChart } from '../charts/ladder-chart.ts';
import { regimeBandsChart, regimeChart } from '../charts/regime-charts.ts';
import { countOf, formatNumber, formatSigned, isNumber } from '../format.ts';
import type { Unit } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { undefinedWords } from '../metric-catalogue.ts';
import { ended, figure, folded, table } from './pieces.ts';
import type { Column } from './pieces.ts';

type Measure = StressModel['dependency'];

/** What stands beside a stress. */
type StressedDetail = Pick<ReportRow, 'equity' | 'buyAndHold' | 'regimeStretches' | 'performance'>;

/** What a row comes to under stress: by regime, under other costs and fills, in resampled trades, in parts of its record. */
export function stressParts(
  { stress }: { readonly stress?: StressModel | undefined },
  detail: StressedDetail,
  paper: ChartPaper,
): Child {
  if (stress === undefined) return '';
  if (stress.state === 'stress_failed') {
    return html`<p class="notice"><strong>The stress failed.</strong> ${ended(stress.reason ?? '')}</p>`;
  }
  return html`${when(stress.regimes.length > 0, () => folded(regimeTitle(stress), regimePart(stress, detail, paper)))}
  ${when(stress.monteCarlo !== undefined, () => folded('Resampled trades', tradesPart(stress, paper)))}
  ${folded('Other costs and fills', termsPart(stress, detail, paper))}
  ${folded(`Later starts, and ${LEFT_OUT[stress.leaveOneOut?.by ?? 'window'].many} left out`, partsPart(stress))}`;
}

function regimeTitle({ regimes, dependency }: StressModel): string {
  const labels = regimes.map(({ label }) => label).join(', ');
  return isNumber(dependency.value) && dependency.value > 0
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

function regimePart(stress: StressModel, detail: StressedDetail, paper: ChartPaper): Markup {
  const { regimes, resimulated, model } = stress;
  const labels = regimes.map(({ label }) => label);
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
    ${when((detail.regimeStretches ?? []).length > 0, () =>
      figure(
        `Equity over the regimes known at the time: ${labels.join(', ')}.`,
        regimeBandsChart(paper, detail, detail.regimeStretches ?? [], labels),
        html`<b>Equity and regimes.</b> Shaded: stretches of a more volatile regime; grey: no regime was known. A period
          has the regime that was known when it began.`,
      ),
    )}
    <div class="pair">
      ${figure(
        lines.map(([label, , , , value]) => `${String(label)}: ${String(value)}`).join('; '),
        regimeChart(paper, stress),
        html`<b>Return by regime.</b> Left: what the record earned in it. Right: each of its stretches simulated by
          itself, flat at both ends.`,
      )}
    </div>
    ${table('Results by regime', REGIME_COLUMNS, lines)}
    <p class="muted">
      ${when(several, () => 'Results count for the regime of each instrument; stretches by themselves, and the shading, for that of their equal-weight return. ')}Regimes
      of volatility are estimated from the past of each bar alone. Model <code>${model?.definition ?? ''}</code>; newest
      fits
      ${(model?.instruments ?? []).map(({ instrument, newest }, i) => html`${i > 0 ? ', ' : ''}${instrument} <code>${newest ?? 'none'}</code>`)}.
    </p>`;
}

function dependencySentence({ regimes, dependency, consistency }: StressModel): string {
  if (!isNumber(dependency.value))
    return `Dependency on one regime is unknown: ${undefinedWords(dependency.reason ?? '')}.`;
  const known = regimes.filter(({ label }) => label !== 'unknown');
  const [largest] = [...known].sort((a, b) => (b.shareOfAbsPnl.value ?? 0) - (a.shareOfAbsPnl.value ?? 0));
  const share = `${largest?.label ?? ''} holds ${formatNumber(largest?.shareOfAbsPnl.value ?? null, 'percent')} of the absolute results`;
  const depends =
    dependency.value > 0
      ? `The record depends on one regime (${formatNumber(dependency.value, 'ratio')} of 1)`
      : 'The record does not depend on one regime';
  return `${depends}: ${share} in ${formatNumber(largest?.shareOfPeriods.value ?? null, 'percent')} of the time. Consistency of the regimes: ${formatNumber(consistency.value, 'ratio')} of 1.`;
}

function tradesPart({ monteCarlo }: StressModel, paper: ChartPaper): Child {
  if (monteCarlo === undefined) return '';
  const { fan, paths, method, blockLength, trades, sizing, otherSizing, ruinLevel } = monteCarlo;
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
  return html`<div class="pair">
      ${
        fan === undefined
          ? html`<p>Nothing to draw: ${undefinedWords(monteCarlo.medianReturn.reason ?? '')}.</p>`
          : figure(
              `Equity over its start after ${countOf(trades, 'resampled trade')}.`,
              fanChart(paper, fan, ruinLevel),
              html`<b>Resampled trades.</b> Equity over its start by number of trades: median, middle half and middle
                nine tenths of ${formatNumber(paths, 'count')} paths.`,
            )
      }
    </div>
    ${table('Resampled trades', columns, lines)}
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

function termsPart({ costs, fills }: StressModel, detail: StressedDetail, paper: ChartPaper): Markup {
  const ladder = detail.performance?.costLadder ?? [];
  const line = (name: string, one: StressModel['fills'][number] | StressModel['costs'][number]): readonly string[] => [
    name,
    signed(one.totalReturn, 'percent'),
    signed(one.meanReturn, 'percent'),
    shown(one.sharpe, 'ratio'),
  ];
  return html`${when(
    ladder.length > 1,
    () =>
      html`<div class="pair">
        ${figure('Annual Sharpe ratio against the multiple of the costs.', ladderChart(paper, ladder, 'sharpeRatio'), html`<b>Sharpe ratio at multiples of the costs.</b>`)}${figure('Total return against the multiple of the costs.', ladderChart(paper, ladder, 'totalReturn'), html`<b>Total return at multiples of the costs.</b>`)}
      </div>`,
  )}
  ${table('Other costs and fills', TERM_COLUMNS, [
    ...costs.map((one) => line(`costs × ${formatNumber(one.multiple, 'ratio')}`, one)),
    ...fills.map((one) => line(`${one.variant} fills`, one)),
  ])}`;
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
