/** The picture of statistics on noise as a page that needs nothing else. */
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { pageShell } from '../page-shell.ts';
import { figure } from '../sections/pieces.ts';
import { HALF_WIDTH, openChartPaper } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

/** The distribution of one statistic on one kind of noise. */
export interface NullCurve {
  readonly noise: string;
  /** Defined values in ascending order. */
  readonly sorted: Float64Array;
}

/** One statistic: a curve for each kind of noise, and the thresholds that somebody acts on. */
export interface NullPanel {
  readonly name: string;
  readonly definition: string;
  readonly curves: readonly NullCurve[];
  readonly thresholds: readonly number[];
  /** What noise does to each threshold, in sentences. */
  readonly sentences: readonly string[];
}

/** What the page shows. */
export interface NullsPage {
  readonly title: string;
  /** What was found, in a sentence. */
  readonly headline: string;
  readonly panels: readonly NullPanel[];
}

interface Step {
  readonly value: number;
  readonly share: number;
  readonly noise: string;
}

const PLACES = 40;
/** Colour and dash of each kind of noise, in the order of the curves: told apart without colour, too. */
const STROKES = [
  { stroke: 'var(--strategy)', dash: '' },
  { stroke: 'var(--held)', dash: '6 3' },
  { stroke: 'var(--suspicious)', dash: '2 3' },
] as const;
const PAGE_STYLE =
  '.key{display:inline-block;width:26px;height:0;border-top:2px solid;margin:0 6px 4px 14px}h2{margin:22px 0 2px;font-size:1.05em}';

/** The page. */
export async function renderNullsPage(page: NullsPage): Promise<string> {
  const paper = await openChartPaper();
  try {
    const panels = page.panels.map((panel) => panelFigure(paper, panel));
    return pageShell({
      title: page.title,
      style: PAGE_STYLE,
      skip: ['#panels', 'Skip to the distributions'],
      main: html`<p class="kicker">Null calibration</p>
        <h1>${page.title}</h1>
        <p class="headline">${page.headline}</p>
        <p>${legend(page.panels[0]?.curves ?? [])}</p>
        <div class="pair" id="panels">${panels}</div>`,
      footer: html`Made by <code>assay prove nulls</code>. Shares are of draws of noise; what a panel calls "elsewhere"
        is no threshold of Assay.`,
    }).markup;
  } finally {
    paper.close();
  }
}

function legend(curves: readonly NullCurve[]): readonly Markup[] {
  return [
    html`What each statistic is on noise, as shares of draws:`,
    ...curves.map(({ noise }, i) => {
      const { stroke, dash } = STROKES[i % STROKES.length] ?? STROKES[0];
      const style = `border-top-color:${stroke};border-top-style:${dash === '' ? 'solid' : dash === '6 3' ? 'dashed' : 'dotted'}`;
      return html`<span class="key" style="${style}"></span>${noise}`;
    }),
    html`<span class="key" style="border-top-color:var(--below)"></span>threshold`,
  ];
}

function panelFigure(paper: ChartPaper, panel: NullPanel): Markup {
  const description = `${panel.name}: ${panel.sentences.join(' ')}`;
  const caption = html`${panel.definition}. ${panel.sentences.join(' ')}`;
  return html`<section>
    <h2>${panel.name}</h2>
    ${figure(description, panelChart(paper, panel), caption)}
  </section>`;
}

function panelChart(paper: ChartPaper, { curves, thresholds }: NullPanel): Markup {
  const { plot } = paper;
  const [low, high] = extent(curves, thresholds);
  return paper.draw({
    width: HALF_WIDTH,
    height: 170,
    marginLeft: 44,
    marginRight: 14,
    marginTop: 10,
    marginBottom: 28,
    x: { label: null, domain: [low, high], ticks: 6 },
    y: { label: null, grid: true, ticks: 4, tickFormat: (value: number) => `${Math.round(100 * value)}%` },
    marks: [
      plot.ruleX(thresholds, { stroke: 'var(--below)', strokeWidth: 2 }),
      ...curves.map((curve, i) => {
        const { stroke, dash } = STROKES[i % STROKES.length] ?? STROKES[0];
        const style = dash === '' ? {} : { strokeDasharray: dash };
        return plot.line(stepsOf(curve, low, high), {
          ...{ x: 'value', y: 'share', curve: 'step', stroke, strokeWidth: 1.6 },
          ...style,
        });
      }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}

/** From the lowest to the highest value or threshold, with a little room. */
function extent(curves: readonly NullCurve[], thresholds: readonly number[]): readonly [number, number] {
  const ends = curves.flatMap(({ sorted }) => (sorted.length === 0 ? [] : [sorted[0], sorted[sorted.length - 1]]));
  const all = [...ends, ...thresholds].filter((value): value is number => value !== undefined);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = high > low ? 0.03 * (high - low) : 0.5;
  return [low - room, high + room];
}

/** Shares of the draws in stretches of equal length. */
function stepsOf({ noise, sorted }: NullCurve, low: number, high: number): readonly Step[] {
  const counts = new Float64Array(PLACES);
  for (const value of sorted) {
    const place = Math.min(PLACES - 1, Math.floor((PLACES * (value - low)) / (high - low)));
    counts[place] = (counts[place] ?? 0) + 1 / sorted.length;
  }
  return Array.from(counts, (share, place) => ({
    value: low + ((place + 0.5) * (high - low)) / PLACES,
    share,
    noise,
  }));
}
