import type { BarSeries, RecordTable, SidePrices, SourceRows, TextColumn } from '@assay/quant/market';

/** Chunks of one series, in order, as one. */
export function joinSeries(chunks: readonly BarSeries[]): BarSeries {
  const [first] = chunks as [BarSeries];
  if (chunks.length === 1) return first;
  const column = (
    name: 'openTime' | 'eventTime' | 'availableAt' | 'open' | 'high' | 'low' | 'close' | 'volume',
  ): Float64Array => joinDoubles(chunks.map((chunk) => chunk[name]));
  const ask = (name: keyof SidePrices): Float64Array =>
    joinDoubles(chunks.map((chunk) => (chunk.ask as SidePrices)[name]));
  return {
    ...first,
    length: chunks.reduce((sum, { length }) => sum + length, 0),
    openTime: column('openTime'),
    eventTime: column('eventTime'),
    availableAt: column('availableAt'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
    ...(first.ask === undefined
      ? {}
      : { ask: { open: ask('open'), high: ask('high'), low: ask('low'), close: ask('close') } }),
    source: joinSources(chunks.map(({ source }) => source)),
  };
}

/** Chunks of one table, in order, as one. */
export function joinTables(chunks: readonly RecordTable[]): RecordTable {
  const [first] = chunks as [RecordTable];
  if (chunks.length === 1) return first;
  const names = Object.keys(first.numbers);
  return {
    ...first,
    length: chunks.reduce((sum, { length }) => sum + length, 0),
    eventTime: joinDoubles(chunks.map((chunk) => chunk.eventTime)),
    availableAt: joinDoubles(chunks.map((chunk) => chunk.availableAt)),
    numbers: Object.fromEntries(
      names.map((name) => [name, joinDoubles(chunks.map((chunk) => chunk.numbers[name] as Float64Array))]),
    ),
    texts: Object.fromEntries(
      Object.keys(first.texts).map((name) => [name, joinTexts(chunks.map((chunk) => chunk.texts[name] as TextColumn))]),
    ),
    source: joinSources(chunks.map(({ source }) => source)),
  };
}

/** The sources of an import are the same list in every chunk. */
function joinSources(sources: readonly SourceRows[]): SourceRows {
  const files = sources[0]?.files ?? [];
  return {
    files,
    file: joinIntegers(sources.map(({ file }) => file)),
    row: joinIntegers(sources.map(({ row }) => row)),
  };
}

function joinTexts(columns: readonly TextColumn[]): TextColumn {
  const words = [...new Set(columns.flatMap((column) => column.words))].sort((a, b) => (a < b ? -1 : 1));
  const places = new Map(words.map((word, index) => [word, index]));
  const index = columns.map((column) =>
    column.index.map((at) => (at < 0 ? -1 : (places.get(column.words[at] ?? '') ?? -1))),
  );
  return { words, index: joinIntegers(index) };
}

function joinDoubles(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function joinIntegers(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
