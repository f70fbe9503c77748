import { normalQuantile } from '@assay/core/special';
import type { ReportRow } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { hurdleChart, probabilityChart } from '../charts/evidence-charts.ts';
import type { EvidencePoint, ProbabilityBar } from '../charts/evidence-charts.ts';
import { countOf, formatNumber, isNumber, MISSING } from '../format.ts';
import { luckChecks } from '../luck-checks.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import type { ReportView, RowView } from '../report-view.ts';
import { familyTestsPart } from './family-tests.ts';
import { figure, folded, sentenceList, table } from './pieces.ts';
import type { Column } from './pieces.ts';

type Deflation = ReportRow['deflation'];

/** Whether luck explains the best rows: each Sharpe ratio against the best one that as many trials would show by luck. */
export function luckSection(view: ReportView, paper: ChartPaper): Markup {
  const detailed = view.rows.filter(({ detail }) => detail !== undefined);
  const confidence = view.model.kill['confidence'];
  const points = detailed.flatMap(({ shortLabel, detail }) => pointOf(shortLabel, detail?.deflation, confidence));
  const bars = detailed.flatMap(barOf);
  const missing = detailed.length - bars.length;
  return html`<section id="luck">
    <h2>Could luck explain it?</h2>
    <p>
      Whoever tries many strategies finds a good one by luck. Each trial counts here, also those that were not worth
      showing, and each row has to beat the best result that luck alone is expected to find among as many trials.
    </p>
    <div class="pair">
      ${when(points.length > 0, () => hurdleFigure(paper, points, confidence))}${when(bars.length > 0, () => probabilityFigure(paper, bars))}
    </div>
    ${when(missing > 0, () => html`<p>${countOf(missing, 'row')} ${missing === 1 ? 'has' : 'have'} no deflated Sharpe probability and ${missing === 1 ? 'is' : 'are'} not drawn; the reason stands with the row.</p>`)}
    ${when(detailed.length > 0, () => folded('The numbers behind it', numbersTable(view.rows)))}
    ${familyTestsPart(view)}
  </section>`;
}

function hurdleFigure(paper: ChartPaper, points: readonly EvidencePoint[], confidence: number | undefined): Markup {
  const above = points.filter(({ sharpe, hurdle }) => sharpe > hurdle);
  const clear = points.filter(({ lowerBound, hurdle }) => lowerBound !== undefined && lowerBound >= hurdle);
  const description = points
    .map(
      ({ label, sharpe, hurdle }) =>
        `${label}: ${formatNumber(sharpe, 'ratio')} against ${formatNumber(hurdle, 'ratio')}`,
    )
    .join('; ');
  const bound =
    confidence === undefined
      ? ''
      : ` The line ends at its lower ${formatNumber(confidence * 100, 'count')} % bound, by the larger of its own sampling error and the zero-edge error.`;
  return figure(
    `Annual excess Sharpe ratio of each row against the best expected from luck. ${description}.`,
    hurdleChart(paper, points),
    html`<b>Sharpe ratio against luck.</b> Dot: annual Sharpe ratio in excess of exposure-matched buy and hold.${bound}
      Bar: the best that luck is expected to find among the row’s trials.
      ${shareSentence(above.length, points.length, 'above the bar')}
      ${when(confidence !== undefined, () => shareSentence(clear.length, points.length, 'above it with the whole line'))}`,
    LEGEND,
  );
}

const LEGEND = html`<p class="legend">
  <span><i class="swatch dot"></i> observed, with its lower bound</span
  ><span><i class="swatch hurdle"></i> expected best of luck</span>
</p>`;

function probabilityLegend(hasRing: boolean): Markup {
  return html`<p class="legend">
    <span><i class="swatch bar"></i> reaches its limit</span
    ><span><i class="swatch bar short"></i> does not</span
    >${when(hasRing, () => html`<span><i class="swatch ring"></i> zero-edge error</span>`)}<span
      ><i class="swatch hurdle"></i> limit</span
    >
  </p>`;
}

function probabilityFigure(paper: ChartPaper, bars: readonly ProbabilityBar[]): Markup {
  const passing = bars.filter(({ reaches }) => reaches);
  const description = bars
    .map(({ label, probability }) => `${label}: ${formatNumber(probability, 'probability')}`)
    .join('; ');
  const names = sentenceList(passing.map(({ rank }) => String(rank)));
  const hasRing = bars.some(({ atNull }) => atNull !== undefined);
  return figure(
    `Deflated Sharpe probability of each row. ${description}.`,
    probabilityChart(paper, bars),
    html`<b>Deflated Sharpe probability.</b> The probability that the true Sharpe ratio lies above the expected best of
      luck.
      ${when(hasRing, () => 'Ring: the same with the zero-edge error; both must reach the limit. ')}${reachSentence(passing.length, bars.length)}${when(passing.length > 0, () => ` (${passing.length === 1 ? 'row' : 'rows'} ${names})`)}.`,
    probabilityLegend(hasRing),
  );
}

function shareSentence(count: number, total: number, place: string): string {
  if (count === 0) return `No row of ${formatNumber(total, 'count')} lies ${place}.`;
  return `${formatNumber(count, 'count')} of ${countOf(total, 'row')} ${count === 1 ? 'lies' : 'lie'} ${place}.`;
}

function reachSentence(count: number, total: number): string {
  if (count === 0) return `No row of ${formatNumber(total, 'count')} reaches its limit`;
  return `${formatNumber(count, 'count')} of ${countOf(total, 'row')} ${count === 1 ? 'reaches' : 'reach'} the limit`;
}

function barOf({ rank, shortLabel, row, detail }: RowView): readonly ProbabilityBar[] {
  const probability = detail?.deflation.probability;
  if (!isNumber(probability)) return [];
  const checks = luckChecks(row);
  const { deflatedSharpeAtNull } = row.metrics;
  return [
    {
      rank,
      label: shortLabel,
      probability,
      atNull: isNumber(deflatedSharpeAtNull) ? deflatedSharpeAtNull : undefined,
      limit: checks[0]?.limit ?? null,
      reaches: checks.length > 0 && checks.every(({ passed }) => passed),
    },
  ];
}

function pointOf(
  label: string,
  deflation: Deflation | undefined,
  confidence: number | undefined,
): readonly EvidencePoint[] {
  if (deflation === undefined) return [];
  const { sharpe, expectedMaximum, periodsPerYear } = deflation;
  if (!isNumber(sharpe) || !isNumber(expectedMaximum)) return [];
  const annual = Math.sqrt(periodsPerYear);
  const error = standardError(deflation);
  const lowerBound =
    error === undefined || confidence === undefined
      ? undefined
      : (sharpe - normalQuantile(confidence) * error) * annual;
  return [{ label, sharpe: sharpe * annual, hurdle: expectedMaximum * annual, lowerBound }];
}

/** √((1 - γ3·SR + (γ4 - 1)/4 · SR²) / (n - 1)), per period, at least √(1 / (n - 1)); undefined where it has no value. */
function standardError({ sharpe, skewness, kurtosis, periods }: Deflation): number | undefined {
  if (!isNumber(sharpe) || !isNumber(skewness) || !isNumber(kurtosis) || periods < 2) return undefined;
  const factor = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  return factor > 0 ? Math.sqrt(Math.max(1, factor) / (periods - 1)) : undefined;
}

const COLUMNS: readonly Column[] = [
  { title: 'Row' },
  { title: 'Sharpe ratio a period', numeric: true },
  { title: 'Periods', numeric: true },
  { title: 'Skewness', numeric: true },
  { title: 'Kurtosis', numeric: true },
  { title: 'Trials', numeric: true },
  { title: 'Variance of their Sharpe ratios', numeric: true },
  { title: 'Best expected from luck', numeric: true },
  { title: 'Probability', numeric: true },
  { title: 'Minimum track record', numeric: true },
];

function numbersTable(rows: readonly RowView[]): Child {
  const lines = rows.flatMap(({ shortLabel, detail }) => {
    if (detail === undefined) return [];
    const { deflation } = detail;
    const record = formatNumber(deflation.minimumTrackRecord, 'periods');
    return [
      [
        shortLabel,
        formatNumber(deflation.sharpe, 'small'),
        formatNumber(deflation.periods, 'periods'),
        formatNumber(deflation.skewness, 'small'),
        formatNumber(deflation.kurtosis, 'small'),
        formatNumber(deflation.trials, 'count'),
        formatNumber(deflation.trialSharpeVariance, 'small'),
        formatNumber(deflation.expectedMaximum, 'small'),
        formatNumber(deflation.probability, 'probability'),
        record === MISSING ? record : `${record} periods`,
      ],
    ];
  });
  return html`<p>
      Enough to compute every probability again: Φ((SR − best expected) · √(periods − 1) / √(1 − skewness · SR +
      (kurtosis − 1)/4 · SR²)); with the zero-edge error the last root is 1. All of it is of returns in excess of
      exposure-matched buy and hold, per period.
    </p>
    ${table('Numbers behind the deflated Sharpe ratio', COLUMNS, lines)}`;
}
