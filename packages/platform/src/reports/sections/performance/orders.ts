import type { PerformanceModel } from '@assay/contracts/schemas';
import { countOf, formatFixed, formatLimit, formatMinute, formatNumber, wordsOf } from '../../format.ts';
import { html, when } from '../../markup.ts';
import type { Child } from '../../markup.ts';
import { capitalised, table } from '../pieces.ts';

/** What became of the orders, and what happened to the account beside fills. */
export function ordersPart(model: PerformanceModel): Child {
  const { orders, warnings } = model;
  return html`<p>${ordersSentence(model)}</p>
    <div class="pair">
      ${counts(
        'Fills by rule',
        'Rule of the contract',
        orders.fillsByRule.map(({ rule, count }) => [html`<code>${rule}</code>`, count]),
      )}
      ${counts(
        'Refused or given up',
        'Reason',
        orders.refusals.map(({ reason, count }) => [capitalised(wordsOf(reason)), count]),
      )}
      ${counts(
        'Steps of orders',
        'Step, and why',
        orders.events.map(({ event, reason, count }) => [`${capitalised(wordsOf(event))}: ${wordsOf(reason)}`, count]),
      )}
      ${accountTable(model)}
    </div>
    ${breakersPart(model)}
    ${when(
      warnings.length > 0,
      () =>
        html`<h4>Warnings of the simulation</h4>
          <ul class="warnings">
            ${warnings.map((text) => html`<li>${text}</li> `)}
          </ul>`,
    )}`;
}

function ordersSentence({ orders }: PerformanceModel): string {
  const { decisions, filledOrders, refusedOrders, fills } = orders;
  const refused =
    refusedOrders === 0
      ? 'none was refused'
      : `${countOf(refusedOrders, 'order')} ${refusedOrders === 1 ? 'was' : 'were'} refused`;
  return `${capitalised(countOf(decisions, 'decision'))} led to ${countOf(filledOrders, 'filled order')} in ${countOf(fills, 'fill')}; ${refused}.`;
}

function counts(name: string, title: string, rows: readonly (readonly [Child, number])[]): Child {
  if (rows.length === 0) return '';
  const columns = [{ title }, { title: 'Times', numeric: true }];
  return html`<div>
    <h4>${name}</h4>
    ${table(
      name,
      columns,
      rows.map(([label, count]) => [label, formatNumber(count, 'count')]),
    )}
  </div>`;
}

function accountTable({ accountEvents, currency }: PerformanceModel): Child {
  if (accountEvents.length === 0) return '';
  const columns = [
    { title: 'What' },
    { title: 'Times', numeric: true },
    { title: `Cash, ${currency}`, numeric: true },
    { title: 'First' },
    { title: 'Last' },
  ];
  const lines = accountEvents.map(({ kind, count, cash, firstTime, lastTime }) => [
    capitalised(wordsOf(kind)),
    formatNumber(count, 'count'),
    cash === null ? html`<small>several currencies</small>` : formatFixed(cash, 2),
    formatMinute(firstTime).slice(0, 10),
    formatMinute(lastTime).slice(0, 10),
  ]);
  return html`<div>
    <h4>What happened to the account</h4>
    ${table('What happened to the account', columns, lines)}
  </div>`;
}

function breakersPart({ breakerEvents, breakerEventsTotal }: PerformanceModel): Child {
  if (breakerEvents.length === 0) return '';
  const columns = [
    { title: 'Time (UTC)' },
    { title: 'Circuit breaker' },
    { title: 'Event' },
    { title: 'In force' },
    { title: 'Scale', numeric: true },
    { title: 'Measured', numeric: true },
    { title: 'Limit', numeric: true },
  ];
  const lines = breakerEvents.map((one) => [
    formatMinute(one.time),
    wordsOf(one.breaker),
    wordsOf(one.event),
    wordsOf(one.action),
    formatLimit(one.scale, 'ratio'),
    formatNumber(one.measured, 'small'),
    formatNumber(one.limit, 'small'),
  ]);
  const left = breakerEventsTotal - breakerEvents.length;
  return html`<h4>Circuit breakers</h4>
    ${when(left > 0, () => html`<p>The first ${formatNumber(breakerEvents.length, 'count')} of ${countOf(breakerEventsTotal, 'event')}.</p>`)}
    ${table('Events of circuit breakers', columns, lines)}`;
}
