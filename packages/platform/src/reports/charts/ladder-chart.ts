import type { ContractOutcome } from '@assay/contracts/schemas';
import { formatLimit, formatSigned, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH, labelledBelow } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

interface Point {
  readonly multiple: number;
  readonly value: number;
}

/** A figure of the same decisions against the multiple of their costs. */
export function ladderChart(
  paper: ChartPaper,
  ladder: readonly ContractOutcome[],
  name: 'totalReturn' | 'sharpeRatio',
): Markup {
  const { plot } = paper;
  const unit = name === 'totalReturn' ? 'percent' : 'ratio';
  const points = ladder.flatMap((one): readonly Point[] => {
    const value = one[name];
    return isNumber(one.costMultiple) && isNumber(value) ? [{ multiple: one.costMultiple, value }] : [];
  });
  const at = { x: 'multiple', y: 'value' };
  return paper.draw({
    width: HALF_WIDTH,
    height: 240,
    marginLeft: 62,
    marginRight: 40,
    marginTop: 44,
    marginBottom: 42,
    x: {
      ...labelledBelow('multiple of the costs'),
      ticks: points.map(({ multiple }) => multiple),
      tickFormat: (value: number) => `× ${formatLimit(value, 'ratio')}`,
      inset: 24,
    },
    y: {
      label: name === 'totalReturn' ? 'total return' : 'Sharpe ratio, annual',
      labelArrow: 'none',
      grid: true,
      nice: true,
      zero: true,
      ticks: 5,
      tickFormat: (value: number) => formatLimit(value, unit),
    },
    marks: [
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      plot.line(points, { ...at, stroke: 'var(--strategy)', strokeWidth: 1.6 }),
      plot.dot(points, { ...at, r: 4, fill: 'var(--strategy)' }),
      plot.text(points, {
        ...at,
        text: ({ value }: Point) => formatSigned(value, unit),
        lineAnchor: 'bottom',
        dy: -8,
        fill: 'var(--ink)',
        stroke: 'var(--paper)',
        strokeWidth: 3,
      }),
    ],
  });
}
