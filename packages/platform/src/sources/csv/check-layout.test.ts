import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { checkLayout } from './check-layout.ts';
import { BUILT_IN_LAYOUTS, resolveLayout } from './layouts.ts';
import { TIME_FORMATS, timeExample } from './time-formats.ts';

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

describe('docs/how-to/bring-your-own-data.md', () => {
  const guide = readFileSync(new URL('../../../../../docs/how-to/bring-your-own-data.md', import.meta.url), 'utf8');

  it('shows a layout that is one', async () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    const target = path.join(temporaryFolder(), 'guide.yaml');
    writeFileSync(target, yaml);
    expect(await resolveLayout(target)).toMatchObject({ timeframe: '1h', instrument: { id: 'EURUSD' } });
  });

  it('names every time format and every built-in layout', () => {
    for (const format of TIME_FORMATS) {
      expect(guide).toContain(`\`${format}\``);
      expect(guide).toContain(timeExample(format).replace('.000', ''));
    }
    for (const name of Object.keys(BUILT_IN_LAYOUTS)) expect(guide).toContain(name);
  });
});
