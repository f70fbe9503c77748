import { describe, expect, it } from 'vitest';
import { DAILY_HEADER, dailyRow, data, folderWith, importDaily } from './testing/index.ts';

const DATES = ['2019-12-30', '2019-12-31', '2020-01-02', '2020-01-03', '2020-01-06'];
const ROWS = [DAILY_HEADER, ...DATES.map((date, index) => dailyRow(date, 100 + index))];

async function restated(): Promise<{ readonly cwd: string; readonly versions: readonly string[] }> {
  const changed = [DAILY_HEADER, dailyRow('2019-12-31', 105)];
  const cwd = folderWith({ 'AAA.csv': ROWS, 'next/AAA.csv': changed });
  const first = (await importDaily(cwd, 'AAA.csv', '--json')).json();
  const appending = ['--append', '--received-at', '2020-02-01T12:00:00Z', '--json'];
  const second = (await importDaily(cwd, 'next/AAA.csv', ...appending)).json();
  return { cwd, versions: [first.version, second.version] };
}

const closes = (shown: { readonly json: () => { entries: { rows: { values: { close: number } }[] }[] } }): number[] =>
  (shown.json().entries[0]?.rows ?? []).map(({ values }) => values.close);

describe('assay data show with rows', () => {
  it('X-07: shows a restated bar as it was known before and after, and both versions of it', async () => {
    const { cwd } = await restated();
    const at = (...more: readonly string[]): ReturnType<typeof data> => data(cwd, 'show', 'prices', ...more, '--json');
    expect(closes(await at('--as-of', '2020-02-01T11:59:59Z'))).toEqual([100, 101, 102, 103, 104]);
    expect(closes(await at('--as-of', '2020-02-01T12:00:00Z'))).toEqual([100, 105, 102, 103, 104]);
    expect(closes(await at('--versions', '--to', '2020-01-01'))).toEqual([100, 101, 105]);
    expect(closes(await at('--as-of', '2020-01-03'))).toEqual([100, 101, 102]);
    const text = await data(cwd, 'show', 'prices', '--as-of', '2020-03-01', '--to', '2020-01-01');
    expect(text.stdout).toMatch(/AAA 1d as known at 2020-03-01 00:00, last 2 rows:/);
    expect(text.stdout).toMatch(/2019-12-31 21:00 +2020-02-01 12:00 +104\.5 +106 +104 +105 +1000 +[0-9a-f]{8} +1\n/);
  });

  it('shows the first or the last rows, across parts, from and to a time', async () => {
    const { cwd } = await restated();
    const some = async (...more: readonly string[]): Promise<number[]> =>
      closes(await data(cwd, 'show', 'prices', ...more, '--json'));
    expect(await some('--head', '3')).toEqual([100, 105, 102]);
    expect(await some('--tail', '4')).toEqual([105, 102, 103, 104]);
    expect(await some('--instrument', 'AAA')).toEqual([100, 105, 102, 103, 104]);
    expect(await some('--from', '2020-01-03', '--to', '2020-01-04')).toEqual([103]);
    expect(await some('--tail', '1', '--versions', '--to', '2020-01-01')).toEqual([105]);
  });

  it('shows records of tables, with their words', async () => {
    const layout = [
      'kind: actions',
      'columns: { time: date, type: type, value: value }',
      'time: { format: iso-date, at: session-open }',
      'calendar: us-equity',
      'subject: { from: file-name }',
      'unit: USD',
    ];
    const cwd = folderWith({ 'AAA.csv': ['date,type,value', '2019-01-03,split,2'], 'own.yaml': layout });
    const imported = await data(cwd, 'import', 'AAA.csv', '--layout', 'own.yaml', '--name', 'events');
    expect(imported).toMatchObject({ code: 0 });
    const shown = await data(cwd, 'show', 'events', '--head', '5');
    expect(shown.stdout).toMatch(/AAA actions, first 1 row:/);
    expect(shown.stdout).toMatch(/2019-01-03 14:30 +2019-01-03 14:30 +split +2 +[0-9a-f]{8} +1\n/);
  });

  it('X-08: says that nothing was known, and refuses what it cannot do', async () => {
    const { cwd } = await restated();
    const none = await data(cwd, 'show', 'prices', '--as-of', '2019-01-01');
    expect(none.stdout).toContain('no rows; nothing of it could be known by then');
    for (const [more, message] of [
      [['--head', '1', '--tail', '1'], /do not go together/],
      [['--head', '0'], /'--head': must be a whole number from 1 on/],
      [['--as-of', 'yesterday'], /'--as-of': must be a date or a moment with its zone/],
      [['--instrument', 'AAB'], /'AAB' was not found\nDid you mean 'AAA'/],
    ] as const) {
      const refused = await data(cwd, 'show', 'prices', ...more);
      expect(refused.stderr).toMatch(message);
      expect(refused.code).toBe(2);
    }
  });
});

describe('assay data diff', () => {
  it('names the series, parts and rows that one version has and the other has not', async () => {
    const { cwd, versions } = await restated();
    const [before, after] = versions.map((version) => `prices@${version}`) as [string, string];
    const told = await data(cwd, 'diff', before, after);
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(/bars +AAA +1d +changed +1 +0 +0 +2010s/);
    expect(told.stdout).toContain('  2019-12-31 21:00 added: availableAt 2020-02-01 12:00');
    expect((await data(cwd, 'diff', before, after, '--json')).json()).toMatchObject({
      isSame: false,
      entries: [{ id: 'AAA', added: 1, removed: 0, changed: 0, parts: [{ partition: '2010s' }] }],
    });
    expect((await data(cwd, 'diff', before, after, '--examples', '0')).stdout).not.toContain('2019-12-31');
    expect((await data(cwd, 'diff', after, before)).stdout).toMatch(/2019-12-31 21:00 removed: /);
    expect((await data(cwd, 'diff', after, 'prices')).stdout).toBe(`${after} and ${after} hold the same rows\n`);
  });

  it('says what changed of a head and of a row', async () => {
    const cwd = folderWith({
      'AAA.csv': ROWS,
      'other/AAA.csv': ROWS.map((row) => row.replace('1000', '900')),
      'own.yaml': ['extends: ohlcv-daily', 'adjustment: split'],
    });
    await importDaily(cwd, 'AAA.csv');
    await data(cwd, 'import', 'other/AAA.csv', '--layout', 'own.yaml', '--name', 'other');
    const { stdout } = await data(cwd, 'diff', 'prices', 'other', '--examples', '1');
    expect(stdout).toContain('  adjustment: "raw" became "split"');
    expect(stdout).toMatch(/2019-12-30 21:00 changed: volume 1000 became 900, sourceFile [0-9a-f]{8} became /);
  });

  it('X-08: refuses a version that is not there', async () => {
    const cwd = folderWith({ 'AAA.csv': ROWS });
    await importDaily(cwd, 'AAA.csv');
    expect(await data(cwd, 'diff', 'prices', 'pricse')).toMatchObject({ code: 2 });
    expect(await data(cwd, 'diff', 'prices', 'prices@abcdef')).toMatchObject({ code: 2 });
    expect((await data(cwd, 'diff', 'prices', 'prices', '--examples', 'all')).stderr).toContain("'--examples'");
  });
});
