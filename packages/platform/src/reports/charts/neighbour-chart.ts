import type { ReportRow } from '@assay/contracts/schemas';
import { formatLimit, formatNumber, formatParameter, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

/** A neighbour of a row's parameters as it is drawn. */
export interface Neighbour {
  /** What was moved, as `fast 10 → 9`. */
  readonly label: string;
  readonly value: number | null;
}

/** Most neighbours that one chart shows. */
export const MAX_NEIGHBOURS = 24;
const LONGEST_LABEL = 30;

/** Neighbours with what tells them from the row's own parameters, in the order given. */
export function neighboursOf({ row, neighbours }: Pick<ReportRow, 'row' | 'neighbours'>): readonly Neighbour[] {
  return neighbours.map(({ params, annualSharpe }) => {
    const moved = Object.entries(params).filter(([name, value]) => row.params[name] !== value);
    const texts = moved.map(([name, value]) => {
      const from = row.params[name];
      return `${name} ${from === undefined ? '' : `${formatParameter(from)} → `}${formatParameter(value)}`;
    });
    return { label: texts.length === 0 ? 'unchanged' : texts.join(', '), value: annualSharpe };
  });
}

/** Bars of the neighbours' Sharpe ratios with a line at that of the parameters they surround. */
export function neighbourChart(paper: ChartPaper, neighbours: readonly Neighbour[], centre: number | null): Markup {
  const { plot } = paper;
  const bars = neighbours
    .slice(0, MAX_NEIGHBOURS)
    .map(({ label, value }, index) => ({ place: index, label: shortened(label), value }));
  const known = bars.filter(({ value }) => isNumber(value));
  const labels = new Map(bars.map(({ place, label }) => [place, label]));
  const longest = bars.reduce((most, { label }) => Math.max(most, label.length), 1);
  const text = (below: boolean, isKnown: boolean): ReturnType<typeof plot.text> =>
    plot.text(
      bars.filter(({ value }) => isNumber(value) === isKnown && (value ?? 0) < 0 === below),
      {
        x: ({ value }: { value: number | null }) => value ?? 0,
        y: 'place',
        text: ({ value }: { value: number | null }) => (isKnown ? formatNumber(value, 'ratio') : 'no value'),
        textAnchor: below ? 'end' : 'start',
        dx: below ? -5 : 5,
        fill: 'var(--ink)',
      },
    );
  return paper.draw({
    width: HALF_WIDTH,
    height: bars.length * 26 + 62,
    marginLeft: longest * 6.8 + 16,
    marginRight: 40,
    marginTop: 28,
    marginBottom: 30,
    x: { label: null, grid: true, ticks: 5, nice: true, tickFormat: (value: number) => formatLimit(value, 'ratio') },
    y: {
      type: 'band',
      domain: bars.map(({ place }) => place),
      label: null,
      tickSize: 0,
      tickFormat: (place: number) => labels.get(place) ?? '',
    },
    marks: [
      plot.barX(known, {
        x: 'value',
        y: 'place',
        fill: ({ value }: { value: number }) => (value < 0 ? 'var(--below)' : 'var(--strategy)'),
        insetTop: 4,
        insetBottom: 4,
      }),
      plot.ruleX([0], { stroke: 'var(--ink)' }),
      ...(isNumber(centre)
        ? [
            plot.ruleX([centre], { stroke: 'var(--ink)', strokeWidth: 2, strokeDasharray: '4 3' }),
            plot.text([centre], {
              x: (value: number) => value,
              frameAnchor: 'top',
              dy: -14,
              text: (value: number) => `centre ${formatNumber(value, 'ratio')}`,
              fill: 'var(--ink)',
            }),
          ]
        : []),
      text(false, true),
      text(true, true),
      text(false, false),
    ],
  });
}

function shortened(label: string): string {
  const characters = [...label];
  return characters.length <= LONGEST_LABEL ? label : `${characters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
