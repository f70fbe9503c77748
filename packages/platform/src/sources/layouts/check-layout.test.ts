import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { checkLayout } from './check-layout.ts';
import { BUILT_IN_LAYOUTS } from './built-in.ts';
import type { BarsLayout, Layout } from './layout.ts';
import { parseLayout, resolveLayout } from './resolve-layout.ts';
import { TIME_FORMATS, timeExample } from './time-formats.ts';
import type { TimeFormat } from './time-formats.ts';

const plain = {
  columns: { time: 'date', close: 'close' },
  time: { format: 'iso-date' },
  timeframe: '1d',
  adjustment: 'raw',
  instrument: { kind: 'equity', currency: 'USD', tickSize: '0.01', calendar: 'us-equity' },
};
const hourly = { ...plain, timeframe: '1h', barStamp: 'open', time: { format: 'iso-local', zone: 'America/New_York' } };

function problemsOf(value: unknown): readonly string[] {
  try {
    checkLayout(value, 'test.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path: at, message }) => `${at}: ${message}`);
    throw error;
  }
  return [];
}

describe('checkLayout', () => {
  it('fills in the defaults', () => {
    expect(checkLayout(plain, 'x')).toMatchObject({
      separator: ',',
      header: true,
      priceScale: 1,
      snapToTick: false,
      instrument: { from: 'file-name', lotSize: '1', multiplier: '1' },
      rows: { blank: 'refuse', offSession: 'refuse', invalid: 'refuse' },
    });
  });

  it('takes every built-in layout as it stands', () => {
    for (const [name, layout] of Object.entries(BUILT_IN_LAYOUTS)) expect(checkLayout(layout, name)).toEqual(layout);
  });

  it('takes numbers where YAML reads them, and the word tab', () => {
    const layout = checkLayout(
      { ...plain, separator: 'tab', instrument: { ...plain.instrument, tickSize: 0.01 } },
      'x',
    );
    expect(layout).toMatchObject({ separator: '\t', instrument: { tickSize: '0.01' } });
  });

  it('X-08: names every problem at once, with the nearest known key', () => {
    const problems = problemsOf({
      colums: {},
      columns: { time: 'date', open: 'o', clsoe: 'c' },
      time: { format: 'iso-dat', zone: 'Mars/Base' },
      timeframe: '7x',
      separator: 'ab',
      header: 'yes',
      priceScale: 0,
      adjustment: 'none',
      rows: { blank: 'keep' },
      instrument: { kind: 'share', currency: 'usd', tickSize: '-1', calendar: 'mars', pattern: '(' },
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        "colums: unknown key; did you mean 'columns'?",
        "columns.clsoe: unknown key; did you mean 'close'?",
        'columns.close: is missing',
        'columns: open, high and low come together or not at all; given are open',
        expect.stringMatching(/^time\.format: must be one of iso-date/),
        expect.stringMatching(/^time\.zone: must be a time zone/),
        expect.stringMatching(/^timeframe: must be such as 5m/),
        expect.stringMatching(/^separator: must be one character/),
        "header: must be true or false, was 'yes'",
        'priceScale: must be a number > 0, was 0',
        expect.stringMatching(/^adjustment: must be one of raw/),
        expect.stringMatching(/^rows\.blank: must be one of/),
        expect.stringMatching(/^instrument\.kind: must be one of/),
        expect.stringMatching(/^instrument\.currency: must be a currency code/),
        expect.stringMatching(/^instrument\.tickSize: must be a positive decimal/),
        expect.stringMatching(/^instrument\.calendar: must be one of/),
        expect.stringMatching(/^instrument\.pattern: must be a regular expression/),
      ]),
    );
    expect(problemsOf({})).toEqual(
      expect.arrayContaining([
        'columns: is missing',
        'time: is missing',
        'timeframe: is missing',
        'instrument: is missing',
      ]),
    );
    for (const value of [null, [], 'x', 1]) expect(problemsOf(value)[0]).toMatch(/must be an object/);
  });

  it.each<readonly [string, object, string]>([
    ['a wall clock without a zone', { ...hourly, time: { format: 'iso-local' } }, 'time.zone: is missing'],
    ['a zone for instants', { ...hourly, time: { format: 'epoch-ms', zone: 'UTC' } }, 'time.zone: has no effect'],
    [
      'days from instants without a zone',
      { ...plain, barStamp: 'open', time: { format: 'epoch-s' } },
      'time.zone: is missing',
    ],
    ['a zone for plain dates', { ...plain, time: { format: 'iso-date', zone: 'UTC' } }, 'time.zone: has no effect'],
    ['hours from plain dates', { ...hourly, time: { format: 'iso-date' }, barStamp: undefined }, 'time.format: '],
    ['times without the end they name', { ...hourly, barStamp: undefined }, 'barStamp: is missing'],
    ['a stamp end for plain dates', { ...plain, barStamp: 'close' }, 'barStamp: has no effect'],
    ['two days', { ...plain, timeframe: '2d' }, 'timeframe: must be minutes'],
  ])('X-07: refuses %s', (_, layout, problem) => {
    expect(problemsOf(layout)).toEqual([expect.stringContaining(problem)]);
  });

  it.each<readonly [string, object, string]>([
    ['fixed without an id', { from: 'fixed' }, 'instrument.id: is missing'],
    ['an id without effect', { id: 'A' }, 'instrument.id: has no effect'],
    ['a pattern without effect', { from: 'fixed', id: 'A', pattern: '(A)' }, 'instrument.pattern: has no effect'],
    ['a column that is not named', { from: 'column' }, 'columns.instrument: is missing'],
    ['a pair without a base', { kind: 'currency-pair' }, 'instrument.baseCurrency: is missing'],
    ['a base without a pair', { baseCurrency: 'EUR' }, 'instrument.baseCurrency: has no effect'],
    ['a pattern without a group', { pattern: 'A' }, 'instrument.pattern: needs a group'],
  ])('refuses %s', (_, terms, problem) => {
    expect(problemsOf({ ...plain, instrument: { ...plain.instrument, ...terms } })).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  it('refuses column names where there is no header', () => {
    expect(problemsOf({ ...plain, header: false })).toHaveLength(2);
    expect(problemsOf({ ...plain, header: false, columns: { time: 1, close: 5 } })).toEqual([]);
  });
});

describe('checkLayout of bars', () => {
  const twoSided = {
    ...{ time: 't', bidOpen: 'bo', bidHigh: 'bh', bidLow: 'bl', bidClose: 'bc' },
    ...{ askOpen: 'ao', askHigh: 'ah', askLow: 'al', askClose: 'ac' },
  };

  it.each<readonly [string, object, string]>([
    ['half of two sides', { columns: { ...twoSided, askClose: undefined } }, 'missing are askClose'],
    ['both sides beside one', { columns: { ...twoSided, close: 'c' } }, 'both sides, or one'],
    ['a side where there are both', { columns: twoSided, side: 'ask' }, 'side: has no effect'],
    ['sides by name without a pattern', { side: 'from-name' }, 'sidePattern: is missing'],
    ['a pattern of sides without effect', { sidePattern: '(bid)' }, 'sidePattern: has no effect'],
    ['one-sided rows of whole files', { rows: { oneSided: 'skip' } }, 'rows.oneSided: has no effect'],
    ['civil days of no zone', { session: 'civil-day' }, 'time.zone: is missing'],
    ['two ways of being known', { availableAt: { delay: '1d', endOfFile: true } }, 'must say one of column, delay'],
    ['a release column of unknown form', { availableAt: { column: 'r' } }, 'availableAt.time: is missing'],
    ['a delay of no unit', { availableAt: { delay: '15' } }, 'availableAt.delay: must be such as 15m'],
    ['a time in column and name', { timeFromName: '(.*)' }, 'timeFromName: has no effect'],
    ['commas between and in numbers', { decimal: ',' }, "decimal: is ',', and so is the separator"],
    ['a moment of the day', { time: { format: 'iso-date', at: '16:00' } }, 'time.at: has no effect on bars'],
    [
      'other terms of another calendar',
      { instrument: { ...plain.instrument, overrides: { A: { calendar: 'continuous' } } } },
      'instrument.overrides.A.calendar: unknown key',
    ],
    ['a key of records', { unit: 'USD' }, 'unit: unknown key'],
  ])('X-08: refuses %s', (_, change, problem) => {
    expect(problemsOf({ ...plain, ...change })).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });

  it('takes both sides, wide closes, spans of zones and terms that differ', () => {
    expect(checkLayout({ ...plain, columns: twoSided }, 'x')).toMatchObject({ side: 'bid' });
    const wide = {
      ...plain,
      columns: { time: 'date' },
      except: ['', 1],
      instrument: { ...plain.instrument, from: 'column-name' },
    };
    expect(problemsOf(wide)).toEqual([]);
    const spans = [{ zone: 'EET', until: '2020-01-01T00:00' }, { zone: 'UTC' }];
    expect(problemsOf({ ...hourly, time: { format: 'iso-local', zone: spans } })).toEqual([]);
    const overrides = { A: { tickSize: 0.5, kind: 'fund' } };
    expect(checkLayout({ ...plain, instrument: { ...plain.instrument, overrides } }, 'x')).toMatchObject({
      instrument: { overrides: { A: { tickSize: '0.5', kind: 'fund' } } },
    });
  });
});

describe('checkLayout of records', () => {
  const values = {
    kind: 'values',
    columns: { time: 'date', value: 'v' },
    time: { format: 'iso-date', at: '16:00', zone: 'UTC' },
    unit: 'percent',
  };
  const chain = {
    kind: 'chain',
    columns: { time: 'd', symbol: 's', bid: 'b' },
    time: { format: 'iso-date', at: '16:00', zone: 'America/New_York' },
    contract: { from: 'symbol', expiry: { format: 'yymmdd', at: '16:00', zone: 'America/New_York' } },
    unit: 'USD',
  };

  it.each<readonly [string, object, string]>([
    ['days without a moment', { ...values, time: { format: 'iso-date' } }, 'time.at: is missing'],
    ['a moment without a zone', { ...values, time: { format: 'iso-date', at: '16:00' } }, 'time.zone: is missing'],
    [
      'a session without a calendar',
      { ...values, time: { format: 'iso-date', at: 'session-close' } },
      'calendar: is missing',
    ],
    [
      'a moment that is none',
      { ...values, time: { format: 'iso-date', at: '25:00', zone: 'UTC' } },
      'time.at: must be a time of day',
    ],
    ['wall clocks without a zone', { ...values, time: { format: 'iso-local' } }, 'time.zone: is missing'],
    ['no unit', { ...values, unit: undefined }, 'unit: is missing'],
    ['no value', { ...values, columns: { time: 'date' } }, 'columns.value: is missing'],
    ['a value of wide series', { ...values, subject: { from: 'column-name' } }, 'columns.value: has no effect'],
    ['cells with a time of day', { ...values, cells: { format: 'iso-local' } }, 'cells.format: must be one of days'],
    ['contracts of values', { ...values, contract: chain.contract }, 'contract: has no effect on values'],
    [
      'a zero of what does not exist',
      { ...values, unknownIfZero: ['delta'] },
      'unknownIfZero: must be columns of numbers',
    ],
    ['a key of bars', { ...values, timeframe: '1d' }, 'timeframe: unknown key'],
    ['a chain without contracts', { ...chain, contract: undefined }, 'contract: is missing'],
    ['a chain without its symbol', { ...chain, columns: { time: 'd', bid: 'b' } }, 'columns.symbol: is missing'],
    [
      'columns that symbols hold',
      { ...chain, columns: { ...chain.columns, strike: 'k' } },
      'columns.strike: has no effect',
    ],
    [
      'a member pattern without groups',
      { ...chain, columns: { time: 'd' }, contract: { ...chain.contract, from: 'member-name', pattern: '(x)' } },
      'needs groups named expiry, strike, right',
    ],
    ['factors of values', { ...values, derive: 'lean-factors' }, "derive: 'lean-factors' gives actions"],
    [
      'actions of no form',
      { kind: 'actions', columns: { time: 'd' }, time: values.time, unit: 'USD' },
      'columns: must have type, or dividend and split',
    ],
    [
      'quotes without an ask',
      { kind: 'quotes', columns: { time: 'd', bid: 'b' }, time: { format: 'epoch-ms' }, unit: 'USD' },
      'columns.ask: is missing',
    ],
  ])('X-08: refuses %s', (_, layout, problem) => {
    expect(problemsOf(layout)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });

  it('takes values and chains, and an unknown kind for what it is', () => {
    expect(problemsOf(values)).toEqual([]);
    expect(problemsOf(chain)).toEqual([]);
    expect(problemsOf({ ...values, kind: 'vlaues' })[0]).toMatch(/^(kind: must be one of|unit: unknown key)/);
  });
});

describe('resolveLayout', () => {
  it('reads YAML and JSON, and names the nearest built-in layout', async () => {
    const folder = temporaryFolder();
    const write = (name: string, text: string): string => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    expect(await resolveLayout(write('a.json', JSON.stringify(plain)))).toMatchObject({ timeframe: '1d' });
    const yaml =
      'columns: {time: date, close: close}\ntime: {format: iso-date}\ntimeframe: 1d\nadjustment: raw\ninstrument:\n  kind: equity\n  currency: USD\n  tickSize: 0.01\n  calendar: us-equity\n';
    expect(await resolveLayout(write('b.yaml', yaml))).toEqual(checkLayout(plain, 'b'));
    await expect(resolveLayout(write('c.yaml', 'a: [1'))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(resolveLayout('ohlcv-dayly')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: "Did you mean 'ohlcv-daily'?",
    });
    expect(await resolveLayout('ohlcv-daily')).toBe(BUILT_IN_LAYOUTS['ohlcv-daily']);
  });
});

describe('extends', () => {
  const parse = (text: string): Layout => parseLayout(text, 'own.yaml');

  it('takes a built-in layout and says what differs', () => {
    const own = parse(
      'extends: lean-equity-daily\npriceScale: 1\nrows: {invalid: skip}\ninstrument: {tickSize: 0.5}\n',
    );
    const base = BUILT_IN_LAYOUTS['lean-equity-daily'] as BarsLayout;
    expect(own).toEqual({
      ...base,
      priceScale: 1,
      rows: { ...base.rows, invalid: 'skip' },
      instrument: { ...base.instrument, tickSize: '0.5' },
    });
  });

  it('takes keys away with null, and rules of release as a whole', () => {
    expect(parse('extends: cboe-vix-daily\ncolumns: {open: null, high: null, low: null}\n').columns).toEqual({
      time: 'DATE',
      close: 'CLOSE',
    });
    expect(parse('extends: macro-signals\navailableAt: {delay: 45d}\n').availableAt).toEqual({ delay: '45d' });
  });

  it('names the nearest where there is no such layout', () => {
    expect(() => parse('extends: ejtrader-h2\n')).toThrow(
      /extends: must be a built-in layout.*did you mean 'ejtrader-h[14]'/,
    );
  });
});

describe('built-in layouts', () => {
  it('X-07: say what the bytes cannot show', () => {
    for (const [name, { notes }] of Object.entries(BUILT_IN_LAYOUTS)) {
      expect(notes.length, name).toBeGreaterThan(0);
      expect(
        notes.some((note) => note.startsWith('Declared: ')),
        name,
      ).toBe(true);
    }
  });
});

describe('docs/how-to/bring-your-own-data.md', () => {
  const guide = readFileSync(new URL('../../../../../docs/how-to/bring-your-own-data.md', import.meta.url), 'utf8');

  it('shows a layout that is one', async () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    const target = path.join(temporaryFolder(), 'guide.yaml');
    writeFileSync(target, yaml);
    expect(await resolveLayout(target)).toMatchObject({ timeframe: '1h', instrument: { id: 'EURUSD' } });
  });

  it('names no time format and no built-in layout that does not exist', () => {
    const table = guide.slice(guide.indexOf('### Times'), guide.indexOf('## What you get'));
    const named = table
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => Array.from((line.split('|')[1] ?? '').matchAll(/`([^`]+)`/gu), ([, name]) => name as string));
    expect(named.length).toBeGreaterThan(10);
    for (const format of named) {
      expect(TIME_FORMATS).toContain(format);
      expect(guide).toContain(timeExample(format as TimeFormat).replace('.000', ''));
    }
    for (const [, name = ''] of guide.matchAll(/--layout ([a-z0-9-]+)(?![\w.-])/gu))
      expect(Object.keys(BUILT_IN_LAYOUTS)).toContain(name);
  });
});
