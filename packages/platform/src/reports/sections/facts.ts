import type { ReportModel } from '@assay/contracts/schemas';
import { dayOf, formatLimit, formatList, formatNumber, formatParameters } from '../format.ts';
import { html } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { factList } from './pieces.ts';
import { costsBps } from '../report-view.ts';
import type { ReportView } from '../report-view.ts';

/** What was asked, on which data, and under which costs. */
export function factsSection(view: ReportView): Markup {
  const { model } = view;
  const { rankings } = model;
  const facts: readonly (readonly [string, Child])[] = [
    ['Hypothesis', model.hypothesis],
    ['Data', model.datasets.map(datasetFact)],
    ...leftOutFact(model.data.stale),
    ['Judged on', judgedPeriods(view)],
    ['Fills and costs', model.fillContracts.map(contractFact)],
    ['Capital', `${formatNumber(model.cash, 'money')} ${model.currency}`],
    [
      'Run',
      html`<code>${rankings.runId}</code><br /><span class="muted">code <code>${rankings.codeVersion}</code></span>`,
    ],
  ];
  return html`<section id="question">
    <h2>What was asked</h2>
    ${factList(facts)}
  </section>`;
}

function leftOutFact(stale: ReportModel['data']['stale']): readonly (readonly [string, Child])[] {
  if (stale.length === 0) return [];
  return [['Left out as stale', formatList(stale.map(({ instrument, pack }) => `${instrument} of ${pack}`))]];
}

function datasetFact(dataset: ReportModel['datasets'][number]): Markup {
  const { name, version, instruments, from, to, synthetic } = dataset;
  const label = synthetic ? ' · synthetic' : '';
  return html`<div>
    ${name}${label}: ${formatList(instruments)}; holds ${spanOf(from, to)}<br /><span class="muted"
      >version <code>${version}</code></span
    >
  </div>`;
}

function contractFact(contract: ReportModel['fillContracts'][number]): Markup {
  return html`<div><code>${contract.name}</code>: ${costsText(costsBps(contract))}</div>`;
}

function costsText(bps: number | null): string {
  if (bps === null) return 'costs by model, as the contract says';
  return bps === 0 ? 'free of costs' : `${formatLimit(bps, 'ratio')} bps a fill`;
}

const MOST_PERIODS = 4;

/** What the test windows cover: less than the data, because training comes first. Packs are named where they differ. */
function judgedPeriods({ rows }: ReportView): Child {
  const periods = new Map<string, { readonly span: Markup; readonly packs: Set<string> }>();
  for (const { row } of rows) {
    const { from, to } = row.period;
    const key = `${from} ${to}`;
    const period = periods.get(key) ?? { span: spanOf(from, to), packs: new Set() };
    period.packs.add(row.pack);
    periods.set(key, period);
  }
  if (periods.size === 0) return 'nothing';
  const note = html`<span class="muted">test windows; the data before them train</span>`;
  if (periods.size > MOST_PERIODS) return [`${periods.size} different periods, named with each row; `, note];
  const lines = [...periods.values()].map(({ span, packs }) => {
    const names = periods.size === 1 ? '' : `${formatList([...packs], 3)}: `;
    return html`<div>${names}${span}</div> `;
  });
  return [...lines, note];
}

/** Two dates that stay on one line. */
export function spanOf(from: string, to: string): Markup {
  return html`<span class="whole">${dayOf(from)} to ${dayOf(to)}</span>`;
}

/** Name of a row's parameters, instruments and timeframe, in one line. */
export function rowIdentity(row: ReportModel['rankings']['rows'][number]): string {
  return `${formatParameters(row.params)} · ${formatList(row.instruments, 4)} · ${row.timeframe}`;
}
