import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { DataError } from '@assay/core/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from './bytes.ts';
import { csvRecords } from './csv-records.ts';
import type { FormatOptions } from './record-sink.ts';

async function* pieces(text: string, size: number): Bytes {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Rows and their numbers; undefined for text that is refused. */
async function ours(text: string, size: number, format: FormatOptions): Promise<readonly unknown[] | undefined> {
  const rows: unknown[] = [];
  try {
    for await (const { records, firstRow } of csvRecords(
      pieces(text, size),
      { ...format, header: false },
      { file: 'x' },
    )) {
      records.forEach((fields, index) => rows.push([firstRow + index, ...fields]));
    }
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return undefined;
  }
  return rows;
}

/** The same from csv-parse alone. */
function theirs(
  text: string,
  { separator = ',', quote = '"', comment }: FormatOptions,
): readonly unknown[] | undefined {
  const options = {
    delimiter: separator,
    quote,
    escape: quote === false ? '"' : quote,
    comment: comment ?? null,
    comment_no_infix: true,
    trim: true,
    relax_column_count: true,
  };
  try {
    const rows: string[][] = parse(text, { ...options, record_delimiter: text.includes('\n') ? '\n' : '\r' });
    return rows
      .map((fields, index) => [index + 1, ...fields])
      .filter((row) => row.some((field, at) => at > 0 && field !== ''));
  } catch (error) {
    expect(error).toBeInstanceOf(CsvError);
    return undefined;
  }
}

const part = fc.constantFrom(
  '1.5',
  '2020-01-01 00:00',
  'é',
  '\u00a0x',
  ' ',
  '\t',
  ',',
  ',',
  ';',
  '#',
  '\n',
  '\n',
  '\r\n',
  '\r',
  "'",
  '',
);
const quoted = fc.constantFrom('"a,b"', '"', '""', '"x\ny"', '" z "');

describe('csvRecords', () => {
  const format = fc.record(
    {
      separator: fc.constantFrom(',', ';', '\t', ' '),
      comment: fc.constantFrom('#', '1.'),
      quote: fc.constantFrom('"', "'", false as const),
    },
    { requiredKeys: [] },
  );

  it.each([
    ['without quotation marks', fc.array(part, { maxLength: 60 })],
    [
      'with some',
      fc.array(fc.oneof({ arbitrary: part, weight: 12 }, { arbitrary: quoted, weight: 1 }), { maxLength: 60 }),
    ],
  ])('gives what csv-parse gives, %s, wherever the text is cut into pieces', async (_, parts) => {
    await fc.assert(
      fc.asyncProperty(parts, fc.integer({ min: 1, max: 40 }), format, async (text, size, options) => {
        expect(await ours(text.join(''), size, options)).toEqual(theirs(text.join(''), options));
      }),
      { numRuns: 1000, seed: 20_240_104 },
    );
  });

  it('reads many lines before, between and after quotation marks', async () => {
    const lines = Array.from({ length: 50_000 }, (_, index) =>
      index % 9_999 === 9_998 ? `"${index}\n",x` : `${index},x`,
    );
    expect(await ours(lines.join('\n'), 1 << 16, {})).toEqual(theirs(lines.join('\n'), {}));
  });
});
