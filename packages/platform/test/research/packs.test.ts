/** Packs of whole runs: what they must cover, what is gone on without, and what stands for their content. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summarySchema } from '@assay/contracts/schemas';
import type { Rankings, Summary } from '@assay/contracts/schemas';
import type { BarSeries } from '@assay/quant/market';
import { runCli, walkBetween, workspaceWith } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';
import { openLakehouse, publishDataset } from '../../src/lakehouse/index.ts';
import { pickedBars, testProvenance } from '../../src/lakehouse/testing/index.ts';

const DAYS = { from: '2016-01-04', to: '2018-12-31' };
const WALK = { trainSize: 200, testSize: 150 };
/** Has bars of its last year alone. */
const SHORT = walkBetween('SHORT', { from: '2018-01-02', to: DAYS.to });
const [AAA, BBB] = [walkBetween('AAA', DAYS), walkBetween('BBB', DAYS)];

/** A market whose prices jump eightfold for good: the audit does not let it pass. */
function toxic(): BarSeries {
  const bars = walkBetween('TOXIC', DAYS);
  const jump = (column: Float64Array): Float64Array => column.map((value, i) => (i < 300 ? value : value * 8));
  return { ...bars, open: jump(bars.open), high: jump(bars.high), low: jump(bars.low), close: jump(bars.close) };
}

let cwd = '';
beforeAll(async () => {
  cwd = await workspaceWith([AAA, BBB, SHORT, toxic()], { acceptUnfit: true });
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

type Config = Readonly<Record<string, unknown>> & { readonly name: string };

function run(folder: string, { pack, ...config }: Config & { readonly pack?: object }): Promise<CliResult> {
  const packs = [{ name: 'p', dataset: 'made', timeframe: '1d', start: '2016-01-04', walkForward: WALK, ...pack }];
  const strategies = [{ class: 'random-entry', sweep: { seed: [1] } }];
  writeFileSync(path.join(folder, 'config.yaml'), JSON.stringify({ packs, strategies, ...config }));
  const words = ['research', 'run', '--config', 'config.yaml', '--once', '--workers', '1', '--quiet'];
  return runCli(words, { cwd: folder });
}

function published(
  folder: string,
  name: string,
): { read: (file: string) => string; rankings: Rankings; summary: Summary } {
  const results = path.join(folder, 'assay-workspace/published/research', name);
  const read = (file: string): string => readFileSync(path.join(results, file), 'utf8');
  return {
    read,
    rankings: JSON.parse(read('rankings.json')) as Rankings,
    summary: summarySchema.parse(JSON.parse(read('summary.json'))),
  };
}

/** Everything of the rows that figures and verdicts are. */
const figures = ({ rows }: Rankings): unknown =>
  rows.map(({ id, metrics, verdict, reasons }) => ({ id, metrics, verdict, reasons }));

describe('a pack that is not what was asked for', { timeout: 240_000 }, () => {
  it('S4-08: abort ends the cycle before a run is opened, names the instruments, and says at which step', async () => {
    const unfit = await run(cwd, { name: 'unfit', pack: { mode: 'universe' } });
    expect(unfit.code).toBe(3);
    expect(unfit.stderr).toContain('TOXIC 1d: toxic-return');
    const short = await run(cwd, { name: 'short', pack: { mode: 'universe', symbols: ['AAA', 'SHORT'] } });
    expect(short.code).toBe(3);
    expect(short.stderr).toContain(
      "pack 'p.universe' does not cover the dates asked for:\n" +
        '  - SHORT 1d: asked for 2016-01-04 to the end, the data cover 2018-01-02 to 2018-12-28: ' +
        '503 sessions are missing before the first bar (limit 5)',
    );
    expect(short.stderr).toContain('onFailure: continue');
    expect(JSON.parse(publishedError('short'))).toMatchObject({ error: { code: 'DATA_UNFIT', step: 'read data' } });
    expect(existsSync(path.join(cwd, 'assay-workspace/runs'))).toBe(false);
  });

  const publishedError = (name: string): string =>
    readFileSync(path.join(cwd, 'assay-workspace/published/research', name, 'error.json'), 'utf8');

  it('S4-08, X-08: continue goes on with what is whole, as though the rest had not been named, and says so everywhere', async () => {
    const without = await run(cwd, { name: 'rest', onFailure: 'continue', pack: { mode: 'universe' } });
    expect(without).toMatchObject({ code: 0, stderr: '' });
    const { summary, rankings, read } = published(cwd, 'rest');
    expect(summary.data.continued).toEqual([
      expect.objectContaining({
        ...{ step: 'pack', account: 'p.universe', instrument: 'SHORT', timeframe: '1d', code: 'DATA_UNFIT' },
        reason: expect.stringContaining('503 sessions are missing before the first bar') as string,
      }),
      expect.objectContaining({ instrument: 'TOXIC', reason: expect.stringContaining('toxic-return') as string }),
    ]);
    expect(without.stdout).toMatch(
      /Went on without SHORT of p\.universe, 1d: DATA_UNFIT: pack 'p\.universe' does not/u,
    );
    expect(without.stdout).toMatch(/Went on without TOXIC of p\.universe/u);
    expect(read('report.html')).toContain('Gone on without:');
    expect(read('report.html')).toContain('503 sessions are missing before the first bar');
    const manifest = runManifest(summary.runId);
    expect(manifest.config.accounts).toMatchObject([{ id: 'p.universe', instruments: ['AAA', 'BBB'] }]);
    expect(manifest.config.continued?.map(({ instrument }) => instrument)).toEqual(['SHORT', 'TOXIC']);

    await run(cwd, { name: 'named', pack: { mode: 'universe', symbols: ['AAA', 'BBB'] } });
    expect(figures(published(cwd, 'named').rankings)).toEqual(figures(rankings));
    expect(published(cwd, 'named').summary.data.continued).toBeUndefined();
  });

  const runManifest = (id: string): Manifest =>
    JSON.parse(readFileSync(path.join(cwd, 'assay-workspace/runs', id, 'run.json'), 'utf8')) as Manifest;

  it('S4-08: a single pack goes on without the accounts that fail; without any, the cycle fails and nothing is published', async () => {
    const single = await run(cwd, { name: 'single', onFailure: 'continue' });
    expect(single.code).toBe(0);
    const { summary, rankings } = published(cwd, 'single');
    expect(rankings.rows.map(({ id }) => id).sort()).toEqual(['random-entry.p.AAA', 'random-entry.p.BBB']);
    expect(summary.data.continued?.map(({ account }) => account)).toEqual(['p.SHORT', 'p.TOXIC']);

    const none = await run(cwd, { name: 'none', onFailure: 'continue', pack: { symbols: ['SHORT', 'TOXIC'] } });
    expect(none.code).toBe(3);
    expect(none.stderr).toMatch(
      /no pack is left to judge:\n {2}- SHORT of p\.SHORT: .*\n.*SHORT 1d: asked for.*\n {2}- TOXIC of/u,
    );
    expect(readdirSync(path.join(cwd, 'assay-workspace/published/research/none'))).toEqual(['error.json']);
  });

  it.each(['abort', 'continue'])(
    'S4-08: a pack without a bar is a failure, not an empty success (%s)',
    async (onFailure) => {
      const empty = await run(cwd, { name: 'empty', onFailure, pack: { start: '2030-01-01', symbols: ['AAA'] } });
      expect(empty.code).toBe(3);
      expect(empty.stderr).toContain("'AAA' 1d has no bar in the period asked for; it has 2016-01-04 to 2018-12-28");
    },
  );

  it('S4-08: coverage in the pack lets more lack, which is then told', async () => {
    const pack = { symbols: ['SHORT'], walkForward: { trainSize: 100, testSize: 100 }, coverage: { atEnds: null } };
    const short = await run(cwd, { name: 'lax', pack });
    expect(short).toMatchObject({ code: 0, stderr: '' });
    const { summary, read } = published(cwd, 'lax');
    expect(summary.data.datasets[0]?.series[0]?.coverage).toEqual({
      ...{ unit: 'sessions', before: 503, inside: 0, insideShare: 0, after: 0 },
    });
    expect(summary.data.packs).toMatchObject([
      { asked: { from: '2016-01-04', to: null }, covered: { from: '2018-01-02', to: '2018-12-28' } },
    ]);
    expect(read('report.html')).toMatch(/2016-01-04 to the end(?:<\/td>)?\s*<td[^>]*>2018-01-02 to 2018-12-28/u);
    const plan = await runCli(['research', 'run', '--config', 'config.yaml', '--dry-run'], { cwd });
    expect(plan.stdout).toContain('Pack p.SHORT: asked for 2016-01-04 to the end, has 2018-01-02 to 2018-12-28');
    expect(plan.stdout).toContain('Missing: SHORT 1d of p.SHORT: 503 sessions before the first bar');
  });

  it('S4-08: holes inside are counted and refused', async () => {
    const rows = Array.from({ length: AAA.length }, (_, index) => index).filter((index) => index % 8 !== 3);
    const holed = await workspaceWith([pickedBars(AAA, rows)], { acceptUnfit: true });
    try {
      const found = await run(holed, { name: 'holed', pack: { acceptUnfit: true } });
      expect(found.code).toBe(3);
      expect(found.stderr).toMatch(/AAA 1d: .*: 94 sessions are missing inside, 12\.5 % \(limit 10 %\)/u);
      const accepted = await run(holed, { name: 'holed', pack: { acceptUnfit: true, coverage: { inside: 0.2 } } });
      expect(accepted).toMatchObject({ code: 0, stderr: '' });
    } finally {
      rmSync(holed, { recursive: true, force: true });
    }
  });
});

interface Manifest {
  readonly config: {
    readonly accounts: readonly { readonly id: string; readonly content: string }[];
    readonly continued?: readonly { readonly instrument: string }[];
  };
}

describe('the content of packs', { timeout: 240_000 }, () => {
  const contentOf = (
    folder: string,
    name: string,
  ): { readonly runId: string; readonly content: Record<string, string> } => {
    const { runId, data } = published(folder, name).summary;
    const text = readFileSync(path.join(folder, 'assay-workspace/runs', runId, 'run.json'), 'utf8');
    const { accounts } = (JSON.parse(text) as Manifest).config;
    const content = Object.fromEntries(accounts.map((account) => [account.id, account.content]));
    expect(data.packs?.map(({ account, contentHash }) => [account, contentHash])).toEqual(Object.entries(content));
    return { runId, content };
  };

  async function publish(folder: string, series: readonly BarSeries[], file: string): Promise<void> {
    const lake = openLakehouse(path.join(folder, 'assay-workspace/lake'), { threads: 1 });
    const provenances = series.map((bars) => testProvenance(bars, file));
    const provenance = {
      ...testProvenance(series[0] as BarSeries),
      sources: provenances.flatMap(({ sources }) => sources),
    };
    await publishDataset(lake, { name: 'made', series, provenance, createdAt: 0 });
    await lake.close();
  }

  it('S4-08, S4-13: stands in the run; one bar changes it for its own pack alone, a stale file beside it for none', async () => {
    const folder = await workspaceWith([AAA, BBB]);
    const clean = await workspaceWith([AAA, BBB]);
    try {
      const workspace = path.join(folder, 'assay-workspace');
      for (const place of ['packs', 'runs/AAA_2016-01-04_2018-12-28', 'runs/old/steps']) {
        mkdirSync(path.join(workspace, place), { recursive: true });
        for (const name of ['AAA_2016-01-04_2018-12-28.json', 'p.AAA.cols', `${'0'.repeat(64)}.cols`])
          writeFileSync(path.join(workspace, place, name), '{"bars":[]}');
      }
      expect(await run(folder, { name: 'one' })).toMatchObject({ code: 0, stderr: '' });
      expect(await run(clean, { name: 'one' })).toMatchObject({ code: 0, stderr: '' });
      const first = contentOf(folder, 'one');
      expect(Object.keys(first.content)).toEqual(['p.AAA', 'p.BBB']);
      expect(contentOf(clean, 'one')).toEqual(first);
      expect(published(folder, 'one').read('rankings.json')).toBe(published(clean, 'one').read('rankings.json'));

      const volume = BBB.volume.map((value, index) => (index === 400 ? value + 1 : value));
      await publish(folder, [AAA, { ...BBB, volume }], 'AAA.csv');
      await run(folder, { name: 'one' });
      const second = contentOf(folder, 'one');
      expect(second.runId).not.toBe(first.runId);
      expect(second.content['p.AAA']).toBe(first.content['p.AAA']);
      expect(second.content['p.BBB']).not.toBe(first.content['p.BBB']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      rmSync(clean, { recursive: true, force: true });
    }
  });
});

describe('where bars come from', () => {
  it('S4-06: a pack that names no dataset, or one that is not there, is an error that says what to do', async () => {
    const nameless = await run(cwd, { name: 'a', packs: [{ timeframe: '1d' }] });
    expect(nameless.code).toBe(2);
    expect(nameless.stderr).toMatch(/packs\[0\]\.dataset: is required/u);
    const unknown = await run(cwd, { name: 'a', pack: { dataset: 'maid' } });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/packs\[0\]\.dataset: dataset 'maid' was not found.*made/su);
    expect(unknown.stderr).toContain('assay data list');
  });

  it('S4-06: a backtest that names none takes the one that there is, and asks where there are none or several', async () => {
    const backtest = (folder: string): Promise<CliResult> =>
      runCli(['backtest', 'run', '--strategy', 'random-entry', '--dry-run', '--instruments', 'AAA'], { cwd: folder });
    expect((await backtest(cwd)).stdout).toContain('made@');
    const bare = path.join(cwd, 'bare');
    mkdirSync(bare);
    const none = await backtest(bare);
    expect(none.code).not.toBe(0);
    expect(none.stderr).toMatch(/no dataset with bars/u);
    expect(none.stderr).toContain('assay data import');
    const several = await workspaceWith([AAA]);
    const lake = openLakehouse(path.join(several, 'assay-workspace/lake'), { threads: 1 });
    await publishDataset(lake, {
      name: 'other',
      series: [AAA],
      provenance: testProvenance(AAA, 'AAA.csv'),
      createdAt: 0,
    });
    await lake.close();
    const both = await backtest(several);
    rmSync(several, { recursive: true, force: true });
    expect(both.code).toBe(2);
    expect(both.stderr).toMatch(/AAA can be read from several places: made@.* at 1d, other@/u);
    expect(both.stderr).toContain('--dataset');
  });
});
