/** Files with a few bytes changed: an error that names the file, or records, within a time; nothing else. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from '@assay/core/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { OwnDatabase } from './own-database.ts';
import { peekRecords } from './peek-records.ts';
import { readAll, tarBytes, zipBytes } from './testing/index.ts';

const RUNS = 250;
const HANG_MS = 20_000;
const TEXT = `time,open,"close"\n${Array.from({ length: 60 }, (_, row) => `2020-01-${row},1.${row},"2.${row}"\n`).join('')}`;
const JSON_TEXT = JSON.stringify({ name: 'x', ohlc: Array.from({ length: 40 }, (_, t) => ({ t, c: t / 7, s: 'é"' })) });

type Change = readonly [kind: 'cut' | 'flip' | 'insert' | 'repeat' | 'remove' | 'number', at: number, value: number];

const change: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom('cut', 'flip', 'insert', 'repeat', 'remove', 'number'),
  fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  fc.integer({ min: 0, max: 255 }),
);

function changed(bytes: Buffer, changes: readonly Change[]): Buffer {
  return changes.reduce((before, [kind, share, value]) => {
    const at = Math.floor(share * before.length);
    const [head, tail] = [before.subarray(0, at), before.subarray(at)];
    if (kind === 'cut') return head;
    if (kind === 'insert') return Buffer.concat([head, Buffer.alloc(value % 9, value), tail]);
    if (kind === 'repeat') return Buffer.concat([head, tail.subarray(0, value), tail]);
    if (kind === 'remove') return Buffer.concat([head, tail.subarray(value % 9)]);
    const copy = Buffer.from(before);
    if (kind === 'flip') copy[at] = (copy[at] ?? 0) ^ (value || 1);
    else copy.fill(value > 127 ? 0xff : 0, at, Math.min(at + 4, copy.length));
    return copy;
  }, bytes);
}

async function withinTime<T>(work: Promise<T>): Promise<T | 'hangs'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'hangs'>((resolve) => (timer = setTimeout(() => resolve('hangs'), HANG_MS)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function parquetBytes(database: OwnDatabase, folder: string): Promise<Buffer> {
  const target = path.join(folder, 'whole.parquet');
  const rows = "SELECT range AS i, range / 7 AS x, 's' || range AS s, TIMESTAMP '2020-01-01' AS t FROM range(300)";
  await database.withConnection((connection) => connection.run(`COPY (${rows}) TO '${target}' (FORMAT parquet)`));
  return readFileSync(target);
}

const kinds: Readonly<Record<string, (database: OwnDatabase, folder: string) => Promise<Buffer> | Buffer>> = {
  csv: () => Buffer.from(TEXT),
  gzip: () => gzipSync(TEXT),
  zip: () =>
    zipBytes([
      { name: 'a.csv', data: TEXT },
      { name: 'b.json', data: JSON_TEXT, isZip64: true },
      { name: 'c.csv', data: TEXT, isStored: true },
    ]),
  tar: () =>
    tarBytes([
      { name: 'a.csv', data: TEXT },
      { name: `${'long/'.repeat(40)}b.csv`, data: TEXT },
    ]),
  'tar.gz': async () =>
    gzipSync(
      await tarBytes([
        { name: 'a.csv', data: TEXT },
        { name: 'b.csv', data: TEXT },
      ]),
    ),
  json: () => Buffer.from(JSON_TEXT),
  parquet: parquetBytes,
};

describe('mutated files', () => {
  it.each(Object.keys(kinds))('X-08: %s gives an error that names the file, or records', async (kind) => {
    const folder = temporaryFolder();
    const target = path.join(folder, `mutated.${kind}`);
    const database = new OwnDatabase();
    const whole = await (kinds[kind] as (typeof kinds)[string])(database, folder);
    const format = { jsonPath: 'ohlc' };
    writeFileSync(target, whole);
    const { rows } = await readAll(target, format, { database });
    const seen = { errors: 0, records: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        writeFileSync(target, changed(whole, changes));
        const reads = [() => readAll(target, format, { database }), () => peekRecords(target, {}, 5, { database })];
        for (const read of reads) {
          const outcome = await withinTime<unknown>(read().catch((error: unknown) => error));
          expect(outcome).not.toBe('hangs');
          if (!(outcome instanceof Error)) {
            seen.records++;
            continue;
          }
          seen.errors++;
          expect(outcome).toBeInstanceOf(DataError);
          expect(outcome.message).toContain(`mutated.${kind}'`);
        }
      }),
      { numRuns: RUNS, seed: 20_240_105 },
    );
    await database.close();
    expect(rows.length).toBeGreaterThan(0);
    expect(Math.min(seen.errors, seen.records)).toBeGreaterThan(0);
  });

  it.each(['gzip', 'zip', 'tar.gz'])('X-08: %s with damage gives an error or all of its records', async (kind) => {
    const target = path.join(temporaryFolder(), `mutated.${kind}`);
    const whole = await (kinds[kind] as (typeof kinds)[string])(new OwnDatabase(), '');
    writeFileSync(target, whole);
    const format = { jsonPath: 'ohlc' };
    const { rows } = await readAll(target, format);
    const fields = rows.map(([, record]) => record);
    for (let at = 0; at < whole.length; at += kind === 'zip' ? 5 : 3) {
      const copy = Buffer.from(whole);
      copy[at] = (copy[at] as number) ^ (1 << (at % 8));
      writeFileSync(target, copy);
      const read = await readAll(target, format).catch(() => undefined);
      if (read !== undefined && read.leftOut.folders + read.leftOut.links + read.leftOut.hidden === 0) {
        expect([at, read.rows.map(([, record]) => record)]).toEqual([at, fields]);
      }
    }
  });
});
