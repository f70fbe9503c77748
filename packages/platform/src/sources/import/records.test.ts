/** Records other than bars in every form that layouts know, each from a small file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RecordTable } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { checkLayout } from '../layouts/check-layout.ts';
import { importInMemory } from './import-in-memory.ts';

function write(text: string, name = 'X.csv', folder = temporaryFolder()): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const read = (text: string, layout: object, name = 'X.csv') =>
  importInMemory([write(text, name)], checkLayout(layout, 'test'));
const iso = (time: number | undefined): string => new Date(time as number).toISOString();
const words = (table: RecordTable, name: string): readonly (string | undefined)[] => {
  const column = table.texts[name];
  return Array.from(column?.index ?? [], (index) => column?.words[index]);
};
const numbers = (table: RecordTable, name: string): readonly number[] => Array.from(table.numbers[name] ?? []);

/** Each record as one line of words and numbers. */
function lines(table: RecordTable, names: readonly string[]): readonly string[] {
  const columns = names.map((name) => (table.texts[name] === undefined ? numbers(table, name) : words(table, name)));
  return Array.from({ length: table.length }, (_, row) =>
    [iso(table.eventTime[row]).slice(0, 16), ...columns.map((column) => String(column[row]))].join(' '),
  );
}

const AT_CLOSE = { at: '16:00', zone: 'America/New_York' };

describe('values', () => {
  const single = {
    kind: 'values',
    columns: { time: 'date', value: 'v' },
    time: { format: 'iso-date', at: '18:00', zone: 'America/New_York' },
    subject: { from: 'fixed', id: 'RATE' },
    unit: 'percent',
  };

  it('S2-05: are of a moment of the day, and known when the layout says', async () => {
    const { tables } = await read('date,v\n2024-01-02,5.25\n2024-07-02,5\n', {
      ...single,
      availableAt: { delay: '2h' },
    });
    const [table] = tables as [RecordTable];
    expect(table).toMatchObject({ kind: 'values', id: 'RATE', unit: 'percent', length: 2, synthetic: false });
    expect([Array.from(table.eventTime, iso), Array.from(table.availableAt, iso)]).toEqual([
      ['2024-01-02T23:00:00.000Z', '2024-07-02T22:00:00.000Z'],
      ['2024-01-03T01:00:00.000Z', '2024-07-03T00:00:00.000Z'],
    ]);
    expect(numbers(table, 'value')).toEqual([5.25, 5]);
  });

  it('S2-05: keep every vintage of a value, each known from its release on', async () => {
    const vintages = {
      ...single,
      columns: { time: 'quarter', value: 'v' },
      availableAt: { column: 'released', time: { format: 'iso-date', at: '08:30', zone: 'America/New_York' } },
    };
    const text = 'quarter,released,v\n2024-03-31,2024-06-27,1.4\n2024-03-31,2024-04-25,1.6\n';
    const { tables } = await read(text, vintages);
    const [table] = tables as [RecordTable];
    expect(numbers(table, 'value')).toEqual([1.6, 1.4]);
    expect(Array.from(table.availableAt, iso)).toEqual(['2024-04-25T12:30:00.000Z', '2024-06-27T12:30:00.000Z']);
  });

  it('X-03: have units of their own in wide files, and one table for each column', async () => {
    const wide = {
      ...single,
      columns: { time: 'date' },
      except: ['id'],
      subject: { from: 'column-name', prefix: 'US.' },
      units: { vix: 'index-points' },
      availableAt: { endOfFile: true },
      rows: { blank: 'skip' },
    };
    const { tables, skipped } = await read('id,date,vix,hy\n1,2024-01-02,13,\n2,2024-01-03,14,3.5\n', wide);
    expect(tables.map(({ id, unit, length }) => [id, unit, length])).toEqual([
      ['US.hy', 'percent', 1],
      ['US.vix', 'index-points', 2],
    ]);
    expect(skipped.blank).toBe(1);
    expect(new Set(tables.flatMap(({ availableAt }) => Array.from(availableAt, iso)))).toEqual(
      new Set(['2024-01-03T23:00:00.000Z']),
    );
  });

  it('may be days, with text around them', async () => {
    const cells = { ...single, unit: 'epoch-ms', cells: { pattern: '\\((.+)\\)', format: 'mmm yy' } };
    const { tables } = await read('date,v\n2024-01-02,K (May 04)\n', cells);
    expect(numbers(tables[0] as RecordTable, 'value')).toEqual([Date.UTC(2004, 4, 1)]);
    await expect(read('date,v\n2024-01-02,K May 04\n', cells)).rejects.toThrow(/value 'K May 04' does not match/);
  });

  it('take the midnight of an instant for its day, and no other time of it', async () => {
    const instants = { ...single, time: { format: 'iso-instant', zone: 'UTC', at: '21:00' } };
    const { tables } = await read('date,v\n1990-01-02 00:00:00+00:00,7\n', instants);
    expect(iso(tables[0]?.eventTime[0])).toBe('1990-01-02T21:00:00.000Z');
    await expect(read('date,v\n1990-01-02 01:00:00+00:00,7\n', instants)).rejects.toThrow(
      /has a time of day, where the layout takes it for a day/,
    );
  });

  it('X-08: refuse what is no number, a day without a session, two values of one moment', async () => {
    await expect(read('date,v\n2024-01-02,x\n', single)).rejects.toThrow(/X\.csv:1: value 'x' is not a number/);
    await expect(read('date,v\n2024-01-02,\n', single)).rejects.toThrow(/X\.csv:1: value is ''/);
    const session = { ...single, time: { format: 'iso-date', at: 'session-close' }, calendar: 'us-equity' };
    await expect(read('date,v\n2024-01-06,1\n', session)).rejects.toThrow(/us-equity has no session on 2024-01-06/);
    const twice = 'date,v\n2024-01-02,1\n2024-01-02,2\n';
    await expect(read(twice, single)).rejects.toThrow(
      /X\.csv:2: record of 'RATE' beside X\.csv:1 .* with other values/,
    );
  });
});

describe('chains', () => {
  const base = {
    kind: 'chain',
    time: { format: 'iso-date', ...AT_CLOSE },
    unit: 'USD',
    contract: { from: 'symbol', expiry: { format: 'yymmdd', ...AT_CLOSE } },
    columns: {
      time: 'd',
      symbol: 's',
      bid: 'b',
      ask: 'a',
      impliedVolatility: 'iv',
      underlyingPrice: 'u',
      instrument: 'n',
    },
    subject: { from: 'column' },
    unknownIfZero: ['impliedVolatility'],
  };
  const HEAD = 'd,n,s,b,a,iv,u\n';

  it('S3-01: tell contracts by their symbols, sorted by root, expiry, strike and right', async () => {
    const text = `${HEAD}2019-04-25,SPX,SPXW190426C00800000,1,2,0,2919.04
2019-04-25,SPX,SPX190517P02000500,3,4,0.2,2919.04
2019-04-25,SPX,SPXW190426P00800000,0,1,0.3,2919.04
`;
    const { tables } = await read(text, base);
    const [table] = tables as [RecordTable];
    expect(table).toMatchObject({ kind: 'chain', id: 'SPX', unit: 'USD' });
    expect(lines(table, ['root', 'strike', 'right', 'bid', 'impliedVolatility'])).toEqual([
      '2019-04-25T20:00 SPX 2000.5 put 3 0.2',
      '2019-04-25T20:00 SPXW 800 call 1 NaN',
      '2019-04-25T20:00 SPXW 800 put 0 0.3',
    ]);
    expect(numbers(table, 'expiry').map(iso)).toEqual([
      '2019-05-17T20:00:00.000Z',
      '2019-04-26T20:00:00.000Z',
      '2019-04-26T20:00:00.000Z',
    ]);
    expect(Array.from(table.source.row)).toEqual([2, 1, 3]);
  });

  it('S3-01: tell contracts by columns, with the underlying for a root, and leave out rows of none', async () => {
    const layout = {
      ...base,
      columns: { expiry: '#e', strike: 'k', right: 'r', mid: 'm' },
      time: { format: 'yyyymmdd', ...AT_CLOSE },
      timeFromName: '^(\\d{8})$',
      contract: { from: 'columns', strikeScale: 10, expiry: { format: 'yyyymmdd', ...AT_CLOSE } },
      subject: { from: 'folder', case: 'upper' },
      rows: { blank: 'skip' },
      unknownIfZero: ['mid'],
    };
    const text = '#e,k,r,m\n,,,92.7\n20140621,707.1,C,0\n20140613,700,P,1.5\n';
    const { tables, skipped } = await read(text, layout, 'aapl/20140606.csv');
    expect(lines(tables[0] as RecordTable, ['root', 'strike', 'right', 'mid'])).toEqual([
      '2014-06-06T20:00 AAPL 70 put 1.5',
      '2014-06-06T20:00 AAPL 70.71 call NaN',
    ]);
    expect(skipped.blank).toBe(1);
  });

  it('X-08: refuse what names no contract, a quote below zero, a contract twice', async () => {
    const row = (symbol: string, bid = '1'): string => `${HEAD}2019-04-25,SPX,${symbol},${bid},2,0,1\n`;
    await expect(read(row('SPXW190426X00800000'), base)).rejects.toThrow(/'SPXW190426X00800000' is not of the form/);
    await expect(read(row('SPXW190231C00800000'), base)).rejects.toThrow(/time '190231' names a day .* does not exist/);
    await expect(read(row('SPXW190426C00000000'), base)).rejects.toThrow(/no possible strike/);
    await expect(read(row('SPXW190426C00800000', '-1'), base)).rejects.toThrow(/bid -1 cannot be/);
    const twice = `${row('SPXW190426C00800000')}2019-04-25,SPX,SPXW190426C00800000,3,4,0,1\n`;
    await expect(read(twice, base)).rejects.toThrow(/X\.csv:2: record of 'SPX' beside X\.csv:1 .* with other values/);
  });
});

describe('quotes', () => {
  it('hold bid and ask of a moment, to the millisecond', async () => {
    const layout = {
      kind: 'quotes',
      columns: { time: 't', bid: 'b', ask: 'a', bidSize: 'bs' },
      time: { format: 'iso-instant' },
      unit: 'USD',
    };
    const { tables } = await read('t,b,a,bs\n2024-01-02T10:00:00.123Z,1.1,1.2,5\n', layout, 'EURUSD.csv');
    expect(tables[0]).toMatchObject({ kind: 'quotes', id: 'EURUSD', length: 1 });
    expect(tables[0]?.eventTime[0]).toBe(Date.parse('2024-01-02T10:00:00.123Z'));
    expect(numbers(tables[0] as RecordTable, 'bidSize')).toEqual([5]);
    await expect(read('t,b,a,bs\n2024-01-02T10:00Z,1.1,,5\n', layout)).rejects.toThrow(/ask is ''/);
  });
});

describe('actions', () => {
  const columns = {
    kind: 'actions',
    columns: { time: 'date', dividend: 'divCash', split: 'splitFactor', instrument: 'symbol' },
    time: { format: 'iso-date', at: 'session-open' },
    calendar: 'us-equity',
    subject: { from: 'column' },
    unit: 'USD',
  };
  const HEAD = 'symbol,date,divCash,splitFactor\n';

  it('S2-04: come from dividends and splits, and from nothing else', async () => {
    const text = `${HEAD}SPY,2024-01-02,0.0,1.0\nSPY,2024-01-03,1.5,2.0\nVTI,2024-01-02,0,1\n`;
    const { tables, rows } = await read(text, columns);
    expect(rows).toBe(3);
    expect(tables).toHaveLength(1);
    expect(lines(tables[0] as RecordTable, ['type', 'value'])).toEqual([
      '2024-01-03T14:30 cash-dividend 1.5',
      '2024-01-03T14:30 split 2',
    ]);
    await expect(read(`${HEAD}SPY,2024-01-02,0,1\n`, columns)).rejects.toThrow(/there are no actions to import/);
  });

  it('S2-04: follow from successive factors and the close before the ex-day', async () => {
    const factors = {
      kind: 'actions',
      derive: 'lean-factors',
      header: false,
      columns: { time: 1, priceFactor: 2, splitFactor: 3, referencePrice: 4 },
      time: { format: 'yyyymmdd' },
      calendar: 'us-equity',
      subject: { case: 'upper' },
      unit: 'USD',
    };
    // The dividend of 0.5 on a close of 50, and a split of seven for one, both with the session after the date.
    const text = '20240102,0.99,0.14285714,1\n20240105,0.99,0.14285714,50\n20240202,1,0.14285714,700\n20501231,1,1,0\n';
    const { tables } = await read(text, factors, 'abc.csv');
    expect(tables[0]?.id).toBe('ABC');
    expect(lines(tables[0] as RecordTable, ['type', 'value'])).toEqual([
      '2024-01-08T14:30 cash-dividend 0.5',
      '2024-02-05T14:30 split 7',
    ]);
    expect(Array.from(tables[0]?.source.row ?? [])).toEqual([2, 3]);
    await expect(read('20240102,x,1,1\n20240105,1,1,1\n', factors)).rejects.toThrow(
      /priceFactor 'x' is no possible factor/,
    );
  });
});

describe('instruments', () => {
  it('S2-04: follow from a history of tickers, without telling its end before the day', async () => {
    const map = {
      kind: 'instruments',
      derive: 'lean-map',
      header: false,
      columns: { time: 1, ticker: 2, exchange: 3 },
      time: { format: 'yyyymmdd' },
      calendar: 'us-equity',
      subject: { case: 'upper' },
      unit: 'USD',
      terms: { kind: 'equity', currency: 'USD' },
    };
    const { tables } = await read('19990310,qqq,Q\n20041130,qqq,Q\n20110322,qqqq,Q\n', map, 'qqq.csv');
    const [table] = tables as [RecordTable];
    expect(lines(table, ['ticker', 'kind'])).toEqual([
      '1999-03-10T14:30 QQQ equity',
      '2004-12-01T14:30 QQQQ equity',
      '2011-03-22T20:00 QQQQ equity',
    ]);
    expect(numbers(table, 'delistedAt').map(Number.isNaN)).toEqual([true, true, false]);
    expect(iso(table.numbers['listedAt']?.[1])).toBe('1999-03-10T14:30:00.000Z');
    const open = await read('19990310,qqq,Q\n20501231,qqq,Q\n', map, 'qqq.csv');
    expect(numbers(open.tables[0] as RecordTable, 'delistedAt')).toEqual([NaN]);
  });
});
