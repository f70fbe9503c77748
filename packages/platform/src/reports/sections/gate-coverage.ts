import type { GateCoverageModel } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { gateSourcesChart } from '../charts/gate-sources-chart.ts';
import { countOf, formatNumber } from '../format.ts';
import { html } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { figure, folded, table } from './pieces.ts';

/** Where the decisions came from: gates, candles or nowhere; by regime, and why evidence was refused. Nothing without gates. */
export function gateCoverageSection(gates: GateCoverageModel | undefined, paper: ChartPaper): Markup {
  if (gates === undefined) return html``;
  return html`<section id="gates">
    <h2>Gates</h2>
    ${sourcesFigure(gates, paper)} ${sourcesTable(gates)}
    <h3>By regime</h3>
    ${regimesTable(gates)}
    <h3>Why evidence was refused</h3>
    ${refusalsTable(gates)}
  </section>`;
}

/** The same of one row among others: the picture open, the tables folded. */
export function rowGates(gates: GateCoverageModel | undefined, paper: ChartPaper): Child {
  if (gates === undefined) return '';
  const { fractions } = gates;
  const trades = gates.regimes.reduce((sum, one) => sum + one.trades, 0);
  return html`<h4>Gates</h4>
    ${sourcesFigure(gates, paper)}
    ${folded(`Gates: in force at ${formatNumber(fractions.gate, 'percent')} of bars`, sourcesTable(gates))}
    ${folded(`Decisions by regime: ${countOf(trades, 'trade')}`, regimesTable(gates))}
    ${folded(`Why evidence was refused: ${countOf(gates.refusals.length, 'reason')}`, refusalsTable(gates))}`;
}

const SOURCE_WORDS = { gate: 'gate in force', derived: 'derived from candles', none: 'none' } as const;
const SOURCES = ['gate', 'derived', 'none'] as const;

function sourcesFigure({ fractions, overTime }: GateCoverageModel, paper: ChartPaper): Child {
  const share = (source: (typeof SOURCES)[number]): string => formatNumber(fractions[source], 'percent');
  const words = `${share('gate')} of the bars were decided on a gate in force, ${share('derived')} on one derived from the candles, ${share('none')} on none`;
  return figure(
    `${words}.`,
    gateSourcesChart(paper, overTime),
    html`<b>Sources over time.</b> ${words}.${gapWords(fractions)}`,
    html`<p class="legend">
      <span><i class="swatch bar"></i> ${SOURCE_WORDS.gate}</span
      ><span><i class="swatch bar alone"></i> ${SOURCE_WORDS.derived}</span
      ><span><i class="swatch bar short"></i> ${SOURCE_WORDS.none}</span>
    </p>`,
  );
}

/** What became of the bars at which no gate was in force. */
function gapWords({ derived, none }: GateCoverageModel['fractions']): string {
  if (derived !== null && derived > 0) return ' Derived gates fill bars at which no gate is in force.';
  return none !== null && none > 0 ? ' Nothing fills the bars at which no gate is in force.' : '';
}

function sourcesTable({ bars, minutes, fractions, admitted, entries }: GateCoverageModel): Markup {
  const columns = [
    { title: 'Source' },
    ...['Bars', 'Minutes', 'Share', 'Admitted bars', 'Admitted share', 'Entries', 'Share of entries'].map((title) => ({
      title,
      numeric: true,
    })),
  ];
  const entered = entries.gate + entries.derived + entries.none;
  const rows = SOURCES.map((source) => [
    SOURCE_WORDS[source],
    formatNumber(bars[source], 'count'),
    formatNumber(minutes[source], 'count'),
    formatNumber(fractions[source], 'percent'),
    formatNumber(admitted[source], 'count'),
    bars[source] === 0 ? '–' : formatNumber(admitted[source] / bars[source], 'percent'),
    formatNumber(entries[source], 'count'),
    entered === 0 ? '–' : formatNumber(entries[source] / entered, 'percent'),
  ]);
  return table('Bars by source', columns, rows);
}

function regimesTable({ regimes }: GateCoverageModel): Markup {
  if (regimes.length === 0) return html`<p class="notice">There is no evidence at any bar.</p>`;
  const columns = [
    { title: 'Regime' },
    ...['Bars', 'Admitted', 'Trades', 'Won', 'Hit rate'].map((title) => ({ title, numeric: true })),
  ];
  const rows = regimes.map(({ regime, bars, admitted, trades, won, hitRate }) => [
    regime,
    ...[bars, admitted, trades, won].map((count) => formatNumber(count, 'count')),
    hitRate === null ? '–' : formatNumber(hitRate, 'percent'),
  ]);
  return table('Decisions by regime', columns, rows);
}

function refusalsTable({ refusals, bars }: GateCoverageModel): Markup {
  const total = bars.none + bars.derived + bars.gate;
  if (refusals.length === 0) return html`<p class="notice">Nothing was refused.</p>`;
  const rows = refusals.map(({ reason, bars: count }) => [
    reason,
    formatNumber(count, 'count'),
    formatNumber(count / total, 'percent'),
  ]);
  const columns = [{ title: 'Reason' }, { title: 'Bars', numeric: true }, { title: 'Of all bars', numeric: true }];
  return html`<p>A bar counts for each of its reasons.</p>
    ${table('Bars by reason of refusal', columns, rows)}`;
}
