import type { ExcursionPoint } from '@assay/contracts/schemas';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';
import { shortMoney } from './parts-chart.ts';

/** Net result of each trade against the largest loss, or gain, that it went through: winners as dots, losers as crosses. */
export function excursionChart(
  paper: ChartPaper,
  points: readonly ExcursionPoint[],
  along: 'adverse' | 'favourable',
  label: string,
): Markup {
  const { plot } = paper;
  const reach = points.reduce((most, point) => Math.max(most, point[along]), 0);
  const lossless = along === 'favourable' ? 1 : -1;
  return paper.draw({
    width: HALF_WIDTH,
    height: 300,
    marginLeft: 62,
    marginRight: 12,
    marginTop: 16,
    marginBottom: 44,
    x: { label, labelAnchor: 'center', labelArrow: 'none', grid: true, nice: true, ticks: 6, tickFormat: shortMoney },
    y: { label: null, grid: true, nice: true, ticks: 6, tickFormat: shortMoney },
    marks: [
      plot.line(
        [
          [0, 0],
          [reach, lossless * reach],
        ],
        { stroke: 'var(--axis)', strokeDasharray: '2 3' },
      ),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      plot.dot(
        points.filter(({ net }) => net >= 0),
        { x: along, y: 'net', r: 3, fill: 'var(--strategy)', fillOpacity: 0.75 },
      ),
      plot.dot(
        points.filter(({ net }) => net < 0),
        { x: along, y: 'net', r: 3.2, symbol: 'times', stroke: 'var(--below)', strokeWidth: 1.4 },
      ),
    ],
  });
}
