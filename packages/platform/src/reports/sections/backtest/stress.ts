import type { BacktestReportModel, NeighbourhoodModel } from '@assay/contracts/schemas';
import type { ChartPaper } from '../../charts/chart-paper.ts';
import { countOf, formatNumber, isNumber } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Markup } from '../../markup.ts';
import { undefinedWords } from '../../metric-catalogue.ts';
import { ended } from '../pieces.ts';
import { stressFigures } from '../stress-figures.ts';
import { stressParts } from '../stress.ts';

/** The record under other terms: regimes, resampled trades, other costs and fills, its parts, parameters near by. */
export function backtestStress(model: BacktestReportModel, paper: ChartPaper): Markup {
  const { stress, neighbourhood } = model;
  if (stress === undefined) return html``;
  return html`<section id="stress">
    <h2>Under stress</h2>
    ${
      stress === null
        ? html`<p class="notice">
            Stress is off: nobody has looked at regimes, resampled trades, later starts or parameters near by. Other
            costs and fills are above.
          </p>`
        : html`${/* Pictures of the costs stand above already. */ stressFigures({ stress }, paper)}
          ${neighbourhoodPart(neighbourhood)} ${stressParts({ stress })}`
    }
  </section>`;
}

function neighbourhoodPart(neighbourhood: NeighbourhoodModel | undefined): Markup {
  if (neighbourhood === undefined) return html``;
  if (neighbourhood.state === 'stress_failed') {
    return html`<p class="notice">
      <strong>The parameters near by failed.</strong> ${ended(neighbourhood.reason ?? '')}
    </p>`;
  }
  return html`<p><b>Parameters near by.</b> ${neighbourhoodSentence(neighbourhood)}</p>`;
}

function neighbourhoodSentence({
  neighbours,
  gaining,
  lowestSharpe,
  highestSharpe,
  fragility,
}: NeighbourhoodModel): string {
  if (neighbours === 0) return 'No parameter can be moved by a tenth.';
  const [low, high] = [lowestSharpe, highestSharpe].map(({ value }) => formatNumber(value, 'ratio'));
  const range = isNumber(lowestSharpe.value) ? `; they lie between ${low} and ${high}` : '';
  const hangs = isNumber(fragility.value)
    ? `Fragility ${formatNumber(fragility.value, 'ratio')} of 1.`
    : `Fragility is undefined: ${undefinedWords(fragility.reason)}.`;
  return (
    `One parameter at a time was moved by a tenth: of ${countOf(neighbours, 'neighbour')} ${formatNumber(gaining, 'count')} ` +
    `${gaining === 1 ? 'has' : 'have'} an excess Sharpe ratio above zero${range}. ${hangs} Which is which is not told: ` +
    'none of them is a trial, and none may be chosen by this.'
  );
}
