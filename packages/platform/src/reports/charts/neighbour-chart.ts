import type { ReportRow } from '@assay/contracts/schemas';
import { formatLimit, formatNumber, formatParameter, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH, labelledBelow } from './chart-paper.ts';
import type { ChartPaper, Mark } from './chart-paper.ts';

/** A neighbour of a row's parameters as it is drawn. */
export interface Neighbour {
  /** What was moved, as `fast 10 → 9`. */
  readonly label: string;
  readonly value: number | null;
}

/** Most neighbours that one chart shows. */
export const MAX_NEIGHBOURS = 24;
const LONGEST_LABEL = 30;
const LEAST_REACH = 0.5;

/** Neighbours with what tells them from the row's own parameters, in the order given. */
export function neighboursOf({ row, neighbours }: Pick<ReportRow, 'row' | 'neighbours'>): readonly Neighbour[] {
  return neighbours.map(({ params, annualSharpe, move }) => {
    const moved = Object.entries(params).filter(([name, value]) => row.params[name] !== value);
    const texts = moved.map(([name, value]) => {
      const from = row.params[name];
      return `${name} ${from === undefined ? '' : `${formatParameter(from)} → `}${formatParameter(value)}`;
    });
    if (texts.length > 0) return { label: texts.join(', '), value: annualSharpe };
    // The last fold kept its choice, which lies at the end of what is allowed; others were moved.
    const label = move === undefined ? 'unchanged' : `${move.parameter} ${move.direction}, earlier folds`;
    return { label, value: annualSharpe };
  });
}

interface Bar extends Neighbour {
  readonly place: number;
}

/** Bars of the neighbours' Sharpe ratios with a line at that of the parameters they surround. */
export function neighbourChart(paper: ChartPaper, neighbours: readonly Neighbour[], centre: number | null): Markup {
  const { plot } = paper;
  const bars = neighbours
    .slice(0, MAX_NEIGHBOURS)
    .map(({ label, value }, place): Bar => ({ place, label: shortened(label), value }));
  const labels = new Map(bars.map(({ place, label }) => [place, label]));
  const longest = bars.reduce((most, { label }) => Math.max(most, label.length), 1);
  return paper.draw({
    width: HALF_WIDTH,
    height: bars.length * 26 + 74,
    marginLeft: longest * 6.8 + 16,
    marginRight: 62,
    marginTop: 28,
    marginBottom: 42,
    x: {
      domain: extent(bars, centre),
      nice: true,
      ...labelledBelow('Sharpe ratio, annual'),
      grid: true,
      ticks: 5,
      tickFormat: (value: number) => formatLimit(value, 'ratio'),
    },
    y: {
      type: 'band',
      domain: bars.map(({ place }) => place),
      label: null,
      tickSize: 0,
      tickFormat: (place: number) => labels.get(place) ?? '',
    },
    marks: [
      plot.barX(
        bars.filter(({ value }) => isNumber(value)),
        { x: 'value', y: 'place', fill: colourOf, insetTop: 4, insetBottom: 4 },
      ),
      plot.ruleX([0], { stroke: 'var(--ink)' }),
      ...(isNumber(centre) ? centreMarks(paper, centre) : []),
      valueTexts(paper, bars),
    ],
  });
}

/** Range of the axis, never so narrow that noise around 0 fills it. */
function extent(bars: readonly Bar[], centre: number | null): readonly [number, number] {
  const values = [centre, ...bars.map(({ value }) => value)].filter(isNumber);
  const lowest = Math.min(0, ...values);
  const highest = Math.max(0, ...values);
  if (Math.max(-lowest, highest) >= LEAST_REACH) return [lowest, highest];
  return [lowest < 0 ? -LEAST_REACH : 0, highest > 0 || lowest === 0 ? LEAST_REACH : 0];
}

function centreMarks(paper: ChartPaper, centre: number): readonly Mark[] {
  const text = `centre ${formatNumber(centre, 'ratio')}`;
  return [
    paper.plot.ruleX([centre], { stroke: 'var(--ink)', strokeWidth: 2, strokeDasharray: '4 3' }),
    paper.plot.text([centre], { x: [centre], frameAnchor: 'top', dy: -14, text: [text], fill: 'var(--ink)' }),
  ];
}

/** Values in a column of their own, where neither bars nor the line of the centre cross them. */
function valueTexts(paper: ChartPaper, bars: readonly Bar[]): Mark {
  return paper.plot.text(bars, {
    y: 'place',
    frameAnchor: 'right',
    textAnchor: 'start',
    dx: 8,
    text: ({ value }: Bar) => (isNumber(value) ? formatNumber(value, 'ratio') : 'no value'),
    fill: 'var(--ink)',
  });
}

function colourOf({ value }: Bar): string {
  return (value ?? 0) < 0 ? 'var(--below)' : 'var(--strategy)';
}

function shortened(label: string): string {
  const characters = [...label];
  return characters.length <= LONGEST_LABEL ? label : `${characters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
