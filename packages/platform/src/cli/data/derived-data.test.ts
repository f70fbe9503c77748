import { describe, expect, it } from 'vitest';
import { DAILY_HEADER, dailyRow, data, folderWith, importDaily } from './testing/index.ts';

// 2019-01-01 is a holiday; the second week is whole, the third is not over.
const WEEKS = [
  ...['2019-01-02', '2019-01-03', '2019-01-04', '2019-01-07', '2019-01-08', '2019-01-09', '2019-01-10', '2019-01-11'],
  ...['2019-01-14', '2019-01-15'],
];
const rowsOf = (dates: readonly string[]): readonly string[] => [
  DAILY_HEADER,
  ...dates.map((date) => dailyRow(date, 100 + WEEKS.indexOf(date))),
];

const rowsShown = async (cwd: string, dataset: string, ...more: readonly string[]): Promise<readonly ShownRow[]> =>
  (await data(cwd, 'show', dataset, ...more, '--json')).json().entries.at(0)?.rows;

interface ShownRow {
  readonly eventTime: number;
  readonly availableAt: number;
  readonly values: Readonly<Record<string, number>>;
}

describe('assay data resample', () => {
  const weekly = ['resample', 'prices', '--to', '1w', '--name', 'weeks'];

  it('S2-08, X-07: publishes longer bars that nobody sees before their period has ended, and names their parent', async () => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS), 'BBB.csv': rowsOf(WEEKS.slice(0, 8)) });
    const { version } = (await importDaily(cwd, '*.csv', '--json')).json();
    const told = await data(cwd, ...weekly);
    expect(told.stdout).toMatch(/^weeks@[0-9a-f]{16}\n {2}2 series, 4 bars, 2019-01-04 to 2019-01-11\n/);
    // The week of 2018-12-31 has one session more than there are bars of it.
    expect(told.stdout).toContain('2 bars with fewer constituents than the calendar expects');
    expect(told.stdout).toContain('left out: the last period of 1 series, which is not over');
    const rows = await rowsShown(cwd, 'weeks', '--instrument', 'AAA');
    expect(rows[1]).toMatchObject({ values: { open: 102.5, high: 108, low: 102, close: 107, volume: 5000 } });
    const end = Date.UTC(2019, 0, 11, 21);
    expect(rows[1]).toMatchObject({ eventTime: end, availableAt: end });
    expect(await rowsShown(cwd, 'weeks', '--as-of', '2019-01-11T20:59:59Z', '--instrument', 'AAA')).toHaveLength(1);
    const manifest = (await data(cwd, 'show', 'weeks', '--json')).json();
    expect(manifest.provenance).toMatchObject({
      kind: 'derived',
      generator: { name: 'resample', to: '1w', anchor: 'session', parent: `prices@${version}` },
    });
    expect((await data(cwd, ...weekly, '--json')).json()).toMatchObject({ isNew: false, bars: 4 });
  });

  it('takes the instruments asked for, and counts bars that lack a constituent', async () => {
    const gap = WEEKS.filter((date) => date !== '2019-01-09');
    const cwd = folderWith({ 'AAA.csv': rowsOf(gap), 'BBB.csv': rowsOf(WEEKS) });
    await importDaily(cwd, '*.csv');
    const both = (await data(cwd, ...weekly, '--json')).json();
    expect(both).toMatchObject({ series: 2, resampled: { AAA: { partial: 2 }, BBB: { partial: 1 } } });
    const one = (await data(cwd, ...weekly, '--instruments', 'BBB', '--json')).json();
    expect(one).toMatchObject({ series: 1, resampled: { BBB: { bars: 2 } } });
  });

  it('X-07: a bar that came late closes its own period only, and the longer bar is known when it came', async () => {
    const late = rowsOf(WEEKS);
    const cwd = folderWith({ 'AAA.csv': late.filter((row) => !row.startsWith('2019-01-09')), 'next/AAA.csv': late });
    await importDaily(cwd, 'AAA.csv');
    await importDaily(cwd, 'next/AAA.csv', '--append', '--received-at', '2019-03-01');
    const told = await data(cwd, ...weekly);
    expect(told.stdout).toContain('left out: the last period of 1 series, which is not over');
    const ends = (await rowsShown(cwd, 'weeks', '--head', '5')).map(({ eventTime, availableAt }) => [
      eventTime,
      availableAt,
    ]);
    const [first, second] = [Date.UTC(2019, 0, 4, 21), Date.UTC(2019, 0, 11, 21)];
    expect(ends).toEqual([
      [first, first],
      [second, Date.UTC(2019, 2, 1)],
    ]);
  });

  it('counts minutes and hours from the opening or from midnight, as it is told', async () => {
    const cwd = folderWith({});
    const made = ['synthetic', '--kind', 'random-walk', '--name', 'half', '--seed', '1', '--bars', '26'];
    await data(cwd, ...made, '--timeframe', '30m');
    const closes: string[][] = [];
    for (const anchor of [[], ['--anchor', 'session'], ['--anchor', 'utc']]) {
      await data(cwd, 'resample', 'half', '--to', '1h', '--name', 'hours', ...anchor);
      const rows = await rowsShown(cwd, 'hours', '--head', '2');
      closes.push(rows.map(({ eventTime }) => new Date(eventTime).toISOString().slice(11, 16)));
    }
    expect(closes).toEqual([
      ['15:30', '16:30'],
      ['15:30', '16:30'],
      ['15:00', '16:00'],
    ]);
  });

  it('asks which bars to use where a dataset has several', async () => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS), 'own.yaml': ['extends: ohlcv-daily', 'timeframe: 1w'] });
    await importDaily(cwd, 'AAA.csv');
    await data(cwd, 'resample', 'prices', '--to', '1w', '--name', 'both');
    const weeks = folderWith({ 'AAA.csv': rowsOf(['2019-01-04', '2019-01-11']) });
    expect(weeks).not.toBe(cwd);
    const appended = await data(cwd, 'import', 'AAA.csv', '--layout', 'ohlcv-daily', '--name', 'both', '--append');
    expect(appended.code).toBe(2);
    expect(appended.stderr).toContain("data of the kind 'derived'");
  });

  it.each([
    [['--to', '1x'], /invalid '--to': must be such as 5m/],
    [['--to', '1h'], /'timeframe': must be one that whole bars of 1d fill/],
    [['--name', 'prices'], /'--name': must be another one than that of the source/],
    [['--timeframe', '1h'], /timeframe in dataset .* '1h' was not found/],
    [['--instruments', 'ZZZ'], /'ZZZ' was not found/],
    [['--instruments', 'AAA,'], /'--instruments': must be names with commas between/],
  ])('X-08: refuses %j with 2', async (more, message) => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS) });
    await importDaily(cwd, 'AAA.csv');
    const refused = await data(cwd, ...weekly, ...more);
    expect(refused.stderr).toMatch(message);
    expect(refused.code).toBe(2);
  });
});

describe('assay data outcomes', () => {
  const outcomes = (cwd: string, ...more: readonly string[]): ReturnType<typeof data> =>
    data(cwd, 'outcomes', 'prices', '--horizon', '2bars', ...more);

  it('S4-07: is visible when its window ends, a second run writes no new rows, and later bars bring it up to date', async () => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS.slice(0, 5)), 'next/AAA.csv': rowsOf(WEEKS.slice(4, 7)) });
    await importDaily(cwd, 'AAA.csv');
    const first = (await outcomes(cwd, '--json')).json();
    expect(first).toMatchObject({ dataset: 'prices-outcomes', added: 5, status: { OK: 3, INCOMPLETE: 2, GAP: 0 } });
    const returns = ['--instrument', 'AAA.1d.2bars.return'];
    const rows = await rowsShown(cwd, 'prices-outcomes', ...returns);
    expect(rows).toHaveLength(3);
    expect(rows[0]?.values).toEqual({ value: 0.02 });
    expect(rows[0]?.availableAt).toBe(Date.UTC(2019, 0, 4, 21));
    expect(await rowsShown(cwd, 'prices-outcomes', ...returns, '--as-of', '2019-01-04T20:59:59Z')).toEqual([]);
    expect(await rowsShown(cwd, 'prices-outcomes', ...returns, '--as-of', '2019-01-04T21:00:00Z')).toHaveLength(1);

    const again = await outcomes(cwd);
    expect(again.stdout).toBe(`prices-outcomes@${first.version}: no new rows; OK 3, INCOMPLETE 2, GAP 0\n`);
    expect((await outcomes(cwd, '--json')).json()).toMatchObject({ isNew: false, added: 0, version: first.version });

    await importDaily(cwd, 'next/AAA.csv', '--append');
    const upgraded = (await outcomes(cwd, '--json')).json();
    expect(upgraded).toMatchObject({ added: 2, upgraded: 2, status: { OK: 5, INCOMPLETE: 2 } });
    // Three tables with 2 more OK rows each, the status of 2 new bars, and 2 that changed.
    expect(upgraded.news).toMatchObject({ added: 3 * 2 + 2, restated: 2 });
    const status = ['--instrument', 'AAA.1d.2bars.status', '--from', '2019-01-07', '--to', '2019-01-08'];
    const versions = await rowsShown(cwd, 'prices-outcomes', ...status, '--versions');
    expect(versions.map(({ values, availableAt }) => [values['value'], new Date(availableAt).toISOString()])).toEqual([
      [0, '2019-01-07T21:00:00.000Z'],
      [1, '2019-01-09T21:00:00.000Z'],
    ]);
  });

  it('S4-07: calls a window with a missing bar a GAP, and OK once the bar has come', async () => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS.toSpliced(4, 1)), 'next/AAA.csv': rowsOf(WEEKS) });
    await importDaily(cwd, 'AAA.csv');
    expect((await outcomes(cwd, '--json')).json().status).toEqual({ OK: 5, INCOMPLETE: 2, GAP: 2 });
    await importDaily(cwd, 'next/AAA.csv', '--append', '--received-at', '2019-03-01');
    expect((await outcomes(cwd, '--json')).json()).toMatchObject({ added: 1, upgraded: 2, status: { OK: 8, GAP: 0 } });
    const mended = ['--instrument', 'AAA.1d.2bars.return', '--from', '2019-01-04', '--to', '2019-01-05'];
    expect((await rowsShown(cwd, 'prices-outcomes', ...mended))[0]?.availableAt).toBe(Date.UTC(2019, 2, 1));
  });

  it('S4-07: makes the same outcomes of a history in several parts, over their edges, and upgrades them there', async () => {
    const edges = ['2009-12-30', '2009-12-31', '2010-01-04', '2010-01-05', '2010-01-06'];
    const rows = (dates: readonly string[]): readonly string[] => [
      DAILY_HEADER,
      ...dates.map((date) => dailyRow(date, 100 + 10 * edges.indexOf(date))),
    ];
    const cwd = folderWith({ 'AAA.csv': rows(edges.toSpliced(2, 1)), 'next/AAA.csv': rows(edges) });
    await importDaily(cwd, 'AAA.csv');
    const { series } = (await data(cwd, 'show', 'prices', '--json')).json();
    expect(series[0].parts).toHaveLength(2);
    expect((await outcomes(cwd, '--json')).json().status).toEqual({ OK: 0, INCOMPLETE: 2, GAP: 2 });
    await importDaily(cwd, 'next/AAA.csv', '--append', '--received-at', '2010-03-01');
    expect((await outcomes(cwd, '--json')).json()).toMatchObject({
      ...{ added: 1, upgraded: 2 },
      status: { OK: 3, INCOMPLETE: 2, GAP: 0 },
    });
    const made = await rowsShown(cwd, 'prices-outcomes', '--instrument', 'AAA.1d.2bars.return');
    expect(made.map(({ values }) => values['value'])).toEqual([0.2, 0.1818181818, 0.1666666667]);
    expect((await outcomes(cwd, '--json')).json()).toMatchObject({ isNew: false, added: 0 });
  });

  it('keeps other horizons and instruments beside, under the name it is given', async () => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS), 'BBB.csv': rowsOf(WEEKS.slice(1)) });
    await importDaily(cwd, '*.csv');
    await outcomes(cwd, '--name', 'labels', '--instruments', 'AAA');
    await data(cwd, 'outcomes', 'prices', '--horizon', '48h', '--name', 'labels', '--instruments', 'BBB');
    const { tables } = (await data(cwd, 'show', 'labels', '--json')).json();
    expect(tables.map(({ id }: { id: string }) => id)).toEqual([
      ...['mae', 'mfe', 'return', 'status'].map((name) => `AAA.1d.2bars.${name}`),
      ...['mae', 'mfe', 'return', 'status'].map((name) => `BBB.1d.48h.${name}`),
    ]);
  });

  it.each([
    [['--horizon', '0'], /'--horizon': must be bars or a time/],
    [['--horizon', '5 years'], /'--horizon': must be bars or a time/],
    [['--name', 'prices'], /'--name': must be another one/],
    [['--name', 'others'], /dataset 'others' holds no outcomes/],
    [['--instruments', 'ZZZ'], /'ZZZ' was not found/],
  ])('X-08: refuses %j with 2', async (more, message) => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS) });
    await importDaily(cwd, 'AAA.csv');
    await data(cwd, 'import', 'AAA.csv', '--layout', 'ohlcv-daily', '--name', 'others');
    const refused = await outcomes(cwd, ...more);
    expect(refused.stderr).toMatch(message);
    expect(refused.code).toBe(2);
  });
});

describe('assay data freshness', () => {
  it('S4-23: judges each instrument by its own calendar; a fresh one does not hide a stale one', async () => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS.slice(0, 8)), 'BBB.csv': rowsOf(WEEKS.slice(0, 5)) });
    await importDaily(cwd, '*.csv');
    const at = (now: string, ...more: readonly string[]): ReturnType<typeof data> =>
      data(cwd, 'freshness', 'prices', '--now', now, ...more);
    const saturday = await at('2019-01-12T12:00:00Z', '--strict');
    expect(saturday.code).toBe(3);
    expect(saturday.stdout).toContain('of 2 series 1 is stale');
    expect(saturday.stdout).toMatch(/AAA +1d +us-equity +2019-01-11 21:00 +0 +0 +0\.0 +no/);
    expect(saturday.stdout).toMatch(/BBB +1d +us-equity +2019-01-08 21:00 +3 +3 +19\.5 +3 bars of 1d missed/);
    expect((await at('2019-01-12T12:00:00Z')).code).toBe(0);
    expect((await at('2019-01-12', '--strict', '--max-missed', '3')).code).toBe(0);
    expect((await at('2019-01-12', '--strict', '--max-hours', '19')).code).toBe(3);
    expect((await at('2019-01-12', '--strict', '--max-hours', '20')).code).toBe(0);
    const json = (await at('2019-01-14T20:00:00Z', '--json')).json();
    expect(json.series.map((one: { missedBars: number }) => one.missedBars)).toEqual([0, 3]);
    // The clock of the machine says 2021-01-04.
    expect((await data(cwd, 'freshness', 'prices', '--json')).json()).toMatchObject({ stale: 2 });
  });

  it('X-08: refuses a present before the last bar, and a dataset without bars', async () => {
    const cwd = folderWith({ 'AAA.csv': rowsOf(WEEKS) });
    await importDaily(cwd, 'AAA.csv');
    await data(cwd, 'outcomes', 'prices', '--horizon', '1bar');
    const early = await data(cwd, 'freshness', 'prices', '--now', '2019-01-03');
    expect(early.code).toBe(2);
    expect(early.stderr).toContain("at or after the last bar of 'AAA'");
    const tables = await data(cwd, 'freshness', 'prices-outcomes');
    expect(tables.code).toBe(3);
    expect(tables.stderr).toContain('has tables only');
  });
});
