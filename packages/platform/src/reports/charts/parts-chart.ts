import { formatLimit, formatNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

/** One part of a record as a bar. */
export interface PartBar {
  readonly label: string;
  /** In account currency. */
  readonly value: number;
}

const MOST_TICKS = 14;
/** With more bars than this there is no room for a number on each. */
const MOST_NUMBERED = 9;

/** What each part of a record earned: bars from 0, those of losses in another colour and below the line. */
export function partsChart(paper: ChartPaper, bars: readonly PartBar[]): Markup {
  const { plot } = paper;
  const every = Math.ceil(bars.length / MOST_TICKS);
  const domain = bars.map(({ label }) => label);
  const at = { x: 'label', y: 'value' };
  return paper.draw({
    width: HALF_WIDTH,
    height: 230,
    marginLeft: 62,
    marginRight: 8,
    marginTop: 20,
    marginBottom: 34,
    x: { type: 'band', domain, label: null, tickSize: 0, ticks: domain.filter((_, i) => i % every === 0) },
    y: { label: null, grid: true, ticks: 5, nice: true, inset: 12, tickFormat: shortMoney },
    color: { type: 'identity' },
    marks: [
      plot.barY(bars, {
        ...at,
        fill: ({ value }: PartBar) => (value < 0 ? 'var(--below)' : 'var(--strategy)'),
        insetLeft: 1.5,
        insetRight: 1.5,
      }),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      ...(bars.length > MOST_NUMBERED
        ? []
        : [true, false].map((isBelow) =>
            plot.text(
              bars.filter(({ value }) => value < 0 === isBelow),
              {
                ...at,
                text: ({ value }: PartBar) => formatNumber(value, 'money'),
                lineAnchor: isBelow ? 'top' : 'bottom',
                dy: isBelow ? 4 : -4,
                fill: 'var(--ink)',
              },
            ),
          )),
    ],
  });
}

/** `250k`, `1.5M`: an axis has no room for more. */
export function shortMoney(value: number): string {
  const magnitude = Math.abs(value);
  for (const [size, suffix] of [
    [1e9, 'bn'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (magnitude >= size)
      return `${value < 0 ? '\u2212' : ''}${String(Number((magnitude / size).toPrecision(4)))}${suffix}`;
  }
  return formatLimit(Number(value.toPrecision(4)), 'ratio');
}
