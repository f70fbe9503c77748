import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { PlatformError } from '@assay/core/errors';
import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../settings/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { BUILT_IN_LAYOUTS } from '../layouts/built-in.ts';
import { checkLayout } from '../layouts/check-layout.ts';
import type { BarsLayout, Layout } from '../layouts/layout.ts';
import { importInMemory } from './import-in-memory.ts';

const daily: BarsLayout = { ...(BUILT_IN_LAYOUTS['ohlcv-daily'] as BarsLayout), notes: [] };
const HEADER = 'date,open,high,low,close,volume';
const GOOD = [
  HEADER,
  '2024-01-02,10,11,9.5,10.5,1000',
  '2024-01-03,10.6,10.9,10.1,10.2,900',
  '2024-01-04,10.2,10.3,10,10.1,',
].join('\n');

function file(text: string | Uint8Array, name = 'ABC.csv', folder = temporaryFolder()): string {
  const target = path.join(folder, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
  return target;
}

const importText = (text: string | Uint8Array, layout: Layout = daily, name = 'ABC.csv') =>
  importInMemory([file(text, name)], layout);

/** A daily layout with changes. */
function layoutWith(changes: Readonly<Record<string, unknown>>): Layout {
  return checkLayout({ ...daily, ...changes }, 'test');
}

/** Hourly closes in New York's wall clock, one column for the time and one for the close. */
function closes(time: object, changes: object = {}): Layout {
  const base = {
    columns: { time: 't', close: 'c' },
    time,
    timeframe: '1h',
    barStamp: 'close',
    adjustment: 'raw',
    instrument: { from: 'fixed', id: 'X', kind: 'crypto', currency: 'USD', tickSize: '0.01', calendar: 'continuous' },
  };
  return checkLayout({ ...base, ...changes }, 'test');
}

const only = (series: readonly BarSeries[]): BarSeries => {
  expect(series).toHaveLength(1);
  return series[0] as BarSeries;
};
const iso = (time: number | undefined): string => new Date(time as number).toISOString();

describe('importInMemory', () => {
  it('S4-08: reads bars with the session of their day and the row they stand in', async () => {
    const { series, provenance, rows } = await importText(GOOD);
    const bars = only(series);
    expect(rows).toBe(3);
    expect(bars).toMatchObject({
      instrument: { id: 'ABC', currency: 'USD' },
      timeframe: '1d',
      shape: 'ohlc',
      synthetic: false,
      length: 3,
    });
    const session = calendarById('us-equity').sessionOn('2024-01-02');
    expect([bars.openTime[0], bars.eventTime[0], bars.availableAt[0]]).toEqual([
      session?.open,
      session?.close,
      session?.close,
    ]);
    expect(bars.close).toEqual(Float64Array.of(10.5, 10.2, 10.1));
    expect(bars.volume).toEqual(Float64Array.of(1000, 900, NaN));
    expect(bars.source).toEqual({ files: [sha256Hex(GOOD)], file: new Int32Array(3), row: Int32Array.of(1, 2, 3) });
    expect(provenance).toMatchObject({
      kind: 'import',
      sources: [{ name: 'ABC.csv', rows: 3, sha256: sha256Hex(GOOD) }],
    });
  });

  it('reads the same from a gzipped file, whose own bytes are hashed', async () => {
    const zipped = gzipSync(GOOD);
    const { series } = await importText(zipped, daily, 'ABC.csv.gz');
    expect(only(series).close).toEqual(Float64Array.of(10.5, 10.2, 10.1));
    expect(only(series)).toMatchObject({ instrument: { id: 'ABC' }, source: { files: [sha256Hex(zipped)] } });
  });

  it('takes a byte order mark, Windows line ends, quotes, empty lines and columns in any order', async () => {
    const text =
      '\ufeffvolume, "close",low,high,open,date,Name\r\n1000,10.5,9.5,11,"10",2024-01-02,"A, B"\r\n\r\n900,10.2,10.1,10.9,10.6,2024-01-03,x\r\n\r\n';
    const bars = only((await importText(text)).series);
    expect(bars.open).toEqual(Float64Array.of(10, 10.6));
    expect(bars.source.row).toEqual(Int32Array.of(1, 3));
  });

  it('reads tabs, places instead of names, and scaled prices', async () => {
    const layout = layoutWith({
      separator: 'tab',
      header: false,
      priceScale: 10_000,
      time: { format: 'yyyymmdd' },
      columns: { time: 1, open: 2, high: 3, low: 4, close: 5, volume: 6 },
    });
    const bars = only((await importText('20240102\t105500\t120000\t100000\t110001\t7\n', layout)).series);
    expect([bars.open[0], bars.close[0], bars.volume[0]]).toEqual([10.55, 11.0001, 7]);
  });

  it('gives the same whatever the order of the files, and sorts rows by time', async () => {
    const folder = temporaryFolder();
    const [a, b] = [
      file(`${HEADER}\n2024-01-03,1,1,1,1,1\n2024-01-02,2,2,2,2,2`, 'a/A.csv', folder),
      file(`${HEADER}\n2024-01-04,3,3,3,3,3`, 'b/A.csv', folder),
    ];
    const forward = await importInMemory([a, b], daily);
    const backward = await importInMemory([b, a], daily);
    expect(forward).toEqual(backward);
    expect(only(forward.series).close).toEqual(Float64Array.of(2, 1, 3));
    expect(only(forward.series).source.row).toEqual(Int32Array.of(2, 1, 1));
    expect(forward.reordered).toBe(1);
    expect(forward.provenance.notes).toEqual(['1 rows stood before an earlier one and were sorted by time.']);
  });

  it('splits a file by the column of the instrument, and takes ids from file names by a pattern', async () => {
    const long = layoutWith({
      columns: { ...daily.columns, instrument: 'Name' },
      instrument: { ...daily.instrument, from: 'column' },
    });
    const text = `${HEADER},Name\n2024-01-02,1,1,1,1,1,ZZ\n2024-01-02,2,2,2,2,2,AA\n2024-01-03,3,3,3,3,3,ZZ\n`;
    expect((await importText(text, long)).series.map(({ instrument, length }) => [instrument.id, length])).toEqual([
      ['AA', 1],
      ['ZZ', 2],
    ]);
    const named = layoutWith({ instrument: { ...daily.instrument, pattern: '^([A-Z]+)_data$' } });
    expect(only((await importText(GOOD, named, 'SPY_data.csv')).series).instrument.id).toBe('SPY');
    await expect(importText(GOOD, named, 'spy.csv')).rejects.toThrow(/'' cannot name an instrument/);
  });

  it('snaps prices to the tick and says by how much', async () => {
    const layout = layoutWith({ snapToTick: true });
    const { series, provenance } = await importText(
      `${HEADER}\n2024-01-02,1455.219971,1478.000000,1438.359985,1455.219971,1`,
      layout,
    );
    expect([only(series).open[0], only(series).low[0]]).toEqual([1455.22, 1438.36]);
    expect(provenance.notes).toEqual([
      'Prices were taken as their nearest tick; the largest difference was 0.0000290.',
    ]);
    await expect(importText(`${HEADER}\n2024-01-02,1.004,1.004,1.004,1.004,1`, layout)).rejects.toThrow(
      /not near a multiple of the tick/,
    );
  });
});

describe('bar times', () => {
  it('X-07: converts wall-clock times by the declared zone, on both sides of the change of clocks', async () => {
    const layout = closes({ format: 'iso-local', zone: 'America/New_York' });
    const bars = only((await importText('t,c\n2024-03-08 16:00,1\n2024-03-11 16:00,2\n', layout)).series);
    expect(Array.from(bars.eventTime, iso)).toEqual(['2024-03-08T21:00:00.000Z', '2024-03-11T20:00:00.000Z']);
    expect(bars.openTime).toEqual(bars.eventTime);
  });

  it('X-07: gives one instant for every way of writing it', async () => {
    const spellings: readonly (readonly [object, string])[] = [
      [{ format: 'iso-instant' }, '2024-03-11T16:00:00-04:00'],
      [{ format: 'iso-instant' }, '2024-03-11T20:00Z'],
      [{ format: 'iso-local', zone: 'America/New_York' }, '2024-03-11T16:00'],
      [{ format: 'epoch-ms' }, '1710187200000'],
      [{ format: 'epoch-s' }, '1710187200'],
      [{ format: 'yyyymmdd hh:mm', zone: 'UTC' }, '20240311 20:00'],
      [{ format: 'yyyymmdd hhmmss', zone: 'UTC' }, '20240311 200000'],
      [{ format: 'yyyy.mm.dd hh:mm', zone: 'Europe/Athens' }, '2024.03.11 22:00'],
      [{ format: 'dd.mm.yyyy hh:mm:ss', zone: 'Etc/GMT+5' }, '11.03.2024 15:00:00.000'],
    ];
    for (const [time, text] of spellings) {
      expect(iso(only((await importText(`t,c\n${text},1\n`, closes(time))).series).eventTime[0])).toBe(
        '2024-03-11T20:00:00.000Z',
      );
    }
  });

  it('X-07: refuses naive times among aware ones and the reverse, and what never was or was twice', async () => {
    const aware = closes({ format: 'iso-instant' });
    await expect(importText('t,c\n2024-03-11T20:00Z,1\n2024-03-11T21:00,2\n', aware)).rejects.toThrow(
      /ABC\.csv:2: time '2024-03-11T21:00' carries no zone/,
    );
    const naive = closes({ format: 'iso-local', zone: 'America/New_York' });
    await expect(importText('t,c\n2024-03-11T21:00,2\n2024-03-11T20:00Z,1\n', naive)).rejects.toThrow(
      /ABC\.csv:2: .* carries a zone/,
    );
    await expect(importText('t,c\n2024-03-10 02:30,1\n', naive)).rejects.toThrow(/never was in America\/New_York/);
    await expect(importText('t,c\n2024-11-03 01:30,1\n', naive)).rejects.toThrow(/was twice in America\/New_York/);
    expect(only((await importText('t,c\n2024-11-03 00:59,1\n2024-11-03 02:00,2\n', naive)).series).length).toBe(2);
  });

  it('stamps a bar by its close whichever end its time names', async () => {
    const columns = { time: 't', open: 'o', high: 'h', low: 'l', close: 'c' };
    const bar = async (barStamp: string) =>
      only(
        (await importText('t,o,h,l,c\n1710187200000,1,1,1,1\n', closes({ format: 'epoch-ms' }, { barStamp, columns })))
          .series,
      );
    const [opens, closesAt] = [await bar('open'), await bar('close')];
    expect([iso(opens.openTime[0]), iso(opens.eventTime[0])]).toEqual([
      '2024-03-11T20:00:00.000Z',
      '2024-03-11T21:00:00.000Z',
    ]);
    expect([iso(closesAt.openTime[0]), iso(closesAt.eventTime[0])]).toEqual([
      '2024-03-11T19:00:00.000Z',
      '2024-03-11T20:00:00.000Z',
    ]);
  });

  it('ruling 11a: a monthly close stamped on the first of its month is known at the end of that month', async () => {
    const layout = layoutWith({
      columns: { time: 'date', close: 'price' },
      time: { format: 'mmm d yyyy' },
      timeframe: '1mo',
    });
    const bars = only((await importText('date,price\nFeb 1 2024,5\nMar 1 2024,6\n', layout)).series);
    expect(Array.from(bars.availableAt, iso)).toEqual(['2024-02-29T21:00:00.000Z', '2024-03-28T20:00:00.000Z']);
    expect(bars.shape).toBe('close-only');
    expect(bars.openTime).toEqual(bars.eventTime);
  });

  it('closes a week with its last session', async () => {
    const bars = only((await importText(`${HEADER}\n2024-03-25,1,1,1,1,1\n`, layoutWith({ timeframe: '1w' }))).series);
    expect([iso(bars.openTime[0]), iso(bars.eventTime[0])]).toEqual([
      '2024-03-25T13:30:00.000Z',
      '2024-03-28T20:00:00.000Z',
    ]);
  });

  it('puts a day that closes at midnight on the day that ends', async () => {
    const day = (text: string, barStamp: string) =>
      importText(`t,c\n${text},1\n`, closes({ format: 'iso-instant', zone: 'UTC' }, { timeframe: '1d', barStamp }));
    expect(iso(only((await day('2024-01-03T00:00Z', 'close')).series).eventTime[0])).toBe('2024-01-03T00:00:00.000Z');
    expect(iso(only((await day('2024-01-03T00:00Z', 'open')).series).eventTime[0])).toBe('2024-01-04T00:00:00.000Z');
  });
});

describe('what importInMemory refuses', () => {
  it.each<readonly [string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /'.*ABC\.csv' is empty/],
    ['a header without rows', `${HEADER}\n`, /has no data row/],
    ['blank lines only', `${HEADER}\n\n\n`, /has no data row/],
    [
      'a missing column',
      'date,open,high,low,Close,volume\n2024-01-02,1,1,1,1,1',
      /column 'close' is missing; the file has date, open, high, low, Close, volume; did you mean 'Close'\?/,
    ],
    ['a column twice', `${HEADER},close\n2024-01-02,1,1,1,1,1,1`, /column 'close' stands twice/],
    ['a short row', `${GOOD}\n2024-01-05,1,1`, /ABC\.csv:4: has 3 fields where 6 are expected/],
    ['a text price', `${HEADER}\n2024-01-02,1,1,1,abc,1`, /ABC\.csv:1: close 'abc' is not a number/],
    ['a decimal comma', `${HEADER}\n2024-01-02,"1,5",1,1,1,1`, /open '1,5' is not a number/],
    ['a hexadecimal price', `${HEADER}\n2024-01-02,0x10,1,1,1,1`, /open '0x10' is not a number/],
    ['NaN', `${HEADER}\n2024-01-02,1,1,1,NaN,1`, /close is 'NaN'/],
    ['infinity', `${HEADER}\n2024-01-02,1,inf,1,1,1`, /high 'inf' is not a number/],
    ['infinity by exponent', `${HEADER}\n2024-01-02,1,1e999,1,1,1`, /high 1e999 is no possible price/],
    ['a negative price', `${HEADER}\n2024-01-02,1,1,-1,1,1`, /low -1 is no possible price/],
    ['a blank price', `${HEADER}\n2024-01-02,1,,1,1,1`, /high is ''/],
    ['a negative volume', `${HEADER}\n2024-01-02,1,1,1,1,-5`, /volume -5 is no possible volume/],
    ['a high below the low', `${HEADER}\n2024-01-02,1,1,2,1,1`, /high 1 is below low 2/],
    ['a close outside', `${HEADER}\n2024-01-02,1,1.5,1,2,1`, /close 2 lies outside low 1 and high 1.5/],
    ['another time format', `${HEADER}\n01\/02\/2024,1,1,1,1,1`, /time '01\/02\/2024' is no date/],
    ['a day that does not exist', `${HEADER}\n2024-02-30,1,1,1,1,1`, /time '2024-02-30'/],
    ['a day without a session', `${HEADER}\n2024-01-06,1,1,1,1,1`, /us-equity has no session on 2024-01-06/],
    ['a day beyond the calendar', `${HEADER}\n1950-01-06,1,1,1,1,1`, /us-equity does not cover 1950-01-06/],
    ['a day twice', `${GOOD}\n2024-01-03,1,1,1,1,1`, /ABC\.csv:4: bar of 'ABC' beside ABC\.csv:2 is the same bar/],
    ['an open quotation', `${HEADER}\n2024-01-02,"1,1,1,1,1\n`, /ends inside quotation marks/],
    ['a file cut short', gzipSync(GOOD.repeat(50)).subarray(0, 60), /is cut short/],
    [
      'a damaged archive',
      Buffer.concat([gzipSync(GOOD).subarray(0, 20), Buffer.from('garbage garbage garbage')]),
      /is cut short/,
    ],
    ['a zip archive', 'PK\x03\x04rest', /is a broken zip archive/],
    ['Parquet', 'PAR1rest', /cannot be read as Parquet/],
    ['UTF-16', Buffer.from('\ufeff' + GOOD, 'utf16le'), /is UTF-16 text/],
    ['binary', Buffer.from([1, 0, 2, 0, 255]), /is no text file/],
  ])('X-08: %s', async (_, text, message) => {
    await expect(importText(text)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('X-08: no file, a missing file, a folder, the same file twice', async () => {
    await expect(importInMemory([], daily)).rejects.toThrow(/no file to import/);
    await expect(importInMemory(['/nowhere/x.csv'], daily)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(importInMemory([temporaryFolder()], daily)).rejects.toThrow(/is a folder/);
    const one = file(GOOD);
    await expect(importInMemory([one, one], daily)).rejects.toThrow(/is the same file as ABC\.csv/);
  });

  it('seconds for milliseconds, and milliseconds for seconds', async () => {
    await expect(importText('t,c\n1710187200,1\n', closes({ format: 'epoch-ms' }))).rejects.toThrow(
      /are these seconds\?/,
    );
    await expect(importText('t,c\n1710187200000,1\n', closes({ format: 'epoch-s' }))).rejects.toThrow(
      /are these milliseconds\?/,
    );
  });

  it('bars of another length than declared', async () => {
    const columns = { time: 't', open: 'o', high: 'h', low: 'l', close: 'c' };
    const text = 't,o,h,l,c\n1710187200000,1,1,1,1\n1710187500000,1,1,1,1\n';
    await expect(importText(text, closes({ format: 'epoch-ms' }, { columns }))).rejects.toThrow(
      /overlaps it: is the timeframe 1h\?/,
    );
  });

  it('counts every problem and shows the first twenty', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `2024-01-02,1,1,1,x${index},1`);
    await expect(importText([HEADER, ...rows].join('\n'))).rejects.toMatchObject({
      message: expect.stringMatching(/^nothing was imported, 30 problems:\n(?: {2}- .*\n){20} {2}- and 10 more$/),
      context: { problems: 30 },
    });
  });
});

describe('rows that a layout skips', () => {
  const tolerant = layoutWith({ rows: { blank: 'skip', offSession: 'skip', invalid: 'skip' } });

  it('are counted and named, and the others keep their row numbers', async () => {
    const text = `${HEADER}\n2024-01-02,1,,1,1,1\n2024-01-03,1,1,1,1,1\n2024-01-06,1,1,1,1,1\n2024-01-04,1,1,2,1,1\n2024-01-05,null,1,1,1,1\n`;
    const { series, skipped, provenance } = await importText(text, tolerant);
    expect(only(series).source.row).toEqual(Int32Array.of(2));
    expect(skipped).toEqual({ blank: 2, offSession: 1, invalid: 1, duplicate: 0, oneSided: 0 });
    expect(provenance.notes).toEqual([
      '2 rows without a price or value were left out.',
      '1 rows on a day without a session were left out.',
      '1 rows with prices that cannot be were left out.',
    ]);
  });

  it('X-08: may not be all of them', async () => {
    await expect(importText(`${HEADER}\n2024-01-06,1,1,1,1,1\n`, tolerant)).rejects.toThrow(/every row was skipped/);
  });
});

describe('hostile files', () => {
  it('end in an error of ours or in bars, never in a crash', async () => {
    const folder = temporaryFolder();
    const good = Buffer.from(GOOD);
    const edit = fc.record({
      at: fc.nat(good.length - 1),
      remove: fc.nat(8),
      insert: fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom('\n', '"', ',', '\0', ';', 'NaN', '-', '1e400', '\r'),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let bytes = good;
        for (const { at, remove, insert } of edits)
          bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(insert), bytes.subarray(at + remove)]);
        try {
          const { series, rows } = await importInMemory([file(bytes, 'F.csv', folder)], daily);
          expect(series.reduce((sum, one) => sum + one.length, 0)).toBe(rows);
        } catch (error) {
          expect(PlatformError.is(error), String(error)).toBe(true);
        }
      }),
      { numRuns: 300, seed: 20_240_102 },
    );
  });
});
