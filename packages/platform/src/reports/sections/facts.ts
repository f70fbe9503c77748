import type { ReportModel } from '@assay/contracts/schemas';
import { dayOf, formatLimit, formatList, formatNumber, formatParameters } from '../format.ts';
import { html } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import type { ReportView } from '../report-view.ts';

/** What was asked, on which data, under which costs, among how many trials, and how to get the same again. */
export function factsSection(view: ReportView): Markup {
  const { model } = view;
  const { rankings, trials } = model;
  const facts: readonly (readonly [string, Child])[] = [
    ['Hypothesis', model.hypothesis],
    ['Data', model.datasets.map(datasetFact)],
    ['Judged period', judgedPeriod(view)],
    ['Fills and costs', model.fillContracts.map(contractFact)],
    ['Capital', `${formatNumber(model.cash, 'money')} ${model.currency}`],
    [
      'Trials',
      html`${formatNumber(trials.thisRun, 'count')} in this run, ${formatNumber(trials.prior, 'count')} before it,
      ${formatNumber(trials.declared, 'count')} declared`,
    ],
    [
      'Run',
      html`<code>${rankings.runId}</code><br /><span class="muted">code <code>${rankings.codeVersion}</code></span>`,
    ],
    [
      'To repeat',
      html`The run id names everything that went in: the same configuration, dataset version, code and earlier trials
        give the same id and the same numbers. <code>assay runs show ${rankings.runId}</code> shows them.`,
    ],
  ];
  const entries = facts.map(
    ([term, description]) =>
      html`<div>
        <dt>${term}</dt>
        <dd>${description}</dd>
      </div> `,
  );
  return html`<section id="question">
    <h2>What was asked</h2>
    <dl class="facts">${entries}</dl>
  </section>`;
}

function datasetFact(dataset: ReportModel['datasets'][number]): Markup {
  const { name, version, instruments, from, to, synthetic } = dataset;
  const label = synthetic ? ' · synthetic' : '';
  return html`<div>
    ${name}${label}: ${formatList(instruments)}, ${dayOf(from)} to ${dayOf(to)}<br /><span class="muted"
      >version <code>${version}</code></span
    >
  </div>`;
}

function contractFact(contract: ReportModel['fillContracts'][number]): Markup {
  const { name, halfSpreadBps, slippageBps, commissionBps } = contract;
  const total = halfSpreadBps + slippageBps + commissionBps;
  const costs = total === 0 ? 'free of costs' : `${formatLimit(total, 'ratio')} bps a fill`;
  return html`<div><code>${name}</code>: ${costs}</div>`;
}

function judgedPeriod({ rows }: ReportView): string {
  const spans = [...new Set(rows.map(({ row }) => `${dayOf(row.period.from)} to ${dayOf(row.period.to)}`))];
  if (spans.length === 0) return 'none';
  return spans.length <= 3 ? spans.join('; ') : `${spans.length} different periods, named with each row`;
}

/** Name of a row's parameters, instruments and timeframe, in one line. */
export function rowIdentity(row: ReportModel['rankings']['rows'][number]): string {
  return `${formatParameters(row.params)} · ${formatList(row.instruments, 4)} · ${row.timeframe}`;
}
