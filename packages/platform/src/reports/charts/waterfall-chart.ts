import { formatSigned } from '../format.ts';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';
import { shortMoney } from './parts-chart.ts';

/** One step of a waterfall. */
export interface WaterfallStep {
  readonly label: string;
  readonly amount: number;
}

interface Bar extends WaterfallStep {
  readonly from: number;
  readonly to: number;
  readonly fill: string;
}

/** How parts add up to a whole: each begins where the one before ends, the whole stands at the end. */
export function waterfallChart(paper: ChartPaper, steps: readonly WaterfallStep[], whole: string): Markup {
  const { plot } = paper;
  const bars = barsOf(steps, whole);
  const at = { x1: 'from', x2: 'to', y: 'label' };
  return paper.draw({
    width: FULL_WIDTH,
    height: bars.length * 28 + 44,
    marginLeft: 190,
    marginRight: 12,
    marginTop: 6,
    marginBottom: 32,
    x: { label: null, grid: true, nice: true, inset: 70, ticks: 8, tickFormat: shortMoney },
    y: { type: 'band', domain: bars.map(({ label }) => label), label: null, tickSize: 0 },
    color: { type: 'identity' },
    marks: [
      plot.barX(bars, { ...at, fill: 'fill', insetTop: 5, insetBottom: 5 }),
      plot.ruleX([0], { stroke: 'var(--ink)' }),
      ...[true, false].map((isLoss) =>
        plot.text(
          bars.filter(({ amount }) => amount < 0 === isLoss),
          {
            y: 'label',
            x: ({ from, to }: Bar) => (isLoss ? Math.min(from, to) : Math.max(from, to)),
            text: ({ amount }: Bar) => formatSigned(amount, 'money'),
            textAnchor: isLoss ? 'end' : 'start',
            dx: isLoss ? -6 : 6,
            fill: 'var(--ink)',
          },
        ),
      ),
    ],
  });
}

function barsOf(steps: readonly WaterfallStep[], whole: string): readonly Bar[] {
  let reached = 0;
  const bars = steps.map(({ label, amount }): Bar => {
    const from = reached;
    reached += amount;
    return { label, amount, from, to: reached, fill: amount < 0 ? 'var(--below)' : 'var(--strategy)' };
  });
  return [...bars, { label: whole, amount: reached, from: 0, to: reached, fill: 'var(--axis)' }];
}
