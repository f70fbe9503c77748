import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { calendarById } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { runCli, treeHash } from '../testing/index.ts';

/** Daily rows of the sessions from 2020 on, at a price that wanders. */
function rowsOf(change: (date: string, index: number) => number | undefined = () => 1, shift = 0): string {
  const sessions = calendarById('us-equity').sessionsBetween(Date.UTC(2020, 0, 1), Date.UTC(2020, 11, 31));
  const lines = sessions.flatMap(({ date }, index) => {
    const factor = change(date, index);
    if (factor === undefined) return [];
    const close = (100 + Math.round(500 * Math.sin(index / 20)) / 100) * factor + shift;
    const open = close + (index % 2 === 0 ? 0.5 : -0.5) * factor;
    const prices = [open, Math.max(open, close) + 0.25, Math.min(open, close) - 0.25, close].map((price) =>
      price.toFixed(2),
    );
    return [`${date},${prices.join(',')},${1000 + index}`];
  });
  return `${['date,open,high,low,close,volume', ...lines].join('\n')}\n`;
}

async function folderWith(datasets: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<string> {
  const cwd = temporaryFolder();
  for (const [name, files] of Object.entries(datasets)) {
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(cwd, file), text);
    const args = ['data', 'import', ...Object.keys(files), '--layout', 'ohlcv-daily', '--name', name, '--accept-unfit'];
    const { code, stderr } = await runCli(args, { cwd });
    if (code !== 0) throw new Error(stderr);
  }
  return cwd;
}

describe('assay data audit', () => {
  it('S3-01: lists files, rows, dates and the trading days that are missing, as text and as JSON', async () => {
    const lost = ['2020-03-02', '2020-03-03', '2020-07-06'];
    const cwd = await folderWith({
      two: { 'AAA.csv': rowsOf((date) => (lost.includes(date) ? undefined : 1)), 'BBB.csv': rowsOf() },
    });
    const { inventory, counts, reports } = (await runCli(['data', 'audit', 'two', '--json'], { cwd })).json();
    expect(inventory.files.map((file: { name: string; rows: number }) => [file.name, file.rows])).toEqual([
      ['AAA.csv', 249],
      ['BBB.csv', 252],
    ]);
    expect(inventory.series[0]).toEqual({
      ...{ id: 'AAA', of: '1d', rows: 249, first: '2020-01-02', last: '2020-12-30', fit: true, refused: false },
      ...{ expectedBars: 252, missingBars: 3, missingTradingDays: 3, missingDates: lost, sessionsSince: 1 },
    });
    expect(inventory.series[1]).toMatchObject({ id: 'BBB', missingBars: 0, missingDates: [] });
    expect(counts).toEqual({ error: 0, warning: 1, info: 0 });
    expect(reports).toHaveLength(2);
    const { stdout, code } = await runCli(['data', 'audit', 'two'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/AAA 1d +249 +2020-01-02 +2020-12-30 +252 +3 +3/u);
    expect(stdout).toMatch(/AAA 1d +warning +missing-session +3 +2020-03-02: no bar for the session/u);
  });

  it('S2-08: --strict wants neither a warning nor a missing bar', async () => {
    const cwd = await folderWith({
      whole: { 'AAA.csv': rowsOf() },
      holed: { 'BBB.csv': rowsOf((_, index) => (index === 9 ? undefined : 1)) },
    });
    expect((await runCli(['data', 'audit', 'whole', '--strict'], { cwd })).code).toBe(0);
    expect((await runCli(['data', 'audit', 'holed'], { cwd })).code).toBe(0);
    const strict = await runCli(['data', 'audit', 'holed', '--strict'], { cwd });
    expect(strict.code).toBe(3);
    expect(strict.stdout).toContain('strict: refused, because of 1 warning and 1 missing bar');
  });

  it('S2-09: names what is not fit, and that the others can be used', async () => {
    const cwd = await folderWith({
      mixed: { 'BAD.csv': rowsOf((_, index) => (index === 99 ? 0.01 : 1)), 'GOOD.csv': rowsOf() },
    });
    const { stdout, code } = await runCli(['data', 'audit', 'mixed'], { cwd });
    expect(code).toBe(3);
    expect(stdout).toContain('not fit for use: BAD 1d; a run that leaves them out can use the others');
    expect(stdout).toContain('ends with an error, unless it asks for it with `acceptUnfit: true`');
    expect(stdout).toContain('`assay data repair mixed --from OTHER`');
    expect(stdout).not.toContain('not refused by runs');
  });

  it('S2-09: says where a run decides otherwise than the audit does now', async () => {
    const cwd = await folderWith({
      split: { 'AAA.csv': rowsOf((_, index) => (index < 99 ? 10 : 1)), 'BBB.csv': rowsOf() },
      late: { 'AAA.csv': `${rowsOf()}2021-01-04,100,101,99,100,1\n` },
    });
    const actions = 'symbol,date,close,divCash,splitFactor\nAAA,2020-05-26,100,0,10\n';
    writeFileSync(path.join(cwd, 'actions.csv'), actions);
    const append = ['data', 'import', 'actions.csv', '--layout', 'tiingo-actions', '--name', 'split', '--append'];
    const { code, stderr } = await runCli([...append, '--accept-unfit'], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const split = await runCli(['data', 'audit', 'split', '--json'], { cwd });
    expect(split.json().inventory.series[0]).toMatchObject({ id: 'AAA', fit: true, refused: true });
    const { stdout } = await runCli(['data', 'audit', 'split'], { cwd });
    expect(stdout).toContain('no error by what the dataset knows by now: AAA 1d; a run reads the prices as they are');
    const late = await runCli(['data', 'audit', 'late'], { cwd });
    expect(late.stdout).toContain('these errors were not seen when it was published: AAA 1d');
  });

  it('X-08: lists damage in the picture, and draws nothing of what is damaged', async () => {
    const cwd = await folderWith({ two: { 'AAA.csv': rowsOf(), 'BBB.csv': rowsOf(() => 2) } });
    const [object] = globSync(path.join(cwd, '**/*.parquet'));
    writeFileSync(object as string, 'no Parquet');
    const { code } = await runCli(['data', 'audit', 'two', '--picture', 'two.html'], { cwd });
    expect(code).toBe(3);
    const page = readFileSync(path.join(cwd, 'two.html'), 'utf8');
    expect(page).toContain('there is nothing to draw');
    expect(page).toMatch(/AAA 1d|BBB 1d/u);
    expect(page).toContain('damaged');
    expect(page).not.toContain('nothing to remark');
    await runCli(['data', 'audit', 'two', '--picture', 'two.svg'], { cwd });
    expect(readFileSync(path.join(cwd, 'two.svg'), 'utf8')).toContain('there is nothing to draw');
  });

  it('draws the coverage into a page or a drawing, and refuses other endings before it reads anything', async () => {
    const cwd = await folderWith({
      two: { 'AAA.csv': rowsOf((_, index) => (index === 9 ? undefined : 1)), 'BBB.csv': rowsOf() },
    });
    const drawn = await runCli(['data', 'audit', 'two', '--picture', 'out/two.html'], { cwd });
    expect(drawn.stdout).toContain('coverage drawn to out/two.html');
    const page = readFileSync(path.join(cwd, 'out/two.html'), 'utf8');
    expect(page).toContain('2 series: 1 of 504 expected bars are missing; the audit found no errors, 1 warning');
    expect(page).toContain('missing-session');
    await runCli(['data', 'audit', 'two', '--picture', 'two.svg'], { cwd });
    expect(readFileSync(path.join(cwd, 'two.svg'), 'utf8')).toMatch(/^<svg xmlns=/u);
    const before = treeHash(cwd);
    const refused = await runCli(['data', 'audit', 'two', '--picture', 'two.pdf'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("'picture': must be a file that ends with .html or .svg");
    expect(treeHash(cwd)).toBe(before);
  });

  it('X-08: refuses bars that are stamped after the data were read', async () => {
    const cwd = await folderWith({ late: { 'AAA.csv': `${rowsOf()}2021-01-04,100,101,99,100,1\n` } });
    const { stdout, code } = await runCli(['data', 'audit', 'late'], { cwd });
    expect(code).toBe(3);
    expect(stdout).toMatch(/AAA 1d +error +future-row +1 +2021-01-04 row 253: closes after 2021-01-04T12:00/u);
  });
});

describe('assay data repair', () => {
  const holes = (date: string, index: number): number | undefined =>
    date.startsWith('2020-05') ? undefined : index === 40 ? 100 : 1;
  const datasets = {
    first: { 'AAA.csv': rowsOf(holes) },
    second: { 'AAA.csv': rowsOf((date) => (date === '2020-05-06' ? undefined : 1), 0.01) },
  };

  it('S2-08: prints what it compares, repairs, and says what it could not', async () => {
    const cwd = await folderWith(datasets);
    const before = treeHash(cwd);
    const dry = await runCli(['data', 'repair', 'first', '--from', 'second', '--dry-run'], { cwd });
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toMatch(/AAA 1d +232 +0\.99 bp +0\.99 bp .* 19 +1 +0 +1\n/u);
    expect(dry.stdout).toContain('AAA 1d: replaced 2020-03-02T21:00:00.000Z');
    expect(dry.stdout).toContain('AAA 1d: could not be repaired: still without a bar on 2020-05-06');
    expect(dry.stdout).toContain('would repair 20 bars; nothing was written');
    expect(treeHash(cwd)).toBe(before);
    const done = await runCli(['data', 'repair', 'first', '--from', 'second', '--instrument', 'AAA'], { cwd });
    expect(done.stdout).toMatch(/first@[0-9a-f]{16}: repaired 20 bars/u);
    const after = (await runCli(['data', 'audit', 'first', '--json'], { cwd })).json();
    expect(after.counts.error).toBe(0);
    expect(after.inventory.series[0]).toMatchObject({ rows: 251, missingDates: ['2020-05-06'], fit: true });
    const again = (await runCli(['data', 'repair', 'first', '--from', 'second', '--json'], { cwd })).json();
    expect(again).toMatchObject({ version: null, series: [{ filled: [], replaced: [], stillMissing: 1 }] });
  });

  it('S2-08: refuses a second source that does not agree, and writes nothing', async () => {
    const cwd = await folderWith({ ...datasets, other: { 'AAA.csv': rowsOf(() => 100) } });
    const before = treeHash(cwd);
    const refused = await runCli(['data', 'repair', 'first', '--from', 'other'], { cwd });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain(
      'AAA 1d: their prices are on different scales: the other has 100.0 times the price',
    );
    const dry = await runCli(['data', 'repair', 'first', '--from', 'other', '--dry-run'], { cwd });
    expect(dry.code).toBe(3);
    expect(dry.stdout).toContain('not repaired: their prices are on different scales');
    expect(treeHash(cwd)).toBe(before);
    expect((await runCli(['data', 'repair', 'first', '--from', 'first'], { cwd })).code).toBe(2);
    expect((await runCli(['data', 'repair', 'first@abc', '--from', 'other'], { cwd })).code).toBe(2);
    expect((await runCli(['data', 'repair', 'first', '--from', 'other', '--instrument', 'ZZZ'], { cwd })).code).toBe(2);
    expect(existsSync(path.join(cwd, 'AAA.csv'))).toBe(true);
  });
});
