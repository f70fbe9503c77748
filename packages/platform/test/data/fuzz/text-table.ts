import type { Rng } from '@assay/core/random';

/** A table as text: what a specimen is made of before it is written down. */
export interface TextTable {
  readonly header: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
}

/** One of `items`. */
export function pick<Item>(rng: Rng, items: readonly Item[]): Item {
  return items[rng.nextInt(items.length)] as Item;
}

/** What people, exports and vendors put into cells. */
export const ODD_CELLS: readonly string[] = [
  ...['', ' ', '-', 'NaN', 'nan', 'null', 'N/A', '#N/A', 'inf', '-inf', '+Infinity', '1e400', '-1e400', '1e-320'],
  ...['0', '-0', '-1', '0.0', '+5', '.5', '5.', '1.2.3', '1,5', '1.234,56', '1 234', '1_000', '0x10', '0b1', '١٢٣'],
  ...['９９', '$100', '100%', '12e', 'e5', '1e5', '1E+2', '99999999999999999999', 'abc', 'TRUE', 'x,y', 'x;y', 'x\ty'],
  ...[
    '"',
    '""',
    '"open',
    'in"side',
    '"a,b"',
    "'",
    '\u0000',
    '\u0001',
    '\ufeff',
    '\u200b5',
    '\u00a05',
    '🙂',
    'أب',
    '\ud800',
  ],
  ...[
    '2019-02-30',
    '2019-13-01',
    '2019-01-02',
    '2019-01-02T10:00:00',
    '2019-01-02T10:00:00Z',
    '2019-01-02T10:00:00+05:30',
  ],
  ...['2019-03-31 02:30:00', '31.03.2019 02:30:00', '24:00', '1546423200', '1546423200000', '0000-01-01', '9999-12-31'],
  ...[
    '1900-01-01',
    '20190102',
    '01/02/2019',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    '=1+1',
    '#',
    '//',
    '\\',
    '\r',
  ],
];

type TableChange = (table: TextTable, rng: Rng) => TextTable;

function withRow(table: TextTable, at: number, row: readonly string[]): TextTable {
  return { ...table, rows: table.rows.map((old, index) => (index === at ? row : old)) };
}

function withCells(table: TextTable, change: (row: readonly string[]) => readonly string[]): TextTable {
  return { header: table.header && change(table.header), rows: table.rows.map(change) };
}

function anyColumn(table: TextTable, rng: Rng): number {
  return rng.nextInt(Math.max(1, table.rows[0]?.length ?? 0));
}

function scaled(text: string, factor: number): string {
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? text : String(value * factor);
}

const TABLE_CHANGES: readonly TableChange[] = [
  // One odd cell, the commonest fault, has three chances.
  ...[oddCell, oddCell, oddCell],
  oddColumn,
  (table, rng) => ({ ...table, rows: table.rows.toSpliced(rng.nextInt(table.rows.length), 1 + rng.nextInt(5)) }),
  (table, rng) => {
    const row = pick(rng, table.rows);
    return { ...table, rows: table.rows.toSpliced(rng.nextInt(table.rows.length + 1), 0, row) };
  },
  (table, rng) => {
    const [a, b] = [rng.nextInt(table.rows.length), rng.nextInt(table.rows.length)];
    const [left, right] = [table.rows[a] as readonly string[], table.rows[b] as readonly string[]];
    return withRow(withRow(table, a, right), b, left);
  },
  (table) => ({ ...table, rows: table.rows.toReversed() }),
  (table) => ({ ...table, rows: [...table.rows, ...table.rows] }),
  (table) => ({ ...table, rows: [] }),
  (table) => ({ ...table, header: undefined }),
  (table, rng) => {
    const at = rng.nextInt(table.rows.length + 1);
    return { ...table, rows: table.rows.toSpliced(at, 0, table.header ?? [], ['']) };
  },
  (table, rng) => {
    const [a, b] = [anyColumn(table, rng), anyColumn(table, rng)];
    return withCells(table, (row) =>
      row.map((cell, at) => (at === a ? (row[b] ?? cell) : at === b ? (row[a] ?? cell) : cell)),
    );
  },
  (table, rng) => {
    const at = anyColumn(table, rng);
    const swap = (row: readonly string[]): readonly string[] =>
      row.map((cell, index) => (index === at ? (row[at + 1] ?? cell) : index === at + 1 ? (row[at] ?? cell) : cell));
    return { ...table, rows: table.rows.map(swap) };
  },
  (table, rng) => withCells(table, (row) => row.toSpliced(rng.nextInt(3) === 0 ? 0 : row.length - 1, 1)),
  (table) => withCells(table, (row) => [...row, '7']),
  (table, rng) => {
    const at = rng.nextInt(table.rows.length);
    const row = table.rows[at] ?? [];
    return withRow(table, at, rng.nextInt(2) === 0 ? row.slice(1) : [...row, 'more']);
  },
  (table, rng) => {
    const [at, factor] = [rng.nextInt(8), pick(rng, [100, 0.01, -1, 1e-9, 1e12])];
    const from = rng.nextInt(2) === 0 ? 0 : rng.nextInt(table.rows.length);
    const change = (row: readonly string[], index: number): readonly string[] =>
      index < from ? row : row.map((cell, column) => (column === at ? scaled(cell, factor) : cell));
    return { ...table, rows: table.rows.map(change) };
  },
];

function oddCell(table: TextTable, rng: Rng): TextTable {
  const at = rng.nextInt(table.rows.length);
  const row = table.rows[at] ?? [];
  const huge = rng.nextInt(300) === 0;
  const cell = huge ? pick(rng, ['9', 'x', '🙂']).repeat(pick(rng, [400, 70_000, 1_100_000])) : pick(rng, ODD_CELLS);
  return row.length === 0 ? table : withRow(table, at, row.with(rng.nextInt(row.length), cell));
}

function oddColumn(table: TextTable, rng: Rng): TextTable {
  const [at, cell] = [anyColumn(table, rng), pick(rng, ODD_CELLS)];
  return { ...table, rows: table.rows.map((row) => (row.length > at ? row.with(at, cell) : row)) };
}

/** The table after one change. */
export function changedTable(table: TextTable, rng: Rng): TextTable {
  return table.rows.length === 0 ? table : pick(rng, TABLE_CHANGES)(table, rng);
}

/** The text after one change of its characters or line ends. */
export function changedText(text: string, rng: Rng): Buffer {
  const lines = text.split('\n');
  const changes: readonly (() => string | Buffer)[] = [
    () => text.replaceAll('\n', '\r\n'),
    () => text.replaceAll('\n', '\r'),
    () => lines.map((line, index) => (index % 3 === 0 ? `${line}\r` : line)).join('\n'),
    () => `\ufeff${text}`,
    () => Buffer.from(`\ufeff${text}`, 'utf16le'),
    () => lines.toSpliced(rng.nextInt(lines.length), 0, pick(rng, ['', '   ', ',,,', '# note', '"', '\t'])).join('\n'),
    () => text.trimEnd(),
    () => '',
    () => pick(rng, [' ', '\n', '\n\n\n', '\0', '<html>', '{', '[', 'PAR1', '"']),
    () => text + text,
  ];
  return Buffer.from(pick(rng, changes)());
}

/** The bytes after one change that knows nothing of what they mean. */
export function changedBytes(bytes: Buffer, rng: Rng): Buffer {
  const at = rng.nextInt(bytes.length + 1);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  const length = 1 + rng.nextInt(40);
  switch (rng.nextInt(6)) {
    case 0:
      return head;
    case 1:
      return Buffer.concat([head, Buffer.from(Array.from({ length: 1 + (length % 8) }, () => rng.nextInt(256))), tail]);
    case 2:
      return Buffer.concat([head, tail.subarray(length)]);
    case 3:
      return Buffer.concat([head, tail.subarray(0, length), tail]);
    default: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << rng.nextInt(8));
      return copy;
    }
  }
}
