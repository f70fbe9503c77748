/** The picture of a dataset's coverage as a file that needs nothing else: a page, or a drawing alone. */
import { html, trusted } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { figure, table } from '../sections/pieces.ts';
import { STYLE } from '../style.ts';
import { openChartPaper } from './chart-paper.ts';
import { COVERAGE_CLASSES, coverageChart } from './coverage-chart.ts';
import type { CoverageModel } from './coverage-chart.ts';

/** A finding as the page tells it. */
export interface CoverageFinding {
  readonly subject: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly kind: string;
  readonly count: string;
  readonly where: string;
}

/** What the page says beside the picture. */
export interface CoveragePage extends CoverageModel {
  /** What was found, in a sentence. */
  readonly summary: string;
  readonly findings: readonly CoverageFinding[];
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const MOST_FINDINGS = 400;

/** Calm where all is there, stronger the more is missing: the classes are apart in lightness, too, in both modes. */
const COLOURS = `:root{--full:#cfe3f1;--most:#f6e7a6;--many:#f0c350;--half:#e6862c;--few:#c04a0c;--none:#6e1c00;--mark:#1b1f24;--halo:#ffffff}
@media (prefers-color-scheme:dark){:root{--full:#234258;--most:#6d6429;--many:#b08a24;--half:#d0621c;--few:#ffab70;--none:#ffe0cc;--mark:#ffffff;--halo:#14171b}}`;
const PAGE_STYLE = `h1 .version{color:var(--muted);font-weight:400;font-size:.7em}.swatch.cell{width:18px;height:12px;border-radius:2px;margin-right:6px}.findings td:nth-child(2){white-space:nowrap}`;

/** The picture as an HTML page with its legend and the findings as a table. */
export async function renderCoveragePage(page: CoveragePage): Promise<string> {
  const chart = await drawn(page);
  const doctype = trusted('<!doctype html>\n');
  const title = `${page.name}@${page.version}`;
  return html`${doctype}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="color-scheme" content="light dark" />
        <title>Coverage of ${title}</title>
        <style>
          ${trusted(STYLE + COLOURS + PAGE_STYLE)}
        </style>
      </head>
      <body>
        <header>
          <main>
            <p class="kicker">Data audit</p>
            <h1>Coverage of ${page.name}<span class="version">@${page.version}</span></h1>
            <p class="headline">${page.summary}</p>
            ${picture(page, chart)} ${findingsTable(page.findings)}
          </main>
        </header>
      </body>
    </html> `.markup;
}

/** The picture alone, as an SVG file with a title and a legend of its own. */
export async function renderCoverageDrawing(model: CoverageModel): Promise<string> {
  const chart = await drawn(model);
  const { width, height } = sizeOf(chart);
  const style = `<style>${STYLE.slice(0, STYLE.indexOf('*{'))}${COLOURS}
svg{background:var(--paper);color:var(--ink);font:12px system-ui,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}text{white-space:pre}</style>`;
  const whole = TITLE_HEIGHT + height + LEGEND_HEIGHT;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" role="img" fill="currentColor" text-anchor="middle" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}">`;
  const title = html`<title>Coverage of ${`${model.name}@${model.version}`}</title>`.markup;
  const body = chart?.markup.replace(/^<svg[^>]*>/u, '').replace(/<\/svg>$/u, '') ?? '';
  const moved = `<g transform="translate(0 ${TITLE_HEIGHT})">${body}</g>`;
  return `${open}${style}${title}${heading(model)}${moved}${drawnLegend(model, TITLE_HEIGHT + height)}</svg>\n`;
}

const TITLE_HEIGHT = 34;
const LEGEND_HEIGHT = 28;
const EMPTY_SIZE = { width: 640, height: 0 };

function sizeOf(chart: Markup | undefined): { readonly width: number; readonly height: number } {
  if (chart === undefined) return EMPTY_SIZE;
  const [, width, height] = /^<svg[^>]* width="(\d+)" height="(\d+)"/u.exec(chart.markup) ?? [];
  return { width: Number(width), height: Number(height) };
}

function heading(model: CoverageModel): string {
  const note = isEmpty(model) ? EMPTY : `each cell is a ${model.unit}; at the right the share of the expected bars`;
  return html`<text x="20" y="22" text-anchor="start" font-size="14"
    ><tspan font-weight="600">Coverage of ${`${model.name}@${model.version}`}</tspan
    ><tspan dx="12" font-size="12">${note}</tspan></text
  >`.markup;
}

const SWATCH_WIDTH = 24;
const LETTER_WIDTH = 6.8;
const ENTRY_GAP = 22;

function drawnLegend(model: CoverageModel, top: number): string {
  if (isEmpty(model)) return '';
  let x = 20;
  const entries = legendOf(model).map(({ fill, label }) => {
    const [left, start] = [x, fill === undefined ? x : x + SWATCH_WIDTH];
    x = start + label.length * LETTER_WIDTH + ENTRY_GAP;
    const swatch = `<rect x="${left}" y="${top + 4}" width="18" height="12" style="fill:${fill}"/>`;
    return `${fill === undefined ? '' : swatch}<text x="${start.toFixed(1)}" y="${top + 14}">${label}</text>`;
  });
  return `<g text-anchor="start">${entries.join('')}</g>`;
}

/** Nothing to draw: what is damaged is not audited. */
function isEmpty({ rows, edges }: CoverageModel): boolean {
  return rows.length === 0 || edges.length < 2;
}

const EMPTY = 'there is nothing to draw';

async function drawn(model: CoverageModel): Promise<Markup | undefined> {
  if (isEmpty(model)) return undefined;
  const paper = await openChartPaper();
  try {
    return coverageChart(paper, model);
  } finally {
    paper.close();
  }
}

const CAPTION: Child = html`<b>How to read it.</b> A line is a series; its colour says which share of the bars that its
  calendar expects is there. Nothing is drawn before its first and after its last bar. At the right stand the share over
  all of it and how many kinds of errors (✕) and warnings (•) the audit found; the marks show where.`;

interface LegendEntry {
  /** Absent where the label shows the mark itself. */
  readonly fill?: string;
  readonly label: string;
}

function legendOf({ rows }: CoverageModel): readonly LegendEntry[] {
  const isUnknown = rows.some(({ cells, firstEventTime }) => cells === null && firstEventTime !== null);
  const unknown = { fill: 'var(--muted-fill)', label: 'no calendar says' };
  return [...COVERAGE_CLASSES, ...(isUnknown ? [unknown] : []), { label: '• warning' }, { label: '✕ error' }];
}

function legend(model: CoverageModel): Markup {
  const entries = legendOf(model).map(({ fill, label }) =>
    fill === undefined
      ? html`<span>${label}</span>`
      : html`<span><i class="swatch cell" style="background:${fill}"></i>${label}</span>`,
  );
  return html`<p class="legend">${entries}</p>`;
}

function picture(page: CoveragePage, chart: Markup | undefined): Child {
  if (chart === undefined) return html`<p class="muted">${EMPTY}</p>`;
  const text = `Coverage of ${page.name}@${page.version}: ${page.summary}`;
  return html`<p class="muted">Each cell is a ${page.unit}.</p>
    ${figure(text, chart, CAPTION, legend(page))}`;
}

function findingsTable(findings: readonly CoverageFinding[]): Child {
  if (findings.length === 0) return html`<p>The audit found nothing to remark.</p>`;
  const columns = [
    { title: 'Series' },
    { title: 'Severity' },
    { title: 'Finding' },
    { title: 'Rows', numeric: true },
    { title: 'Where' },
  ];
  const shown = findings.slice(0, MOST_FINDINGS);
  const rest = findings.length - shown.length;
  return html`<section class="findings">
    <h2>Findings</h2>
    ${table(
      'Findings',
      columns,
      shown.map(({ subject, severity, kind, count, where }) => [subject, severity, kind, count, where]),
    )}
    ${rest > 0 ? html`<p class="muted">And ${String(rest)} more; the command lists all of them.</p>` : ''}
  </section>`;
}
