import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Rng } from '@assay/core/random';
import type { Lakehouse } from '../../../src/lakehouse/index.ts';
import { parseLayout } from '../../../src/sources/index.ts';
import type { ImportCase } from './import-case.ts';
import { plainText } from './oracle.ts';
import type { PlainRows } from './oracle.ts';
import { changedBytes, pick } from './text-table.ts';

const LAYOUT = parseLayout(
  `columns: { time: time, open: open, high: high, low: low, close: close, volume: volume }
time: { format: iso-instant }
barStamp: open
timeframe: 1h
adjustment: raw
instrument: { kind: crypto, currency: USD, tickSize: '0.01', calendar: continuous }
rows: { blank: skip, invalid: skip, duplicate: skip }`,
  'parquet',
);

const COLUMNS: Readonly<Record<string, string>> = {
  time: "TIMESTAMPTZ '2020-05-01 00:00:00+00' + INTERVAL (i) HOUR",
  open: '100 + i % 7',
  high: '110 + i % 7',
  low: '90 + i % 7',
  close: '101.25 + i % 7',
  volume: '1000 + i',
};

const ODD_EXPRESSIONS: readonly string[] = [
  ...[
    'NULL',
    "'NaN'::DOUBLE",
    "'inf'::DOUBLE",
    "'-inf'::DOUBLE",
    "'abc'",
    '-1',
    '0',
    '1e300',
    "BLOB '\\xFF\\x00'",
    'true',
  ],
  ...[
    "TIMESTAMP '2020-05-01' + INTERVAL (i) HOUR",
    "DATE '2020-05-01' + i::INTEGER",
    '[1, 2]',
    "{'a': 1}",
    'i',
    "'1' || i",
  ],
  ...[
    '100::DECIMAL(18, 4)',
    '(2::HUGEINT ** 100)::HUGEINT',
    "TIMESTAMPTZ '1900-01-01 00:00:00+00'",
    "'🙂'",
    "TIME '10:00'",
  ],
];

let whole: Buffer | undefined;

/** A Parquet file with odd columns, rows in disorder, or bytes changed. */
export async function parquetCase(lake: Lakehouse, folder: string, rng: Rng): Promise<ImportCase> {
  const isBytes = rng.nextInt(2) === 0;
  const target = path.join(folder, 'made.parquet');
  const bytes = isBytes
    ? changedBytes((whole ??= await written(lake, target, {})), rng)
    : await oddFile(lake, target, rng);
  const member = await secondReading(lake, target, bytes);
  return {
    ...{ name: 'BARS.parquet', bytes, layout: LAYOUT, members: [member] },
    ...{ isStaged: rng.nextInt(4) === 0, acceptUnfit: rng.nextInt(4) > 0 },
  };
}

async function oddFile(lake: Lakehouse, target: string, rng: Rng): Promise<Buffer> {
  const name = pick(rng, Object.keys(COLUMNS));
  const some = `CASE WHEN i = ${rng.nextInt(60)} THEN ${pick(rng, ['NULL', "'inf'::DOUBLE", '-5', '1e9'])} ELSE ${COLUMNS[name]} END`;
  const odd = name !== 'time' && rng.nextInt(2) === 0 ? some : pick(rng, ODD_EXPRESSIONS);
  const from = pick(rng, [
    ...['range(48) t(i)', 'range(0) t(i)', '(SELECT i FROM range(48) t(i) ORDER BY i DESC) t'],
    '(SELECT i FROM range(48) t(i) UNION ALL SELECT i FROM range(5) t(i)) t',
  ]);
  return written(lake, target, { [name]: odd }, from);
}

async function written(
  lake: Lakehouse,
  target: string,
  odd: Readonly<Record<string, string>>,
  from = 'range(48) t(i)',
): Promise<Buffer> {
  const select = Object.entries({ ...COLUMNS, ...odd }).map(([name, expression]) => `${expression} AS "${name}"`);
  await lake.database.withConnection((connection) =>
    connection.run(`COPY (SELECT ${select.join(', ')} FROM ${from}) TO '${target}' (FORMAT parquet)`),
  );
  return readFileSync(target);
}

/** The values as the database gives them unconverted: the file itself has no sums to tell a changed byte by. */
async function secondReading(lake: Lakehouse, target: string, bytes: Buffer): Promise<PlainRows | undefined> {
  writeFileSync(target, bytes);
  try {
    return await lake.database.withConnection(async (connection) => {
      await connection.run("SET TimeZone = 'UTC'");
      const read = await connection.runAndReadAll(`SELECT * FROM read_parquet('${target}')`);
      const rows = read.getRowObjectsJS() as Record<string, unknown>[];
      const isFull = (row: Record<string, unknown>): boolean =>
        Object.values(row).some((value) => plainText(value) !== '');
      return { field: (row, name) => plainText(rows[row - 1]?.[name]), count: rows.filter(isFull).length };
    });
  } catch {
    return undefined;
  } finally {
    rmSync(target, { force: true });
  }
}
