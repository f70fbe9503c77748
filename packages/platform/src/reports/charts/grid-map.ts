import type { GridCell, GridInstrument, GridResult } from '@assay/contracts/schemas';
import { formatFixed, formatParameter } from '../format.ts';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH, HALF_WIDTH, WIDE_FONT } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';
import { divergingColour } from './colours.ts';

type Axes = GridResult['axes'];
type Value = Axes[number]['values'][number];

/** One drawing of a grid: two axes, with what the others stand at. */
export interface GridPanel {
  readonly xName: string;
  /** Empty where there is one axis only. */
  readonly yName: string;
  /** As `exposure 1, minRepetitions 2`; empty where there is no other axis. */
  readonly facet: string;
  readonly places: readonly GridPlaceDrawn[];
  readonly xLabels: readonly string[];
  readonly yLabels: readonly string[];
}

/** One place of a drawing. */
export interface GridPlaceDrawn {
  readonly x: string;
  readonly y: string;
  /** Null where the cell has no score. */
  readonly score: number | null;
  readonly trades: number;
  readonly qualified: boolean;
  readonly isBest: boolean;
}

/** More panels than this say no more: the others stand in the table. */
export const MOST_PANELS = 12;
/** Axes that stand along and up the drawing where they are there. */
const PREFERRED = { x: 'holdMinutes', y: 'maxHazard' };
/** Half of the points: a Sharpe ratio and a return of 0. */
const NEUTRAL = 0.5;
const OUTLINE = '#1b1f24';

/** The drawings of an instrument's grid: one for each pair of values of the further axes. */
export function gridPanels(instrument: GridInstrument, axes: Axes): readonly GridPanel[] {
  const [x, y, ...others] = drawnAxes(axes);
  if (x === undefined) return [];
  const facets = new Map<string, GridPlaceDrawn[]>();
  for (const [index, cell] of instrument.cells.entries()) {
    const facet = others.map(({ name }) => `${name} ${label(cell.axes[name])}`).join(', ');
    const places = facets.get(facet) ?? [];
    facets.set(facet, places);
    places.push(placeOf(cell, { x, y, isBest: index === instrument.best }));
  }
  const yLabels = y === undefined ? [''] : y.values.map(label);
  return [...facets].map(([facet, places]) => ({
    ...{ xName: x.name, yName: y?.name ?? '', facet, places },
    ...{ xLabels: x.values.map(label), yLabels },
  }));
}

/** Axes by how they are drawn: along, up, then the further ones. */
function drawnAxes(axes: Axes): Axes {
  const varied = axes.filter(({ values }) => values.length > 1);
  const shown = varied.length === 0 ? axes : varied;
  const x =
    shown.find(({ name }) => name === PREFERRED.x) ?? shown.find(({ name }) => name !== PREFERRED.y) ?? shown[0];
  const y = shown.find(({ name }) => name === PREFERRED.y && name !== x?.name) ?? shown.find((axis) => axis !== x);
  const first = [x, y].filter((axis) => axis !== undefined);
  return [...first, ...shown.filter((axis) => !first.includes(axis))];
}

function placeOf(
  cell: GridCell,
  { x, y, isBest }: { readonly x: Axes[number]; readonly y: Axes[number] | undefined; readonly isBest: boolean },
): GridPlaceDrawn {
  return {
    x: label(cell.axes[x.name]),
    y: y === undefined ? '' : label(cell.axes[y.name]),
    ...{ score: cell.score, trades: cell.metrics.trades, qualified: cell.qualified, isBest },
  };
}

function label(value: Value | undefined): string {
  return value === undefined ? '' : formatParameter(value);
}

/** More values along the drawing than that have no room for their scores. */
const MOST_WRITTEN = 12;

/** True where a drawing takes the whole width of the page. */
export function isWidePanel({ xLabels }: GridPanel): boolean {
  return xLabels.length > MOST_WRITTEN;
}

/** Every so many labels that none runs into the next. */
function thinned(
  labels: readonly string[],
  { room, letters }: { readonly room: number; readonly letters: number },
): readonly string[] {
  const longest = labels.reduce((most, one) => Math.max(most, one.length), 1);
  const step = Math.ceil((longest * 0.6 + 1) * (letters / room));
  return labels.filter((_, at) => at % step === 0);
}

/** Scores as colours and numbers; cells that do not qualify are small and grey, the best one is framed. */
export function gridMapChart(paper: ChartPaper, panel: GridPanel): Markup {
  const { plot } = paper;
  const { places, xLabels, yLabels } = panel;
  const isWide = isWidePanel(panel);
  const hasText = xLabels.length <= MOST_WRITTEN;
  const lineHeight = yLabels.length <= 10 ? 40 : yLabels.length <= 30 ? 24 : 14;
  const width = isWide ? FULL_WIDTH : HALF_WIDTH;
  const at = { x: 'x', y: 'y' };
  const coloured = places.map((place) => {
    const isShown = place.score !== null && place.qualified;
    const colour = isShown
      ? divergingColour((place.score ?? NEUTRAL) - NEUTRAL, NEUTRAL)
      : { fill: 'var(--band)', text: 'var(--muted)' };
    return { ...place, fill: colour.fill, ink: colour.text };
  });
  const longest = yLabels.reduce((most, one) => Math.max(most, one.length), 1);
  const marginLeft = Math.min(200, Math.max(48, longest * 7 + 16));
  // The frame of the best cell leaves most of it to see, however small it is.
  const frame = Math.min(3, Math.min((width - marginLeft) / xLabels.length, lineHeight) / 6);
  const letters = isWide ? WIDE_FONT : 12;
  return paper.draw({
    ...{ width, marginLeft, marginBottom: letters * 3 + 6, marginTop: letters * 2 },
    height: yLabels.length * lineHeight + letters * 5 + 6,
    x: {
      ...{ type: 'band', domain: xLabels, label: panel.xName, labelAnchor: 'center', labelArrow: 'none', tickSize: 0 },
      ticks: thinned(xLabels, { room: (width - marginLeft) / xLabels.length, letters }),
    },
    y: {
      ticks: yLabels.filter((_, at) => at % Math.ceil((letters + 2) / lineHeight) === 0),
      ...{ type: 'band', domain: yLabels, label: panel.yName, labelAnchor: 'top', labelArrow: 'none' },
      ...{ reverse: true, tickSize: 0 },
    },
    color: { type: 'identity' },
    marks: [
      plot.cell(coloured, { ...at, fill: 'fill', inset: 0.5 }),
      plot.cell(
        coloured.filter(({ isBest }) => isBest),
        { ...at, stroke: OUTLINE, strokeWidth: frame, inset: frame / 2 + 0.5 },
      ),
      ...(hasText
        ? [
            plot.text(
              coloured.filter(({ qualified }) => qualified),
              { ...at, fill: 'ink', text: ({ score }: GridPlaceDrawn) => formatFixed(score, 2) },
            ),
            plot.text(
              coloured.filter(({ qualified }) => !qualified),
              { ...at, fill: 'ink', fontSize: 10, text: ({ score }: GridPlaceDrawn) => `(${formatFixed(score, 2)})` },
            ),
          ]
        : []),
    ],
  });
}
