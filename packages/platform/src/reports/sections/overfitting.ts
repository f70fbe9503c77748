import type { OverfittingPicture, ReportRow, SweepPicture } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { degradationChart, logitChart, setsChart } from '../charts/overfitting-charts.ts';
import { countOf, formatNumber, isNumber } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child } from '../markup.ts';
import { undefinedWords } from '../metric-catalogue.ts';
import { figure } from './pieces.ts';

/** What choosing the best set in one half of the history was worth in the other, and how the sets compare. */
export function overfittingFigures({ sweep, centreAnnualSharpe: own, deflation }: ReportRow, paper: ChartPaper): Child {
  if (sweep === undefined)
    return html`<p class="notice">
      No choice was made among parameter sets: there is nothing that could be overfitted by it.
    </p>`;
  const { overfitting, reason } = sweep;
  const { expectedMaximum, periodsPerYear } = deflation;
  const luck = isNumber(expectedMaximum) ? expectedMaximum * Math.sqrt(periodsPerYear) : null;
  return html`${when(sweep.known > 0, () => setsFigure(sweep, { own, luck }, paper))}
  ${
    overfitting === undefined
      ? html`<p class="notice">The probability of backtest overfitting is not known: ${undefinedWords(reason)}.</p>`
      : [logitFigure(overfitting, paper), degradationFigure(overfitting, paper)]
  }`;
}

function setsFigure(
  sweep: SweepPicture,
  lines: { readonly own: number | null; readonly luck: number | null },
  paper: ChartPaper,
): Child {
  const { sets, known, sharpes } = sweep;
  const { own, luck } = lines;
  const [best, worst] = [sharpes[0], sharpes.at(-1)];
  const without = sets - known;
  const summary = `The best of ${countOf(known, 'set')} has ${formatNumber(best, 'ratio')}, the worst ${formatNumber(worst, 'ratio')}.`;
  const left = without === 0 ? '' : ` ${countOf(without, 'set')} ${without === 1 ? 'has' : 'have'} no Sharpe ratio.`;
  return figure(
    `Annual excess Sharpe ratio of every parameter set. ${summary}`,
    setsChart(paper, sweep, lines),
    html`<b>Performance by set.</b> Annual excess Sharpe ratio of each set held fixed over all test windows.
      ${summary}${left}${when(isNumber(own) && isNumber(best), () => ownSentence(own ?? 0, best ?? 0))}`,
    html`<p class="legend">
      ${when(isNumber(own), () => html`<span><i class="swatch line dashed"></i> the row, choosing as it went</span>`)}${when(isNumber(luck), () => html`<span><i class="swatch luck"></i> expected best of luck</span>`)}
    </p>`,
  );
}

function ownSentence(own: number, best: number): string {
  return own < best
    ? ` Choosing as it went, the row reached ${formatNumber(own, 'ratio')}: less than the set that hindsight would choose.`
    : ` Choosing as it went, the row reached ${formatNumber(own, 'ratio')}: no set held fixed did better.`;
}

function logitFigure(picture: OverfittingPicture, paper: ChartPaper): Child {
  const { splits, probability } = picture;
  const share = formatNumber(probability, 'percent');
  const reading =
    probability >= 0.5
      ? 'Choosing the best set is worth no more than drawing one by lot.'
      : 'Choosing the best set tends to be worth something in data that were not used to choose it.';
  return figure(
    `Probability of backtest overfitting ${share}: share of ${formatNumber(splits, 'count')} splits with a logit at or below 0.`,
    logitChart(paper, picture),
    html`<b>Probability of backtest overfitting: ${share}.</b> The history is cut into blocks, and of each of
      ${formatNumber(splits, 'count')} ways to part them in two halves one chooses the best set and the other ranks it.
      At or below 0 it ranks in the lower half. ${reading}`,
  );
}

function degradationFigure(picture: OverfittingPicture, paper: ChartPaper): Child {
  const { points, splits, slope, lossShare } = picture;
  const drawn =
    points.length < splits
      ? `${formatNumber(points.length, 'count')} of ${formatNumber(splits, 'count')} splits are drawn, evenly taken`
      : `${countOf(splits, 'split')}`;
  const loss = `In ${formatNumber(lossShare, 'percent')} of them the chosen set loses against the benchmark in the other half.`;
  const line = isNumber(slope)
    ? ` ${slopeSentence(slope)}`
    : ' There is no line: every half chose at the same Sharpe ratio.';
  const fitted = isNumber(slope) ? '; the line is fitted to all' : '';
  return figure(
    `Sharpe ratio of the chosen set in both halves. ${loss}${line}`,
    degradationChart(paper, picture),
    html`<b>What is left of a choice.</b> One dot a split: ${drawn}${fitted}. ${loss}${line}`,
  );
}

function slopeSentence(slope: number): string {
  const value = formatNumber(slope, 'ratio');
  return slope < 0
    ? `Slope ${value}: the better a choice looked, the worse it did afterwards.`
    : `Slope ${value}: what looked better did not do worse afterwards.`;
}
