import { parseIsoInstant } from '@assay/core/time';
import type { GateCoverageModel } from '@assay/contracts/schemas';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH, TIME_AXIS } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

/** The sources from the bottom of the chart up, with what each is drawn in. */
const DRAWN = [
  ['gate', 'var(--strategy)'],
  ['derived', 'var(--held)'],
  ['none', 'var(--muted-fill)'],
] as const;

interface Block {
  readonly from: Date;
  readonly to: Date;
  readonly low: number;
  readonly high: number;
  readonly fill: string;
}

/** Shares of the bars by source over time, one above the other; stretches without a bar stay empty. */
export function gateSourcesChart(paper: ChartPaper, overTime: GateCoverageModel['overTime']): Markup {
  const { plot } = paper;
  return paper.draw({
    width: FULL_WIDTH,
    height: 150 + TIME_AXIS,
    marginLeft: 60,
    marginTop: 10,
    marginBottom: TIME_AXIS,
    x: { type: 'utc', label: null },
    y: { domain: [0, 1], label: null, ticks: 5, tickFormat: (share: number) => `${Math.round(share * 100)} %` },
    color: { type: 'identity' },
    marks: [
      plot.rect(overTime.flatMap(blocksOf), { x1: 'from', x2: 'to', y1: 'low', y2: 'high', fill: 'fill', inset: 0.4 }),
      plot.ruleY([0, 1], { stroke: 'var(--line)' }),
    ],
  });
}

function blocksOf(stretch: GateCoverageModel['overTime'][number]): readonly Block[] {
  const total = stretch.gate + stretch.derived + stretch.none;
  if (total === 0) return [];
  const [from, to] = [stretch.from, stretch.to].map((text) => new Date(parseIsoInstant(text) ?? NaN)) as [Date, Date];
  let low = 0;
  return DRAWN.flatMap(([source, fill]) => {
    if (stretch[source] === 0) return [];
    const block = { from, to, low, high: low + stretch[source] / total, fill };
    low = block.high;
    return [block];
  });
}
