import type { StressModel } from '@assay/contracts/schemas';
import { formatLimit, formatSigned, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { HALF_WIDTH } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

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
    height: 270,
    marginLeft: 52,
    marginRight: 8,
    marginTop: 30,
    marginBottom: 34,
    fx: { label: null, axis: 'bottom', domain: stress.regimes.map(({ label }) => label), padding: 0.15 },
    x: { type: 'band', axis: null, domain: ['in the record', 'by itself'], padding: 0.1 },
    y: {
      label: 'total return',
      labelArrow: 'none',
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
