import type { ReportModel, ReportRow } from '@assay/contracts/schemas';
import { countOf, decimalsOf, formatFixed, formatLimit, formatMinute, formatNumber } from '../format.ts';
import { html } from '../markup.ts';
import type { Child } from '../markup.ts';
import { table } from './pieces.ts';
import type { Column } from './pieces.ts';

/** Most trades of a row that the page lists. */
export const MAX_TRADES = 40;
const CENTS = 2;

const COLUMNS: readonly Column[] = [
  { title: '#', numeric: true },
  { title: 'Instrument' },
  { title: 'Side' },
  { title: 'Lots', numeric: true },
  { title: 'Entry (UTC), price' },
  { title: 'Exit (UTC), price' },
  { title: 'Gross', numeric: true },
  { title: 'Costs', numeric: true },
  { title: 'Net', numeric: true },
  { title: 'Entered because' },
  { title: 'Left because, by rule' },
];

/** The first trades, how many there are in all, and how to get every one of them. */
export function tradesTable({ rankings, currency }: ReportModel, { trades, tradesTotal }: ReportRow): Child {
  if (tradesTotal === 0) return html`<p>The row closed no trade.</p>`;
  const shown = trades.slice(0, MAX_TRADES);
  const digits = decimalsOf(shown.flatMap(({ entryPrice, exitPrice }) => [entryPrice, exitPrice]));
  const lines = shown.map((trade) => [
    String(trade.id),
    trade.instrument,
    trade.direction,
    formatLimit(trade.lots, 'ratio'),
    fill(trade.entryTime, formatFixed(trade.entryPrice, digits)),
    fill(trade.exitTime, formatFixed(trade.exitPrice, digits)),
    formatFixed(trade.gross, CENTS),
    formatFixed(trade.costs, CENTS),
    formatFixed(trade.net, CENTS),
    trade.entryReason,
    html`${trade.exitReason}<br /><code>${trade.exitRule}</code>`,
  ]);
  const part =
    shown.length < tradesTotal
      ? `The first ${formatNumber(shown.length, 'count')} of ${countOf(tradesTotal, 'trade')}`
      : `All ${countOf(tradesTotal, 'trade')}`;
  return html`<p>
      ${part}; money in ${currency}. Every trade, with equity and returns, as CSV:
      <code>assay runs export-trades ${rankings.runId}</code>
    </p>
    <div class="trades">${table('Trades', COLUMNS, lines)}</div>`;
}

function fill(ms: number, price: string): Child {
  return html`${formatMinute(ms)}<br /><small>${price}</small>`;
}
