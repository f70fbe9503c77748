import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { sliceSeries } from '@assay/quant/market';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { delayed, publishedText, runPack, treeHash, walkBetween, workspaceWith, writePack } from './testing/index.ts';

const FROM = '2017-06-01';

const textOf = (html: string): string => html.replace(/<[^>]*>/gu, ' ').replace(/\s+/gu, ' ');

/** The instruments that a dry run would trade, and those that it would leave out. */
async function planned(cwd: string, pack: object): Promise<{ kept: readonly string[]; stale: readonly string[] }> {
  writePack(cwd, pack);
  const result = await runPack(cwd, '--dry-run', '--json');
  expect(result).toMatchObject({ code: 0, stderr: '' });
  const { accounts, data } = result.json();
  return {
    kept: accounts.flatMap(({ instruments }: { instruments: readonly string[] }) => instruments),
    stale: data.stale.map(({ instrument }: { instrument: string }) => instrument),
  };
}

describe('a pack that asks for fresh data', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await workspaceWith([
      // The day before Christmas was the last session of its week; a coin has no weekend.
      walkBetween('SHARE', { from: FROM, to: '2020-12-25' }),
      walkBetween('COIN', { from: FROM, to: '2020-12-25', calendar: 'continuous' }),
      walkBetween('OLD', { from: FROM, to: '2020-11-21' }),
      walkBetween('NEW', { from: FROM, to: '2021-01-01' }),
    ]);
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  const sunday = { end: '2020-12-27' };

  it('S4-23: leaves out each stale instrument by its own calendar; a fresh one hides no other', async () => {
    const all = { kept: ['COIN', 'NEW', 'OLD', 'SHARE'], stale: [] };
    expect(await planned(cwd, {})).toEqual(all);
    const kept = { kept: ['NEW', 'SHARE'], stale: ['COIN', 'OLD'] };
    expect(await planned(cwd, { ...sunday, freshness: { missedBars: 0 } })).toEqual(kept);
    const lenient = { kept: ['COIN', 'NEW', 'SHARE'], stale: ['OLD'] };
    expect(await planned(cwd, { ...sunday, freshness: { missedBars: 2 } })).toEqual(lenient);
    expect(await planned(cwd, { ...sunday, freshness: { tradingHours: 72 } })).toEqual(lenient);
    expect(await planned(cwd, { ...sunday, freshness: { missedBars: 2, tradingHours: 71 } })).toEqual(kept);
    expect(await planned(cwd, { freshness: { missedBars: 99, asOf: sunday.end } })).toEqual(all);
  });

  it('S4-23: takes age at asOf, at the last date of the pack, or now, and never later than that', async () => {
    const strict = { missedBars: 0 };
    const holiday = { kept: ['NEW', 'SHARE'], stale: ['COIN', 'OLD'] };
    expect(await planned(cwd, { ...sunday, freshness: strict })).toEqual(holiday);
    // On Thursday at its end, midnight has not struck: the coin is not late yet.
    const eve = { kept: ['COIN', 'NEW', 'SHARE'], stale: ['OLD'] };
    expect(await planned(cwd, { freshness: { ...strict, asOf: '2020-12-24' } })).toEqual(eve);
    expect(await planned(cwd, { end: '2020-12-24', freshness: strict })).toEqual(eve);
    const before = { kept: ['COIN', 'NEW', 'OLD', 'SHARE'], stale: [] };
    expect(await planned(cwd, { freshness: { ...strict, asOf: '2020-11-20' } })).toEqual(before);
    // The tests run on Monday 2021-01-04: of the share four sessions are missing, of the new one none.
    const now = { kept: ['NEW'], stale: ['COIN', 'OLD', 'SHARE'] };
    expect(await planned(cwd, { freshness: strict })).toEqual(now);
    expect(await planned(cwd, { freshness: { missedBars: 4 } })).toMatchObject({ stale: ['COIN', 'OLD'] });
  });

  it('S4-23: takes instruments out of a universe, and says so in config, summary, console and report', async () => {
    writePack(cwd, { ...sunday, mode: 'universe', freshness: { missedBars: 2 } });
    const { code, stdout } = await runPack(cwd, '--once');
    expect(code).toBe(0);
    const line =
      'OLD of pack p, as of 2020-12-27T23:59:59.999Z: 23 bars of 1d missed (limit 2) since 2020-11-20T21:00:00.000Z';
    expect(stdout).toContain(`Left out as stale: ${line}`);
    const stale = [
      {
        ...{ pack: 'p', instrument: 'OLD', timeframe: '1d', asOf: '2020-12-27T23:59:59.999Z' },
        ...{ lastBar: '2020-11-20T21:00:00.000Z', missedBars: 23 },
        reason: '23 bars of 1d missed (limit 2) since 2020-11-20T21:00:00.000Z',
      },
    ];
    expect(JSON.parse(publishedText(cwd, 'summary.json'))).toMatchObject({ data: { stale } });
    const { config, rows } = JSON.parse(publishedText(cwd, 'rankings.json'));
    expect(rows[0].instruments).toEqual(['COIN', 'NEW', 'SHARE']);
    const freshness = { missedBars: 2, asOf: '2020-12-27T23:59:59.999Z' };
    expect(config).toMatchObject({ stale, accounts: [{ instruments: ['COIN', 'NEW', 'SHARE'], freshness }] });
    const runs = path.join(cwd, 'assay-workspace/runs');
    const [run = ''] = readdirSync(runs).filter((name) => /^[0-9a-f]{16}$/u.test(name));
    const record = readdirSync(path.join(runs, run)).filter((name) => name.endsWith('.json'));
    const texts = record.map((name) => readFileSync(path.join(runs, run, name), 'utf8')).join('\n');
    expect(texts).toContain('23 bars of 1d missed (limit 2)');
    const report = textOf(publishedText(cwd, 'report.html'));
    expect(report).toContain('Left out as stale OLD of p');
    expect(report).toContain('OLD of p, as of 2020-12-27T23:59:59.999Z: 23 bars of 1d missed');
  });

  it('S4-23: is the same run again within a day where the clock says how old data are', async () => {
    writePack(cwd, { symbols: ['NEW', 'OLD'], freshness: { missedBars: 4 } });
    const first = (await runPack(cwd, '--once', '--json')).json();
    expect(first.data.stale).toMatchObject([{ instrument: 'OLD', asOf: '2021-01-04T00:00:00.000Z' }]);
    expect((await runPack(cwd, '--once', '--json')).json().runId).toBe(first.runId);
  });

  it('S4-23: ends with 3, naming each, where nothing is left', async () => {
    writePack(cwd, { symbols: ['COIN', 'OLD'], ...sunday, freshness: { missedBars: 0 } });
    const before = treeHash(cwd);
    const dry = await runPack(cwd, '--dry-run');
    expect(treeHash(cwd)).toBe(before);
    const once = await runPack(cwd, '--once');
    for (const { code, stderr, stdout } of [dry, once]) {
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain('nothing is left to judge, the data are stale as of 2020-12-27T23:59:59.999Z');
      expect(stderr).toMatch(/- COIN \(p\): 2 bars of 1d missed[\s\S]*- OLD \(p\): 23 bars of 1d missed/u);
    }
    expect(JSON.parse(publishedText(cwd, 'error.json'))).toMatchObject({
      error: { code: 'DATA_UNFIT', step: 'read data' },
    });
  });

  it.each([
    [{ asOf: '2020-12-24' }, /packs\[0\]\.freshness: must set missedBars, tradingHours, or both/],
    [{ missedBars: 1, asOf: '2020-02-30' }, /packs\[0\]\.freshness\.asOf: '2020-02-30' is not a date/],
    [{ missedBars: -1 }, /packs\[0\]\.freshness\.missedBars/],
    [{ maxMissed: 1 }, /packs\[0\]\.freshness\.maxMissed: unknown key/],
  ])('X-08: refuses %j', async (freshness, message) => {
    writePack(cwd, { freshness });
    const { code, stderr } = await runPack(cwd, '--dry-run');
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('S4-23, X-01: judges by what was known then: a bar that came in later makes nothing fresh', async () => {
    const bars = walkBetween('LATE', { from: FROM, to: '2021-01-01' });
    const last = bars.length - 1;
    const late = delayed(bars, last, 5 * 864e5);
    const whole = sliceSeries(bars, 0, last + 1);
    const other = await workspaceWith([late, { ...whole, instrument: { ...whole.instrument, id: 'SOON' } }]);
    onTestFinished(() => rmSync(other, { recursive: true, force: true }));
    const freshness = { missedBars: 0, asOf: '2020-12-31' };
    expect(await planned(other, { freshness })).toEqual({ kept: ['SOON'], stale: ['LATE'] });
    expect(await planned(other, { freshness: { missedBars: 0, asOf: '2020-12-30' } })).toMatchObject({ stale: [] });
  });
});
