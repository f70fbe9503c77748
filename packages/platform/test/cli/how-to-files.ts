/** The files that docs/how-to/bring-your-own-data.md speaks of, made of a seeded walk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { formatIsoDate, MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';
import { tarBytes } from '../../src/sources/files/testing/index.ts';

const HEADER = 'date,open,high,low,close,volume';
const FIRST = Date.UTC(2020, 5, 1);
const LAST = Date.UTC(2020, 10, 30);
/** The one that QQQ lacks in the first source. */
const MISSING = '2020-09-16';
/** The bar of SPY that the vendor corrected, and the day from which the update has more. */
const CORRECTED = '2020-11-20';
/** Two shares for one from this day on. */
const SPLIT = '2020-08-31';

/** Makes them in a folder. */
export async function writeGuideFiles(folder: string): Promise<void> {
  const days = sessionsFrom(FIRST, LAST);
  const more = sessionsFrom(LAST + MS_PER_DAY, Date.UTC(2020, 11, 4));
  const spy = dailyRows(days, { seed: 1, first: 305, splitOn: SPLIT });
  const qqq = dailyRows(days, { seed: 2, first: 233 });
  const corrected = spy.find((row) => row.startsWith(CORRECTED))?.replace(/\d+$/u, '77777') ?? '';
  const put = (name: string, content: string | Buffer): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const csv = (rows: readonly string[], header = HEADER): string => `${[header, ...rows].join('\n')}\n`;
  put('etfs/SPY.csv', csv(spy));
  put('etfs/QQQ.csv', csv(qqq.filter((row) => !row.startsWith(MISSING))));
  put('second/QQQ.csv', csv(qqq.map((row) => row.replace(/\d+$/u, (volume) => String(Number(volume) + 7)))));
  put('update/SPY.csv', csv([corrected, ...dailyRows(more, { seed: 3, first: 178 })]));
  put('actions/SPY.csv', csv(['2020-06-19,cash-dividend,1.37', `${SPLIT},split,2`], 'date,type,value'));
  put('EURUSD_2020.csv.gz', gzipSync(csv(hourRows(), 'Gmt time,Open,High,Low,Close,Volume')));
  put(
    'rates.csv',
    csv(
      days.slice(0, 20).map((day, i) => `${day},${(0.1 + (i % 5) / 100).toFixed(2)}`),
      'date,rate',
    ),
  );
  const member = (name: string, seed: number): { name: string; data: string } => {
    return {
      name,
      data: csv(dailyRows(days, { seed, first: 50 }))
        .replaceAll(',', ';')
        .replaceAll('.', ','),
    };
  };
  put('vendor.tar.gz', gzipSync(await tarBytes([member('data/AAA.csv', 4), member('data/BBB.csv', 5)])));
  const coins = Array.from({ length: 60 }, (_, i) => formatIsoDate(FIRST + i * MS_PER_DAY)).map((day, i) => ({
    day,
    price: 9000 + ((i * 37) % 500),
    traded: 10 + (i % 3),
  }));
  put('btc.json', JSON.stringify({ symbol: 'BTC', bars: coins }));
  await writeParquet(path.join(folder, 'eth.parquet'), coins);
}

function sessionsFrom(from: number, to: number): readonly string[] {
  const calendar = calendarById('us-equity');
  const days: string[] = [];
  for (let time = from; time <= to; time += MS_PER_DAY) {
    const day = formatIsoDate(time);
    if (calendar.sessionOn(day) !== undefined) days.push(day);
  }
  return days;
}

interface Walk {
  readonly seed: number;
  readonly first: number;
  readonly splitOn?: string;
}

function dailyRows(days: readonly string[], { seed, first, splitOn }: Walk): readonly string[] {
  const next = steps(seed);
  let close = first;
  return days.map((day) => {
    if (day === splitOn) close /= 2;
    const open = close * (1 + next() / 4);
    close = open * (1 + next());
    const [high, low] = [Math.max(open, close) * 1.004, Math.min(open, close) * 0.996];
    const prices = [open, high, low, close].map((price) => price.toFixed(2));
    return [day, ...prices, Math.round(1e6 * (1 + Math.abs(next()) * 20))].join(',');
  });
}

/** A week of hours in GMT, from the opening of the week on Sunday, 22:00. */
function hourRows(): readonly string[] {
  const next = steps(6);
  let close = 1.165;
  return Array.from({ length: 5 * 24 }, (_, i) => {
    const time = new Date(Date.UTC(2020, 10, 1, 22) + i * MS_PER_HOUR).toISOString();
    const stamp = `${time.slice(8, 10)}.${time.slice(5, 7)}.${time.slice(0, 4)} ${time.slice(11, 19)}.000`;
    const open = close * (1 + next() / 100);
    close = open * (1 + next() / 10);
    const prices = [open, Math.max(open, close) + 0.0004, Math.min(open, close) - 0.0004, close];
    return [stamp, ...prices.map((price) => price.toFixed(5)), 1000 + i].join(',');
  });
}

/** Steps between -0.01 and 0.01: a linear congruential generator. */
function steps(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7f_ff_ff_ff;
    return (state / 0x7f_ff_ff_ff - 0.5) / 50;
  };
}

async function writeParquet(
  file: string,
  rows: readonly { readonly day: string; readonly price: number; readonly traded: number }[],
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const values = rows.map(({ day, price, traded }) => `('${day}', ${(price / 30).toFixed(2)}, ${traded})`).join(', ');
  await connection.run(
    `COPY (SELECT * FROM (VALUES ${values}) AS rows(day, price, traded)) TO '${file}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}
