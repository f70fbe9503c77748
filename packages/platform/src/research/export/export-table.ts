/** Type of a column, as the database calls it. */
export type ColumnType = 'BIGINT' | 'DOUBLE' | 'TIMESTAMP' | 'VARCHAR';

/** A value of a cell; a number that is not finite is an empty cell. Times are ISO texts. */
export type Cell = string | number;

/** Rows with named and typed columns. */
export interface ExportTable {
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A table of items: each column by its name, with its type and how it is read from an item. */
export function tableOf<Item>(
  columns: Readonly<Record<string, readonly [ColumnType, (item: Item, index: number) => Cell]>>,
  items: readonly Item[],
): ExportTable {
  const entries = Object.entries(columns);
  return {
    columns: entries.map(([name, [type]]) => ({ name, type })),
    rows: items.map((item, index) => entries.map(([, [, read]]) => read(item, index))),
  };
}

/** A table as CSV: a header, `\n` after every line, an empty field for a number that does not exist. */
export function csvText({ columns, rows }: ExportTable): string {
  return [columns.map(({ name }) => name), ...rows].map((cells) => `${cells.map(csvField).join(',')}\n`).join('');
}

function csvField(cell: Cell): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
