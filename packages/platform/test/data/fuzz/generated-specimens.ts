/** Small whole files of every container and text format, made here, each with its layout. */
import { gzipSync } from 'node:zlib';
import { createRng } from '@assay/core/random';
import { tarBytes, zipBytes } from '../../../src/sources/files/testing/index.ts';
import { BUILT_IN_LAYOUTS } from '../../../src/sources/index.ts';
import type { Layout } from '../../../src/sources/index.ts';
import { EUROPEAN, HOURS, MINUTES, OBJECTS, QUOTES, VALUES } from './specimen-layouts.ts';
import { lines, specimen } from './specimen.ts';
import type { Specimen } from './specimen.ts';
import type { TextTable } from './text-table.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OHLCV = ['open', 'high', 'low', 'close', 'volume'];
const DAILY = BUILT_IN_LAYOUTS['ohlcv-daily'] as Layout;
const LEAN = BUILT_IN_LAYOUTS['lean-equity-daily'] as Layout;

/** All of them. */
export function generatedSpecimens(): readonly Specimen[] {
  return [...plainSpecimens(), ...oddSpecimens(), ...packedSpecimens()];
}

function plainSpecimens(): readonly Specimen[] {
  const hours = walk(48, (row) => localHour(row).toISOString().slice(0, 16));
  const several = ['BTC', 'ETH', 'XRP'].flatMap((id) => walk(12, minute, [id]));
  return [
    specimen({ name: 'ABC.csv', layout: DAILY, table: dailyTable(), write: lines(',') }),
    specimen({
      ...{ name: 'HOURS.tsv', layout: HOURS, write: lines('\t') },
      table: { header: ['Time', 'Open', 'High', 'Low', 'Close', 'Volume'], rows: hours },
    }),
    specimen({
      ...{ name: 'several.csv', layout: MINUTES, write: lines(',') },
      table: { header: ['time', 'symbol', ...OHLCV], rows: several },
    }),
    specimen({
      ...{ name: 'VALUES.csv', layout: VALUES, write: lines(',') },
      table: { header: ['day', 'close'], rows: walk(40, weekday).map((row) => [row[0] ?? '', row[4] ?? '']) },
    }),
  ];
}

function oddSpecimens(): readonly Specimen[] {
  const german = walk(40, (row) => `${two(1 + Math.floor(row / 24))}.02.2019 ${two(row % 24)}:00:00`).map((row) =>
    row.map((cell, at) => (at === 0 ? cell : cell.replace('.', ','))),
  );
  const bothSides = walk(40, (row) => `20200501 ${two(Math.floor(row / 60))}:${two(row % 60)}`).map((row) => [
    ...row.slice(0, 5),
    ...row.slice(1, 5).map((cell) => (Number(cell) + 0.02).toFixed(2)),
  ]);
  const names = ['t', 'o', 'h', 'l', 'c', 'v'];
  return [
    specimen({
      ...{ name: 'EURO.csv', layout: EUROPEAN, write: quotedLines(';') },
      table: { header: ['Datum', 'Erster', 'Hoch', 'Tief', 'Schluss', 'Volumen'], rows: german },
    }),
    specimen({ name: 'SIDES.csv', layout: QUOTES, table: { header: undefined, rows: bothSides }, write: lines(',') }),
    specimen({
      ...{ name: 'OBJECTS.json', layout: OBJECTS, write: objects(names) },
      table: { header: names, rows: walk(40, (row) => String((Date.UTC(2020, 4, 1) + row * HOUR) / 1000)) },
    }),
  ];
}

function packedSpecimens(): readonly Specimen[] {
  const rows = walk(40, (row) => `${weekday(row).replaceAll('-', '')} 00:00`).map((row) =>
    row.map((cell, at) => (at > 0 && at < 5 ? String(Math.round(Number(cell) * 10_000)) : cell)),
  );
  const table = { header: undefined, rows };
  const other = lines(',')(table);
  const two = { layout: LEAN, table, write: lines(','), isPacked: true, otherRows: rows.length };
  return [
    specimen({
      ...{ name: 'ABC.csv.gz', layout: DAILY, table: dailyTable(), write: lines(','), isPacked: true },
      pack: (member) => gzipSync(member),
    }),
    specimen({
      ...{ ...two, name: 'two.zip' },
      pack: (member) =>
        zipBytes([
          { name: 'abc.csv', data: member },
          { name: 'other.csv', data: other, isStored: true },
        ]),
    }),
    specimen({
      ...{ ...two, name: 'two.tar.gz' },
      pack: async (member) =>
        gzipSync(
          await tarBytes([
            { name: 'data/abc.csv', data: member },
            { name: 'data/other.csv', data: other },
          ]),
        ),
    }),
  ];
}

const dailyTable = (): TextTable => ({ header: ['date', ...OHLCV], rows: walk(40, weekday) });

const two = (value: number): string => String(value).padStart(2, '0');

/** Bars of a walk in cents, with their times written by `timeOf`. */
function walk(rows: number, timeOf: (row: number) => string, extra: readonly string[] = []): string[][] {
  const rng = createRng(rows);
  let cents = 10_000;
  return Array.from({ length: rows }, (_, row) => {
    const open = cents;
    cents += rng.nextInt(61) - 30;
    const [high, low] = [Math.max(open, cents) + rng.nextInt(9), Math.min(open, cents) - rng.nextInt(9)];
    const prices = [open, high, low, cents].map((value) => (value / 100).toFixed(2));
    return [timeOf(row), ...extra, ...prices, String(100 + rng.nextInt(900))];
  });
}

/** Tuesdays to Fridays: none of them a holiday of the exchange. */
function weekday(row: number): string {
  const day = new Date(Date.UTC(2019, 0, 8) + (Math.floor(row / 4) * 7 + (row % 4)) * DAY);
  return day.toISOString().slice(0, 10);
}

/** Readings of the clock in New York over the night in which it skips the hour from two to three. */
function localHour(row: number): Date {
  const reading = Date.UTC(2019, 2, 9, 20) + row * HOUR;
  return new Date(reading < Date.UTC(2019, 2, 10, 2) ? reading : reading + HOUR);
}

function minute(row: number): string {
  return `${new Date(Date.UTC(2020, 4, 1, 0, row)).toISOString().slice(0, 19)}Z`;
}

function quotedLines(separator: string): Specimen['write'] {
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  return ({ header, rows }) =>
    [...(header === undefined ? [] : [header]), ...rows]
      .map((row) => `${row.map(quoted).join(separator)}\r\n`)
      .join('');
}

const NUMERIC = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,8})?$/u;

function objects(names: readonly string[]): Specimen['write'] {
  const value = (cell: string): unknown => (cell === '' ? null : NUMERIC.test(cell) ? Number(cell) : cell);
  return ({ header = names, rows }) =>
    JSON.stringify({
      source: 'x',
      bars: rows.map((row) => Object.fromEntries(row.map((cell, at) => [header[at] ?? `f${at}`, value(cell)]))),
    });
}
