import type { OverfittingPicture, SweepPicture } from '@assay/contracts/schemas';
import { formatLimit, formatNumber, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH, labelledBelow } from './chart-paper.ts';
import type { ChartPaper, Mark } from './chart-paper.ts';

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

const LAYOUT = { width: HALF_WIDTH, height: 260, marginLeft: 58, marginRight: 14, marginTop: 30, marginBottom: 42 };
const percent = (value: number): string => formatLimit(value, 'percent');
const ratio = (value: number): string => formatLimit(value, 'ratio');

/** Logits of the rank that the chosen set has in the other half; those at or below 0 are overfitted. */
export function logitChart(paper: ChartPaper, { logits, splits, probability }: OverfittingPicture): Markup {
  const { plot } = paper;
  const { reach, counts } = logits;
  const width = (2 * reach) / counts.length;
  const bins = counts.map((count, index): Bin => {
    const from = -reach + index * width;
    return { from, to: from + width, share: count / splits };
  });
  const isBelow = ({ from, to }: Bin): boolean => from + to < 0;
  const shares = [
    { place: -reach / 2, text: `${formatNumber(probability, 'percent')} at or below 0` },
    { place: reach / 2, text: `${formatNumber(1 - probability, 'percent')} above` },
  ];
  return paper.draw({
    ...LAYOUT,
    marginTop: 44,
    x: { ...labelledBelow('logit of the rank in the other half'), ticks: 7, tickFormat: ratio },
    y: { label: 'share of the splits', labelArrow: 'none', grid: true, nice: true, ticks: 5, tickFormat: percent },
    color: { type: 'identity' },
    marks: [
      plot.rect(
        bins.filter(({ share }) => share > 0),
        {
          x1: 'from',
          x2: 'to',
          y1: () => 0,
          y2: 'share',
          insetLeft: 0.5,
          insetRight: 0.5,
          fill: (bin: Bin) => (isBelow(bin) ? 'var(--below)' : 'var(--strategy)'),
        },
      ),
      plot.ruleX([0], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
      plot.ruleY([0], { stroke: 'var(--axis)' }),
      plot.text(shares, {
        x: 'place',
        text: 'text',
        frameAnchor: 'top',
        dy: -14,
        fill: 'var(--ink)',
        fontWeight: 'bold',
      }),
    ],
  });
}

/** Sharpe ratio of the chosen set in the half that chose it and in the other, with the line through all splits. */
export function degradationChart(paper: ChartPaper, picture: OverfittingPicture): Markup {
  const { plot } = paper;
  const { points, slope, intercept } = picture;
  const own = points.map(([x]) => x);
  const [first, last] = [Math.min(...own), Math.max(...own)];
  const line: Mark[] =
    isNumber(slope) && isNumber(intercept)
      ? [
          plot.line(
            [first, last].map((x): [number, number] => [x, intercept + slope * x]),
            { stroke: 'var(--below)', strokeWidth: 2.2 },
          ),
        ]
      : [];
  return paper.draw({
    ...LAYOUT,
    x: { ...labelledBelow('Sharpe ratio in the half that chose it, annual'), nice: true, ticks: 6, tickFormat: ratio },
    y: { label: 'in the other half', labelArrow: 'none', grid: true, nice: true, ticks: 6, tickFormat: ratio },
    marks: [
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      plot.dot(points, { x: '0', y: '1', r: 2, fill: 'var(--strategy)', fillOpacity: 0.45 }),
      ...line,
    ],
  });
}

/** Sharpe ratios of all sets from the best to the worst, beside that of the row and the best that luck is expected to find. */
export function setsChart(
  paper: ChartPaper,
  { sharpes, known }: SweepPicture,
  { own, luck }: { readonly own: number | null; readonly luck: number | null },
): Markup {
  const { plot } = paper;
  const step = sharpes.length < 2 ? 1 : (known - 1) / (sharpes.length - 1);
  const bars = sharpes.map((sharpe, index) => ({ place: 1 + index * step, sharpe }));
  const half = step / 2;
  const rule = (value: number | null, style: object): readonly Mark[] =>
    isNumber(value) ? [plot.ruleY([value], style)] : [];
  return paper.draw({
    ...LAYOUT,
    x: {
      ...labelledBelow('parameter set, from the best to the worst'),
      domain: [1 - half, known + half],
      ticks: known <= 10 ? sharpes.map((_, index) => index + 1) : 6,
      tickFormat: (value: number) => formatLimit(value, 'count'),
    },
    y: { label: 'Sharpe ratio, annual', labelArrow: 'none', grid: true, nice: true, ticks: 6, tickFormat: ratio },
    color: { type: 'identity' },
    marks: [
      plot.rect(bars, {
        x1: ({ place }: (typeof bars)[number]) => place - half * 0.86,
        x2: ({ place }: (typeof bars)[number]) => place + half * 0.86,
        y1: () => 0,
        y2: 'sharpe',
        fill: 'var(--muted-fill)',
      }),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      ...rule(luck, { stroke: 'var(--below)', strokeWidth: 2.5 }),
      ...rule(own, { stroke: 'var(--strategy)', strokeWidth: 2.2, strokeDasharray: '6 3' }),
    ],
  });
}
