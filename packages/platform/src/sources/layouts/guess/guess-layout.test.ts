import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../settings/testing/index.ts';
import { importInMemory } from '../../import/import-in-memory.ts';
import { parseLayout } from '../resolve-layout.ts';
import { guessLayout } from './guess-layout.ts';
import type { LayoutGuess } from './guess-layout.ts';

function write(text: string, name: string): string {
  const file = path.join(temporaryFolder(), name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const guess = (text: string, name: string): Promise<LayoutGuess> => guessLayout(write(text, name));
const open = ({ doubts }: LayoutGuess): readonly string[] =>
  doubts.filter(({ mustBeDeclared }) => mustBeDeclared).map(({ key }) => key);

const MINUTES = ['03:09', '03:10', '03:11']
  .map((time) => `2012.01.02,${time},1.29311,1.2932,1.293,1.2931,12`)
  .join('\n');
const DAYS =
  'Date,Open,High,Low,Close,Adj Close,Volume\n01/03/2024,4,5,3,4.25,4,10\n01/04/2024,4,5,3,4,4,20\n01/05/2024,4,5,3,4,4,20\n';

describe('guessLayout', () => {
  it('names the built-in layout that takes the first records, and shows them in UTC', async () => {
    const text =
      'date,open,high,low,close,volume\n2024-01-02,10,11,9.5,10.5,1000\n2024-01-03,10.6,10.9,10.1,10.2,900\n';
    const guessed = await guess(text, 'ABC.csv');
    expect(guessed).toMatchObject({ builtIn: 'ohlcv-daily', alternatives: [], isUtc: true, problems: [] });
    expect(parseLayout(guessed.yaml, 'x')).toEqual(guessed.layout);
    expect(guessed.rows[0]).toEqual({
      id: 'ABC',
      openTime: Date.parse('2024-01-02T14:30Z'),
      eventTime: Date.parse('2024-01-02T21:00Z'),
      availableAt: Date.parse('2024-01-02T21:00Z'),
      values: { open: 10, high: 11, low: 9.5, close: 10.5, volume: 1000 },
    });
    expect(guessed.doubts.map(({ message }) => message).join(' ')).toMatch(/as they were traded/);
  });

  it('X-07: says which zone a built-in layout declares, and which others fit as well', async () => {
    const hours = ['21:00', '22:00', '23:00'].map(
      (time) => `20070101 ${time},1.3,1.4,1.2,1.35,0,1.31,1.41,1.21,1.36,0`,
    );
    const oanda = await guess(hours.join('\n'), 'oanda/eurusd.csv');
    expect([oanda.builtIn, oanda.alternatives]).toEqual(['lean-forex-hour', ['lean-forex-hour-fxcm']]);
    expect(oanda.doubts.find(({ key }) => key === 'time.zone')?.message).toMatch(/UTC; the bytes do not show it/);
    const fxcm = await guess(hours.join('\n'), 'fxcm/eurusd.csv');
    expect(fxcm.builtIn).toBe('lean-forex-hour-fxcm');
    expect((fxcm.rows[0]?.openTime ?? 0) - (oanda.rows[0]?.openTime ?? 0)).toBe(5 * 3_600_000);
  });

  it('X-07: assumes no zone, no end of the bar and no adjustment of a file it does not know', async () => {
    const guessed = await guess(MINUTES, 'GBPUSD_M1.csv');
    expect(guessed.builtIn).toBeUndefined();
    expect(guessed.layout).toBeUndefined();
    expect(open(guessed)).toEqual(['time.zone', 'barStamp', 'adjustment']);
    expect(guessed.yaml).toMatch(/zone: # TO BE DECLARED: of which zone are the times\?/);
    expect(guessed.isUtc).toBe(false);
    expect(guessed.rows[0]).toMatchObject({ id: 'GBPUSD', values: { open: 1.29311, volume: 12 } });
    expect(() => parseLayout(guessed.yaml, 'x')).toThrow(/time\.zone: is missing/);
  });

  it('gives a layout that imports the file once the marks are filled in', async () => {
    const file = write(MINUTES, 'GBPUSD_M1.csv');
    const { yaml } = await guessLayout(file);
    const filled = yaml
      .replace(/zone: #.*/u, 'zone: UTC+02:00')
      .replace(/barStamp: #.*/u, 'barStamp: open')
      .replace(/adjustment: #.*/u, 'adjustment: raw');
    const { series } = await importInMemory([file], parseLayout(filled, 'own.yaml'));
    expect(series[0]).toMatchObject({
      timeframe: '1m',
      instrument: { id: 'GBPUSD', tickSize: '0.00001', currency: 'USD' },
    });
    expect(series[0]?.openTime[0]).toBe(Date.parse('2012-01-02T01:09Z'));
  });

  it('doubts the order of day and month, and takes the one in which the rows follow each other', async () => {
    const guessed = await guess(DAYS, 'ABC.csv');
    expect(guessed.yaml).toMatch(/format: mm\/dd\/yyyy/);
    expect(guessed.doubts.find(({ key }) => key === 'time.format')?.message).toMatch(/would also fit dd\/mm\/yyyy/);
    expect(open(guessed)).toEqual(['adjustment']);
    expect(guessed.yaml).toMatch(/timeframe: 1d/);
    expect(guessed.rows[1]?.eventTime).toBe(Date.parse('2024-01-04T21:00Z'));
  });

  it('X-03: doubts the scale of whole numbers that no rate can be', async () => {
    const text =
      'Date;Open;High;Low;Close\n2012-11-16 05:00:00;158611;158618;158572;158599\n2012-11-16 06:00:00;158597;158628;158573;158573\n';
    const guessed = await guess(text, 'EURUSDh1.csv');
    expect(guessed.yaml).toMatch(/priceScale: 100000/);
    expect(guessed.doubts.some(({ key }) => key === 'priceScale')).toBe(true);
    expect(guessed.rows[0]?.values['close']).toBe(1.58599);
  });

  it('finds decimal commas, arrays in JSON, wide closes and quotes', async () => {
    const commas = await guess('Date;Close\n2024-01-02;10,5\n2024-01-03;10,75\n', 'ABC.csv');
    expect(commas.yaml).toMatch(/decimal: ","/);
    expect(commas.rows[1]?.values['close']).toBe(10.75);
    const arrays = JSON.stringify(
      [0, 1, 2].map((hour) => [1704067200000 + hour * 3_600_000, '1', '2', '1', '1.5', '9']),
    );
    const coins = await guess(arrays, 'btcusdt.json');
    expect(coins.yaml).toMatch(/format: json\nheader: false/);
    expect(coins.yaml).toMatch(/timeframe: 1h/);
    expect(coins.rows).toHaveLength(3);
    const wide = await guess('date,AAA,BBB\n2024-01-02,1,2\n2024-01-03,1.5,2.5\n', 'closes.csv');
    expect(wide.yaml).toMatch(/from: column-name/);
    expect(wide.rows.map(({ id }) => id)).toEqual(['AAA', 'AAA', 'BBB', 'BBB']);
    const quotes = await guess('timestamp,bid,ask\n2024-01-02T00:00:00.5Z,1.1,1.2\n', 'ticks.csv');
    expect(quotes.yaml).toMatch(/kind: quotes/);
    expect(quotes.rows[0]?.values).toEqual({ bid: 1.1, ask: 1.2 });
  });

  it('X-08: says why where nothing can be guessed', async () => {
    expect((await guess('a,b\nfoo,1\nbar,2\n', 'x.csv')).problems).toEqual([
      expect.stringMatching(/no column seems to hold a time/),
    ]);
    expect((await guess('date,b\nfoo,1\nbar,2\n', 'x.csv')).problems).toEqual([
      expect.stringMatching(/of no known format/),
    ]);
    await expect(guess('', 'x.csv')).rejects.toThrow(/is empty/);
  });
});
