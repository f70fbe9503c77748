import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { treeHash } from '../testing/index.ts';
import { rowCounter } from './row-counter.ts';
import { DAILY_HEADER, dailyRow, data, folderWith, importDaily } from './testing/index.ts';

const FIRST = [DAILY_HEADER, dailyRow('2019-01-02', 100), dailyRow('2019-01-03', 101), dailyRow('2019-01-04', 102)];
const SECOND = [DAILY_HEADER, dailyRow('2019-01-03', 101.5), dailyRow('2019-01-04', 102), dailyRow('2019-01-07', 103)];

describe('assay data import: which files', () => {
  it('reads the files of folders and of patterns that no shell resolved, and says what it left out', async () => {
    const cwd = folderWith({
      'prices/AAA.csv': FIRST,
      'prices/more/BBB.csv': FIRST.map((line) => line.replace('1000', '2000')),
      'prices/README.md': ['no data'],
      'prices/.hidden.csv': ['no data'],
    });
    const folder = await importDaily(cwd, 'prices');
    expect(folder.stdout).toContain('2 series, 6 bars, 2019-01-02 to 2019-01-04');
    expect(folder.stdout).toContain('read: 6 rows of 2 files');
    expect(folder.stdout).toContain('not read, as their names are not those of data: README.md');
    const pattern = (await importDaily(cwd, 'prices/**/*.csv', '--json')).json();
    expect(pattern).toMatchObject({ files: ['AAA.csv', 'BBB.csv'], leftOut: [], rows: 6, isNew: false });
  });

  it.each([
    ['a file named twice', ['AAA.csv', './AAA.csv'], 2, /AAA\.csv' was named twice/],
    ['a file and its folder', ['.', 'AAA.csv'], 2, /was named twice/],
    ['a copy under another name', ['AAA.csv', 'copy/CCC.csv'], 3, /CCC\.csv: is the same file as AAA\.csv/],
    ['a file that is not there', ['none.csv'], 2, /file 'none\.csv' was not found/],
    ['a pattern without a match', ['*.tsv'], 2, /file '\*\.tsv' was not found/],
    ['a folder without data', ['empty'], 2, /file of data in the folder 'empty' was not found/],
  ])('X-08: refuses %s, and leaves nothing behind', async (_, files, code, message) => {
    const cwd = folderWith({ 'AAA.csv': FIRST });
    mkdirSync(path.join(cwd, 'empty'));
    if (files.includes('copy/CCC.csv')) {
      mkdirSync(path.join(cwd, 'copy'));
      writeFileSync(path.join(cwd, 'copy/CCC.csv'), `${FIRST.join('\n')}\n`);
    }
    const before = treeHash(cwd);
    const refused = await data(cwd, 'import', ...files, '--layout', 'ohlcv-daily', '--name', 'prices');
    expect(refused.stderr).toMatch(message);
    expect(refused.code).toBe(code);
    expect(treeHash(cwd)).toBe(before);
  });

  it('X-10: writes below the workspace that was named, and nowhere else', async () => {
    const cwd = folderWith({ 'AAA.csv': FIRST });
    expect(await importDaily(cwd, 'AAA.csv', '--workspace', 'elsewhere')).toMatchObject({ code: 0 });
    expect(readdirSync(cwd).sort()).toEqual(['AAA.csv', 'elsewhere']);
    expect(readdirSync(path.join(cwd, 'elsewhere'))).toEqual(['lake']);
  });
});

describe('assay data import: what it says', () => {
  it('prints what the layout declares, what was left out and what was sorted', async () => {
    const layout = [
      'extends: ohlcv-daily',
      'rows: { blank: skip, offSession: skip, invalid: skip, duplicate: skip }',
      'notes: [prices are made up]',
    ];
    const rows = [
      ...[DAILY_HEADER, dailyRow('2019-01-03', 101), dailyRow('2019-01-02', 100), dailyRow('2019-01-05', 100)],
      ...['2019-01-04,1,0.5,2,1,1', '2019-01-07,,,,,1', dailyRow('2019-01-02', 100)],
    ];
    const cwd = folderWith({ 'AAA.csv': rows, 'own.yaml': layout });
    const args = ['import', 'AAA.csv', '--layout', 'own.yaml', '--name', 'prices'];
    const told = await data(cwd, ...args);
    expect(told.stdout.split('\n').slice(3)).toEqual([
      '  read: 6 rows of 1 file',
      '  left out, as the layout says: 1 row without a price or value',
      '  left out, as the layout says: 1 row on days without a session',
      '  left out, as the layout says: 1 row with impossible prices',
      '  left out, as the layout says: 1 row that repeat another one',
      '  sorted by time: 2 rows stood too early or too late',
      '  declared, because the bytes cannot show it: prices are made up',
      '',
    ]);
    const facts = (await data(cwd, ...args, '--json')).json();
    expect(facts).toMatchObject({ skipped: { blank: 1, offSession: 1, invalid: 1, duplicate: 1 }, reordered: 2 });
  });

  it('publishes tables of records alone', async () => {
    const layout = [
      'kind: values',
      'columns: { time: date, value: rate }',
      'time: { format: iso-date, at: "16:00", zone: America/New_York }',
      'subject: { from: file-name }',
      'unit: percent',
    ];
    const cwd = folderWith({ 'TBILL.csv': ['date,rate', '2019-01-02,2.4', '2019-01-03,2.41'], 'rates.yaml': layout });
    const told = await data(cwd, 'import', 'TBILL.csv', '--layout', 'rates.yaml', '--name', 'rates');
    expect(told.stdout).toMatch(/^rates@[0-9a-f]{16}\n {2}1 table, 2 records, 2019-01-02 to 2019-01-03\n/);
    const shown = await data(cwd, 'show', 'rates');
    expect(shown.stdout).toMatch(/values +TBILL +percent +no +2 +2019-01-02 +2019-01-03 +1 +none/);
    expect((await data(cwd, 'list')).stdout).toMatch(/rates +[0-9a-f]{16} +import +yes +1 +0 +0 +1 +2019/);
  });

  it('tells progress on standard error, unless it is asked to be quiet', async () => {
    const cwd = folderWith({ 'AAA.csv': FIRST });
    expect((await importDaily(cwd, 'AAA.csv')).stderr).toMatch(/^reading: 3 rows in .*\npublishing: 3 in /);
    expect((await importDaily(cwd, 'AAA.csv', '--quiet')).stderr).toBe('');
    expect((await importDaily(cwd, 'AAA.csv', '--json')).stderr).toBe('');
  });

  it('X-07: warns of rows that claim to be of a time still to come', async () => {
    const cwd = folderWith({ 'AAA.csv': [...FIRST, dailyRow('2021-01-05', 104)] });
    const { code, stdout } = await importDaily(cwd, 'AAA.csv', '--accept-unfit');
    expect(code).toBe(0);
    expect(stdout).toContain('LOOK: 1 series or table with rows from after now, up to 2021-01-05T21:00:00.000Z');
    const sound = folderWith({ 'AAA.csv': FIRST });
    expect((await importDaily(sound, 'AAA.csv')).stdout).not.toContain('LOOK');
  });

  it('X-17: keeps to the memory allowed, and says where that is too little', async () => {
    const cwd = folderWith({ 'AAA.csv': FIRST });
    const refused = await importDaily(cwd, 'AAA.csv', '--memory', '64MiB');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('64 MiB cannot be honoured');
    const wrong = await importDaily(cwd, 'AAA.csv', '--memory', 'much');
    expect(wrong.stderr).toContain("invalid '--memory'");
    expect(existsSync(path.join(cwd, 'assay-workspace'))).toBe(false);
  });
});

describe('assay data import --append', () => {
  it('S2-08: adds what is new, keeps what was known beside what changed, and says which is which', async () => {
    const cwd = folderWith({ 'AAA.csv': FIRST, 'next/AAA.csv': SECOND });
    await importDaily(cwd, 'AAA.csv');
    const appended = await importDaily(cwd, 'next/AAA.csv', '--append');
    expect(appended.stdout).toContain('appended: 1 row added, 1 row restated, 1 row known already');
    const again = (await importDaily(cwd, 'next/AAA.csv', '--append', '--json')).json();
    expect(again).toMatchObject({ isNew: false, news: { added: 0, late: 0, restated: 0, unchanged: 3 } });
    const { sources } = (await data(cwd, 'show', 'prices', '--json')).json().provenance;
    expect(sources).toHaveLength(2);
  });

  it('says which of the added rows fill the known history', async () => {
    const cwd = folderWith({ 'AAA.csv': FIRST.toSpliced(2, 1), 'next/AAA.csv': FIRST });
    await importDaily(cwd, 'AAA.csv');
    const { stdout } = await importDaily(cwd, 'next/AAA.csv', '--append');
    expect(stdout).toContain('appended: 1 row added (all inside the known history), no rows restated, 2 rows known');
  });

  it('X-07: a restatement is known when it came in: now, when --received-at says, or as stated', async () => {
    const seen: string[] = [];
    for (const more of [[], ['--received-at', '2019-02-01'], ['--received-at', 'stated']]) {
      const cwd = folderWith({ 'AAA.csv': FIRST, 'next/AAA.csv': SECOND });
      await importDaily(cwd, 'AAA.csv');
      expect(await importDaily(cwd, 'next/AAA.csv', '--append', ...more)).toMatchObject({ code: 0 });
      const shown = (await data(cwd, 'show', 'prices', '--from', '2019-01-03', '--versions', '--json')).json();
      const times = shown.entries[0].rows.map((row: { availableAt: number }) =>
        new Date(row.availableAt).toISOString(),
      );
      seen.push(times[1] as string);
    }
    expect(seen).toEqual(['2021-01-04T12:00:00.000Z', '2019-02-01T00:00:00.000Z', '2019-01-03T21:00:00.001Z']);
  });

  it.each([
    [['--received-at', '2019-02-01'], /--received-at would have no effect without --append/],
    [['--append', '--received-at', '2021-01-05'], /'--received-at': must not be in the future/],
    [['--append', '--received-at', '2019-02-01 10:00'], /must be a date or a moment with its zone/],
  ])('X-08: refuses %j with 2', async (more, message) => {
    const cwd = folderWith({ 'AAA.csv': FIRST });
    const refused = await importDaily(cwd, 'AAA.csv', ...more);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(message);
  });

  it('X-08: refuses to append to what is not there', async () => {
    const cwd = folderWith({ 'AAA.csv': FIRST });
    const before = treeHash(cwd);
    const refused = await importDaily(cwd, 'AAA.csv', '--append');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^assay: dataset 'prices' was not found\n.*Without --append these rows become the first/,
    );
    expect(treeHash(cwd)).toBe(before);
  });
});

describe('rowCounter', () => {
  const counted = (isTTY: boolean): string => {
    let [text, now] = ['', 0];
    const stderr = { isTTY, write: (part: string) => void (text += part) };
    const counter = rowCounter('reading', { stderr, env: {} }, () => now);
    for (const [ms, rows] of [
      [50, 10],
      [200, 4000],
      [210, 5000],
      [6000, 60_000],
    ] as const) {
      now = ms;
      counter.reached(rows);
    }
    counter.finish(66_000);
    return text;
  };

  it('redraws a line on a terminal, and prints one now and then elsewhere', () => {
    const last = 'reading: 66,000 rows in 6.0 s, 11k/s\n';
    expect(counted(false)).toBe(`reading: 60,000 rows, 10k/s\n${last}`);
    expect(counted(true)).toBe(`\rreading: 4,000 rows, 20k/s\rreading: 60,000 rows, 10k/s\r${last}`);
  });
});
