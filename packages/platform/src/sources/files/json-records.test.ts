import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from '@assay/core/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import type { Bytes } from './bytes.ts';
import { jsonRecords } from './json-records.ts';
import type { FormatOptions } from './record-sink.ts';
import { readAll } from './testing/index.ts';

async function read(
  text: string | Buffer,
  format: FormatOptions = {},
): Promise<{ header: readonly string[] | undefined; rows: readonly unknown[] }> {
  const target = path.join(temporaryFolder(), 'prices.json');
  writeFileSync(target, text);
  const { headers, rows } = await readAll(target, format);
  return { header: headers.at(-1), rows: rows.map(([, fields]) => fields) };
}

async function faultOf(text: string | Buffer, format?: FormatOptions): Promise<string> {
  const error: unknown = await read(text, format).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataError);
  return `${(error as DataError).message} ${(error as DataError).hint ?? ''}`;
}

describe('JSON', () => {
  const bars = '[{"t":1,"c":1.50},{"t":2,"c":12345678901234567890}]';
  const expected = {
    header: ['t', 'c'],
    rows: [
      ['1', '1.50'],
      ['2', '12345678901234567890'],
    ],
  };

  it('reads objects in an array, at a path, or one after another, numbers as they are written', async () => {
    expect(await read(bars)).toEqual(expected);
    expect(await read(`{"name":"x","ohlc":${bars},"n":[1]}`, { jsonPath: 'ohlc' })).toEqual(expected);
    expect(await read(`{"a":{"b":[{"x":[]},{"y":${bars}}]}}`, { jsonPath: 'a.b.1.y' })).toEqual(expected);
    expect(await read(bars.slice(1, -1).replace('},', '}\n'))).toEqual(expected);
    expect(await read(gzipSync(` \n${bars}`))).toEqual(expected);
    expect(await read(`\uFEFF${bars}`)).toEqual(expected);
  });

  it('reads arrays in an array or one after another, with a header where one is declared', async () => {
    const rows = [
      ['1', '1.5'],
      ['2', 'x'],
    ];
    expect(await read('[[1,"1.5 "],[2,"x"]]')).toEqual({ header: undefined, rows });
    expect(await read('[1,1.5]\n[2,"x"]\n')).toEqual({ header: undefined, rows });
    expect(await read('[["t","c"],[1,1.5],[2,"x"]]', { header: true })).toEqual({ header: ['t', 'c'], rows });
  });

  it('reads an object of objects, with its keys as a field', async () => {
    const text = '{"Meta":{"a":"b"},"Days":{"2020-01-01":{"1. open":"1"},"2020-01-02":{"1. open":"2"}}}';
    expect(await read(text, { jsonPath: 'Days' })).toEqual({
      header: ['key', '1. open'],
      rows: [
        ['2020-01-01', '1'],
        ['2020-01-02', '2'],
      ],
    });
  });

  it('flattens objects, keeps arrays as text, and turns null into nothing', async () => {
    const text = '[{"t":1,"bid":{"o":1.10,"x":{"y":true}},"l":[1,{"a":null,"b":[ ]},"q\\"\\u00e9"],"n":null}]';
    expect(await read(text)).toEqual({
      header: ['t', 'bid.o', 'bid.x.y', 'l', 'n'],
      rows: [['1', '1.10', 'true', '[1,{"a":null,"b":[]},"q\\"é"]', '']],
    });
  });

  it('says a longer header when later objects bring new fields', async () => {
    const pad = '{"t":1},'.repeat(100_000);
    const { header, rows } = await read(`[${pad}{"t":2,"v":3}]`);
    expect(header).toEqual(['t', 'v']);
    expect([(rows[0] as unknown[]).length, rows.at(-1)]).toEqual([1, ['2', '3']]);
    expect((await read('[{"a":1},{"b":2}]')).rows).toEqual([
      ['1', ''],
      ['', '2'],
    ]);
  });

  it.each<readonly [string, string | Buffer, FormatOptions, RegExp]>([
    [
      'a top that holds tables',
      `{"name":"x","ohlc":${bars}}`,
      {},
      /is an object that holds tables .* as 'ohlc'; '' is the top/,
    ],
    ['a wrong path', `{"a":{"ohlc":${bars}}}`, { jsonPath: 'ohlc' }, /has no records at 'ohlc' .* as 'a.ohlc'/],
    ['columns', '{"t":[1,2],"c":[1,2]}', { jsonPath: 't' }, /has a plain value where record 1 should be/],
    ['a mixture', '[[1],{"a":1}]', {}, /mixes objects and arrays at record 2/],
    ['plain values', '[{"a":1}, 3]', {}, /has a plain value where record 2/],
    ['a field twice', '[{"a":1,"a":2}]', {}, /has the field 'a' twice in record 1/],
    ['NaN', '[{"a":1},{"a":NaN}]', {}, /is not JSON after record \d: .* write null/],
    ['a missing end', '[{"a":1},{"a":2', {}, /is cut short after record 1/],
    ['a missing end of the array', '[{"a":1},', {}, /is cut short after record 1/],
    ['an open text', '[{"a":1},{"a":"2', {}, /is not JSON after record|is cut short/],
    ['text behind the end', '[{"a":1}] x', {}, /is not JSON after record/],
    ['no record', '[]', {}, /has no data row/],
    ['bytes that are no UTF-8', Buffer.from('[{"a":"\xfc"}]', 'latin1'), {}, /bytes that are no UTF-8/],
    ['depth', '['.repeat(1000), { jsonPath: 'x' }, /is nested more than 100 deep/],
    ['a text without end', `[{"a":"${'x'.repeat(3 << 20)}`, {}, /a value of more than 1048576 characters/],
    ['a record without end', `[{"a":[${'1,'.repeat(1 << 20)}`, {}, /has a record of more than 1048576 characters/],
  ])('X-08: refuses %s', async (_, text, format, message) => {
    expect(await faultOf(text, format)).toMatch(message);
  });

  it('takes the top as it is where the path is empty', async () => {
    expect(await read('{"t":1,"levels":[[1,2],[3,4]]}', { jsonPath: '' })).toEqual({
      header: ['t', 'levels'],
      rows: [['1', '[[1,2],[3,4]]']],
    });
  });

  it('gives what JSON.parse gives, wherever the text is cut into pieces', async () => {
    const record = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
      { minKeys: 1, maxKeys: 4 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        async (records, size) => {
          const bytes = Buffer.from(JSON.stringify(records));
          async function* pieces(): Bytes {
            for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
          }
          let names: readonly string[] = [];
          const rows: (readonly string[])[] = [];
          for await (const batch of jsonRecords(pieces(), { format: 'json' }, { file: 'x' })) {
            names = batch.names ?? names;
            rows.push(...batch.records);
          }
          const text = (value: unknown): string =>
            value === null || value === undefined
              ? ''
              : typeof value === 'string'
                ? value.trim()
                : JSON.stringify(value);
          const keys = [...new Set(records.flatMap((one) => Object.keys(one)))];
          expect(names).toEqual(keys.map((key) => key.trim()));
          const wanted = records
            .map((one) => keys.map((key) => text(Object.hasOwn(one, key) ? one[key] : '')))
            .filter((row) => row.some((field) => field !== ''));
          expect(rows.map((row) => [...row, ...Array<string>(keys.length - row.length).fill('')])).toEqual(wanted);
        },
      ),
      { numRuns: 200, seed: 20_240_103 },
    );
  });
});
