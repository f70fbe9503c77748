import type { ReportRow } from '@assay/contracts/schemas';
import { formatLimit } from '../format.ts';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH, TIME_AXIS } from './chart-paper.ts';
import type { ChartPaper, Mark } from './chart-paper.ts';
import { downsample } from './downsample.ts';
import type { Curve } from './downsample.ts';
import { shortMoney } from './parts-chart.ts';
import { regimeShade } from './regime-charts.ts';

/** How many times the lowest value the highest must be for the axis to be logarithmic. */
const LOG_RATIO = 3;
const MOST_TICKS = 8;
/** Most test segments that are numbered. */
const MAX_NUMBERED = 40;
const MARGINS = { marginLeft: 72, marginRight: 12 };

type Curves = Pick<ReportRow, 'equity' | 'buyAndHold'>;

/** Equity and drawdown of a record and of what it is compared with; a curve without points is not drawn. */
export type CurveSet = Pick<ReportRow, 'equity' | 'buyAndHold' | 'drawdown' | 'buyAndHoldDrawdown' | 'segments'>;

/** A stretch of time in one regime: UTC epoch ms. */
export interface RegimeStretch {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** What an equity chart shows beside its curves. */
export interface EquityOptions {
  /** Unit of the axis. */
  readonly currency: string;
  /** Shaded instead of the test segments; the calm regime is not. @default none */
  readonly regimes?: readonly RegimeStretch[];
  /** All regimes in the order in which they are named, the calm one first. @default none */
  readonly labels?: readonly string[];
}

/** Whether an equity axis is linear or logarithmic: logarithmic where the curves span a multiple and stay above zero. */
export function equityScale(row: Curves): 'linear' | 'log' {
  const [lowest, highest] = range(row);
  return lowest > 0 && highest / lowest >= LOG_RATIO ? 'log' : 'linear';
}

/** Scale and ticks of an axis that two curves share. */
export function equityAxis(row: Curves): {
  readonly type: 'linear' | 'log';
  readonly nice?: true;
  readonly ticks: number | readonly number[];
} {
  const type = equityScale(row);
  return type === 'linear' ? { type, nice: true, ticks: 6 } : { type, ticks: logTicks(row) };
}

/** Equity of a row against buy and hold; regimes, or test segments in turn, shaded; fold boundaries as lines. */
export function equityChart(paper: ChartPaper, row: CurveSet, options: EquityOptions): Markup {
  const { plot } = paper;
  return paper.draw({
    ...MARGINS,
    width: FULL_WIDTH,
    height: 300,
    marginTop: 24,
    marginBottom: 12,
    x: { type: 'utc', axis: null },
    y: {
      label: options.currency,
      labelArrow: 'none',
      grid: true,
      tickFormat: shortMoney,
      ...equityAxis(row),
    },
    opacity: { type: 'identity' },
    marks: [
      ...regimeMarks(paper, options),
      ...segmentMarks(paper, row, { labelled: true, shaded: (options.regimes ?? []).length === 0 }),
      curveMark(paper, row.buyAndHold, { stroke: 'var(--held)', strokeDasharray: '5 3', strokeWidth: 1.4 }),
      curveMark(paper, row.equity, { stroke: 'var(--strategy)', strokeWidth: 2 }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}

/** Distance below the running peak of both, on the same time axis. */
export function drawdownChart(paper: ChartPaper, row: CurveSet): Markup {
  const { plot } = paper;
  return paper.draw({
    ...MARGINS,
    width: FULL_WIDTH,
    height: 136 + TIME_AXIS,
    marginTop: 22,
    marginBottom: TIME_AXIS,
    x: { type: 'utc', label: null },
    y: {
      label: 'below the peak',
      labelArrow: 'none',
      grid: true,
      ticks: 4,
      tickFormat: (value: number) => formatLimit(value, 'percent'),
      nice: true,
    },
    marks: [
      ...segmentMarks(paper, row, { labelled: false, shaded: true }),
      plot.areaY(downsample(row.drawdown), {
        ...{ x: 'time', y: 'value', fill: 'var(--strategy)', fillOpacity: 0.28 },
        ...{ stroke: 'var(--strategy)', strokeWidth: 1.2 },
      }),
      curveMark(paper, row.buyAndHoldDrawdown, { stroke: 'var(--held)', strokeDasharray: '5 3', strokeWidth: 1.2 }),
      plot.ruleY([0], { stroke: 'var(--axis)' }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}

function curveMark(paper: ChartPaper, curve: Curve, style: Readonly<Record<string, string | number>>): Mark {
  return paper.plot.lineY(downsample(curve), { x: 'time', y: 'value', strokeLinejoin: 'round', ...style });
}

function regimeMarks(paper: ChartPaper, { regimes = [], labels = [] }: EquityOptions): readonly Mark[] {
  const bands = regimes.map(({ label, from, to }) => {
    return { label, from: new Date(from), to: new Date(to), shade: regimeShade(label, labels) };
  });
  const drawn = (isUnknown: boolean): typeof bands =>
    bands.filter(({ label, shade }) => shade > 0 && (label === 'unknown') === isUnknown);
  const span = { x1: 'from', x2: 'to' };
  return [
    paper.plot.rect(drawn(false), { ...span, fill: 'var(--below)', fillOpacity: 'shade' }),
    paper.plot.rect(drawn(true), { ...span, fill: 'var(--muted)', fillOpacity: 0.25 }),
  ];
}

function segmentMarks(
  paper: ChartPaper,
  row: CurveSet,
  { labelled, shaded: isShaded }: { readonly labelled: boolean; readonly shaded: boolean },
): readonly Mark[] {
  const { plot } = paper;
  const segments = row.segments.map(({ from, to }, index) => ({
    from: new Date(from),
    to: new Date(to),
    fold: index + 1,
  }));
  const shaded = isShaded ? segments.filter(({ fold }) => fold % 2 === 1) : [];
  const span = { x1: 'from', x2: 'to' };
  return [
    plot.rect(shaded, { ...span, fill: 'var(--band)' }),
    plot.ruleX(segments.slice(1), { x: 'from', stroke: 'var(--axis)', strokeOpacity: 0.55, strokeDasharray: '1 3' }),
    ...(labelled && segments.length <= MAX_NUMBERED ? [foldNumbers(paper, segments)] : []),
  ];
}

function foldNumbers(paper: ChartPaper, segments: readonly { from: Date; to: Date; fold: number }[]): Mark {
  return paper.plot.text(segments, {
    x: ({ from, to }: { from: Date; to: Date }) => new Date((from.getTime() + to.getTime()) / 2),
    frameAnchor: 'top',
    dy: -14,
    text: ({ fold }: { fold: number }) => String(fold),
    fill: 'var(--muted)',
  });
}

/** Round multiples of the powers of ten within the curves: as many as an axis has room for. */
function logTicks(row: Curves): readonly number[] {
  const [lowest, highest] = range(row);
  const first = Math.floor(Math.log10(lowest));
  const powers = Array.from(
    { length: Math.ceil(Math.log10(highest)) - first + 1 },
    (_, index) => 10 ** (first + index),
  );
  const within = (ticks: readonly number[]): readonly number[] =>
    ticks.filter((tick) => tick >= lowest && tick <= highest);
  for (const multiples of [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1]]) {
    const ticks = within(powers.flatMap((power) => multiples.map((multiple) => multiple * power)));
    if (ticks.length <= MOST_TICKS) return ticks;
  }
  const every = Math.ceil(powers.length / MOST_TICKS);
  return within(powers.filter((_, index) => index % every === 0));
}

function range({ equity, buyAndHold }: Curves): readonly [lowest: number, highest: number] {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const { values } of [equity, buyAndHold]) {
    for (const value of values) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return [lowest, highest];
}
