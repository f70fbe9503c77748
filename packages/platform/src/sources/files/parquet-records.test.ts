import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sha256File } from '../../settings/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { OwnDatabase } from './own-database.ts';
import { readMembers } from './read-members.ts';
import { readAll } from './testing/index.ts';

/** A Parquet file of what `select` gives, under a name that would be a pattern. */
async function parquetOf(select: string, folder = temporaryFolder()): Promise<string> {
  const target = path.join(folder, "it's [1]*.parquet");
  const database = new OwnDatabase();
  await database.withConnection((connection) =>
    connection.run(`COPY (${select}) TO '${target.replaceAll("'", "''")}' (FORMAT parquet, ROW_GROUP_SIZE 4096)`),
  );
  await database.close();
  return target;
}

describe('Parquet', () => {
  it('gives every column as text, numbers in full, times in UTC', async () => {
    const columns = [
      '1.1::DOUBLE AS d, 1.1::FLOAT AS f, 1.10::DECIMAL(9,2) AS m, 9007199254740993::BIGINT AS b, \' x \' AS " s "',
      "TIMESTAMP '2020-01-02 03:04:05.006' AS t, TIMESTAMPTZ '2020-07-02 03:04:05+02' AS z, DATE '2020-01-02' AS day",
      'NULL::DOUBLE AS n, true AS q',
    ];
    const target = await parquetOf(`SELECT ${columns.join(', ')}`);
    expect(await readAll(target)).toEqual({
      sha256: await sha256File(target),
      container: 'plain',
      isArchive: false,
      members: [{ name: "it's [1]*.parquet", rows: 1 }],
      leftOut: { folders: 0, hidden: 0, links: 0, unnamed: 0 },
      headers: [['d', 'f', 'm', 'b', 's', 't', 'z', 'day', 'n', 'q']],
      rows: [
        [
          "it's [1]*.parquet:1",
          [
            '1.1',
            '1.1',
            '1.10',
            '9007199254740993',
            'x',
            '2020-01-02 03:04:05.006',
            '2020-07-02 01:04:05+00',
            '2020-01-02',
            '',
            'true',
          ],
        ],
      ],
    });
  });

  it('keeps the order of rows over row groups, and does not take folders for columns', async () => {
    const folder = path.join(temporaryFolder(), 'year=2020');
    mkdirSync(folder);
    const target = await parquetOf('SELECT range AS i FROM range(50000)', folder);
    const { headers, rows } = await readAll(target, { format: 'parquet' });
    expect(headers).toEqual([['i']]);
    expect(rows.map(([, fields]) => Number(fields[0]))).toEqual(Array.from({ length: 50_000 }, (_, index) => index));
    expect(rows.at(-1)?.[0]).toMatch(/:50000$/);
  });

  it('reads with the database it is given, and lets errors of the sink through', async () => {
    const target = await parquetOf('SELECT 1 AS a');
    const own = new OwnDatabase();
    let connections = 0;
    const database: OwnDatabase = Object.assign(Object.create(own) as OwnDatabase, {
      withConnection: (work: Parameters<OwnDatabase['withConnection']>[0]) => {
        connections++;
        return own.withConnection(work);
      },
    });
    await readAll(target, {}, { database });
    expect(connections).toBe(1);
    const fault = new TypeError('from the sink');
    const sink = { header: () => undefined, records: () => Promise.reject(fault) };
    await expect(readMembers(target, {}, sink, { database })).rejects.toBe(fault);
    await own.close();
  });

  it('X-08: refuses what is packed, damaged, empty or declared otherwise', async () => {
    const target = await parquetOf('SELECT 1 AS a');
    const { readFileSync } = await import('node:fs');
    const bytes = readFileSync(target);
    const other = (content: Buffer | string): string => {
      const name = path.join(temporaryFolder(), 'x');
      writeFileSync(name, content);
      return name;
    };
    await expect(readAll(other(gzipSync(bytes)))).rejects.toThrow(/is a Parquet file that is packed/);
    await expect(readAll(other(bytes.subarray(0, -9)))).rejects.toThrow(/cannot be read as Parquet/);
    await expect(readAll(target, { format: 'csv' })).rejects.toThrow(/is a Parquet file, but is declared as csv/);
    await expect(readAll(other('a,b\n1,2'), { format: 'parquet' })).rejects.toThrow(
      /is no Parquet file, but is declared/,
    );
    await expect(readAll(await parquetOf('SELECT 1 AS a WHERE false'))).rejects.toThrow(/has no data row/);
  });
});
