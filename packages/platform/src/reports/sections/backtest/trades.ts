import type { BacktestReportModel } from '@assay/contracts/schemas';
import { countOf, decimalsOf, formatFixed, formatLimit, formatMinute, formatNumber } from '../../format.ts';
import { html, when } from '../../markup.ts';
import type { Child } from '../../markup.ts';
import { table } from '../pieces.ts';
import type { Column } from '../pieces.ts';

/** Most trades that the page lists. */
const MAX_TRADES = 100;
const CENTS = 2;

const COLUMNS: readonly Column[] = [
  { title: '#', numeric: true },
  { title: 'Instrument, side, lots' },
  { title: 'Entry (UTC), price' },
  { title: 'Exit (UTC), price' },
  { title: 'Bars', numeric: true },
  { title: 'Gross', numeric: true },
  { title: 'Spread, slippage', numeric: true },
  { title: 'Commission, fees', numeric: true },
  { title: 'Income', numeric: true },
  { title: 'Net', numeric: true },
  { title: 'MAE, MFE', numeric: true },
  { title: 'Entered, left because, by rule' },
];

/** The first trades with what each paid, and how to get every one of them. */
export function backtestTrades({ trades, tradesTotal, performance, exportCommand }: BacktestReportModel): Child {
  if (tradesTotal === 0) return html`<p>The strategy closed no trade.</p>`;
  const shown = trades.slice(0, MAX_TRADES);
  const digits = decimalsOf(shown.flatMap(({ entryPrice, exitPrice }) => [entryPrice, exitPrice]));
  const lines = shown.map((trade) => [
    String(trade.id),
    html`${trade.instrument}<br /><span class="muted">${trade.direction} ${formatLimit(trade.lots, 'ratio')}</span>`,
    fill(trade.entryTime, formatFixed(trade.entryPrice, digits)),
    fill(trade.exitTime, formatFixed(trade.exitPrice, digits)),
    formatNumber(trade.barsHeld, 'count'),
    formatFixed(trade.gross, CENTS),
    html`${formatFixed(trade.spread, CENTS)}<br />${formatFixed(trade.slippage, CENTS)}`,
    html`${formatFixed(trade.commission, CENTS)}<br />${formatFixed(trade.fees, CENTS)}`,
    formatFixed(trade.income, CENTS),
    formatFixed(trade.net, CENTS),
    html`${formatFixed(trade.adverse, CENTS)}<br />${formatFixed(trade.favourable, CENTS)}`,
    html`<span class="reason">${trade.entryReason};<br />${trade.exitReason} <code>${trade.exitRule}</code></span>`,
  ]);
  const part =
    shown.length < tradesTotal
      ? `The first ${formatNumber(shown.length, 'count')} of ${countOf(tradesTotal, 'trade')}`
      : `All ${countOf(tradesTotal, 'trade')}`;
  return html`<p>
      ${part}; money in ${performance.currency}, gross − costs + income =
      net.${when(exportCommand !== null, () => html` Every trade as CSV: <code>${exportCommand ?? ''}</code>`)}
    </p>
    <div class="dense">${table('Trades', COLUMNS, lines)}</div>`;
}

function fill(ms: number, price: string): Child {
  return html`<span class="whole">${formatMinute(ms)}</span><br /><span class="muted">${price}</span>`;
}
