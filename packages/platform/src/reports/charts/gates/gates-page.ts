/** The picture of gates as a page that needs nothing else. */
import { html } from '../../markup.ts';
import type { Markup } from '../../markup.ts';
import { pageShell } from '../../page-shell.ts';
import { figure } from '../../sections/pieces.ts';
import { openChartPaper } from '../chart-paper.ts';
import { candleChart } from './candle-chart.ts';
import type { CandlePanel, DrawnGate } from './candle-chart.ts';
import { REGIME_DRAWN, REGIME_WORDS } from './gate-regimes.ts';
import { measureChart } from './measure-chart.ts';
import type { MeasurePanel } from './measure-chart.ts';

/** What the page shows. */
export interface GatesPage {
  readonly title: string;
  /** What there is, in a sentence. */
  readonly headline: string;
  /** What admits a gate, in words. */
  readonly guards: string;
  readonly candles: readonly CandlePanel[];
  readonly measures: readonly MeasurePanel[];
  /** What the noise is. */
  readonly noise: string;
  readonly remarks: readonly string[];
}

const PAGE_STYLE =
  '.key{display:inline-block;width:22px;height:11px;margin:0 6px 0 14px;border-radius:2px}.key.line{height:0;border-top:3px solid;margin-bottom:4px}h2{margin:22px 0 2px;font-size:1.05em}section h3{margin:14px 0 2px;font-size:1em}';

/** The page. */
export async function renderGatesPage(page: GatesPage): Promise<string> {
  const paper = await openChartPaper();
  try {
    const candles = page.candles.map((panel) => {
      const own = panel.gates.filter(({ at }) => at >= 0);
      const admitted = own.filter(({ decision }) => decision === 'admitted').length;
      const text = `${panel.name}: ${panel.candles.length} candles, ${own.length} gates, ${admitted} admitted.`;
      return html`<section>
        <h3>${panel.name}</h3>
        ${figure(text, candleChart(paper, panel), panel.note)}
      </section>`;
    });
    const measures = page.measures.map(
      (panel) =>
        html`<section>
          <h3>${panel.name}</h3>
          ${figure(`${panel.name} of gates and of noise. ${panel.note}`, measureChart(paper, panel), panel.note)}
        </section>`,
    );
    return pageShell({
      title: page.title,
      style: PAGE_STYLE,
      skip: ['#candles', 'Skip to the candles'],
      main: html`<p class="kicker">Gates</p>
        <h1>${page.title}</h1>
        <p class="headline">${page.headline}</p>
        ${page.remarks.map((remark) => html`<p class="muted">${remark}</p>`)}
        <h2 id="candles">Candles, regimes and admitted gates</h2>
        <p>${regimeLegend(page)}</p>
        <p class="muted">
          A band is the regime of the gate in force, from when it could be known to the next one; without a band it is
          neutral, or there is none. ${page.guards}
        </p>
        ${candles}
        <h2>Measures against noise</h2>
        <p>
          Shares of all gates
          <span class="key" style="background:var(--strategy)"></span>this dataset
          <span class="key line" style="border-top-color:var(--below)"></span>${page.noise}
        </p>
        <div class="pair">${measures}</div>`,
      footer: html`Made by <code>assay gates build</code>. A gate says what candles look like, not what follows:
        <code>assay gates outcomes</code> measures that.`,
    }).markup;
  } finally {
    paper.close();
  }
}

/** What the bands and marks mean that are drawn. */
function regimeLegend({ candles }: GatesPage): readonly Markup[] {
  const gates = candles.flatMap((panel) => panel.gates);
  const drawn = new Set(gates.map(({ regime }) => regime));
  const bands = Object.entries(REGIME_DRAWN)
    .filter(([name]) => drawn.has(name))
    .map(
      ([name, { fill }]) =>
        html`<span class="key" style="background:${fill};opacity:.45"></span>${REGIME_WORDS[name] ?? name}`,
    );
  const isThere = (decision: DrawnGate['decision']): boolean => gates.some((gate) => gate.decision === decision);
  return [
    ...bands,
    ...(isThere('admitted')
      ? [html`<span style="color:var(--held);margin-left:18px">▲ ▼</span> admitted gate, pointing its way `]
      : []),
    ...(isThere('undirected')
      ? [html`<span style="color:var(--held);margin-left:12px">○</span> all that it lacks is a direction`]
      : []),
  ];
}
