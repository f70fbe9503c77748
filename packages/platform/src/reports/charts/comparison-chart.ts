import type { ComparedRow } from '@assay/contracts/schemas';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH, TIME_AXIS } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';
import { downsample } from './downsample.ts';
import { equityAxis } from './equity-chart.ts';
import { shortMoney } from './parts-chart.ts';

/** Equity of one row in two runs. */
export function comparisonChart(paper: ChartPaper, equity: NonNullable<ComparedRow['equity']>): Markup {
  const { plot } = paper;
  const curve = { x: 'time', y: 'value', strokeLinejoin: 'round' } as const;
  return paper.draw({
    marginLeft: 72,
    marginRight: 12,
    marginTop: 24,
    marginBottom: TIME_AXIS,
    width: FULL_WIDTH,
    height: 252 + TIME_AXIS,
    x: { type: 'utc', label: null },
    y: {
      label: 'equity',
      labelArrow: 'none',
      grid: true,
      tickFormat: shortMoney,
      ...equityAxis({ equity: equity.first, buyAndHold: equity.second }),
    },
    marks: [
      plot.lineY(downsample(equity.first), {
        ...curve,
        stroke: 'var(--held)',
        strokeDasharray: '5 3',
        strokeWidth: 1.6,
      }),
      plot.lineY(downsample(equity.second), { ...curve, stroke: 'var(--strategy)', strokeWidth: 2 }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}
