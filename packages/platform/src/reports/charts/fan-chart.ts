import type { StressModel } from '@assay/contracts/schemas';
import { formatLimit } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH, labelledBelow } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

type Fan = NonNullable<NonNullable<StressModel['monteCarlo']>['fan']>;

interface FanPoint {
  readonly trades: number;
  readonly low: number;
  readonly high: number;
}

/** Quantiles of resampled equity over the trades of a path: two bands about the median, and the level of ruin. */
export function fanChart(paper: ChartPaper, fan: Fan, ruinLevel: number): Markup {
  const { plot } = paper;
  const { bands } = fan;
  const [outer, inner] = [band(fan, 0, bands.length - 1), band(fan, 1, bands.length - 2)];
  const median = band(fan, Math.floor(bands.length / 2), Math.floor(bands.length / 2));
  const area = { x: 'trades', y1: 'low', y2: 'high', fill: 'var(--strategy)' };
  return paper.draw({
    width: HALF_WIDTH,
    height: 270,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 30,
    marginBottom: 42,
    x: { ...labelledBelow('trades'), ticks: 6, tickFormat: (value: number) => formatLimit(value, 'count') },
    y: {
      label: 'equity, multiple of its start',
      labelArrow: 'none',
      grid: true,
      nice: true,
      ticks: 6,
      tickFormat: (value: number) => formatLimit(value, 'ratio'),
    },
    marks: [
      plot.areaY(outer, { ...area, fillOpacity: 0.18 }),
      plot.areaY(inner, { ...area, fillOpacity: 0.3 }),
      plot.ruleY([1], { stroke: 'var(--axis)' }),
      ...(isRuinDrawn(fan, ruinLevel)
        ? [plot.ruleY([ruinLevel], { stroke: 'var(--below)', strokeDasharray: '4 3' })]
        : []),
      plot.line(median, { x: 'trades', y: 'low', stroke: 'var(--strategy)', strokeWidth: 2 }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}

/** Whether the level of ruin lies near enough to the paths to be drawn without flattening them. */
export function isRuinDrawn({ bands }: Fan, ruinLevel: number): boolean {
  const lowest = bands[0]?.equity.reduce((least, value) => Math.min(least, value), Infinity) ?? Infinity;
  return lowest <= 2 * ruinLevel;
}

function band({ trades, bands }: Fan, low: number, high: number): readonly FanPoint[] {
  return trades.map((count, k) => ({
    trades: count,
    low: bands[low]?.equity[k] as number,
    high: bands[high]?.equity[k] as number,
  }));
}
