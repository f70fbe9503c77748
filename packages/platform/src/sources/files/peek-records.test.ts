import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { OwnDatabase } from './own-database.ts';
import { peekRecords } from './peek-records.ts';
import type { PeekedRecords } from './peek-records.ts';
import type { FormatOptions } from './record-sink.ts';
import { zipBytes } from './testing/index.ts';

function peek(content: string | Buffer, format?: FormatOptions, limit?: number): Promise<PeekedRecords> {
  const target = path.join(temporaryFolder(), 'prices');
  writeFileSync(target, content);
  return peekRecords(target, format, limit);
}

describe('peekRecords', () => {
  it('guesses separator and header', async () => {
    const lines = ['Time\tOpen\tClose', '2020-01-01 00:00:00\t1,5\t1,6', '2020-01-01 01:00:00\t1,6\t1,7'];
    const peeked = await peek(lines.join('\r\n'));
    expect(peeked).toEqual({
      container: 'plain',
      isArchive: false,
      member: 'prices',
      format: { format: 'csv', separator: '\t', skipLines: 0, header: true },
      lines,
      separators: expect.arrayContaining([{ separator: '\t', fields: 3, share: 1 }]),
      tables: [],
      header: ['Time', 'Open', 'Close'],
      records: lines.slice(1).map((line) => line.split('\t')),
    });
    expect((await peek('1;2,5;3,5\n2;3,5;4,5')).separators[0]).toEqual({ separator: ';', fields: 3, share: 1 });
    expect((await peek('"a, b";c\n"1, 2";3\n')).format.separator).toBe(';');
  });

  it('sees that there is no header, or titles above it', async () => {
    expect(await peek('20200101 00:00,1,2\n20200102 00:00,2,3\n')).toMatchObject({
      header: undefined,
      records: [
        ['20200101 00:00', '1', '2'],
        ['20200102 00:00', '2', '3'],
      ],
    });
    const titled = await peek(
      'https://a.example, inc\n\nunix,date,open\n1,2020-01-01,5\n2,2020-01-02,6\n3,2020-01-03,7\n4,2020-01-04,8\n5,x,9\n6,x,9\n',
    );
    expect(titled).toMatchObject({ format: { skipLines: 2 }, header: ['unix', 'date', 'open'] });
    expect((await peek(',SPY\n2020-01-01,5\n')).header).toEqual(['', 'SPY']);
    expect(await peek('a,b\nc,d\n', { header: true }, 1)).toMatchObject({ header: ['a', 'b'], records: [['c', 'd']] });
  });

  it('reads no more than it shows', async () => {
    const long = `${'1,2\n'.repeat(300_000)}"broken`;
    const packed = zipBytes([
      { name: 'a.csv.gz', data: gzipSync(long), isStored: true },
      { name: 'b', data: '%PDF' },
    ]);
    const peeked = await peek(packed, {}, 3);
    expect(peeked).toMatchObject({
      container: 'zip',
      isArchive: true,
      member: 'a.csv.gz',
      lines: ['1,2', '1,2', '1,2'],
    });
    expect(peeked.records).toHaveLength(3);
  });

  it('finds the tables of a JSON object', async () => {
    const text = '{"name":"x","ohlc":[{"t":1},{"t":2}],"other":[[1]]}';
    expect(await peek(text, {}, 1)).toMatchObject({
      format: { format: 'json', jsonPath: 'ohlc' },
      tables: ['ohlc', 'other'],
      header: ['t'],
      records: [['1']],
      lines: [text],
    });
  });

  it('shows Parquet, and a table without rows', async () => {
    const target = path.join(temporaryFolder(), 'x');
    const database = new OwnDatabase();
    await database.withConnection((connection) =>
      connection.run(`COPY (SELECT range AS a FROM range(9)) TO '${target}' (FORMAT parquet)`),
    );
    await database.close();
    expect(await peekRecords(target, {}, 2)).toMatchObject({
      format: { format: 'parquet' },
      header: ['a'],
      records: [['0'], ['1']],
      lines: [],
    });
    expect(await peek('time,close\n')).toMatchObject({ header: ['time', 'close'], records: [] });
    await expect(peek('')).rejects.toThrow(/is empty/);
  });
});
