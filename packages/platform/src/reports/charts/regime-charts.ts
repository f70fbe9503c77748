import type { ReportRow, StressModel } from '@assay/contracts/schemas';
import { formatLimit, formatSigned, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH, HALF_WIDTH, TIME_AXIS } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';
import { downsample } from './downsample.ts';
import { equityScale } from './equity-chart.ts';
import { shortMoney } from './parts-chart.ts';

interface RegimeBar {
  readonly label: string;
  readonly kind: 'in the record' | 'by itself';
  readonly value: number;
}

/** Total return of the record in each regime, and of each regime simulated by itself. */
export function regimeChart(paper: ChartPaper, stress: Pick<StressModel, 'regimes' | 'resimulated'>): Markup {
  const { plot } = paper;
  const bars = [...barsOf(stress.regimes, 'in the record'), ...barsOf(stress.resimulated, 'by itself')];
  const at = { fx: 'label', x: 'kind', y: 'value' };
  return paper.draw({
    width: HALF_WIDTH,
    height: 250,
    marginLeft: 52,
    marginRight: 8,
    marginTop: 14,
    marginBottom: 34,
    fx: { label: null, axis: 'bottom', domain: stress.regimes.map(({ label }) => label), padding: 0.15 },
    x: { type: 'band', axis: null, domain: ['in the record', 'by itself'], padding: 0.1 },
    y: {
      label: null,
      grid: true,
      nice: true,
      ticks: 5,
      inset: 14,
      tickFormat: (value: number) => formatLimit(value, 'percent'),
    },
    color: { type: 'identity' },
    marks: [
      plot.barY(bars, {
        ...at,
        fill: ({ kind }: RegimeBar) => (kind === 'by itself' ? 'var(--held)' : 'var(--strategy)'),
      }),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      ...[true, false].map((isBelow) =>
        plot.text(
          bars.filter(({ value }) => value < 0 === isBelow),
          {
            ...at,
            text: ({ value }: RegimeBar) => formatSigned(value, 'percent'),
            lineAnchor: isBelow ? 'top' : 'bottom',
            dy: isBelow ? 4 : -4,
            fill: 'var(--ink)',
          },
        ),
      ),
    ],
  });
}

function barsOf(
  parts: readonly Pick<StressModel['regimes'][number], 'label' | 'totalReturn'>[],
  kind: RegimeBar['kind'],
): readonly RegimeBar[] {
  return parts.flatMap(({ label, totalReturn: { value } }) => (isNumber(value) ? [{ label, kind, value }] : []));
}

/** How dark each regime is drawn: the calm one is not, the others rise in the order in which they are named. */
export function regimeShade(label: string, labels: readonly string[]): number {
  if (label === 'unknown') return 0.1;
  const named = labels.filter((one) => one !== 'unknown' && one !== 'normal');
  const place = named.indexOf(label);
  return place <= 0 ? 0 : (0.34 * place) / Math.max(1, named.length - 1);
}

/** Equity of a row over bands of the regimes that were known at the time. */
export function regimeBandsChart(
  paper: ChartPaper,
  row: Pick<ReportRow, 'equity' | 'buyAndHold'>,
  stretches: NonNullable<ReportRow['regimeStretches']>,
  labels: readonly string[],
): Markup {
  const { plot } = paper;
  const bands = stretches.map(({ label, from, to }) => {
    return { label, from: new Date(from), to: new Date(to), shade: regimeShade(label, labels) };
  });
  const drawn = (isUnknown: boolean): typeof bands =>
    bands.filter(({ label, shade }) => shade > 0 && (label === 'unknown') === isUnknown);
  const type = equityScale(row);
  return paper.draw({
    width: FULL_WIDTH,
    height: 220 + TIME_AXIS,
    marginLeft: 72,
    marginRight: 12,
    marginTop: 10,
    marginBottom: TIME_AXIS,
    x: { type: 'utc', label: null },
    y: {
      type,
      label: null,
      grid: true,
      tickFormat: shortMoney,
      ticks: 5,
      ...(type === 'linear' ? { nice: true } : {}),
    },
    marks: [
      plot.rect(drawn(false), { x1: 'from', x2: 'to', fill: 'var(--below)', fillOpacity: 'shade' }),
      plot.rect(drawn(true), { x1: 'from', x2: 'to', fill: 'var(--muted)', fillOpacity: 0.25 }),
      plot.lineY(downsample(row.equity), { x: 'time', y: 'value', stroke: 'var(--strategy)', strokeWidth: 1.8 }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
    opacity: { type: 'identity' },
  });
}
