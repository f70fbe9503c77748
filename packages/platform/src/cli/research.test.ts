import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { rankingsSchema } from '@assay/contracts/schemas';
import { temporaryFolder } from '../settings/testing/index.ts';
import { runCli, treeHash } from './testing/index.ts';

/** A market with an edge, 900 days, and one workspace that holds it for the tests that only look. */
const MARKET = ['--kind', 'planted-edge', '--seed', 'cli', '--bars', '900', '--strength', '0.3', '--drift', '0.0002'];

const CONFIG = {
  name: 'small',
  packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 300, testSize: 150, purgeSize: 5 } }],
  strategies: [
    {
      class: 'time-series-momentum',
      params: { rebalanceBars: 1, direction: 'long-short' },
      sweep: { lookback: [1, 2] },
    },
    { class: 'moving-average-crossover', sweep: { fast: [5, 20], slow: { min: 20, max: 40, step: 20 } } },
  ],
};

async function newWorkspace(): Promise<string> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'assay-cli-'));
  const { code, stderr } = await runCli(['data', 'synthetic', '--name', 'made', ...MARKET], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return cwd;
}

function writeConfig(cwd: string, change: object = {}): void {
  writeFileSync(path.join(cwd, 'config.yaml'), JSON.stringify({ ...CONFIG, ...change }));
}

const run = (cwd: string, ...more: readonly string[]): ReturnType<typeof runCli> =>
  runCli(['research', 'run', '--config', 'config.yaml', '--workers', '1', '--quiet', ...more], { cwd });

let shared = '';
beforeAll(async () => {
  shared = await newWorkspace();
  return () => rmSync(shared, { recursive: true, force: true });
});

const strategies = (strategy: object): object => ({ strategies: [strategy] });
const pack = (change: object): object => ({ packs: [{ ...CONFIG.packs[0], ...change }] });

describe('a wrong research config (S4-02, S4-21, X-08)', () => {
  it.each<[string, object, RegExp[]]>([
    ['an unknown key', { strategeis: [] }, [/strategeis: unknown key; did you mean 'strategies'\?/]],
    ['an unknown key below', { experiment: { cahs: 1 } }, [/experiment\.cahs: unknown key; did you mean 'cash'\?/]],
    [
      'a misspelt value',
      { experiment: { fills: 'pesimistic' } },
      [/experiment\.fills: .*did you mean 'pessimistic'\?/],
    ],
    [
      'a wrong mode',
      pack({ mode: 'universal' }),
      [/packs\[0\]\.mode: must be one of single, universe, was 'universal'/],
    ],
    ['no strategy', { strategies: [] }, [/strategies: must hold at least one strategy/]],
    ['no pack', { packs: [] }, [/packs: must hold at least one pack/]],
    ['the benchmark alone', strategies({ class: 'buy-and-hold' }), [/strategies: buy-and-hold is the benchmark/]],
    [
      'an unknown dataset',
      pack({ dataset: 'mode' }),
      [/packs\[0\]\.dataset: dataset 'mode' was not found\. Did you mean 'made'\?/],
    ],
    ['an unknown symbol', pack({ symbols: ['SYN9'] }), [/packs\[0\]\.symbols: instrument .*'SYN9' was not found/]],
    ['an unknown timeframe', pack({ timeframe: '1h' }), [/packs\[0\]\.timeframe: timeframe .*'1h' was not found/]],
    ['a timeframe that is none', pack({ timeframe: 'daily' }), [/packs\[0\]\.timeframe: .*'daily'/]],
    ['no symbol', pack({ symbols: [] }), [/packs\[0\]\.symbols: must name at least one symbol, or be left out\n/]],
    ['a symbol twice', pack({ symbols: ['SYN1', 'SYN1'] }), [/packs\[0\]\.symbols: names 'SYN1' twice\n/]],
    [
      'unknown symbols: each is named',
      pack({ symbols: ['SYN8', 'SYN9'] }),
      [/'SYN8' was not found/, /'SYN9' was not found/, /2 problems/],
    ],
    ['the same pack twice', { packs: [CONFIG.packs[0], CONFIG.packs[0]] }, [/packs\[1\]: is the same as packs\[0\]/]],
    [
      'the same strategy twice',
      { strategies: [{ class: 'mean-reversion' }, { class: 'mean-reversion' }] },
      [/strategies: 'mean-reversion' stands twice with the same parameters and packs/],
    ],
    [
      'a pack of a strategy twice',
      strategies({ class: 'mean-reversion', packs: ['pack-1', 'pack-1'] }),
      [/strategies\[0\]\.packs: names 'pack-1' twice/],
    ],
    [
      'a lockbox from a date that is none',
      { evaluation: { lockbox: { from: '2003-02-30' } } },
      [/evaluation\.lockbox\.from: '2003-02-30' is not a date of the calendar/],
    ],
    ['a time that never comes', { loop: { cron: '0 0 30 2 *' } }, [/loop\.cron: .*0 0 30 2/]],
    ['a secret that is missing', { notify: { telegram: { chat: 1 } } }, [/needs the environment variable ASSAY_TEL/]],
    [
      'an unknown strategy',
      strategies({ class: 'mean-revrsion' }),
      [/strategies\[0\]\.class: .*'mean-revrsion' was not found\. Did you mean 'mean-reversion'\?/],
    ],
    [
      'an unknown parameter',
      strategies({ class: 'mean-reversion', params: { windw: 3 } }),
      [/windw.*did you mean 'window'\?/],
    ],
    [
      'a parameter out of its range',
      strategies({ class: 'mean-reversion', params: { window: 1 } }),
      [/'window': must be a whole number between 2 and 1000, was 1/],
    ],
    [
      'an empty sweep',
      strategies({ class: 'mean-reversion', sweep: {} }),
      [/strategies\[0\]\.sweep: must name at least one parameter/],
    ],
    [
      'a sweep without values',
      strategies({ class: 'mean-reversion', sweep: { window: [] } }),
      [/sweep\.window: .*at least one value/],
    ],
    [
      'a value twice',
      strategies({ class: 'mean-reversion', sweep: { window: [5, 5] } }),
      [/sweep\.window: lists a value twice/],
    ],
    [
      'a range upside down',
      strategies({ class: 'mean-reversion', sweep: { window: { min: 9, max: 5, step: 1 } } }),
      [/min 9 is above max 5/],
    ],
    [
      'a sweep that nothing passes',
      strategies({ class: 'moving-average-crossover', sweep: { fast: [50], slow: [20] } }),
      [/no combination of parameters is allowed: fast must be below slow/],
    ],
    [
      'more sets than are allowed',
      { experiment: { maxRuns: 2 } },
      [/experiment\.maxRuns: the sweeps ask for \d+ parameter sets, the limit is 2/],
    ],
    [
      'start after end',
      pack({ start: '2003-01-01', end: '2002-01-01' }),
      [/packs\[0\]\.start: 2003-01-01 is after end 2002-01-01/],
    ],
    ['a date that is none', pack({ start: '2003-02-30' }), [/packs\[0\]\.start: '2003-02-30' is not a date/]],
    ['lastNDays 0', pack({ lastNDays: 0 }), [/packs\[0\]\.lastNDays: .*1/]],
    [
      'two packs of one name',
      {
        packs: [
          { ...CONFIG.packs[0], name: 'a' },
          { ...CONFIG.packs[0], name: 'a' },
        ],
      },
      [/packs\[1\]\.name: two packs are named 'a'/],
    ],
    [
      'a pack that is none',
      strategies({ class: 'mean-reversion', packs: ['pakc'] }),
      [/packs\[0\]: no pack is named 'pakc'/],
    ],
    ['a module that is missing', strategies({ class: './mine.ts' }), [/mine\.ts: does not exist/]],
    [
      'a sweep file that is missing',
      strategies({ class: 'mean-reversion', sweep: 'sweep.yaml' }),
      [/strategies\[0\]\.sweep: sweep\.yaml: the file does not exist/],
    ],
    [
      'a kill file that is missing',
      { evaluation: { kill: 'kill.yaml' } },
      [/evaluation\.kill: kill\.yaml: the file does not exist/],
    ],
    ['a name that is none', { name: 'My Run' }, [/name: must be lower-case letters/]],
    [
      'many things at once: all of them are named',
      { ...pack({ dataset: 'nope', start: '2009-13-01' }), ...strategies({ class: 'no-such' }) },
      [/packs\[0\]\.start/, /packs\[0\]\.dataset: dataset 'nope'/, /strategies\[0\]\.class/, /3 problems/],
    ],
  ])('%s ends with 2, says so, and touches nothing', async (_, change, messages) => {
    writeConfig(shared, change);
    const before = treeHash(shared);
    const { code, stdout, stderr } = await run(shared, '--once');
    for (const message of messages) expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(treeHash(shared)).toBe(before);
    expect(readdirSync(path.join(shared, 'assay-workspace'))).toEqual(['lake']);
  });

  it('lists the problems of keys, files, data, strategies and secrets together, and none that only follows from another', async () => {
    writeConfig(shared, {
      name: 'Mine!',
      packs: [
        { name: 'one', dataset: 'mode', timeframe: 'daily', symbls: ['SYN9'], lastNDays: 'many' },
        { name: 'two', dataset: 'made', timeframe: '1d', symbols: ['SYN9'], start: '2003-02-30', mode: 'universal' },
        { dataset: 'made' },
        { name: 'four', dataset: 'made', timeframe: '1d', symbols: ['SYN1'] },
      ],
      strategies: [
        { class: 'mean-revrsion', sweep: 'nowhere.yaml', parms: {} },
        { class: 'mean-reversion', params: { windw: 3 }, packs: ['one', 'four', 'five'] },
        { class: 'moving-average-crossover', params: { fast: 500 }, sweep: 'nowhere.yaml' },
        { class: './mine.ts', sweep: { length: 'long' } },
        { sweep: { length: [1, 1] } },
      ],
      experiment: {
        curency: 'EUR',
        maxRuns: 0,
        stress: { fills: ['base', 'base'], regimes: { versions: { SYN7: '1' } } },
      },
      evaluation: { kill: 'nowhere.yaml', lockbox: { from: '2003-02-30' }, leakTst: {} },
      loop: { every: 'daily' },
      notify: { telegram: { chat: 1 } },
    });
    const before = treeHash(shared);
    const found = [];
    for (const how of [['--once'], ['--dry-run'], []]) {
      const { code, stdout, stderr } = await run(shared, ...how);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      found.push([...stderr.matchAll(/^ {2}- (\S+): (.*)$/gmu)].map(([, place, message]) => `${place} ${message}`));
    }
    expect(found[0]?.map((line) => line.slice(0, 64)).sort()).toMatchInlineSnapshot(`
      [
        "evaluation.kill nowhere.yaml: the file does not exist",
        "evaluation.leakTst unknown key; did you mean 'leakTest'?",
        "evaluation.lockbox.from '2003-02-30' is not a date of the calend",
        "experiment.curency unknown key; did you mean 'currency'?",
        "experiment.maxRuns must be >= 1, was 0",
        "experiment.stress.fills names a variant twice",
        "loop.every must be a whole number of seconds, minutes, hours or ",
        "name must be lower-case letters, digits, dots and dashes",
        "notify.telegram needs the environment variable ASSAY_TELEGRAM_TO",
        "packs[0].dataset dataset 'mode' was not found. Did you mean 'mad",
        "packs[0].lastNDays must be a number, was 'many'",
        "packs[0].symbls unknown key; did you mean 'symbols'?",
        "packs[0].timeframe invalid 'timeframe': must be such as 5m, 1h, ",
        "packs[1].mode must be one of single, universe, was 'universal'; ",
        "packs[1].start '2003-02-30' is not a date of the calendar",
        "packs[1].symbols instrument in dataset made@f2e09e10b16deb06 'SY",
        "packs[2].timeframe is required: a text is missing",
        "strategies[0].class strategy 'mean-revrsion' was not found. Did ",
        "strategies[0].parms unknown key; did you mean 'params'?",
        "strategies[0].sweep nowhere.yaml: the file does not exist",
        "strategies[1].packs[2] no pack is named 'five'; packs are one, t",
        "strategies[1].params.windw unknown parameter 'windw' of strategy",
        "strategies[2].sweep nowhere.yaml: the file does not exist",
        "strategies[3].class mine.ts: does not exist",
        "strategies[3].sweep.length must be a list, or keys with values, ",
        "strategies[4].class is required: a text is missing",
        "strategies[4].sweep.length lists a value twice",
      ]
    `);
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    expect(treeHash(shared)).toBe(before);
  });

  it.each([
    ['is missing', undefined, /the file does not exist/],
    ['is empty', '', /the file is empty/],
    ['is a comment', '# nothing\n', /the file is empty/],
    ['is no YAML', 'name: [1\n', /1 problem/],
    ['is a list', '- 1\n', /must hold keys such as name, packs and strategies/],
  ])('a file that %s ends with 2 and touches nothing', async (_, text, message) => {
    const cwd = temporaryFolder();
    if (text !== undefined) writeFileSync(path.join(cwd, 'config.yaml'), text);
    const before = treeHash(cwd);
    const { code, stderr } = await run(cwd, '--once');
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(treeHash(cwd)).toBe(before);
  });

  it.each([
    ["throw new Error('the reason of my own');\n", /the strategy module failed: the reason of my own/],
    [
      "import fs from 'node:fs';\nexport const strategy = fs;\n",
      /imports 'node:fs', which is not one of its own files/,
    ],
    ['export const tactic = 1;\n', /must export a constant named 'strategy', it exports tactic/],
    ["export const strategy = { name: 'Bad Name' };\n", /'name' must be kebab-case/],
    ['export const strategy = {;\n', /./],
  ])('S4-10: a module that does not load ends with 2, its own words preserved (%#)', async (text, message) => {
    writeFileSync(path.join(shared, 'broken.mjs'), text);
    writeConfig(shared, strategies({ class: './broken.mjs' }));
    const before = treeHash(shared);
    const { code, stderr } = await run(shared, '--once');
    expect(stderr).toMatch(message);
    expect(stderr).toContain('strategies[0]');
    expect(code).toBe(2);
    expect(treeHash(shared)).toBe(before);
  });

  it('data that are too short end with 3, and the dry run says so before', async () => {
    const cwd = temporaryFolder();
    await runCli(['data', 'synthetic', '--name', 'made', ...MARKET, '--bars', '200'], { cwd });
    writeConfig(cwd);
    const before = treeHash(cwd);
    const dry = await run(cwd, '--dry-run');
    expect(dry.stderr).toMatch(/200|199/);
    expect(dry.code).toBe(3);
    expect(treeHash(cwd)).toBe(before);
    expect((await run(cwd, '--once')).code).toBe(3);
    expect(existsSync(path.join(cwd, 'assay-workspace/published/research/small/rankings.json'))).toBe(false);
    expect(existsSync(path.join(cwd, 'assay-workspace/published/research/small/error.json'))).toBe(true);
  });
});

describe('assay research run --dry-run', () => {
  it('S4-21: says what would be done and leaves the tree as it was', async () => {
    writeConfig(shared);
    const before = treeHash(shared);
    const result = await run(shared, '--dry-run', '--json');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const plan = result.json();
    expect(plan).toMatchObject({
      name: 'small',
      hypothesis: 'not stated',
      datasets: [{ name: 'made', synthetic: true }],
      accounts: [
        {
          id: 'pack-1.SYN1',
          instruments: ['SYN1'],
          timeframe: '1d',
          periods: 899,
          walkForward: { trainPeriods: 300, purgePeriods: 5, testPeriods: 150 },
        },
      ],
      strategies: [
        { name: 'time-series-momentum', parameterSets: 2, skipped: 0, sweep: ['lookback'] },
        { name: 'moving-average-crossover', parameterSets: 3, skipped: 1, sweep: ['fast', 'slow'] },
      ],
      evaluations: { rows: 2, parameterSets: 5, neighboursAtMost: 10 },
      fillContracts: [{ name: 'base/1' }, { name: 'pessimistic/1' }],
      kill: { minTrades: 20, confidence: 0.95 },
      publishes: path.join(shared, 'assay-workspace/published/research/small'),
    });
    expect(plan.accounts[0].walkForward.folds).toBe(Math.ceil((899 - 305) / 150));
    const text = await run(shared, '--dry-run');
    expect(text.stdout).toMatch(/pack-1\.SYN1 +SYN1 +1d .* 899 +300 +5 +150 +4/);
    expect(text.stdout).toContain('2 rows to judge, from 5 parameter sets and at most 10 neighbours');
    expect(text.stdout).toContain('Nothing was written.');
    expect(treeHash(shared)).toBe(before);
  });

  it('shows a hypothesis without what would steer the terminal, and where a range ends before its max', async () => {
    const [first] = CONFIG.strategies;
    writeConfig(shared, {
      hypothesis: 'It rises.\u001b[2J\nIt falls.\r\u0007',
      strategies: [{ ...first, sweep: { lookback: { min: 1, max: 6, step: 2 } } }],
    });
    const { code, stdout } = await run(shared, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^small: It rises\.\ufffd\[2J It falls\. \ufffd$/mu);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(stdout).toContain('  Note: time-series-momentum: lookback ends at 5: steps of 2 from 1 do not meet max 6\n');
    expect((await run(shared, '--dry-run', '--json')).json().strategies[0].notes).toHaveLength(1);
  });

  it('S4-21: makes no workspace where there is none', async () => {
    const cwd = temporaryFolder();
    writeConfig(cwd);
    const { code, stderr } = await run(cwd, '--dry-run');
    expect(stderr).toContain("dataset 'made' was not found");
    expect(code).toBe(2);
    expect(readdirSync(cwd)).toEqual(['config.yaml']);
  });
});

describe('a research run and what is left of it', () => {
  let cwd = '';
  let runId = '';
  let folder = '';
  beforeAll(async () => {
    cwd = await newWorkspace();
    writeConfig(cwd);
    const result = await run(cwd, '--once');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(/2 rows: .*\nJudged against every trial/);
    runId = /assay runs show ([0-9a-f]{16})$/m.exec(result.stdout)?.[1] ?? '';
    folder = /^Results: +(.*)$/m.exec(result.stdout)?.[1] ?? '';
    return () => rmSync(cwd, { recursive: true, force: true });
  });

  it('publishes where it says, and reads its results again when it is repeated', async () => {
    const rankings = rankingsSchema.parse(JSON.parse(readFileSync(path.join(folder, 'rankings.json'), 'utf8')));
    expect(rankings.runId).toBe(runId);
    expect(existsSync(path.join(folder, 'report.html'))).toBe(true);
    const again = await run(cwd, '--once');
    expect(again.stdout).toContain('had finished before');
    const summary = await run(cwd, '--once', '--json');
    expect(summary.stderr).toBe('');
    expect(summary.json()).toMatchObject({ runId, name: 'small', counts: { rows: 2 } });
  });

  it('is listed and shown', async () => {
    expect((await runCli(['runs', 'list', '--json'], { cwd })).json()).toMatchObject([
      { runId, name: 'small', state: 'finished', publishedAs: ['research/small'] },
    ]);
    expect((await runCli(['runs', 'list'], { cwd })).stdout).toMatch(
      new RegExp(`${runId} +small +finished .*research/small`),
    );
    const shown = (await runCli(['runs', 'show', runId.slice(0, 6)], { cwd })).stdout;
    expect(shown).toMatch(/time-series-momentum\.pack-1\.SYN1 +\w+ +\d+/);
    expect(shown).toMatch(/last event +run-finished/);
    const details = (await runCli(['runs', 'show', runId, '--json'], { cwd })).json();
    expect(details.rows.map((row: { id: string }) => row.id).sort()).toEqual(rowIds);
  });

  const rowIds = ['moving-average-crossover.pack-1.SYN1', 'time-series-momentum.pack-1.SYN1'];
  const csv = (file: string): readonly (readonly string[])[] =>
    readFileSync(path.join(cwd, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
  const column = (rows: readonly (readonly string[])[], name: string): readonly string[] =>
    rows.slice(1).map((row) => row[rows[0]?.indexOf(name) ?? -1] ?? 'none');

  it('exports trades, equity and returns that add up', async () => {
    const exported = (await runCli(['runs', 'export-trades', runId, '--out', 'out', '--json'], { cwd })).json();
    expect(exported.rows.map((row: { row: string }) => row.row)).toEqual(rowIds);
    expect(readdirSync(path.join(cwd, 'out'))).toHaveLength(6);
    for (const { row, trades } of exported.rows) {
      const [list, equity, returns] = ['trades', 'equity', 'returns'].map((kind) => csv(`out/${row}.${kind}.csv`)) as [
        string[][],
        string[][],
        string[][],
      ];
      const net = column(list, 'net').map(Number);
      expect(net).toHaveLength(trades);
      const levels = column(equity, 'equity').map(Number);
      expect(levels.at(-1)).toBeCloseTo(100_000 + net.reduce((sum, one) => sum + one, 0), 6);
      const growth = column(returns, 'return').reduce((wealth, one) => wealth * (1 + Number(one)), 1);
      expect(growth).toBeCloseTo((levels.at(-1) ?? NaN) / 100_000, 9);
      for (const name of ['entry_time', 'exit_time'])
        for (const time of column(list, name)) expect(new Date(time).toISOString()).toBe(time);
      for (const price of column(list, 'entry_price'))
        expect(Math.abs(Number(price) * 100 - Math.round(Number(price) * 100))).toBeLessThan(1e-6);
      expect(new Set(column(list, 'currency'))).toEqual(new Set(['USD']));
    }
    const report = JSON.parse(readFileSync(path.join(folder, 'rankings.json'), 'utf8')).rows;
    for (const { id, trades } of report) expect(csv(`out/${id}.trades.csv`).length - 1).toBe(trades);
  });

  it('exports one row as Parquet with the same content', async () => {
    const args = ['runs', 'export-trades', runId.slice(0, 8), '--row', rowIds[1] as string];
    expect((await runCli([...args, '--format', 'parquet', '--out', 'pq'], { cwd })).code).toBe(0);
    expect((await runCli([...args, '--out', 'one'], { cwd })).code).toBe(0);
    expect(readdirSync(path.join(cwd, 'pq'))).toEqual(
      ['equity', 'returns', 'trades'].map((kind) => `${rowIds[1]}.${kind}.parquet`),
    );
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    onTestFinished(() => connection.closeSync());
    const query = `SELECT count(*), sum(net), min(epoch_ms(entry_time)), any_value(typeof(exit_time)) FROM read_parquet('${cwd}/pq/${rowIds[1]}.trades.parquet')`;
    const [[count, net, first, type] = []] = await (await connection.run(query)).getRows();
    const rows = csv(`one/${rowIds[1]}.trades.csv`);
    expect(Number(count)).toBe(rows.length - 1);
    expect(Number(net)).toBeCloseTo(
      column(rows, 'net').reduce((sum, one) => sum + Number(one), 0),
      6,
    );
    expect(Number(first)).toBe(Date.parse(column(rows, 'entry_time')[0] ?? ''));
    expect(type).toBe('TIMESTAMP');
  });

  it('X-08: names the row that was meant, and refuses a run that is not there', async () => {
    const wrong = await runCli(['runs', 'export-trades', runId, '--row', 'time-series-momentum.pack-1.SYN2'], { cwd });
    expect(wrong.stderr).toContain(`Did you mean '${rowIds[1]}'?`);
    expect(wrong.code).toBe(2);
    expect((await runCli(['runs', 'export-trades', 'ffffff'], { cwd })).code).toBe(2);
    expect(existsSync(path.join(cwd, `trades-${runId}`))).toBe(false);
  });

  it('keeps what a run holds from collection, and is removed only by force while its results are current', async () => {
    const { version } = (await runCli(['data', 'show', 'made', '--json'], { cwd })).json();
    const pinned = await runCli(['data', 'remove', `made@${version}`], { cwd });
    expect(pinned).toMatchObject({ code: 1 });
    expect(pinned.stderr).toContain('is used by a run');
    rmSync(path.join(cwd, `assay-workspace/lake/datasets/made/versions/${version}.json`));
    expect((await runCli(['data', 'gc', '--json'], { cwd })).json()).toMatchObject({ removed: 0, kept: 1 });
    const refused = await runCli(['runs', 'remove', runId], { cwd });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('--force');
    expect((await runCli(['runs', 'remove', runId, '--force'], { cwd })).stdout).toContain(`removed run ${runId}`);
    expect((await runCli(['runs', 'list', '--json'], { cwd })).json()).toEqual([]);
    expect((await runCli(['data', 'gc', '--json'], { cwd })).json()).toMatchObject({ removed: 1, kept: 0 });
    expect(existsSync(path.join(folder, 'rankings.json'))).toBe(true);
  });
});

describe('assay research init and schema', () => {
  it('writes a config that runs, and its schema, and replaces neither by itself', async () => {
    const cwd = temporaryFolder();
    const { code, stdout } = await runCli(['research', 'init'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Next: assay data sample');
    expect(readdirSync(cwd).sort()).toEqual(['research.schema.json', 'research.yaml']);
    const schema = await runCli(['research', 'schema'], { cwd });
    expect(readFileSync(path.join(cwd, 'research.schema.json'), 'utf8')).toBe(schema.stdout);
    writeFileSync(path.join(cwd, 'research.yaml'), 'mine');
    const again = await runCli(['research', 'init'], { cwd });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('is there already');
    expect(readFileSync(path.join(cwd, 'research.yaml'), 'utf8')).toBe('mine');
    const forced = await runCli(['research', 'init', '--force', '--json'], { cwd });
    expect(forced.json()).toEqual({
      config: path.join(cwd, 'research.yaml'),
      schema: path.join(cwd, 'research.schema.json'),
    });
    expect(parse(readFileSync(path.join(cwd, 'research.yaml'), 'utf8'))).toMatchObject({ name: 'example' });
  });

  it('leaves a schema of somebody else alone', async () => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, 'sub'));
    writeFileSync(path.join(cwd, 'sub/research.schema.json'), '{"title":"mine"}');
    expect((await runCli(['research', 'init', 'sub/own.yaml'], { cwd })).code).toBe(1);
    expect(readdirSync(path.join(cwd, 'sub'))).toEqual(['research.schema.json']);
  });
});
