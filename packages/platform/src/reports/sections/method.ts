import { strictJson } from '../../settings/index.ts';
import type { ReportModel } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { foldChart, MAX_FOLDS } from '../charts/fold-chart.ts';
import { countOf, formatLimit, formatList, formatNumber } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { METRIC_NAMES, metricWords } from '../metric-catalogue.ts';
import { costsBps, isAccountOf } from '../report-view.ts';
import type { ReportView } from '../report-view.ts';
import { dataPart } from './data.ts';
import { figure, folded, table } from './pieces.ts';
import { killLimitLabel, killLimitUnit } from './row-tables.ts';

/** How the judgement was made: data, walk-forward, fills and costs, limits. */
export function methodSection(view: ReportView, paper: ChartPaper): Markup {
  const { model } = view;
  return html`<section id="method">
    <h2>How it was judged</h2>
    <h3>Data</h3>
    ${dataPart(model)}
    <h3>Walk-forward</h3>
    ${walkForwardPart(view, paper)}
    <h3>Fills and costs</h3>
    ${contractsPart(model)}
    <h3>Limits</h3>
    ${limitsPart(model)}
    ${when(
      model.benchmarks.length > 0,
      () =>
        html`<h3>Buy and hold</h3>
          ${benchmarksPart(model)}`,
    )}
    ${folded('Configuration of the run', html`<pre>${strictJson(model.rankings.config, { indent: 2 })}</pre>`)}
  </section>`;
}

type Scheme = ReportModel['walkForward'][number];

function walkForwardPart(view: ReportView, paper: ChartPaper): Child {
  const { walkForward } = view.model;
  if (walkForward.length === 0) return html`<p>The run names no walk-forward scheme.</p>`;
  return alike(walkForward).map(([first, ...others]) => {
    const names = [first, ...others].map(({ pack }) => pack);
    const { scheme, trainPeriods, testPeriods, purgePeriods, folds, boundary } = first;
    return html`<p>
        <b>${formatList(names, 12)}</b>: ${scheme} training, ${countOf(trainPeriods, 'period')}
        ${scheme === 'expanding' ? 'at first' : 'each time'}; then ${countOf(testPeriods, 'period')} of test;
        ${countOf(purgePeriods, 'period')} between them left out; ${countOf(folds, 'fold')}. Open positions where a test
        segment ends: ${boundary}. Parameters are chosen on the training window alone, and only test windows are judged,
        joined in time order.
      </p>
      ${foldsFigure(view, first.pack, paper)}`;
  });
}

/** Accounts with the same scheme, together. */
function alike(walkForward: readonly Scheme[]): readonly (readonly [Scheme, ...Scheme[]])[] {
  const groups = new Map<string, [Scheme, ...Scheme[]]>();
  for (const scheme of walkForward) {
    const key = JSON.stringify({ ...scheme, pack: '' });
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [scheme]);
    else group.push(scheme);
  }
  return [...groups.values()];
}

function foldsFigure(view: ReportView, pack: string, paper: ChartPaper): Child {
  const example = view.rows.find(({ row }) => isAccountOf(pack, row) && row.selections.length > 0);
  const selections = example?.row.selections ?? [];
  const chart = foldChart(paper, selections);
  if (chart === undefined) return '';
  const shown = Math.min(selections.length, MAX_FOLDS);
  const cut = shown < selections.length ? ` The first ${shown} of ${selections.length} are drawn.` : '';
  return figure(
    `Training and test windows of ${countOf(shown, 'fold')} of ${pack}.`,
    chart,
    html`<b>Folds of ${pack}</b>, one line each.${cut}`,
    html`<p class="legend">
      <span><i class="swatch bar short"></i> chosen on</span><span><i class="swatch bar"></i> judged on</span>
    </p>`,
  );
}

function contractsPart(model: ReportModel): Child {
  if (model.fillContracts.length === 0) return html`<p>The run names no fill contract.</p>`;
  const free = model.fillContracts.filter((contract) => costsBps(contract) === 0).map(({ name }) => name);
  const columns = [
    { title: 'Contract' },
    { title: 'Half spread, bps', numeric: true },
    { title: 'Slippage, bps', numeric: true },
    { title: 'Commission, bps', numeric: true },
    { title: 'What it says' },
  ];
  const lines = model.fillContracts.map((contract) => [
    html`<code class="whole">${contract.name}</code>`,
    bpsCell(contract.halfSpreadBps),
    bpsCell(contract.slippageBps),
    bpsCell(contract.commissionBps),
    html`<span class="prose">${contract.description}</span>`,
  ]);
  return html`${when(free.length > 0, () => html`<p class="notice"><strong>Free of costs:</strong> ${formatList(free)}. Figures under it are before any cost of trading.</p>`)}${table('Fill contracts', columns, lines)}`;
}

function bpsCell(bps: number | null): string {
  return bps === null ? 'by model' : formatLimit(bps, 'ratio');
}

function limitsPart(model: ReportModel): Child {
  const limits = Object.entries(model.kill);
  if (limits.length === 0) return html`<p>No limit was declared.</p>`;
  const lines = limits.map(([name, limit]) => [
    killLimitLabel(name),
    formatLimit(limit, killLimitUnit(name)),
    html`<code>${name}</code>`,
  ]);
  return table('Declared limits', [{ title: 'Limit' }, { title: 'Value', numeric: true }, { title: 'Setting' }], lines);
}

function benchmarksPart(model: ReportModel): Child {
  const names = METRIC_NAMES.filter((name) => model.benchmarks.some(({ metrics }) => Object.hasOwn(metrics, name)));
  const columns = [
    { title: 'Measure' },
    ...model.benchmarks.map(({ pack, instruments }) => ({
      title: `${pack}: ${formatList(instruments, 3)}`,
      numeric: true,
    })),
  ];
  const lines = names.map((name) => {
    const { label, unit } = metricWords(name);
    return [label, ...model.benchmarks.map(({ metrics }) => formatNumber(metrics[name], unit))];
  });
  return html`<p>
      Buy and hold of the same instruments over the same periods, through the same engine. It is shown for comparison
      and not judged.
    </p>
    ${folded('Measures of buy and hold', table('Measures of buy and hold', columns, lines))}`;
}
