/** What stands in the files that `assay runs export-trades` writes, column by column, for its help. */
import type { ExportKind } from '../../research/index.ts';

/** What each column of each kind of file holds, with its unit, in the order of the file. */
export const EXPORT_COLUMNS: Readonly<Record<ExportKind, Readonly<Record<string, string>>>> = {
  trades: {
    trade: 'number of the trade in its row',
    instrument: 'what was traded',
    direction: 'long or short',
    lots: 'quantity in lots of the instrument, always positive',
    entry_time: 'when the entry was filled, UTC',
    exit_time: 'when the exit was filled, UTC',
    entry_price: 'price paid or received at the entry, spread and slippage inside, in price units',
    exit_price: 'the same at the exit',
    bars_held: 'bars of the instrument between entry and exit',
    gross: 'profit from reference price to reference price, before any cost, in currency',
    costs: 'spread, slippage, commission and fees of both ends, in currency, 0 or more',
    net: 'gross less costs, with dividends and financing, in currency',
    currency: 'currency of the account',
    spread: 'what of the costs is spread',
    slippage: 'what of the costs is slippage',
    commission: 'what of the costs is commission',
    fees: 'what of the costs are fees of law or venue',
    dividends: 'dividends while it was held, signed',
    financing: 'interest, borrow fees, rollover and funding while it was held, signed',
    adverse: 'largest loss while it was open (MAE), at reference prices, in currency, 0 or more',
    favourable: 'the same for the largest gain (MFE)',
    initial_risk: 'loss to the stop that stood when the entry filled, in currency; empty where there was none',
    entry_reason: 'what the strategy gave as reason to enter',
    exit_reason: 'why the trade ended',
    entry_rule: 'rule of the fill contract that set the entry price',
    exit_rule: 'rule of the fill contract that set the exit price',
    fill_contract: 'fill contract, with its version',
    member: 'strategy of a combination that alone made the entry; empty where there is none or several',
  },
  equity: {
    time: 'close of the bar, UTC',
    equity: 'equity at that close, in currency',
    currency: 'currency of the account',
  },
  returns: {
    time: 'end of the period, UTC',
    return: 'net return of the period, as a fraction',
    excess_return: "net return less that of buy and hold with the row's own average exposure: what verdicts rest on",
  },
  fills: {
    fill: 'number of the fill in its row',
    order: 'order that it executed; empty where none was sent, as at a stop or the end',
    instrument: 'what was traded',
    side: 'buy or sell',
    lots: 'lots, always positive',
    decision_time: 'when it was decided, UTC',
    time: 'when it was filled, UTC: always later',
    reference_price: 'price of the market before costs',
    price: 'price paid or received',
    spread: 'in currency, as the three below',
    slippage: 'price moved against the order',
    commission: 'what the broker took',
    fees: 'what law or venue took',
    currency: 'currency of the instrument',
    rule: 'rule of the fill contract that priced it',
    reason: 'why it came about',
    fill_contract: 'fill contract, with its version',
    member: 'strategy of a combination whose lots alone it changed',
  },
  orders: {
    time: 'when it happened, UTC',
    order: 'number of the order',
    tag: 'what the strategy calls it',
    instrument: 'what was to be traded',
    event: 'step in the life of the order',
    reason: 'why',
    lots: 'lots that it is about',
    remaining: 'lots still to be filled afterwards',
  },
  postings: {
    time: 'when it was posted, UTC; empty for the cash at the start',
    transaction: 'number of the transaction; its postings sum to zero in every currency',
    account: 'account of the ledger, as cash:USD',
    units: 'signed, in ledger units: millionths of the currency',
  },
};

/** The columns as text for the help. */
export function exportColumnsText(): string {
  const names = Object.values(EXPORT_COLUMNS).flatMap((columns) => Object.keys(columns));
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const kinds = Object.entries(EXPORT_COLUMNS).map(([kind, columns]) =>
    [`  ROW.${kind}`, ...Object.entries(columns).map(([name, holds]) => `    ${name.padEnd(width)}${holds}`)].join(
      '\n',
    ),
  );
  return [
    'Columns:',
    ...kinds,
    'Of a research run only the judged, out-of-sample part. A number that does not exist is an empty field.',
  ].join('\n');
}
