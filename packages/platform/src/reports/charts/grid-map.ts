import type { GridCell, GridInstrument, GridResult } from '@assay/contracts/schemas';
import { formatFixed, formatParameter } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH } from './chart-paper.ts';
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

/** Scores as colours and numbers; cells that do not qualify are small and grey, the best one is framed. */
export function gridMapChart(paper: ChartPaper, panel: GridPanel): Markup {
  const { plot } = paper;
  const { places, xLabels, yLabels } = panel;
  const hasText = xLabels.length <= 12;
  const lineHeight = yLabels.length <= 10 ? 40 : 24;
  const at = { x: 'x', y: 'y' };
  const coloured = places.map((place) => {
    const isShown = place.score !== null && place.qualified;
    const colour = isShown
      ? divergingColour((place.score ?? NEUTRAL) - NEUTRAL, NEUTRAL)
      : { fill: 'var(--band)', text: 'var(--muted)' };
    return { ...place, fill: colour.fill, ink: colour.text };
  });
  const longest = yLabels.reduce((most, one) => Math.max(most, one.length), 1);
  return paper.draw({
    width: HALF_WIDTH,
    height: yLabels.length * lineHeight + 66,
    marginLeft: Math.min(200, Math.max(48, longest * 7 + 16)),
    marginBottom: 42,
    marginTop: 24,
    x: { type: 'band', domain: xLabels, label: panel.xName, labelAnchor: 'center', labelArrow: 'none', tickSize: 0 },
    y: {
      ...{ type: 'band', domain: yLabels, label: panel.yName, labelAnchor: 'top', labelArrow: 'none' },
      ...{ reverse: true, tickSize: 0 },
    },
    color: { type: 'identity' },
    marks: [
      plot.cell(coloured, { ...at, fill: 'fill', inset: 0.5 }),
      plot.cell(
        coloured.filter(({ isBest }) => isBest),
        { ...at, stroke: OUTLINE, strokeWidth: 3, inset: 2.5 },
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
