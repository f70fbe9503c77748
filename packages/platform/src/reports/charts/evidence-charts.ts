import { formatLimit, formatNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH } from './chart-paper.ts';
import type { ChartPaper, Mark } from './chart-paper.ts';

/** What the evidence of one row looks like. Sharpe ratios are annual. */
export interface EvidencePoint {
  /** Rank and name, short enough for an axis. */
  readonly label: string;
  readonly sharpe: number;
  /** Lower end of the one-sided confidence interval; absent where it is not defined. */
  readonly lowerBound?: number | undefined;
  /** Best Sharpe ratio that luck is expected to find among the row's trials. */
  readonly hurdle: number;
}

/** A row's probability against the limit that decides on it. */
export interface ProbabilityBar {
  readonly rank: number;
  readonly label: string;
  readonly probability: number;
  /** The same with the sampling error of a strategy without an edge; absent where it is not defined. */
  readonly atNull?: number | undefined;
  readonly limit: number | null;
  /** Whether every probability that has a limit reaches it. */
  readonly reaches: boolean;
}

const LAYOUT = { width: HALF_WIDTH, marginTop: 26, marginRight: 30, marginBottom: 34 };
const LINE_HEIGHT = 30;

/** Observed Sharpe ratios with their lower bounds, and beside each the hurdle that luck sets. */
export function hurdleChart(paper: ChartPaper, points: readonly EvidencePoint[]): Markup {
  const { plot } = paper;
  const bounded = points.filter(({ lowerBound }) => lowerBound !== undefined);
  return paper.draw({
    ...LAYOUT,
    ...lines(points),
    x: {
      label: null,
      grid: true,
      nice: true,
      ticks: 6,
      inset: 8,
      tickFormat: (value: number) => formatLimit(value, 'ratio'),
    },
    marks: [
      plot.ruleX([0], { stroke: 'var(--axis)' }),
      plot.ruleY(bounded, { y: 'label', x1: 'lowerBound', x2: 'sharpe', stroke: 'var(--strategy)', strokeWidth: 2.5 }),
      plot.tickX(bounded, {
        y: 'label',
        x: 'lowerBound',
        stroke: 'var(--strategy)',
        strokeWidth: 2,
        insetTop: 9,
        insetBottom: 9,
      }),
      plot.dot(points, { y: 'label', x: 'sharpe', r: 5, fill: 'var(--strategy)' }),
      plot.tickX(points, {
        y: 'label',
        x: 'hurdle',
        stroke: 'var(--below)',
        strokeWidth: 3.5,
        insetTop: 3,
        insetBottom: 3,
      }),
    ],
  });
}

/** Deflated Sharpe probabilities as bars from 0 to 1, each with a line at its limit. */
export function probabilityChart(paper: ChartPaper, bars: readonly ProbabilityBar[]): Markup {
  const { plot } = paper;
  const limited = bars.filter(({ limit }) => limit !== null);
  return paper.draw({
    ...LAYOUT,
    ...lines(bars),
    marginRight: 60,
    x: {
      domain: [0, 1],
      label: null,
      grid: true,
      ticks: 5,
      tickFormat: (value: number) => formatLimit(value, 'probability'),
    },
    marks: [
      plot.barX(bars, {
        y: 'label',
        x: 'probability',
        insetTop: 6,
        insetBottom: 6,
        fill: (bar: ProbabilityBar) => (bar.reaches ? 'var(--strategy)' : 'var(--muted-fill)'),
      }),
      plot.tickX(limited, { y: 'label', x: 'limit', stroke: 'var(--below)', strokeWidth: 3 }),
      plot.dot(
        bars.filter(({ atNull }) => atNull !== undefined),
        { y: 'label', x: 'atNull', r: 4.5, stroke: 'var(--ink)', strokeWidth: 1.6, fill: 'var(--paper)' },
      ),
      probabilityTexts(paper, bars),
      plot.ruleX([0], { stroke: 'var(--ink)' }),
    ],
  });
}

function probabilityTexts(paper: ChartPaper, bars: readonly ProbabilityBar[]): Mark {
  return paper.plot.text(bars, {
    y: 'label',
    x: () => 1,
    dx: 8,
    textAnchor: 'start',
    text: ({ probability }: ProbabilityBar) => formatNumber(probability, 'probability'),
    fill: 'var(--ink)',
  });
}

function lines(rows: readonly { readonly label: string }[]): {
  readonly height: number;
  readonly marginLeft: number;
  readonly y: {
    readonly type: 'band';
    readonly domain: readonly string[];
    readonly label: null;
    readonly tickSize: number;
  };
} {
  const longest = rows.reduce((most, { label }) => Math.max(most, label.length), 1);
  const y = { type: 'band', domain: rows.map(({ label }) => label), label: null, tickSize: 0 } as const;
  return { height: rows.length * LINE_HEIGHT + 60, marginLeft: longest * 6.8 + 18, y };
}
