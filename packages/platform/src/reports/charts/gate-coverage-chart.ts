import type { GridInstrument } from '@assay/contracts/schemas';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

type Months = NonNullable<GridInstrument['coverageByMonth']>;

/** Fills of the sources of gates, in the order in which they are stacked. */
export const SOURCE_FILLS = [
  { source: 'gate', fill: 'var(--strategy)', words: 'a real gate in force' },
  { source: 'derived', fill: 'var(--held)', words: 'derived from the bars' },
  { source: 'none', fill: 'var(--muted-fill)', words: 'none' },
] as const;

/** Shares of each month's bars by where their gate came from. */
export function gateCoverageChart(paper: ChartPaper, months: Months): Markup {
  const { plot } = paper;
  const stacked = months.flatMap(({ month, ...shares }) => {
    let from = 0;
    return SOURCE_FILLS.map(({ source, fill }) => {
      const start = from;
      from += shares[source];
      return { month, fill, from: start, to: from };
    });
  });
  const names = months.map(({ month }) => month);
  const every = Math.max(1, Math.ceil(names.length / 12));
  return paper.draw({
    width: FULL_WIDTH,
    height: 170,
    marginLeft: 48,
    marginBottom: 30,
    x: {
      type: 'band',
      domain: names,
      label: null,
      tickSize: 0,
      padding: 0.06,
      ticks: names.filter((_, i) => i % every === 0),
    },
    y: {
      label: null,
      domain: [0, 1],
      ticks: 4,
      grid: true,
      tickFormat: (value: number) => `${Math.round(value * 100)}%`,
    },
    color: { type: 'identity' },
    marks: [plot.barY(stacked, { x: 'month', y1: 'from', y2: 'to', fill: 'fill' })],
  });
}
