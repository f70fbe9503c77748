import { gridResultSchema } from '@assay/contracts/schemas';
import type { GridCell, GridEvidence, GridInstrument, GridResult } from '@assay/contracts/schemas';
import { realShareOfEntries } from '@assay/quant/evidence';
import { openChartPaper } from './charts/chart-paper.ts';
import type { ChartPaper } from './charts/chart-paper.ts';
import { gateCoverageChart, SOURCE_FILLS } from './charts/gate-coverage-chart.ts';
import { gridMapChart, gridPanels, isWidePanel, MOST_PANELS } from './charts/grid-map.ts';
import type { GridPanel } from './charts/grid-map.ts';
import {
  countOf,
  formatFixed,
  formatNumber,
  formatParameter,
  formatParameters,
  formatSigned,
  MISSING,
} from './format.ts';
import { GRID_TAG_WORDS, GRID_VERDICT_NAMES, gridHeadline, judgedDeflation } from './grid-words.ts';
import { html, when } from './markup.ts';
import type { Child, Markup } from './markup.ts';
import { undefinedWords } from './metric-catalogue.ts';
import { pageShell } from './page-shell.ts';
import { factList, figure, folded, table } from './sections/pieces.ts';

/** Cells of an instrument that the page lists; all stand in cells.csv. */
const MOST_LISTED = 40;

/** A grid as one self-contained page. The same result gives the same bytes on every machine. */
export async function renderGridPage(result: GridResult): Promise<string> {
  const checked = gridResultSchema.parse(result);
  const paper = await openChartPaper();
  try {
    return page(checked, paper).markup;
  } finally {
    paper.close();
  }
}

function page(grid: GridResult, paper: ChartPaper): Markup {
  const { name, strategy, instruments, timeframe, runId, notes } = grid;
  return pageShell({
    title: `Grid of ${name}`,
    skip: ['#summary', 'Skip to the summary'],
    main: html`<header>
        <p class="kicker">Assay · grid</p>
        <h1>${name}</h1>
        <p class="headline">${gridHeadline(grid)}</p>
        <p class="answer">
          ${strategy} on ${countOf(instruments.length, 'instrument')} of ${timeframe} bars, run <code>${runId}</code>.
          Every figure is after costs under fills ${grid.contract.name}, on the very period that the cells were compared
          on.
        </p>
        ${notes.map((note) => html`<p class="notice">${note}</p>`)}
      </header>
      ${summary(grid)} ${instruments.map((one) => instrumentPart(one, grid, paper))} ${facts(grid)}`,
    footer: html`Made by <code>assay backtest grid</code>. docs/methods/grid-score.md says how a cell is scored.`,
  });
}

function summary({ instruments }: GridResult): Markup {
  const columns = [
    { title: 'Instrument' },
    { title: 'Best cell' },
    ...['Score', 'Trades', 'P&L', 'Return', 'Sharpe', 'Profit factor', 'Drawdown'].map((title) => ({
      title,
      numeric: true,
    })),
    { title: 'Deflated', numeric: true },
    { title: 'What may be said' },
  ];
  const rows = instruments.map((one): readonly Child[] => {
    const best = one.best === null ? undefined : one.cells[one.best];
    if (best === undefined) return [one.instrument, 'insufficient', ...Array<Child>(8).fill(MISSING), 'Insufficient.'];
    return [
      one.instrument,
      formatParameters(best.axes),
      ...figuresOf(best),
      formatNumber(one.evidence === null ? null : judgedDeflation(one.evidence), 'probability'),
      verdictName(one.evidence),
    ];
  });
  return html`<section id="summary">
    <h2>The best of each instrument</h2>
    ${table('The best cell of each instrument', columns, rows)}
    <ul>
      ${instruments.map((one) => html`<li><b>${one.instrument}</b>: ${one.evidence?.words[0] ?? sentence(one.reason ?? '')}</li>`)}
    </ul>
    <p class="muted">
      Deflated: probability that the Sharpe ratio beyond matched buy and hold is above what luck finds in all trials on
      the same data.
    </p>
  </section>`;
}

function verdictName(evidence: GridEvidence | null): string {
  return evidence === null ? '' : `${GRID_VERDICT_NAMES[evidence.verdict]}.`;
}

/** Score, trades, P&L, return, Sharpe, profit factor, drawdown. */
function figuresOf(cell: GridCell): readonly Child[] {
  const { metrics } = cell;
  return [
    formatFixed(cell.score, 3),
    formatNumber(metrics.trades, 'count'),
    formatSigned(metrics.pnl, 'money'),
    formatSigned(metrics.returnFraction, 'percent'),
    `${metrics.sharpeCapped ? (Number(metrics.sharpe) > 0 ? '≥ ' : '≤ ') : ''}${formatNumber(metrics.sharpe, 'ratio')}`,
    `${metrics.profitFactorCapped ? '≥ ' : ''}${formatNumber(metrics.profitFactor, 'ratio')}`,
    formatNumber(metrics.maxDrawdownFraction, 'percent'),
  ];
}

function instrumentPart(instrument: GridInstrument, grid: GridResult, paper: ChartPaper): Markup {
  const { cells, period, warmUpBars } = instrument;
  const qualified = cells.filter((cell) => cell.qualified).length;
  return html`<section id="${`instrument-${instrument.instrument}`}">
    <h2>${instrument.instrument}</h2>
    <p>
      ${period.from} to ${period.to}, after ${countOf(warmUpBars, 'bar')} of warm-up; ${String(qualified)} of
      ${countOf(cells.length, 'cell')} qualify.
    </p>
    ${evidencePart(instrument)} ${maps(instrument, grid, paper)} ${coveragePart(instrument, paper)}
    ${cellTable(instrument, grid)}
  </section>`;
}

function evidencePart({ evidence, reason, bestParams }: GridInstrument): Child {
  if (evidence === null) return html`<p class="notice"><b>Insufficient.</b> ${sentence(reason ?? '')}</p>`;
  const of = (measure: GridEvidence['excessSharpe'], unit: 'ratio' | 'probability' | 'count'): string =>
    measure.value === null
      ? `undefined (${undefinedWords(measure.reason ?? undefined)})`
      : formatNumber(measure.value, unit);
  const { overfitting, superiorAbility } = evidence;
  const facts: (readonly [string, Child])[] = [
    ['Best cell', bestParams === null ? sentence(reason ?? '') : formatParameters(bestParams)],
    ['Trials', `${formatNumber(evidence.trials, 'count')} on overlapping data, this grid's and earlier ones`],
    ['Worth', `${of(evidence.effectiveTrials, 'count')} independent trials, by the correlation of the cells`],
    ['Sharpe ratio', `${of(evidence.excessSharpe, 'ratio')} a year beyond matched buy and hold`],
    ['Luck finds', `${of(evidence.expectedMaximum, 'ratio')} a year in so many trials`],
    [
      'Deflated',
      `${of(evidence.deflatedSharpe, 'probability')} (${of(evidence.deflatedSharpeAtNull, 'probability')} without credit for skew)`,
    ],
    ...(overfitting === null
      ? []
      : [['Overfitting', `probability ${of(overfitting.pbo, 'probability')} over ${overfitting.sets} cells`] as const]),
    ...(superiorAbility === null
      ? []
      : [['Superior ability', `p-value ${of(superiorAbility, 'probability')}`] as const]),
    ['Leak test', `${evidence.leak.outcome}, ${countOf(evidence.leak.cuts.length, 'cut')}`],
    ['Pessimistic fills', `${formatSigned(evidence.pessimistic.returnFraction, 'percent')}`],
  ];
  return html`<p class="notice"><b>${GRID_VERDICT_NAMES[evidence.verdict]}.</b> ${evidence.words.join(' ')}</p>
    ${factList(facts)}`;
}

function maps(instrument: GridInstrument, grid: GridResult, paper: ChartPaper): Child {
  const panels = gridPanels(instrument, grid.axes);
  const shown = panels.slice(0, MOST_PANELS);
  const more = panels.length - shown.length;
  const drawings = shown.map((panel) => mapFigure(instrument, panel, paper));
  const isWide = shown.some(isWidePanel);
  return html`${isWide ? drawings : html`<div class="pair">${drawings}</div>`}
  ${when(more > 0, () => html`<p class="muted">${String(more)} more combinations of the further axes stand in cells.csv.</p>`)}`;
}

function mapFigure({ instrument }: GridInstrument, panel: GridPanel, paper: ChartPaper): Markup {
  const { places, xName, yName, facet } = panel;
  const scores = places.flatMap(({ score }) => (score === null ? [] : [score]));
  const range =
    scores.length === 0
      ? 'no score'
      : `${formatFixed(Math.min(...scores), 2)} to ${formatFixed(Math.max(...scores), 2)}`;
  const by = yName === '' ? xName : `${yName} and ${xName}`;
  const where = facet === '' ? '' : ` at ${facet}`;
  const hasBest = places.some(({ isBest }) => isBest);
  return figure(
    `Scores of ${instrument} by ${by}${where}: ${range}`,
    gridMapChart(paper, panel),
    html`<b>Score by ${by}</b>${where}: ${range}. Grey in brackets: does not
      qualify.${when(hasBest, () => ' Framed: the best cell.')}`,
    SCORE_SCALE,
  );
}

const SCORE_SCALE = html`<p class="legend">
  <span>score 0 <i class="swatch scale"></i> 1</span
  ><span><i class="swatch shade" style="background:var(--band)"></i> does not qualify, or has no score</span>
</p>`;

function coveragePart(of: GridInstrument, paper: ChartPaper): Child {
  const { coverageByMonth: months, instrument } = of;
  if (months === undefined || months.length === 0) return '';
  const share = (source: 'gate' | 'derived'): string =>
    formatNumber(months.reduce((sum, month) => sum + month[source], 0) / months.length, 'percent');
  return figure(
    `Gates of ${instrument} by month: real ones ${share('gate')}, derived ones ${share('derived')} of the bars on average`,
    gateCoverageChart(paper, months),
    html`<b>Where the gate of each bar came from</b>, by month: real ones in force on ${share('gate')} of the bars of an
      average month, derived ones on ${share('derived')}.${decisionsWords(of)}`,
    html`<p class="legend">
      ${SOURCE_FILLS.map(({ fill, words }) => html`<span><i class="swatch shade" style="${`background:${fill}`}"></i> ${words}</span>`)}
    </p>`,
  );
}

/** What the best cell, or the one with the highest score, was decided on. */
function decisionsWords({ best, bestOfAll, cells }: GridInstrument): string {
  const coverage = cells[best ?? bestOfAll ?? 0]?.coverage;
  if (coverage === undefined) return '';
  const { entries, admitted } = coverage;
  const share = realShareOfEntries(coverage);
  const which = best === null ? 'the cell with the highest score' : 'the cell shown as best';
  const all = (counts: typeof entries): number => counts.gate + counts.derived + counts.none;
  if (all(entries) > 0) {
    return ` Of the ${countOf(all(entries), 'entry', 'entries')} of ${which}, ${entries.gate} were on real gates, ${formatNumber(share.value, 'percent')}: this share is what the score counts.`;
  }
  if (all(admitted) === 0) return ` Nothing was admitted in ${which}.`;
  return ` There is no entry in ${which}; of the ${countOf(all(admitted), 'bar')} that it admitted, ${admitted.gate} had real gates, ${formatNumber(share.value, 'percent')}: this share is what the score counts.`;
}

function cellTable(instrument: GridInstrument, { axes }: GridResult): Markup {
  const { cells, best } = instrument;
  const columns = [
    ...axes.map(({ name }) => ({ title: name, numeric: true })),
    ...['Score', 'Trades', 'P&L', 'Return', 'Sharpe', 'Profit factor', 'Drawdown', 'Hold'].map((title) => ({
      title,
      numeric: true,
    })),
    { title: 'Tags' },
  ];
  const ordered = cells
    .map((cell, index) => ({ cell, index }))
    .sort((a, b) => (b.cell.score ?? -1) - (a.cell.score ?? -1));
  const rows = ordered
    .slice(0, MOST_LISTED)
    .map(({ cell, index }): readonly Child[] => [
      ...axes.map(({ name }) => formatParameter(cell.axes[name] ?? '')),
      ...figuresOf(cell),
      `${formatNumber(cell.metrics.averageHoldMinutes, 'count')} min`,
      index === best ? html`<b>best</b> ${tagsOf(cell)}` : tagsOf(cell),
    ]);
  const title = `Cells by score${cells.length > MOST_LISTED ? `, the first ${MOST_LISTED} of ${cells.length}` : ''}`;
  return folded(title, html`<div class="dense">${table(`Cells of ${instrument.instrument}`, columns, rows)}</div>`);
}

function tagsOf({ tags, disqualified }: GridCell): string {
  const words = tags.map((tag) => GRID_TAG_WORDS[tag] ?? tag);
  return [...(disqualified === 'insufficient_data' ? ['insufficient data'] : []), ...words].join(', ');
}

function facts({
  axes,
  base,
  skipped,
  window,
  dataset,
  trials,
  contract,
  cash,
  currency,
  scoreVersion,
}: GridResult): Markup {
  return html`<section id="method">
    <h2>What was tried</h2>
    ${factList([
      ['Axes', axes.map(({ name, values }) => `${name}: ${values.map(formatParameter).join(', ')}`).join('; ')],
      ['All cells', formatParameters(base)],
      ['Refused', `${countOf(skipped, 'combination')} by the strategy`],
      [
        'Data',
        html`<code>${dataset.name}@${dataset.version}</code>, ${window.from ?? 'from the first bar'} to
          ${window.to ?? 'the last'}`,
      ],
      ['Account', `${formatNumber(cash, 'money')} ${currency} for each instrument by itself`],
      ['Fills', `${contract.name}: ${contract.description}`],
      [
        'Trials',
        `${trials.thisRun} of this grid, ${trials.prior} before it, ${trials.declared} declared; ${trials.workspace}`,
      ],
      ['Score', scoreVersion],
    ])}
  </section>`;
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
