import type { BacktestReportModel } from '@assay/contracts/schemas';
import { formatList, formatNumber, formatParameters } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Child, Markup } from '../../markup.ts';
import { factList } from '../pieces.ts';
import { spanOf } from '../facts.ts';

/** What was run: strategy, data, fills, capital, and how to get the same again. */
export function backtestFacts(model: BacktestReportModel): Markup {
  const { fillContract, runId } = model;
  const facts: readonly (readonly [string, Child])[] = [
    ['Strategy', html`${model.strategy}: ${formatParameters(model.params)}`],
    ['Data', model.datasets.map(datasetFact)],
    ['Capital', `${formatNumber(model.cash, 'money')} ${model.performance.currency}`],
    [
      'Run',
      html`${runId === null ? 'not kept as a run' : html`<code>${runId}</code>`}<br /><span class="muted"
          >code <code>${model.codeVersion}</code></span
        >`,
    ],
    [
      'Fills and costs',
      html`<code>${fillContract.name}</code><br /><span class="muted">${fillContract.description}</span>`,
    ],
  ];
  return html`<section id="question">
    <h2>What was run</h2>
    ${factList(facts)}
  </section>`;
}

function datasetFact({
  name,
  version,
  instruments,
  from,
  to,
  synthetic,
  warnings,
}: BacktestReportModel['datasets'][number]): Markup {
  const notes = warnings.map((text) => html`<br /><span class="muted">${text}</span>`);
  return html`<div>
    ${name}${synthetic ? ' · synthetic' : ''}: ${formatList(instruments)}; holds ${spanOf(from, to)}<br /><span
      class="muted"
      >version <code>${version}</code></span
    >${notes}
  </div>`;
}
