import type { ExcursionPoint, PerformanceModel } from '@assay/contracts/schemas';
import type { ChartPaper } from '../../charts/chart-paper.ts';
import { excursionChart } from '../../charts/excursion-chart.ts';
import { countOf, formatNumber } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Child } from '../../markup.ts';
import { figure } from '../pieces.ts';
import { textOf, valueOf } from './measure-lookup.ts';

/** How far trades went against and for the account while they were open (MAE, MFE), against what they ended with. */
export function excursionFigures(model: PerformanceModel, paper: ChartPaper): Child {
  const { points, total } = model.excursions;
  if (points.length === 0)
    return html`<p class="notice">No trade has a known largest loss and gain while it was open.</p>`;
  const { currency } = model;
  const drawn =
    points.length < total
      ? ` Drawn: ${formatNumber(points.length, 'count')} of ${countOf(total, 'trade')}, the largest among them.`
      : '';
  return html`<div class="pair">
    ${figure(
      `Net result of each trade against its largest loss while open. ${winnersSentence(model)}`,
      excursionChart(paper, points, 'adverse', `largest loss while open, ${currency} (MAE)`),
      html`<b>Against the account.</b> Net result in ${currency} against the largest loss while open; a trade on the
        dashed line was left at its worst. ${winnersSentence(model)}${drawn}`,
      LEGEND,
    )}
    ${figure(
      `Net result of each trade against its largest gain while open. ${losersSentence(points, model)}`,
      excursionChart(paper, points, 'favourable', `largest gain while open, ${currency} (MFE)`),
      html`<b>For the account.</b> Net result against the largest gain while open; a trade on the dashed line was left
        at its best, before costs. ${losersSentence(points, model)}`,
      LEGEND,
    )}
  </div>`;
}

const LEGEND = html`<p class="legend">
  <span><b class="above">●</b> ended with a gain</span><span><b class="below">×</b> ended with a loss</span>
</p>`;

function winnersSentence(model: PerformanceModel): string {
  if (valueOf(model, 'adverseOfWinnersUnits') === null) return 'No trade ended with a gain.';
  return `Of those that ended with a gain, 95 % had never lost more than ${textOf(model, 'adverseOfWinnersUnits')} on the way.`;
}

function losersSentence(points: readonly ExcursionPoint[], model: PerformanceModel): string {
  if (valueOf(model, 'favourableOfLosersUnits') === null) return 'No trade ended with a loss.';
  const losers = points.filter(({ net }) => net < 0);
  const ahead = losers.filter(({ favourable, net }) => favourable > -net).length;
  const share = `${formatNumber(ahead, 'count')} of the ${countOf(losers.length, 'losing trade')} drawn had once gained more than ${losers.length === 1 ? 'it' : 'they'} lost`;
  return `${share}; the mean largest gain of losing trades was ${textOf(model, 'favourableOfLosersUnits')}.`;
}
