import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH, TIME_AXIS } from './chart-paper.ts';
import type { ChartPaper, Mark } from './chart-paper.ts';

/** One line of the picture: a series or a table. */
export interface CoverageRow {
  /** Unique in the picture. */
  readonly name: string;
  readonly firstEventTime: number | null;
  readonly lastEventTime: number | null;
  /** Share of the expected bars that are there; null where nothing says what to expect. */
  readonly share: number | null;
  /** Kinds of errors and of warnings. */
  readonly errors: number;
  readonly warnings: number;
  /** By stretch of time; null where nothing says what to expect. */
  readonly cells: CoverageCells | null;
}

/** What is expected and there in each stretch of time. */
export interface CoverageCells {
  readonly expected: readonly number[];
  readonly present: readonly number[];
  /** Worst finding: 0 none, 1 a warning, 2 an error. */
  readonly worst: readonly number[];
}

/** Coverage of a dataset by instrument and time. */
export interface CoverageModel {
  readonly name: string;
  readonly version: string;
  /** Length of a stretch, as `month`. */
  readonly unit: string;
  /** n + 1 ends of the stretches. */
  readonly edges: readonly number[];
  readonly rows: readonly CoverageRow[];
}

/** A class of coverage; the first that a share reaches is its own. */
export interface CoverageClass {
  readonly least: number;
  readonly label: string;
  readonly fill: string;
}

/** From complete to empty; the page says which colours these are. */
export const COVERAGE_CLASSES: readonly CoverageClass[] = [
  { least: 1, label: 'all bars', fill: 'var(--full)' },
  { least: 0.99, label: '99 % or more', fill: 'var(--most)' },
  { least: 0.9, label: '90 to 99 %', fill: 'var(--many)' },
  { least: 0.5, label: '50 to 90 %', fill: 'var(--half)' },
  { least: Number.MIN_VALUE, label: 'less than half', fill: 'var(--few)' },
  { least: -Infinity, label: 'none of the expected', fill: 'var(--none)' },
];
const UNKNOWN = 'var(--muted-fill)';

interface Run {
  readonly row: string;
  readonly from: Date;
  readonly to: Date;
  readonly fill: string;
  readonly title: string;
}

interface FindingMark {
  readonly row: string;
  readonly at: Date;
}

/** Few lines are tall and say much; hundreds are thin. */
function lineHeight(rows: number): number {
  if (rows <= 12) return 30;
  return rows <= 60 ? 20 : 11;
}

/** The picture: a line for each series, its stretches of time along the page. */
export function coverageChart(paper: ChartPaper, model: CoverageModel): Markup {
  const { plot } = paper;
  const { rows, edges } = model;
  const height = lineHeight(rows.length);
  const isThin = height < 16;
  const runs = rows.flatMap((row) => runsOf(row, model));
  const marks = { errors: marksOf(model, 2), warnings: marksOf(model, 1) };
  const names = rows.map(({ name }) => name);
  return paper.draw({
    width: FULL_WIDTH,
    height: rows.length * height + TIME_AXIS + 26,
    marginLeft: Math.min(260, Math.max(60, longest(names) * (isThin ? 6 : 7.2) + 14)),
    marginRight: 128,
    marginTop: 26,
    marginBottom: TIME_AXIS,
    x: {
      type: 'utc',
      domain: [new Date(edges[0] as number), new Date(edges.at(-1) as number)],
      label: null,
      axis: null,
    },
    y: { type: 'band', domain: names, label: null, axis: null, paddingInner: isThin ? 0.12 : 0.22, paddingOuter: 0.1 },
    color: { type: 'identity' },
    marks: [
      plot.axisX({ anchor: 'bottom', ticks: 8, tickSize: 4 }),
      // A tall picture is read from its top as well.
      ...(rows.length > 12 ? [plot.axisX({ anchor: 'top', ticks: 8, tickSize: 4, tickFormat: topFormat(edges) })] : []),
      plot.axisY({ anchor: 'left', tickSize: 0, fontSize: isThin ? 9 : 12 }),
      plot.gridX({ ticks: 8, stroke: 'var(--line)', strokeOpacity: 1 }),
      plot.barX(runs, { x1: 'from', x2: 'to', y: 'row', fill: 'fill', title: 'title', shapeRendering: 'crispEdges' }),
      ...findingMarks(paper, marks, isThin),
      ...sideTexts(paper, rows, { isThin, end: new Date(edges.at(-1) as number) }),
    ],
  });
}

/** Above a tall picture stand years or days alone; the axis below it says the rest. */
function topFormat(edges: readonly number[]): string {
  const days = ((edges.at(-1) as number) - (edges[0] as number)) / MS_PER_DAY;
  if (days > 4 * 365) return '%Y';
  return days > 120 ? '%b %Y' : '%b %-d';
}

function findingMarks(
  { plot }: ChartPaper,
  { errors, warnings }: { readonly errors: readonly FindingMark[]; readonly warnings: readonly FindingMark[] },
  isThin: boolean,
): readonly Mark[] {
  const at = { x: 'at', y: 'row' };
  return [
    plot.dot(warnings, {
      ...at,
      r: isThin ? 1.3 : 2.2,
      fill: 'var(--mark)',
      stroke: 'var(--halo)',
      strokeWidth: isThin ? 0.4 : 0.8,
    }),
    ...['var(--halo)', 'var(--mark)'].map((stroke, index) =>
      plot.dot(errors, {
        ...at,
        symbol: 'times',
        r: isThin ? 2.6 : 4.5,
        stroke,
        strokeWidth: (isThin ? 1.6 : 2.4) + (index === 0 ? 2 : 0),
      }),
    ),
  ];
}

function sideTexts(
  { plot }: ChartPaper,
  rows: readonly CoverageRow[],
  { isThin, end }: { readonly isThin: boolean; readonly end: Date },
): readonly Mark[] {
  const at = { x: () => end, y: 'name', fontSize: isThin ? 9 : 12 };
  return [
    plot.text(rows, { ...at, text: shareText, textAnchor: 'end', dx: 58, fill: 'var(--ink)' }),
    plot.text(rows, { ...at, text: countText, textAnchor: 'start', dx: 68, fill: 'var(--muted)' }),
  ];
}

/** `99.98 %`; never rounded up to all of it, or down to nothing. */
function shareText({ share }: CoverageRow): string {
  if (share === null) return '–';
  if (share === 1 || share === 0) return `${share * 100} %`;
  return `${Math.min(99.99, Math.max(0.01, share * 100)).toFixed(2)} %`;
}

function countText({ errors, warnings }: CoverageRow): string {
  return [...(errors > 0 ? [`${errors} ✕`] : []), ...(warnings > 0 ? [`${warnings} •`] : [])].join('  ');
}

/** Neighbouring stretches of one class as one bar, so that hundreds of series make a picture of some hundred kilobytes. */
function runsOf(row: CoverageRow, { edges }: CoverageModel): readonly Run[] {
  const { cells, firstEventTime, lastEventTime, name } = row;
  if (cells === null) {
    if (firstEventTime === null || lastEventTime === null) return [];
    const title = `${name}: ${formatIsoDate(firstEventTime)} to ${formatIsoDate(lastEventTime)}`;
    const to = Math.max(lastEventTime, firstEventTime + MS_PER_DAY);
    return [{ row: name, from: new Date(firstEventTime), to: new Date(to), fill: UNKNOWN, title }];
  }
  const classes = cells.expected.map((expected, index) =>
    expected === 0 ? -1 : classOf((cells.present[index] as number) / expected),
  );
  const runs: Run[] = [];
  for (let start = 0; start < classes.length;) {
    let end = start + 1;
    while (end < classes.length && classes[end] === classes[start]) end++;
    if (classes[start] !== -1) runs.push(runOf(row, cells, { edges, start, end }));
    start = end;
  }
  return runs;
}

function runOf(
  { name }: CoverageRow,
  { expected, present }: CoverageCells,
  { edges, start, end }: { readonly edges: readonly number[]; readonly start: number; readonly end: number },
): Run {
  const total = (column: readonly number[]): number => column.slice(start, end).reduce((sum, count) => sum + count, 0);
  const [from, to] = [edges[start] as number, edges[end] as number];
  const first = present[start] as number;
  const { fill } = COVERAGE_CLASSES[classOf(first / (expected[start] as number))] as CoverageClass;
  const dates = `${formatIsoDate(from)} to ${formatIsoDate(to)}`;
  const title = `${name}, ${dates}: ${total(present)} of ${total(expected)} expected bars`;
  return { row: name, from: new Date(from), to: new Date(to), fill, title };
}

function classOf(share: number): number {
  return COVERAGE_CLASSES.findIndex(({ least }) => share >= least);
}

function marksOf({ rows, edges }: CoverageModel, severity: number): readonly FindingMark[] {
  return rows.flatMap(({ name, cells }) =>
    (cells?.worst ?? []).flatMap((worst, index) =>
      worst === severity
        ? [{ row: name, at: new Date(((edges[index] as number) + (edges[index + 1] as number)) / 2) }]
        : [],
    ),
  );
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}
