import { existsSync, readdirSync, rmSync, truncateSync, statSync } from 'node:fs';
import path from 'node:path';
import { MS_PER_DAY } from '@assay/core/time';
import { recordTable } from '@assay/quant/market';
import type { BarSeries, RecordRow, RecordTable } from '@assay/quant/market';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pickedBars } from '../lakehouse/testing/index.ts';
import { delayed, publishedText, runPack, treeHash, walkBetween, workspaceWith, writePack } from './testing/index.ts';

const DAYS = { from: '2017-06-01', to: '2021-01-01' };

async function scratch(...made: Parameters<typeof workspaceWith>): Promise<string> {
  const cwd = await workspaceWith(...made);
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  return cwd;
}

const textOf = (html: string): string => html.replace(/<[^>]*>/gu, ' ').replace(/\s+/gu, ' ');

describe('the data of a run', () => {
  let cwd = '';
  beforeAll(async () => {
    const whole = walkBetween('GAPPY', DAYS);
    const rows = [...whole.eventTime.keys()].filter((row) => ![500, 501, 600].includes(row));
    cwd = await workspaceWith([delayed(pickedBars(whole, rows), 100, 3 * MS_PER_DAY), walkBetween('WHOLE', DAYS)]);
    writePack(cwd);
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  const SERIES = [
    {
      ...{
        account: 'p.GAPPY',
        instrument: 'GAPPY',
        timeframe: '1d',
        bars: 901,
        first: '2017-06-01',
        last: '2020-12-31',
      },
      ...{ expectedBars: 904, missingBars: 3, missingSessions: 3, lateBars: 1, fit: true, join: null },
      missingDates: ['2019-05-29', '2019-05-30', '2019-10-18'],
    },
    { account: 'p.WHOLE', bars: 904, missingBars: 0, missingSessions: 0, missingDates: [], lateBars: 0 },
  ];
  const DATASET = {
    ...{ name: 'made', synthetic: false, files: 2, rows: 1805, first: '2017-06-01', last: '2020-12-31', unfit: [] },
    series: SERIES,
  };

  it('S3-01: is told by a dry run: files, rows, dates, missing sessions, bars that came late', async () => {
    const before = treeHash(cwd);
    expect((await runPack(cwd, '--dry-run', '--json')).json().data).toMatchObject({ datasets: [DATASET], stale: [] });
    const { stdout } = await runPack(cwd, '--dry-run');
    expect(stdout).toMatch(/made@[0-9a-f]{16}: 1,805 rows of 2 files, 2017-06-01 to 2020-12-31\n/u);
    expect(stdout).toMatch(/p\.GAPPY +GAPPY 1d +901 +2017-06-01 +2020-12-31 +3 +3 +1 +–\n/u);
    expect(stdout).toMatch(/p\.WHOLE +WHOLE 1d +904 +2017-06-01 +2020-12-31 +0 +0 +0 +–\n/u);
    expect(treeHash(cwd)).toBe(before);
  });

  it('S3-01: is printed by a run before it evaluates, and stands in its summary and report', async () => {
    const { code, stdout } = await runPack(cwd, '--once');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Data\n {2}made@[\s\S]*p\.GAPPY +GAPPY 1d +901 [\s\S]*Report:/u);
    expect(JSON.parse(publishedText(cwd, 'summary.json')).data).toMatchObject({ datasets: [DATASET], stale: [] });
    const report = textOf(publishedText(cwd, 'report.html'));
    expect(report).toContain('1,805 rows of 2 files in all');
    expect(report).toMatch(/p\.GAPPY GAPPY 1d 901 2017-06-01 2020-12-31 3 3 1 –/u);
    expect(report).toContain('Bars that came in only after a later bar was known are left out.');
    expect((await runPack(cwd, '--once', '--json')).json().data.datasets).toHaveLength(1);
  });

  it('S3-01: names what is not fit, refuses it unless it is accepted, and says so where it is', async () => {
    const toxic = walkBetween('TOXIC', DAYS);
    const jump = (value: number, row: number): number => (row < 700 ? value : value * 8);
    const rows = [...toxic.eventTime.keys()];
    const jumped = pickedBars(toxic, rows, { open: jump, high: jump, low: jump, close: jump });
    const other = await scratch([walkBetween('GOOD', DAYS), jumped], { acceptUnfit: true });
    writePack(other);
    const refused = await runPack(other, '--once');
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain('TOXIC 1d: toxic-return (1 of 904 bars)');
    writePack(other, { symbols: ['GOOD'] });
    expect((await runPack(other, '--dry-run')).stdout).toContain('Not fit for use: TOXIC 1d: toxic-return × 1');
    writePack(other, { acceptUnfit: true });
    const accepted = (await runPack(other, '--dry-run', '--json')).json().data.datasets[0];
    expect(accepted.series.map(({ fit }: { fit: boolean }) => fit)).toEqual([true, false]);
  });

  it.each(['--dry-run', '--once'])('S3-01: a file of the dataset that was cut off is refused (%s)', async (mode) => {
    const other = await scratch([walkBetween('GOOD', DAYS)]);
    writePack(other);
    const objects = path.join(other, 'assay-workspace/lake/objects');
    const files = readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.parquet'),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      truncateSync(path.join(objects, file), Math.floor(statSync(path.join(objects, file)).size / 2));
    const { code, stderr, stdout } = await runPack(other, mode);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/object .*(damaged|does not match|is not)/u);
    expect(existsSync(path.join(other, 'assay-workspace/published/research/data/rankings.json'))).toBe(false);
  });
});

describe('a universe of a currency and a coin', () => {
  it('S2-51: is told what a join loses of each; nothing is padded', async () => {
    const euro = walkBetween('EURO', { ...DAYS, calendar: 'fx-week-utc' });
    const coin = walkBetween('COIN', { ...DAYS, calendar: 'continuous' });
    const cwd = await scratch([coin, euro]);
    writePack(cwd, { mode: 'universe' });
    const { data } = (await runPack(cwd, '--once', '--json')).json();
    const [ofCoin, ofEuro] = data.datasets[0].series;
    // A coin closes at every midnight; a currency at that of Monday to Thursday, and earlier on Friday.
    const shared = [...coin.eventTime].filter((time) => euro.eventTime.includes(time)).length;
    const lost = coin.length - shared;
    expect([shared, lost, euro.length - shared].every((count) => count > 150)).toBe(true);
    expect(ofCoin).toMatchObject({ instrument: 'COIN', bars: coin.length, missingBars: 0 });
    expect(ofCoin.join).toEqual({ shared, lost, lostShare: lost / coin.length });
    expect(ofEuro).toMatchObject({ bars: euro.length, join: { shared, lost: euro.length - shared } });
    const { stdout } = await runPack(cwd, '--dry-run');
    expect(stdout).toMatch(
      new RegExp(`p\\.universe +COIN 1d .* ${lost} \\(${(100 * ofCoin.join.lostShare).toFixed(1)} %\\)`, 'u'),
    );
    expect(stdout).toMatch(/p\.universe +EURO 1d .* \d+ \(\d+\.\d %\)/u);
    expect(textOf(publishedText(cwd, 'report.html'))).toContain('nothing was filled in for it');
  });
});

describe('an instrument with records of its terms', () => {
  const record = (eventTime: number, values: RecordRow['values']): RecordRow => ({
    eventTime,
    availableAt: eventTime,
    values,
  });
  const terms = (id: string, ...rows: readonly RecordRow[]): RecordTable => ({
    ...recordTable({ kind: 'instruments', id, unit: '', synthetic: false }, rows),
    source: {
      files: ['c'.repeat(64)],
      file: new Int32Array(rows.length),
      row: Int32Array.from(rows, (_, row) => row + 1),
    },
  });
  const [start, end] = [Date.UTC(2017, 0, 3), Date.UTC(2020, 5, 1)];
  const gone = (bars: BarSeries): BarSeries =>
    pickedBars(
      bars,
      [...bars.eventTime.keys()].filter((row) => (bars.eventTime[row] as number) <= end),
    );

  it('S2-05: is traded with the terms that the records complete, as the run knows them', async () => {
    const bars = gone(walkBetween('LISTED', DAYS));
    const table = terms(
      'LISTED',
      record(start, { listedAt: start }),
      record(end, { tickSize: '0.010', listedAt: start, delistedAt: end }),
    );
    const cwd = await scratch([bars], { tables: [table] });
    writePack(cwd);
    expect((await runPack(cwd, '--once')).code).toBe(0);
    const run = readdirSync(path.join(cwd, 'assay-workspace/runs')).find((name) =>
      /^[0-9a-f]{16}$/u.test(name),
    ) as string;
    const kept = readdirSync(path.join(cwd, 'assay-workspace/runs', run, 'inputs/objects'));
    expect(kept).toHaveLength(3);
  });

  it('S2-05: is refused where a record contradicts the bars: the error names both', async () => {
    const bars = walkBetween('TICKED', DAYS);
    const cwd = await scratch([bars], {
      tables: [terms('TICKED', record(start, { tickSize: '0.05', currency: 'EUR' }))],
    });
    writePack(cwd, { acceptUnfit: true });
    const before = treeHash(cwd);
    const dry = await runPack(cwd, '--dry-run');
    expect(dry.code).toBe(3);
    expect(dry.stderr).toContain('currency is USD with its bars, EUR in the record of 2017-01-03 (row 1 of its file)');
    expect(dry.stderr).toContain('tickSize is 0.01 with its bars, 0.05 in the record');
    expect(treeHash(cwd)).toBe(before);
    // A period that ends before the record was known is not concerned.
    const later = [terms('TICKED', record(Date.UTC(2020, 6, 1), { tickSize: '0.05' }))];
    const other = await scratch([bars], { tables: later });
    writePack(other, { end: '2020-06-30' });
    expect((await runPack(other, '--dry-run')).code).toBe(0);
    writePack(other);
    expect((await runPack(other, '--dry-run')).code).toBe(3);
  });

  it('S2-05: is refused where its bars lie outside the life that a record states', async () => {
    const table = terms('OTHER', record(start, { listedAt: Date.UTC(2018, 0, 2) }));
    const cwd = await scratch([walkBetween('OTHER', DAYS)], { tables: [table] });
    writePack(cwd);
    const refused = await runPack(cwd, '--once');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(
      /'OTHER' has bars of another instrument: it was listed on 2018-01-02, its first bar is of 2017-06-01/u,
    );
    writePack(cwd, { start: '2018-01-03' });
    expect((await runPack(cwd, '--dry-run')).code).toBe(0);
  });
});
