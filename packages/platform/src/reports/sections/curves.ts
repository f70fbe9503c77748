import type { ReportRow } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { drawdownChart, equityChart, equityScale } from '../charts/equity-chart.ts';
import type { RegimeStretch } from '../charts/equity-chart.ts';
import { regimeShade } from '../charts/regime-charts.ts';
import { countOf, formatNumber, formatSigned, isNumber } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { RANKED_METRICS } from '../metric-catalogue.ts';
import type { ReportView, RowView } from '../report-view.ts';
import { figure } from './pieces.ts';

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

function regimesSentence(shown: readonly ShadedRegime[]): string {
  if (shown.length === 0) return ' No regime but the calm one was known in it, so nothing is shaded.';
  const isKnown = shown.some(({ label }) => label !== 'unknown');
  return isKnown
    ? ' Shaded: the regime of volatility that was known when a period began; the calm one is not.'
    : ' Grey: no regime of volatility was known there.';
}

/** The regimes that a picture shades, each with how dark it is drawn. */
function shownRegimes(stretches: readonly RegimeStretch[], labels: readonly string[]): readonly ShadedRegime[] {
  const met = [...labels, ...(labels.includes('unknown') ? [] : ['unknown'])].filter((label) =>
    stretches.some((stretch) => stretch.label === label),
  );
  return met.map((label) => ({ label, shade: regimeShade(label, labels) })).filter(({ shade }) => shade > 0);
}

interface ShadedRegime {
  readonly label: string;
  readonly shade: number;
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

function regimeSwatch(label: string, shade: number): Markup {
  const colour = label === 'unknown' ? 'var(--muted)' : 'var(--below)';
  const opacity = label === 'unknown' ? 0.25 : shade;
  return html`<span
    ><i class="swatch shade" style="background:${colour};opacity:${opacity.toFixed(2)}"></i> ${label}</span
  >`;
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
