import type { RecordTable, TextColumn } from '@assay/quant/market';

/** One table of several that follow on each other and use the same words and files. */
export function joinTables(tables: readonly RecordTable[]): RecordTable {
  const first = tables[0] as RecordTable;
  const numbers = Object.keys(first.numbers).map((name) => [
    name,
    joinDoubles(tables.map((table) => table.numbers[name] as Float64Array)),
  ]);
  const texts = Object.keys(first.texts).map((name): [string, TextColumn] => {
    const columns = tables.map((table) => table.texts[name] as TextColumn);
    return [name, { words: (columns[0] as TextColumn).words, index: joinInts(columns.map(({ index }) => index)) }];
  });
  return {
    ...first,
    length: tables.reduce((sum, table) => sum + table.length, 0),
    eventTime: joinDoubles(tables.map((table) => table.eventTime)),
    availableAt: joinDoubles(tables.map((table) => table.availableAt)),
    numbers: Object.fromEntries(numbers) as RecordTable['numbers'],
    texts: Object.fromEntries(texts),
    source: {
      files: first.source.files,
      file: joinInts(tables.map(({ source }) => source.file)),
      row: joinInts(tables.map(({ source }) => source.row)),
    },
  };
}

function joinDoubles(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function joinInts(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
