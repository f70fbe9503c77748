import type { BacktestReportModel, ReportRow } from '@assay/contracts/schemas';
import type { ChartPaper } from '../../charts/chart-paper.ts';
import { drawdownChart, equityChart, equityScale } from '../../charts/equity-chart.ts';
import { countOf, formatNumber } from '../../format.ts';
import { html, when } from '../../markup.ts';
import type { Child } from '../../markup.ts';
import { textOf } from '../performance/measure-lookup.ts';
import { figure } from '../pieces.ts';
import { regimeSwatch, regimesSentence, shownRegimes } from '../regime-shading.ts';

const NO_CURVE: ReportRow['equity'] = { times: [], values: [] };

/** Equity and drawdown of the backtest beside its benchmark. */
export function backtestCurves(model: BacktestReportModel, paper: ChartPaper): Child {
  const { equity, drawdown, benchmark, performance, strategy } = model;
  if (equity.times.length < 2) {
    return html`<p class="notice">
      There is no equity curve to draw: the record has ${countOf(equity.times.length, 'point')} of it.
    </p>`;
  }
  const curves = {
    equity,
    drawdown,
    buyAndHold: benchmark?.equity ?? NO_CURVE,
    buyAndHoldDrawdown: benchmark?.drawdown ?? NO_CURVE,
    segments: [],
  };
  const scale = equityScale(curves) === 'log' ? 'on a logarithmic scale' : 'on a linear scale';
  const fall = textOf(performance, 'maxDrawdown');
  const regimes = model.regimeStretches ?? [];
  const labels = model.stress?.regimes.map(({ label }) => label) ?? [];
  const shown = shownRegimes(regimes, labels);
  return figure(
    `Equity of ${strategy} goes from ${formatNumber(performance.initialEquity, 'money')} to ${formatNumber(performance.finalEquity, 'money')} ${performance.currency}; deepest drawdown ${fall}.`,
    html`${equityChart(paper, curves, { currency: performance.currency, regimes, labels })}${drawdownChart(paper, curves)}`,
    html`<b>Equity in ${performance.currency}</b> ${scale}, and below it the distance from the highest equity so
      far.${regimes.length > 0 ? regimesSentence(shown) : ''}`,
    html`<p class="legend">
      <span><i class="swatch line"></i> ${strategy} <b>${textOf(performance, 'totalReturn', true)}</b></span
      >${when(benchmark !== null, () => html`<span><i class="swatch line held"></i> ${benchmark?.name ?? ''}</span>`)}${shown.map(({ label, shade }) => regimeSwatch(label, shade))}
    </p>`,
  );
}
