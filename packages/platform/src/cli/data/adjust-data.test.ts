import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { DAILY_HEADER, data, folderWith } from './testing/index.ts';

const LEAN = fileURLToPath(
  new URL('../../../../../../shared/data/QuantConnect__Lean/Data/equity/usa', import.meta.url),
);
const WEEK = ['2019-01-02', '2019-01-03', '2019-01-04', '2019-01-07', '2019-01-08'];
/** A dividend of 2 on a close of 100, then two new shares for one old share. */
const CLOSES = [100, 98, 99, 50, 51];
const flatRow = (close: number, day: number): string => `${WEEK[day] as string},${close},${close},${close},${close},10`;
const BARS = [DAILY_HEADER, ...CLOSES.map(flatRow)];
const ACTIONS_LAYOUT = [
  ...['kind: actions', 'columns: {time: date, type: type, value: value}', 'time: {format: iso-date, at: session-open}'],
  ...['calendar: us-equity', 'subject: {from: file-name}', 'unit: USD', 'format: csv'],
];
const ACTIONS = ['date,type,value', '2019-01-03,cash-dividend,2', '2019-01-07,split,2'];

interface Row {
  readonly eventTime: number;
  readonly availableAt: number;
  readonly values: Readonly<Record<string, number>>;
}

async function marketFolder(actions: readonly string[] = ACTIONS): Promise<string> {
  const cwd = folderWith({ 'AAA.csv': BARS, 'actions/AAA.csv': actions, 'actions.yaml': ACTIONS_LAYOUT });
  const bars = await data(cwd, 'import', 'AAA.csv', '--layout', 'ohlcv-daily', '--name', 'prices');
  const events = await data(cwd, 'import', 'actions/AAA.csv', '--layout', 'actions.yaml', '--name', 'events');
  expect([bars.code, events.code], bars.stderr + events.stderr).toEqual([0, 0]);
  return cwd;
}

const adjust = (cwd: string, ...more: readonly string[]): ReturnType<typeof data> =>
  data(cwd, 'adjust', 'prices', '--actions', 'events', '--as-of', '2020-01-01', '--name', 'adjusted', ...more);

const rowsOf = async (cwd: string, ...more: readonly string[]): Promise<readonly Row[]> =>
  (await data(cwd, 'show', 'adjusted', '--head', '9999', ...more, '--json')).json().entries[0].rows;

const closesOf = (rows: readonly Row[]): readonly (number | undefined)[] => rows.map(({ values }) => values['close']);

describe('assay data adjust', () => {
  it('X-07: is worked by hand; no bar is known before the last action that is in it, and its parents are named', async () => {
    const cwd = await marketFolder();
    const told = await adjust(cwd);
    expect(told.stdout).toContain('applied: 1 split, 1 dividend');
    const rows = await rowsOf(cwd);
    expect(closesOf(rows)).toEqual([49, 49, 49.5, 50, 51]);
    expect(rows.map(({ values }) => values['volume'])).toEqual([20, 20, 20, 10, 10]);
    const split = Date.UTC(2019, 0, 7, 14, 30);
    expect(rows.map(({ availableAt }) => availableAt)).toEqual([
      ...[split, split, split],
      ...[Date.UTC(2019, 0, 7, 21), Date.UTC(2019, 0, 8, 21)],
    ]);
    const early = await data(cwd, 'show', 'adjusted', '--as-of', '2019-01-07T14:29:59Z');
    expect(early.stdout).toContain('nothing of it could be known by then');
    const { provenance, series } = (await data(cwd, 'show', 'adjusted', '--json')).json();
    expect(series[0].adjustment).toBe('split-and-dividend');
    expect(provenance).toMatchObject({ kind: 'derived', generator: { name: 'adjust', for: 'split-and-dividend' } });
    expect(provenance.generator.parent).toMatch(/^prices@[0-9a-f]{16}$/);
    expect(provenance.generator.actions).toMatch(/^events@[0-9a-f]{16}$/);
    expect(provenance.sources).toHaveLength(2);
  });

  it('X-01: reads bars and actions as of a time: what came later changes nothing', async () => {
    const cwd = await marketFolder();
    await adjust(cwd, '--as-of', '2019-01-07T14:29:59Z');
    expect(closesOf(await rowsOf(cwd))).toEqual([98, 98, 99]);
    await adjust(cwd, '--as-of', '2019-01-07T14:30:00Z', '--for', 'split');
    expect(closesOf(await rowsOf(cwd))).toEqual([50, 49, 49.5]);
  });

  it('X-01: in terms of the first bar each bar uses earlier actions only, is known when it closed, and returns are the same', async () => {
    const cwd = await marketFolder();
    await adjust(cwd, '--terms', 'first');
    const rows = await rowsOf(cwd);
    const [dividend, split] = [1 / (1 - 2 / 100), 2];
    const expected = [100, 98 * dividend, 99 * dividend, 50 * dividend * split, 51 * dividend * split];
    closesOf(rows).forEach((close, i) => expect(close).toBeCloseTo(expected[i] as number, 10));
    expect(rows.map(({ values }) => values['volume'])).toEqual([10, 10, 10, 5, 5]);
    for (const { eventTime, availableAt } of rows) expect(availableAt).toBe(eventTime);
    await adjust(cwd, '--terms', 'first', '--as-of', '2019-01-04T21:00:00Z');
    expect(await rowsOf(cwd)).toEqual(rows.slice(0, 3));
  });

  it('X-01: an action that came late counts from then on, and bars that it touches are known from then on', async () => {
    const cwd = await marketFolder();
    const late = folderWith({
      'AAA.csv': ['date,known,type,value', '2019-01-07,2019-01-08T12:00:00Z,split,2'],
      'late.yaml': [...ACTIONS_LAYOUT, 'availableAt: {column: known, time: {format: iso-instant}}'],
    });
    const [file, layout] = ['AAA.csv', 'late.yaml'].map((name) => path.join(late, name)) as [string, string];
    const told = await data(cwd, 'import', file, '--layout', layout, '--name', 'events');
    expect(told.code, told.stderr).toBe(0);
    await adjust(cwd, '--terms', 'first', '--as-of', '2019-01-08T11:59:59Z', '--accept-unfit');
    expect(closesOf(await rowsOf(cwd))).toEqual([100, 98, 99, 50]);
    await adjust(cwd, '--terms', 'first');
    const known = (await rowsOf(cwd)).map(({ values, availableAt }) => [values['close'], availableAt]);
    expect(known.slice(2)).toEqual([
      [99, Date.UTC(2019, 0, 4, 21)],
      [100, Date.UTC(2019, 0, 8, 12)],
      [102, Date.UTC(2019, 0, 8, 21)],
    ]);
  });

  it('takes what has no action as it is, and says so', async () => {
    const cwd = await marketFolder();
    const others = [30, 31, 30.5, 30, 29];
    const more = folderWith({ 'BBB.csv': [DAILY_HEADER, ...others.map(flatRow)] });
    const file = path.join(more, 'BBB.csv');
    await data(cwd, 'import', 'AAA.csv', file, '--layout', 'ohlcv-daily', '--name', 'prices');
    const told = await adjust(cwd);
    expect(told.stdout).toContain('without any action in the data, so unchanged: BBB');
    expect(closesOf(await rowsOf(cwd, '--instrument', 'BBB'))).toEqual(others);
  });

  it('X-08: refuses prices that are adjusted, strikes, wrong actions and wrong options, with what to do', async () => {
    const cwd = await marketFolder();
    await adjust(cwd);
    const refused = async (code: number, message: RegExp, ...args: readonly string[]): Promise<void> => {
      const told = await data(cwd, 'adjust', ...args);
      expect(told.stderr).toMatch(message);
      expect(told.code).toBe(code);
    };
    const asked = ['--actions', 'events', '--as-of', '2020-01-01', '--name', 'other'];
    await refused(2, /'AAA' 1d is adjusted already: split-and-dividend\n.*as they were traded/, 'adjusted', ...asked);
    await refused(2, /holds no corporate actions\n.*--actions/, 'prices', '--as-of', '2020-01-01', '--name', 'other');
    await refused(2, /must not be in the future/, 'prices', ...asked, '--as-of', '2021-01-05');
    await refused(2, /'--name': must be another one/, 'prices', ...asked, '--name', 'prices');
    await refused(2, /allowed choices are split, split-and-dividend/i, 'prices', ...asked, '--for', 'dividend');
    await refused(2, /missing option: --as-of <time>/, 'prices', '--name', 'other');
    const chain = ['synthetic', '--kind', 'option-chain', '--name', 'options', '--seed', '1', '--bars', '5'];
    await data(cwd, ...chain);
    await refused(2, /holds option chains of .*stay raw\n/, 'options', ...asked);
  });

  it('X-08: an action that cannot fit the bars is named, and nothing is published', async () => {
    const cwd = await marketFolder(['date,type,value', '2019-01-03,cash-dividend,200']);
    const told = await adjust(cwd);
    expect(told.code).toBe(3);
    expect(told.stderr).toMatch(/actions of 'AAA'.*not below the close before it, 100\n.*--instruments/);
    expect((await data(cwd, 'show', 'adjusted')).code).toBe(2);
  });

  it('S2-05: takes what records say of an instrument along, and refuses a record that contradicts the bars', async () => {
    const cwd = await marketFolder();
    const layout = [
      ...['kind: instruments', 'columns: {time: date, tickSize: tick, listedAt: listed}', 'format: csv', 'unit: USD'],
      ...['time: {format: iso-date, at: session-open}', 'calendar: us-equity', 'subject: {from: file-name}'],
    ];
    writeFileSync(path.join(cwd, 'terms.yaml'), layout.join('\n'));
    mkdirSync(path.join(cwd, 'terms'));
    const append = async (day: string, tick: string): Promise<void> => {
      writeFileSync(path.join(cwd, 'terms/AAA.csv'), `date,tick,listed\n${day},${tick},2019-01-02\n`);
      const args = ['import', 'terms/AAA.csv', '--layout', 'terms.yaml', '--name', 'prices', '--append'];
      expect(await data(cwd, ...args, '--received-at', day)).toMatchObject({ code: 0 });
    };
    await append('2019-01-02', '0.010');
    expect((await adjust(cwd)).code).toBe(0);
    const [made] = (await data(cwd, 'show', 'adjusted', '--json')).json().series;
    expect(made.instrument).toMatchObject({ id: 'AAA', tickSize: '0.01', listedAt: Date.UTC(2019, 0, 2, 14, 30) });
    await append('2019-01-07', '0.05');
    const { code, stderr } = await adjust(cwd);
    expect(code).toBe(3);
    expect(stderr).toContain('tickSize is 0.01 with its bars, 0.05 in the record of 2019-01-07');
  });
});

describe('assay data adjust on shared data', () => {
  it('makes fit prices of raw ones that splits made unfit, and gives back the factors that their actions were made from', async (context) => {
    if (!existsSync(LEAN)) return context.skip('../shared/data is not there');
    const cwd = temporaryFolder();
    const factorOn = factorsOf('aapl');
    mkdirSync(path.join(cwd, 'daily'));
    symlinkSync(path.join(LEAN, 'daily', 'aapl.zip'), path.join(cwd, 'daily', 'aapl.zip'));
    symlinkSync(path.join(LEAN, 'factor_files', 'aapl.csv'), path.join(cwd, 'aapl.csv'));
    const bars = ['import', 'daily/aapl.zip', '--layout', 'lean-equity-daily', '--name', 'prices'];
    const refused = await data(cwd, ...bars);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/toxic-return.*\n.*--accept-unfit.*assay data adjust/);
    await data(cwd, ...bars, '--accept-unfit');
    await data(cwd, 'import', 'aapl.csv', '--layout', 'lean-factor-files', '--name', 'events');
    for (const terms of ['last', 'first']) {
      const told = (await adjust(cwd, '--terms', terms, '--json')).json();
      expect(told).toMatchObject({ fit: true, bars: 5535, adjusted: { AAPL: { splits: 3, dividends: 30 } } });
      const made = await rowsOf(cwd);
      const raw = (await data(cwd, 'show', 'prices', '--head', '9999', '--json')).json().entries[0].rows as Row[];
      const end = terms === 'last' ? made.length - 1 : 0;
      const unit = factorOn(made[end]?.eventTime as number);
      const wrong = made.filter(({ eventTime, values }, i) => {
        const expected = ((raw[i]?.values['close'] as number) * factorOn(eventTime)) / unit;
        return !(Math.abs((values['close'] as number) / expected - 1) < 5e-5);
      });
      expect(wrong).toEqual([]);
    }
  });
});

/** What a close of that time is multiplied by, as the factor file says: its rows hold up to and with their date. */
function factorsOf(ticker: string): (time: number) => number {
  const rows = readFileSync(path.join(LEAN, 'factor_files', `${ticker}.csv`), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return (time) => {
    const date = new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
    const row = rows.find(([until = '']) => until >= date);
    return Number(row?.[1]) * Number(row?.[2]);
  };
}
