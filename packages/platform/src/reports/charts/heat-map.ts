import type { ScaleOptions } from '@observablehq/plot';
import { formatLimit, formatNumber, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH } from './chart-paper.ts';
import type { ChartPaper, Mark } from './chart-paper.ts';
import { divergingColour } from './colours.ts';
import type { MapCell, ParameterMap } from './parameter-map.ts';

/** Smallest Sharpe ratio that may have the full colour, so that noise around 0 does not look like a landscape. */
const LEAST_REACH = 1;
const MOST_COLUMNS_WITH_TEXT = 12;
/** With more columns than this there is no room for a word in a cell. */
const MOST_COLUMNS_WITH_WORDS = 7;
/** Cells are light in dark mode too, so their outline is dark in both. */
const OUTLINE = '#1b1f24';
const NO_VALUE = { fill: 'var(--band)', text: 'var(--muted)' };

interface DrawnCell extends MapCell {
  readonly fill: string;
  readonly ink: string;
}

/** Sharpe ratio at which the colours of a map are full. */
export function colourReach(map: ParameterMap): number {
  return map.cells.reduce((reach, { value }) => Math.max(reach, Math.abs(value ?? 0)), LEAST_REACH);
}

/** Two axes as cells, one axis as bars; places that a fold chose have an outline and the number of such folds. */
export function parameterChart(paper: ChartPaper, map: ParameterMap): Markup {
  return map.yName === null ? barStrip(paper, map) : heatMap(paper, map);
}

function heatMap(paper: ChartPaper, map: ParameterMap): Markup {
  const { plot } = paper;
  const cells = drawn(map);
  const isLabelled = map.xLabels.length <= MOST_COLUMNS_WITH_TEXT;
  const lineHeight = map.yLabels.length <= 8 ? 46 : map.yLabels.length <= 14 ? 40 : 20;
  const at = { x: 'x', y: 'y' };
  return paper.draw({
    width: HALF_WIDTH,
    height: map.yLabels.length * lineHeight + 66,
    marginLeft: leftMargin(map.yLabels),
    marginBottom: 42,
    marginTop: 24,
    x: xScale(map),
    y: {
      type: 'band',
      domain: map.yLabels,
      label: map.yName,
      labelAnchor: 'top',
      labelArrow: 'none',
      reverse: true,
      tickSize: 0,
    },
    color: { type: 'identity' },
    marks: [
      plot.cell(cells, { ...at, fill: 'fill', inset: 0.5 }),
      plot.cell(cells.filter(isChosen), { ...at, stroke: OUTLINE, strokeWidth: 2.5, inset: 3 }),
      ...(isLabelled ? cellTexts(paper, map, cells, lineHeight >= 40) : []),
    ],
  });
}

function cellTexts(
  paper: ChartPaper,
  map: ParameterMap,
  cells: readonly DrawnCell[],
  hasRoom: boolean,
): readonly Mark[] {
  const { plot } = paper;
  const at = { x: 'x', y: 'y', fill: 'ink' };
  const value = ({ value: number }: DrawnCell): string => formatNumber(number, 'ratio');
  if (!hasRoom) return [plot.text(cells, { ...at, text: value })];
  return [
    plot.text(
      cells.filter((cell) => !isChosen(cell)),
      { ...at, text: value },
    ),
    plot.text(cells.filter(isChosen), { ...at, text: value, dy: -7, fontWeight: 'bold' }),
    plot.text(cells.filter(isChosen), { ...at, text: foldsTextOf(map), dy: 8, fontSize: 11 }),
  ];
}

function barStrip(paper: ChartPaper, map: ParameterMap): Markup {
  const { plot } = paper;
  const bars = drawn(map).filter(({ value }) => isNumber(value));
  const at = { x: 'x', y: 'value', insetLeft: 2, insetRight: 2 };
  return paper.draw({
    width: HALF_WIDTH,
    height: 280,
    marginLeft: 48,
    marginBottom: 42,
    marginTop: 26,
    x: xScale(map),
    y: {
      label: null,
      grid: true,
      ticks: 5,
      nice: true,
      inset: 26,
      tickFormat: (value: number) => formatLimit(value, 'ratio'),
    },
    color: { type: 'identity' },
    marks: [
      plot.barY(bars, { ...at, fill: 'fill', stroke: 'var(--axis)', strokeWidth: 0.6 }),
      plot.barY(bars.filter(isChosen), { ...at, stroke: 'var(--ink)', strokeWidth: 2.5 }),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      ...(map.xLabels.length <= MOST_COLUMNS_WITH_TEXT ? barTexts(paper, map, bars) : []),
    ],
  });
}

function barTexts(paper: ChartPaper, map: ParameterMap, bars: readonly DrawnCell[]): readonly Mark[] {
  const folds = foldsTextOf(map);
  const text = (cell: DrawnCell): string =>
    formatNumber(cell.value, 'ratio') + (isChosen(cell) ? `\n${folds(cell)}` : '');
  return [true, false].map((isBelow) =>
    paper.plot.text(
      bars.filter(({ value }) => (value ?? 0) < 0 === isBelow),
      { x: 'x', y: 'value', lineAnchor: isBelow ? 'top' : 'bottom', dy: isBelow ? 5 : -5, text, fill: 'var(--ink)' },
    ),
  );
}

function drawn(map: ParameterMap): readonly DrawnCell[] {
  const reach = colourReach(map);
  return map.cells.map((cell) => {
    const colour = isNumber(cell.value) ? divergingColour(cell.value, reach) : NO_VALUE;
    return { ...cell, fill: colour.fill, ink: colour.text };
  });
}

function isChosen({ chosen }: MapCell): boolean {
  return chosen > 0;
}

/** How many folds chose a place, in as many letters as a column has room for. */
function foldsTextOf({ xLabels }: ParameterMap): (cell: MapCell) => string {
  if (xLabels.length > MOST_COLUMNS_WITH_WORDS) return ({ chosen }) => `×${chosen}`;
  return ({ chosen }) => (chosen === 1 ? '1 fold' : `${chosen} folds`);
}

/** The parameter's values along the page, with as many axis texts as have room, evenly spread. */
function xScale({ xLabels, xName }: ParameterMap): ScaleOptions {
  const longest = xLabels.reduce((most, label) => Math.max(most, label.length), 1);
  const room = Math.max(2, Math.floor(480 / (longest * 7 + 10)));
  const every = Math.ceil(xLabels.length / room);
  const ticks = xLabels.filter((_, index) => index % every === 0);
  const label = { label: xName, labelAnchor: 'center', labelArrow: 'none' } as const;
  return { type: 'band', domain: xLabels, ...label, tickSize: 0, ticks };
}

function leftMargin(labels: readonly string[]): number {
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 1);
  return Math.min(200, Math.max(48, longest * 7 + 16));
}
