/** Bars in every form that layouts know, each from a small file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { checkLayout } from '../layouts/check-layout.ts';
import { importInMemory } from './import-in-memory.ts';
import { importFiles } from './import-files.ts';
import { memoryStaging } from './memory-staging.ts';

const PAIR = {
  kind: 'currency-pair',
  currency: 'from-id',
  baseCurrency: 'from-id',
  tickSize: '0.00001',
  calendar: 'fx-week',
};
const COIN = { from: 'fixed', id: 'X', kind: 'crypto', currency: 'USD', tickSize: '0.01', calendar: 'continuous' };
const HOURS = {
  columns: { time: 't', open: 'o', high: 'h', low: 'l', close: 'c' },
  time: { format: 'iso-instant' },
  barStamp: 'open',
  timeframe: '1h',
  adjustment: 'raw',
  instrument: COIN,
};
const HEADER = 't,o,h,l,c';

function write(text: string, name = 'X.csv', folder = temporaryFolder()): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const read = (text: string, changes: object, name = 'X.csv') =>
  importInMemory([write(text, name)], checkLayout({ ...HOURS, ...changes }, 'test'));
const one = ({ series }: { readonly series: readonly BarSeries[] }): BarSeries => {
  expect(series).toHaveLength(1);
  return series[0] as BarSeries;
};
const iso = (time: number | undefined): string => new Date(time as number).toISOString();

describe('bars of both sides', () => {
  const columns = {
    ...{ time: 1, bidOpen: 2, bidHigh: 3, bidLow: 4, bidClose: 5 },
    ...{ askOpen: 7, askHigh: 8, askLow: 9, askClose: 10 },
  };
  const form = { header: false, columns, instrument: { ...PAIR, case: 'upper' } };

  it('hold the bid, and the ask beside it', async () => {
    const text = '2024-01-02T10:00Z,1.1,1.3,1,1.2,0,1.15,1.35,1.05,1.25,0\n';
    const bars = one(await read(text, form, 'eurusd.csv'));
    expect(bars).toMatchObject({ side: 'bid', instrument: { id: 'EURUSD', baseCurrency: 'EUR', currency: 'USD' } });
    expect([bars.close[0], bars.ask?.open[0], bars.ask?.low[0], bars.ask?.close[0]]).toEqual([1.2, 1.15, 1.05, 1.25]);
    expect(bars.volume[0]).toBeNaN();
  });

  it('are both checked, and may cross', async () => {
    const wrong = '2024-01-02T10:00Z,1.1,1.3,1,1.2,0,1.15,1.35,1.05,1.45,0\n';
    await expect(read(wrong, form, 'eurusd.csv')).rejects.toThrow(
      /ask close 1\.45 lies outside low 1\.05 and high 1\.35/,
    );
    const crossed = '2024-01-02T10:00Z,1.1,1.3,1,1.2,0,1,1.2,0.9,1.1,0\n';
    expect(one(await read(crossed, form, 'eurusd.csv')).ask?.close[0]).toBe(1.1);
  });

  it('refuses a name that is no pair where the terms come from it', async () => {
    const text = '2024-01-02T10:00Z,1.1,1.3,1,1.2,0,1.15,1.35,1.05,1.25,0\n';
    await expect(read(text, form, 'euro.csv')).rejects.toThrow(/'EURO' is no pair of two currencies/);
  });
});

describe('bars whose sides have files of their own', () => {
  const form = {
    ...HOURS,
    side: 'from-name',
    sidePattern: '-(bid|ask)$',
    instrument: { ...PAIR, pattern: '^([a-z]{6})-', case: 'upper' },
  };
  const BID = `${HEADER}\n2024-01-02T10:00Z,1,1,1,1\n2024-01-02T11:00Z,2,2,2,2\n`;
  const ASK = `${HEADER}\n2024-01-02T10:00Z,3,3,3,3\n2024-01-02T12:00Z,5,5,5,5\n`;
  const both = (rows: object = {}): ReturnType<typeof importInMemory> => {
    const folder = temporaryFolder();
    const files = [write(BID, 'eurusd-bid.csv', folder), write(ASK, 'eurusd-ask.csv', folder)];
    return importInMemory(files, checkLayout({ ...form, rows }, 'test'));
  };

  it('are joined moment by moment, and keep the row of the bid', async () => {
    const result = await both({ oneSided: 'skip' });
    const bars = one(result);
    expect(bars).toMatchObject({ side: 'bid', length: 1 });
    expect([bars.close[0], bars.ask?.close[0], bars.source.row[0]]).toEqual([1, 3, 1]);
    expect(result.skipped.oneSided).toBe(2);
    expect(result.provenance.notes).toEqual(['2 rows of one side without the other were left out.']);
  });

  it('X-08: are refused where one stands alone', async () => {
    await expect(both()).rejects.toThrow(
      /2 problems:\n {2}- eurusd-bid\.csv:2: bar of 'EURUSD' has no ask\n {2}- eurusd-ask\.csv:2: .* has no bid/,
    );
  });

  it('are one series of that side where only one was given', async () => {
    const bars = one(await importInMemory([write(ASK, 'eurusd-ask.csv')], checkLayout(form, 'test')));
    expect(bars).toMatchObject({ side: 'ask', length: 2 });
    expect(bars.ask).toBeUndefined();
    await expect(importInMemory([write(ASK, 'eurusd-x.csv')], checkLayout(form, 'test'))).rejects.toThrow(
      /'eurusd-x' does not say bid or ask/,
    );
  });
});

describe('wide files', () => {
  const form = {
    columns: { time: 'Date' },
    except: ['', 'note'],
    time: { format: 'iso-date' },
    barStamp: undefined,
    timeframe: '1d',
    instrument: { ...COIN, from: 'column-name', id: undefined, overrides: { BBB: { kind: 'fund', tickSize: '1' } } },
  };

  it('hold the closes of an instrument in each column', async () => {
    const text = ',Date,AAA,note,BBB\n1,2024-01-02,1.5,x,10\n2,2024-01-03,,y,11\n';
    const { series, skipped, rows } = await read(text, { ...form, rows: { blank: 'skip' } });
    expect(series.map(({ instrument, shape, close }) => [instrument.id, instrument.kind, shape, ...close])).toEqual([
      ['AAA', 'crypto', 'close-only', 1.5],
      ['BBB', 'fund', 'close-only', 10, 11],
    ]);
    expect(Array.from(series[1]?.source.row ?? [])).toEqual([1, 2]);
    expect([rows, skipped.blank]).toEqual([2, 1]);
  });

  it('X-08: name row and column of what is no price', async () => {
    await expect(read(',Date,AAA,note\n1,2024-01-02,abc,\n', form)).rejects.toThrow(
      /X\.csv:1: AAA 'abc' is not a number/,
    );
    await expect(read(',Date,AAA,note\n1,2024-01-02,,\n', form)).rejects.toThrow(/X\.csv:1: AAA is ''/);
  });
});

describe('rows of one moment', () => {
  const restated = {
    columns: { ...HOURS.columns, volume: 'v' },
    availableAt: { column: 'known', time: { format: 'iso-instant' } },
  };
  const HEAD = 't,o,h,l,c,v,known\n';

  it('S2-05: are versions where they became known at different times', async () => {
    const text = `${HEAD}2024-01-02T10:00Z,1,1,1,1,1,2024-01-02T12:00Z\n2024-01-02T10:00Z,2,2,2,2,1,2024-01-05T00:00Z\n`;
    const layout = checkLayout({ ...HOURS, ...restated }, 'test');
    const imported = await importFiles([write(text)], layout, memoryStaging);
    const chunks: BarSeries[] = [];
    for await (const source of imported.series) for await (const chunk of source.chunks()) chunks.push(chunk);
    await imported.close();
    expect(chunks.map(({ close, availableAt }) => [Array.from(close), Array.from(availableAt, iso)])).toEqual([
      [
        [1, 2],
        ['2024-01-02T12:00:00.000Z', '2024-01-05T00:00:00.000Z'],
      ],
    ]);
    await expect(importInMemory([write(text)], layout)).rejects.toThrow(/does not close after the bar before it/);
  });

  it('X-08: are refused where they are known before they happened, or contradict each other', async () => {
    await expect(read(`${HEAD}2024-01-02T10:00Z,1,1,1,1,1,2024-01-02T10:30Z\n`, restated)).rejects.toThrow(
      /is known at 2024-01-02T10:30:00.000Z, before it happened at 2024-01-02T11:00/,
    );
    const other = `${HEADER}\n2024-01-02T10:00Z,1,1,1,1\n2024-01-02T10:00Z,2,2,2,2\n`;
    await expect(read(other, { rows: { duplicate: 'skip' } })).rejects.toThrow(
      /X\.csv:2: bar of 'X' beside X\.csv:1 is the same bar, with other values/,
    );
  });

  it('are left out where they repeat each other and the layout says so', async () => {
    const text = `${HEADER}\n2024-01-02T10:00Z,1,1,1,1\n2024-01-02T10:00Z,1,1,1,1\n`;
    await expect(read(text, {})).rejects.toThrow(/with the same values; `rows: \{duplicate: skip\}` leaves it out/);
    const { skipped, series } = await read(text, { rows: { duplicate: 'skip' } });
    expect([skipped.duplicate, series[0]?.length, series[0]?.source.row[0]]).toEqual([1, 1, 1]);
  });

  it('keep the same row whatever the folders are called', async () => {
    const layout = checkLayout({ ...HOURS, rows: { duplicate: 'skip' } }, 'test');
    const texts = [`${HEADER}\n2024-01-02T10:00Z,1,1,1,1\n`, `${HEADER}\n2024-01-02T10:00Z,1.0,1,1,1\n`];
    const kept = async (names: readonly string[]): Promise<string | undefined> => {
      const folder = temporaryFolder();
      const files = texts.map((text, index) => write(text, path.join(names[index] ?? '', 'X.csv'), folder));
      const { source } = one(await importInMemory(files, layout));
      return source.files[source.file[0] as number];
    };
    expect(await kept(['a', 'b'])).toBe(await kept(['b', 'a']));
  });
});

describe('times of bars', () => {
  it('X-07: follow a clock that was moved from zone to zone', async () => {
    const zone = [{ zone: 'Europe/Berlin', until: '2014-11-23T00:00' }, { zone: 'Europe/Athens' }];
    const text = `${HEADER}\n2014-11-21 21:00:00,1,1,1,1\n2014-11-24 00:00:00,1,1,1,1\n`;
    const bars = one(await read(text, { time: { format: 'iso-local', zone } }));
    expect(Array.from(bars.openTime, iso)).toEqual(['2014-11-21T20:00:00.000Z', '2014-11-23T22:00:00.000Z']);
  });

  it('join a day and a time of day', async () => {
    const columns = { time: 1, clock: 2, open: 3, high: 4, low: 5, close: 6 };
    const form = { header: false, columns, time: { format: 'yyyy.mm.dd hh:mm', zone: 'UTC' } };
    const bars = one(await read('2012.01.02,03:00,1,1,1,1\n', form));
    expect(iso(bars.openTime[0])).toBe('2012-01-02T03:00:00.000Z');
  });

  it('X-07: are civil days of a zone where the layout says so', async () => {
    const form = {
      time: { format: 'iso-date', zone: 'UTC-05:00' },
      barStamp: undefined,
      timeframe: '1d',
      session: 'civil-day',
    };
    const bars = one(await read(`${HEADER}\n2024-01-07,1,1,1,1\n`, form));
    expect([iso(bars.openTime[0]), iso(bars.eventTime[0])]).toEqual([
      '2024-01-07T05:00:00.000Z',
      '2024-01-08T05:00:00.000Z',
    ]);
  });

  it('S2-05: are known after a delay, or with the end of the file', async () => {
    const text = `${HEADER}\n2024-01-02T10:00Z,1,1,1,1\n2024-01-02T11:00Z,1,1,1,1\n`;
    const late = one(await read(text, { availableAt: { delay: '15m' } }));
    expect(Array.from(late.availableAt, iso)).toEqual(['2024-01-02T11:15:00.000Z', '2024-01-02T12:15:00.000Z']);
    const last = one(await read(text, { availableAt: { endOfFile: true } }));
    expect(Array.from(last.availableAt, iso)).toEqual(['2024-01-02T12:00:00.000Z', '2024-01-02T12:00:00.000Z']);
  });

  it('stand in the name of the file', async () => {
    const form = {
      columns: { instrument: 'i', close: 'c' },
      time: { format: 'yyyymmdd' },
      timeFromName: '^(\\d{8})$',
      barStamp: undefined,
      timeframe: '1d',
      instrument: { ...COIN, from: 'column', id: undefined },
    };
    const { series } = await read('i,c\nA,1\nB,2\n', form, '20240102.csv');
    expect(series.map(({ instrument, eventTime }) => [instrument.id, iso(eventTime[0])])).toEqual([
      ['A', '2024-01-03T00:00:00.000Z'],
      ['B', '2024-01-03T00:00:00.000Z'],
    ]);
  });
});

describe('prices of bars', () => {
  it('take decimal commas where the layout says so', async () => {
    const form = { separator: ';', decimal: ',' };
    const bars = one(await read('t;o;h;l;c\n2024-01-02T10:00Z;1,5;2;1;1,25\n', form));
    expect([bars.open[0], bars.close[0]]).toEqual([1.5, 1.25]);
    await expect(read('t;o;h;l;c\n2024-01-02T10:00Z;1.5;2;1;1\n', form)).rejects.toThrow(/open '1\.5' is not a number/);
  });

  it('X-03: are divided by the scale and taken to their tick', async () => {
    const bars = one(
      await read(`${HEADER}\n2024-01-02T10:00Z,129613.0,130053.0,129587.00000000001,129934.0\n`, {
        priceScale: 100_000,
        snapToTick: true,
        instrument: { ...COIN, tickSize: '0.00001' },
      }),
    );
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0]]).toEqual([1.29613, 1.30053, 1.29587, 1.29934]);
  });

  it('may be below zero where the instrument can be', async () => {
    const text = `${HEADER}\n2024-01-02T10:00Z,-1,0,-2,-1.5\n`;
    const oil = { instrument: { ...COIN, kind: 'contract-for-difference' } };
    expect(one(await read(text, oil)).low[0]).toBe(-2);
    await expect(read(text, {})).rejects.toThrow(/open -1 is no possible price/);
  });
});
