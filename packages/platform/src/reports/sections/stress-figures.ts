import type { ReportRow, StressModel } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { fanChart, isRuinDrawn } from '../charts/fan-chart.ts';
import { fillsChart } from '../charts/fills-chart.ts';
import { ladderChart } from '../charts/ladder-chart.ts';
import { regimeChart } from '../charts/regime-charts.ts';
import { countOf, formatLimit, formatNumber, formatSigned, isNumber } from '../format.ts';
import type { Unit } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child } from '../markup.ts';
import { undefinedWords } from '../metric-catalogue.ts';
import { ended, figure, sentenceList } from './pieces.ts';
import { ladderSentence } from './performance/money.ts';

type Measure = StressModel['dependency'];

/** What a row comes to under stress, in pictures: by regime, in resampled trades, at other costs and under other fills. */
export function stressFigures(
  { stress }: { readonly stress?: StressModel | undefined },
  paper: ChartPaper,
  detail?: ReportRow,
): Child {
  if (stress === undefined) return '';
  if (stress.state === 'stress_failed') {
    return html`<p class="notice"><strong>The stress failed.</strong> ${ended(stress.reason ?? '')}</p>`;
  }
  return html`${detail === undefined ? '' : html`<h4>Under stress</h4>`}
    <div class="pair">
      ${when(stress.regimes.length > 0, () => regimeFigure(stress, paper))}${fanFigure(stress, paper)}${detail === undefined ? '' : ladderFigures(detail, paper)}${fillsFigure(stress, paper)}
    </div>`;
}

function regimeFigure(stress: StressModel, paper: ChartPaper): Child {
  const { regimes } = stress;
  const known = regimes.filter(({ totalReturn }) => isNumber(totalReturn.value));
  if (known.length === 0) return html`<p class="notice">No regime has a result to draw.</p>`;
  const losing = known
    .filter(({ label, totalReturn }) => label !== 'unknown' && (totalReturn.value ?? 0) < 0)
    .map(({ label }) => label);
  const texts = regimes.map(({ label, totalReturn }) => `${label} ${measured(totalReturn, 'percent', formatSigned)}`);
  const named = known.filter(({ label }) => label !== 'unknown');
  const sentence =
    named.length === 0
      ? 'No regime was known during the record.'
      : losing.length === 0
        ? `The record gained in every regime that it met (${formatNumber(named.length, 'count')}).`
        : `The record lost in ${sentenceList(losing)}.`;
  return figure(
    `Total return by regime: ${texts.join('; ')}.`,
    regimeChart(paper, stress),
    html`<b>Profit and loss by regime</b>, as a share of equity. ${sentence}`,
    html`<p class="legend">
      <span><i class="swatch bar"></i> within the record</span
      >${when(stress.resimulated.length > 0, () => html`<span><i class="swatch bar alone"></i> its stretches simulated by themselves</span>`)}
    </p>`,
  );
}

function fanFigure({ monteCarlo }: StressModel, paper: ChartPaper): Child {
  if (monteCarlo === undefined) return html`<p class="notice">Trades were not resampled.</p>`;
  const { fan, trades, paths, ruinLevel, fractionPositive, ruinProbability } = monteCarlo;
  if (fan === undefined) {
    return html`<p class="notice">
      No resampled path to draw: ${undefinedWords(monteCarlo.medianReturn.reason ?? '')}.
    </p>`;
  }
  const gains = `${measured(fractionPositive, 'percent', formatNumber)} of the paths end above their start, ${measured(ruinProbability, 'percent', formatNumber)} are ruined (${formatLimit(ruinLevel, 'percent')} of the start or less).`;
  return figure(
    `Equity over its start after ${countOf(trades, 'resampled trade')}. ${gains}`,
    fanChart(paper, fan, ruinLevel),
    html`<b>Resampled trades.</b> ${formatNumber(paths, 'count')} paths of ${countOf(trades, 'trade')}. ${gains}`,
    html`<p class="legend">
      <span><i class="swatch line"></i> median</span><span><i class="swatch band inner"></i> middle half</span
      ><span><i class="swatch band"></i> middle nine tenths</span
      >${when(isRuinDrawn(fan, ruinLevel), () => html`<span><i class="swatch line ruin"></i> ruin</span>`)}
    </p>`,
  );
}

function ladderFigures({ performance }: ReportRow, paper: ChartPaper): Child {
  const ladder = performance?.costLadder ?? [];
  if (ladder.length < 2) return html`<p class="notice">Other costs were not run.</p>`;
  const drawn = (['sharpeRatio', 'totalReturn'] as const).filter(
    (name) => ladder.filter((one) => isNumber(one[name])).length > 1,
  );
  return drawn.map((name) => {
    const [title, unit] =
      name === 'totalReturn' ? (['Total return', 'percent'] as const) : (['Sharpe ratio', 'ratio'] as const);
    const texts = ladder.map((one) => `× ${formatLimit(one.costMultiple, 'ratio')} ${formatSigned(one[name], unit)}`);
    return figure(
      `${title} by multiple of the costs: ${texts.join('; ')}.`,
      ladderChart(paper, ladder, name),
      html`<b>${title} at multiples of the costs.</b> ${name === 'totalReturn' ? ladderSentence(ladder) : ''}`,
    );
  });
}

function fillsFigure({ fills }: StressModel, paper: ChartPaper): Child {
  const known = fills.filter(({ sharpe }) => isNumber(sharpe.value));
  if (known.length === 0) return html`<p class="notice">Other fills were not run.</p>`;
  const texts = known.map(({ variant, sharpe }) => `${variant} ${measured(sharpe, 'ratio', formatNumber)}`);
  const losing = known.filter(({ sharpe }) => (sharpe.value ?? 0) < 0).map(({ variant }) => variant);
  const sentence =
    losing.length === 0
      ? `It stays above 0 under ${known.length === 1 ? 'the one fill contract' : `all ${formatNumber(known.length, 'count')} fill contracts`} that were run.`
      : `It falls below 0 under ${sentenceList(losing)} fills.`;
  return figure(
    `Annual Sharpe ratio by fill contract: ${texts.join('; ')}.`,
    fillsChart(paper, fills),
    html`<b>Sharpe ratio by fill contract</b>, from the kindest to the hardest assumption. ${sentence}`,
  );
}

function measured({ value, reason }: Measure, unit: Unit, write: (value: number | null, unit: Unit) => string): string {
  return isNumber(value) ? write(value, unit) : undefinedWords(reason ?? '');
}
