import type { StressModel } from '@assay/contracts/schemas';
import { formatLimit, formatNumber, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

interface FillBar {
  readonly variant: string;
  readonly value: number;
}

/** Order from the kindest assumption to the hardest. */
const VARIANTS = ['optimistic', 'base', 'pessimistic'];

/** Annual Sharpe ratio of the same decisions under each fill contract. */
export function fillsChart(paper: ChartPaper, fills: StressModel['fills']): Markup {
  const { plot } = paper;
  const bars = fills.flatMap(({ variant, sharpe: { value } }): readonly FillBar[] =>
    isNumber(value) ? [{ variant, value }] : [],
  );
  const at = { x: 'variant', y: 'value' };
  return paper.draw({
    width: HALF_WIDTH,
    height: 220,
    marginLeft: 58,
    marginRight: 14,
    marginTop: 30,
    marginBottom: 34,
    x: {
      type: 'band',
      domain: VARIANTS.filter((one) => bars.some(({ variant }) => variant === one)),
      label: null,
      tickSize: 0,
      padding: 0.45,
    },
    y: {
      label: 'Sharpe ratio, annual',
      labelArrow: 'none',
      grid: true,
      nice: true,
      zero: true,
      inset: 14,
      ticks: 5,
      tickFormat: (value: number) => formatLimit(value, 'ratio'),
    },
    marks: [
      plot.barY(bars, { ...at, fill: 'var(--strategy)' }),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      ...[true, false].map((isBelow) =>
        plot.text(
          bars.filter(({ value }) => value < 0 === isBelow),
          {
            ...at,
            text: ({ value }: FillBar) => formatNumber(value, 'ratio'),
            lineAnchor: isBelow ? 'top' : 'bottom',
            dy: isBelow ? 4 : -4,
            fill: 'var(--ink)',
          },
        ),
      ),
    ],
  });
}
