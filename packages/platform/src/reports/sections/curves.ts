import type { ReportRow } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { drawdownChart, equityChart, equityScale } from '../charts/equity-chart.ts';
import { countOf, formatNumber, formatSigned, isNumber } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { RANKED_METRICS } from '../metric-catalogue.ts';
import type { ReportView, RowView } from '../report-view.ts';
import { figure } from './pieces.ts';
import { regimeSwatch, regimesSentence, shownRegimes } from './regime-shading.ts';
import type { ShadedRegime } from './regime-shading.ts';

type Curve = ReportRow['equity'];

/** Equity and drawdown of a row beside buy and hold, out of sample. */
export function curvesFigure(report: ReportView, view: RowView, detail: ReportRow, paper: ChartPaper): Markup {
  const { model } = report;
  if (detail.equity.times.length < 2) {
    return html`<p class="notice">
      There is no equity curve to draw: the row has ${countOf(detail.equity.times.length, 'point')} of it.
    </p>`;
  }
  const hasBenchmark = detail.buyAndHold.times.length >= 2;
  const folds = detail.segments.length;
  const chosen = view.row.parameterSets > 1 ? '; parameters were chosen anew at each boundary' : '';
  const scale = equityScale(detail) === 'log' ? 'on a logarithmic scale' : 'on a linear scale';
  const regimes = detail.regimeStretches ?? [];
  const labels = view.row.stress?.regimes.map(({ label }) => label) ?? [];
  const shading =
    regimes.length > 0
      ? `${regimesSentence(shownRegimes(regimes, labels))}${folds < 2 ? '' : ` Numbered: test segments, ${folds} in all${chosen}.`}`
      : folds < 2
        ? ''
        : ` The shading changes from one test segment to the next, ${folds} in all${chosen}.`;

  return figure(
    description(view, detail, model.currency),
    html`${equityChart(paper, detail, { currency: model.currency, regimes, labels })}${drawdownChart(paper, detail)}`,
    html`<b>Equity in ${model.currency}</b> ${scale}, and below it the distance from the highest equity so far. All of
      it is out of sample.${shading}`,
    legend(view, { hasBenchmark, regimes: shownRegimes(regimes, labels) }),
  );
}

function legend(
  { row, benchmark }: RowView,
  { hasBenchmark, regimes }: { readonly hasBenchmark: boolean; readonly regimes: readonly ShadedRegime[] },
): Markup {
  const own = figures(row.metrics);
  const held = benchmark === undefined ? '' : figures(benchmark);
  return html`<p class="legend">
    <span><i class="swatch line"></i> ${row.strategy}${own}</span>${when(
      hasBenchmark,
      () => html`<span><i class="swatch line held"></i> buy and hold${held}</span>`,
    )}${regimes.map(({ label, shade }) => regimeSwatch(label, shade))}
  </p>`;
}

function figures(metrics: Readonly<Record<string, number | null>>): Child {
  const total = metrics[RANKED_METRICS.totalReturn];
  const drawdown = metrics[RANKED_METRICS.maxDrawdown];
  if (!isNumber(total)) return '';
  const fall = isNumber(drawdown) ? `, deepest fall ${formatNumber(drawdown, 'percent')}` : '';
  return html` <b>${formatSigned(total, 'percent')}</b>${fall}`;
}

function description({ row }: RowView, detail: ReportRow, currency: string): string {
  const own = `Equity of ${row.strategy} goes from ${ends(detail.equity)} ${currency}`;
  const held = detail.buyAndHold.times.length < 2 ? '' : `; buy and hold from ${ends(detail.buyAndHold)} ${currency}`;
  const deepest = lowest(detail.drawdown);
  const fall = deepest === undefined ? '' : `; deepest drawdown ${formatNumber(-deepest, 'percent')}`;
  return `${own}${held}${fall}.`;
}

function ends({ values }: Curve): string {
  return `${formatNumber(values[0], 'money')} to ${formatNumber(values.at(-1), 'money')}`;
}

function lowest({ values }: Curve): number | undefined {
  return values.length === 0 ? undefined : values.reduce((least, value) => Math.min(least, value), 0);
}
