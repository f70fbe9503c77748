/** What stands in the files that `assay runs export-trades` writes, column by column, for its help. */

/** Type of a column, as the database calls it. */
export type ColumnType = 'BIGINT' | 'DOUBLE' | 'TIMESTAMP' | 'VARCHAR';

/** A column of an exported file. */
export interface ExportColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** What it holds, with its unit. */
  readonly holds: string;
}

/** A kind of exported file. */
export type ExportKind = 'trades' | 'equity' | 'returns';

const column = (name: string, type: ColumnType, holds: string): ExportColumn => ({ name, type, holds });

/** Columns of each kind of file, in their order. */
export const EXPORT_COLUMNS: Readonly<Record<ExportKind, readonly ExportColumn[]>> = {
  trades: [
    column('trade', 'BIGINT', 'number of the trade in its row'),
    column('instrument', 'VARCHAR', 'what was traded'),
    column('direction', 'VARCHAR', 'long or short'),
    column('lots', 'DOUBLE', 'quantity in lots of the instrument, always positive'),
    column('entry_time', 'TIMESTAMP', 'when the entry was filled, UTC'),
    column('exit_time', 'TIMESTAMP', 'when the exit was filled, UTC'),
    column('entry_price', 'DOUBLE', 'price paid or received at the entry, spread and slippage inside, in price units'),
    column('exit_price', 'DOUBLE', 'the same at the exit'),
    column('bars_held', 'BIGINT', 'bars of the instrument between entry and exit'),
    column('gross', 'DOUBLE', 'profit from reference price to reference price, before any cost, in currency'),
    column('costs', 'DOUBLE', 'spread, slippage and commission of both ends, in currency, 0 or more'),
    column('net', 'DOUBLE', 'gross less costs, in currency'),
    column('currency', 'VARCHAR', 'currency of the account'),
    column('entry_reason', 'VARCHAR', 'what the strategy gave as reason to enter'),
    column('exit_reason', 'VARCHAR', 'why the trade ended'),
    column('entry_rule', 'VARCHAR', 'rule of the fill contract that set the entry price'),
    column('exit_rule', 'VARCHAR', 'rule of the fill contract that set the exit price'),
    column('fill_contract', 'VARCHAR', 'fill contract, with its version'),
  ],
  equity: [
    column('time', 'TIMESTAMP', 'close of the bar, UTC'),
    column('equity', 'DOUBLE', 'equity at that close, in currency'),
    column('currency', 'VARCHAR', 'currency of the account'),
  ],
  returns: [
    column('time', 'TIMESTAMP', 'end of the period, UTC'),
    column('return', 'DOUBLE', 'net return of the period, as a fraction'),
    column(
      'excess_return',
      'DOUBLE',
      "net return less that of buy and hold with the row's own average exposure: what verdicts rest on",
    ),
  ],
};

/** The columns as text for the help. */
export function exportColumnsText(): string {
  const columns = Object.values(EXPORT_COLUMNS).flat();
  const width = Math.max(...columns.map(({ name }) => name.length)) + 2;
  const kinds = Object.entries(EXPORT_COLUMNS).map(([kind, list]) =>
    [`  ROW.${kind}`, ...list.map(({ name, holds }) => `    ${name.padEnd(width)}${holds}`)].join('\n'),
  );
  return [
    'Columns:',
    ...kinds,
    'Only the judged, out-of-sample part. A number that does not exist is an empty field.',
  ].join('\n');
}
