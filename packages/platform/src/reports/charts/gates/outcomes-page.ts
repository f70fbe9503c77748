/** What followed gates as a page that needs nothing else. */
import { html } from '../../markup.ts';
import type { Markup } from '../../markup.ts';
import { pageShell } from '../../page-shell.ts';
import { figure, table } from '../../sections/pieces.ts';
import { HALF_WIDTH, labelledBelow, openChartPaper } from '../chart-paper.ts';
import type { ChartPaper } from '../chart-paper.ts';

/** One mean with its interval. */
export interface DrawnOutcome {
  readonly instrument: string;
  readonly group: 'all' | 'admitted' | 'rejected';
  readonly n: number;
  readonly meanBp: number;
  /** NaN where there are too few outcomes. */
  readonly lowBp: number;
  readonly highBp: number;
  /** NaN where costs are not known. */
  readonly costBp: number;
}

/** One horizon. */
export interface OutcomePanel {
  readonly horizon: string;
  readonly outcomes: readonly DrawnOutcome[];
  readonly deciles: readonly DrawnDecile[];
}

/** Mean return of the gates of all instruments in a tenth of hazard. */
export interface DrawnDecile {
  readonly decile: number;
  readonly n: number;
  readonly meanBp: number;
  /** Low and high; undefined where there are too few outcomes, or several instruments, which may move together. */
  readonly interval?: readonly [number, number] | undefined;
}

/** What the page shows. */
export interface OutcomesPage {
  readonly title: string;
  readonly headline: string;
  readonly remarks: readonly string[];
  readonly panels: readonly OutcomePanel[];
  /** Titles and cells of the table, as text. */
  readonly columns: readonly { readonly title: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

const GROUPS = {
  all: { stroke: 'var(--strategy)', symbol: 'circle' },
  admitted: { stroke: 'var(--held)', symbol: 'triangle' },
  rejected: { stroke: 'var(--muted)', symbol: 'square' },
} as const;
const PAGE_STYLE = '.mark{margin-left:14px}h3{margin:18px 0 2px;font-size:1em}h2{margin:22px 0 2px;font-size:1.05em}';

/** The page. */
export async function renderOutcomesPage(page: OutcomesPage): Promise<string> {
  const paper = await openChartPaper();
  try {
    return pageShell({
      title: page.title,
      style: PAGE_STYLE,
      skip: ['#means', 'Skip to the means'],
      main: html`<p class="kicker">What followed gates</p>
        <h1>${page.title}</h1>
        <p class="headline">${page.headline}</p>
        ${page.remarks.map((remark) => html`<p class="muted">${remark}</p>`)}
        <h2 id="means">Mean return with its 95 % interval, and by hazard</h2>
        <p>
          <span style="color:var(--strategy)">●</span> all gates
          <span class="mark" style="color:var(--held)">▲</span> admitted
          <span class="mark" style="color:var(--muted)">■</span> rejected ${costLegend(page)}
        </p>
        <div class="pair">${page.panels.flatMap((panel) => figures(paper, panel))}</div>
        <h2>Every cell</h2>
        ${table('Outcomes', page.columns, page.rows)}`,
      footer: html`Made by <code>assay gates outcomes</code>. It evaluates no strategy and accepts nothing; a backtest
        with its verdict does.`,
    }).markup;
  } finally {
    paper.close();
  }
}

/** What the line of costs means, where one is drawn. */
function costLegend({ panels }: OutcomesPage): Markup {
  const isDrawn = panels.some(({ outcomes }) => outcomes.some(({ costBp }) => !Number.isNaN(costBp)));
  return isDrawn
    ? html`<span class="mark" style="color:var(--below)">|</span> what a round trip costs: a mean left of it loses`
    : html`<span class="mark">costs are not known</span>`;
}

/** Says why a mean has no line, where one has none. */
function withoutLine(outcomes: readonly DrawnOutcome[]): string {
  const isMissing = outcomes.some(({ n, lowBp }) => n > 0 && Number.isNaN(lowBp));
  return isMissing ? ' Without a line there are too few outcomes for an interval.' : '';
}

function figures(paper: ChartPaper, panel: OutcomePanel): readonly Markup[] {
  const { horizon, outcomes, deciles } = panel;
  const means = outcomes
    .filter(({ n }) => n > 0)
    .map(({ instrument, group, n, meanBp }) => `${instrument} ${group} ${meanBp.toFixed(2)} bp of ${n}`);
  const tenths = deciles
    .filter(({ n }) => n > 0)
    .map(({ decile, n, meanBp }) => `from ${decile / 10} ${meanBp.toFixed(2)} bp of ${n}`);
  return [
    html`<section>
      <h3>${horizon}: mean return</h3>
      ${figure(means.join('; '), forestChart(paper, outcomes), `Basis points.${withoutLine(outcomes)}`)}
    </section>`,
    html`<section>
      <h3>${horizon}: mean return by hazard</h3>
      ${figure(tenths.join('; '), decileChart(paper, deciles), decileCaption(panel))}
    </section>`,
  ];
}

function decileCaption({ outcomes, deciles }: OutcomePanel): string {
  const isDrawn = deciles.some(({ interval }) => interval !== undefined);
  const isOne = new Set(outcomes.map(({ instrument }) => instrument)).size === 1;
  const whose = isOne ? '' : 'All instruments; --json has the intervals of each. ';
  return `${whose}Above, in a row, the numbers of outcomes${isDrawn ? '; lines: 95 % intervals of the means' : ''}.`;
}

function forestChart(paper: ChartPaper, outcomes: readonly DrawnOutcome[]): Markup {
  const { plot } = paper;
  const instruments = [...new Set(outcomes.map(({ instrument }) => instrument))];
  const known = outcomes.filter(({ meanBp }) => !Number.isNaN(meanBp));
  const lined = known.filter(({ lowBp }) => !Number.isNaN(lowBp));
  const costs = known.filter(({ group, costBp }) => group === 'all' && !Number.isNaN(costBp));
  const at = { fy: 'instrument', y: 'group' };
  return paper.draw({
    width: HALF_WIDTH,
    height: 40 + 46 * instruments.length,
    marginLeft: 76,
    marginRight: 14,
    marginTop: 8,
    marginBottom: 34,
    x: { ...labelledBelow('basis points'), grid: true, ticks: 6, zero: true, inset: 8 },
    y: { type: 'band', axis: null, domain: ['all', 'admitted', 'rejected'], padding: 0.2 },
    fy: { label: null, axis: 'left', domain: instruments, padding: 0.12 },
    marks: [
      plot.ruleX([0], { stroke: 'var(--ink)', strokeWidth: 0.8 }),
      plot.ruleX(costs, { fy: 'instrument', x: 'costBp', stroke: 'var(--below)', strokeWidth: 1.6 }),
      plot.ruleY(lined, {
        ...{ ...at, x1: 'lowBp', x2: 'highBp', strokeWidth: 1.8 },
        stroke: ({ group }: DrawnOutcome) => GROUPS[group].stroke,
      }),
      plot.dot(known, {
        ...{ ...at, x: 'meanBp', r: 4 },
        fill: ({ group }: DrawnOutcome) => GROUPS[group].stroke,
        symbol: ({ group }: DrawnOutcome) => GROUPS[group].symbol,
      }),
    ],
  });
}

function decileChart(paper: ChartPaper, deciles: OutcomePanel['deciles']): Markup {
  const { plot } = paper;
  const known = deciles.filter(({ n }) => n > 0);
  const lined = known.flatMap(({ decile, interval }) =>
    interval === undefined ? [] : [{ decile, low: interval[0], high: interval[1] }],
  );
  return paper.draw({
    width: HALF_WIDTH,
    height: 196,
    marginLeft: 52,
    marginRight: 14,
    marginTop: 24,
    marginBottom: 36,
    x: {
      type: 'band',
      ...labelledBelow('hazard from'),
      domain: deciles.map(({ decile }) => decile),
      tickFormat: (decile: number) => (decile / 10).toFixed(1),
      padding: 0.2,
    },
    y: { label: null, grid: true, ticks: 5, zero: true, inset: 6 },
    marks: [
      plot.barY(known, { x: 'decile', y: 'meanBp', fill: 'var(--strategy)', fillOpacity: 0.7 }),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      plot.ruleX(lined, { x: 'decile', y1: 'low', y2: 'high', stroke: 'var(--ink)', strokeWidth: 1.2 }),
      // In a row of their own: beside the bars they would lie over the axis and over each other.
      plot.text(known, {
        ...{ x: 'decile', frameAnchor: 'top', dy: -14, fill: 'var(--muted)' },
        text: ({ n }: DrawnDecile) => String(n),
      }),
    ],
  });
}
