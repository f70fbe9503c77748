import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { backtestSummarySchema } from '@assay/contracts/schemas';
import type { BacktestSummary } from '@assay/contracts/schemas';
import { sliceSeries } from '@assay/quant/market';
import { openLakehouse, publishDataset } from '../../lakehouse/index.ts';
import { testProvenance } from '../../lakehouse/testing/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { runCli, treeHash, walkBetween, workspaceWith } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

const DAYS = { from: '2016-01-04', to: '2018-01-02' };
const CROSSOVER = ['--strategy', 'moving-average-crossover', '--params', 'fast=5,slow=20'];
const MOMENTUM = ['--strategy', 'time-series-momentum', '--params', 'lookback=5,rebalanceBars=1,direction=long-short'];

/** A module decides across two threads, bar by bar: half a year is enough to look at. */
const HALF_A_YEAR = ['--to', '2016-06-30'];

const MODULE = `export const strategy = {
  name: 'every-third',
  summary: 'Is in the market on every third day.',
  source: 'a test',
  parameters: [{ name: 'days', type: 'integer', description: 'Days.', default: 3, min: 2, max: 9 }],
  terms: () => [],
  create: ({ days }) => ({
    decide: (view) => view.updated.map((instrument) => {
      const value = view.barCount(instrument) % days === 0 ? 1 : 0;
      return { legs: [{ instrument, target: { kind: 'exposure', value } }], allOrNone: false, reason: 'the day' };
    }),
  }),
};
`;

/** A workspace with dataset `made`: AAA and BBB, two years of days. */
function newWorkspace(): Promise<string> {
  return workspaceWith([walkBetween('AAA', DAYS), walkBetween('BBB', DAYS)]);
}

function backtest(cwd: string, ...more: readonly string[]): Promise<CliResult> {
  return runCli(['backtest', 'run', '--workers', '1', '--quiet', ...more], { cwd });
}

async function summaryOf(cwd: string, ...more: readonly string[]): Promise<BacktestSummary> {
  const result = await backtest(cwd, ...more, '--json');
  expect({ code: result.code, stderr: result.stderr, error: result.json().error }).toEqual({ code: 0, stderr: '' });
  return backtestSummarySchema.parse(result.json());
}

function published(cwd: string, name: string, file: string): string {
  return readFileSync(path.join(cwd, 'assay-workspace/published/backtests', name, file), 'utf8');
}

type Row = Readonly<Record<string, string>>;

function csvRows(text: string): readonly Row[] {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [head.split(',')[at] ?? '', cell])));
}

function trialKeys(cwd: string): readonly string[] {
  const lines = readFileSync(path.join(cwd, 'assay-workspace/trials/ledger.jsonl'), 'utf8').trimEnd().split('\n');
  const entries = lines.map((line) => JSON.parse(line) as { readonly kind: string; readonly key: string });
  return entries.filter(({ kind }) => kind === 'trial').map(({ key }) => key);
}

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + Number(row[column]), 0);

describe('assay backtest run', { timeout: 240_000 }, () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await newWorkspace();
    return () => rmSync(cwd, { recursive: true, force: true });
  });

  it('says what speaks for and against it, and that it is no verdict', async () => {
    const { code, stdout, stderr } = await backtest(cwd, ...CROSSOVER, '--instruments', 'AAA', '--name', 'told');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Not judged');
    expect(stdout).toContain('`assay research run`');
    expect(stdout).toMatch(/after 19 bars of warm-up; fills base\/1/u);
    expect(stdout).toMatch(/Trials counted +1 trial on overlapping data/u);
    expect(stdout).toMatch(
      /Sharpe ratio +−?\d+\.\d\d a year of that excess \(95 % interval −?\d+\.\d\d to \d+\.\d\d\)/u,
    );
    expect(stdout).toMatch(/Leak check +passed: .+ at 3 cuts$/mu);
    for (const under of ['base', 'pessimistic', 'costs ×1.25', 'costs ×1.5', 'costs ×2', 'buy and hold'])
      expect(stdout).toMatch(new RegExp(`^ +${under} +[+−]`, 'mu'));
  });

  it('S4-19: is one trial; a repeat, another name, another end and fewer words add none', async () => {
    const own = await newWorkspace();
    const first = await summaryOf(own, ...CROSSOVER, '--instruments', 'AAA');
    expect(first.trials).toMatchObject({ counted: 1, thisRun: 1, prior: 0, declared: 0 });
    const same = ['--strategy', 'moving-average-crossover', '--params', '{"slow": 20}', '--params', 'fast=5'];
    const again = await summaryOf(own, ...same, '--instruments', 'AAA');
    expect(again).toMatchObject({ runId: first.runId, trials: first.trials });
    expect((await backtest(own, ...CROSSOVER, '--instruments', 'AAA')).stdout).toContain('no trial was added');
    await summaryOf(own, ...CROSSOVER, '--instruments', 'AAA', '--name', 'other');
    const shorter = await summaryOf(own, ...CROSSOVER, '--instruments', 'AAA', '--to', '2017-06-30');
    expect(shorter.trials).toMatchObject({ key: first.trials.key, counted: 1 });
    expect(new Set(trialKeys(own))).toEqual(new Set([first.trials.key]));
    const second = await summaryOf(own, ...CROSSOVER, '--params', 'slow=30', '--instruments', 'AAA');
    expect(second.trials).toMatchObject({ counted: 2, prior: 1 });
    const third = await summaryOf(
      own,
      ...CROSSOVER,
      '--instruments',
      'AAA',
      '--fills',
      'optimistic',
      '--prior-trials',
      '40',
    );
    expect(third.trials).toMatchObject({ counted: 43, prior: 2, declared: 40 });
    expect(third.evidence.deflatedSharpe).toBeLessThan(third.evidence.probabilisticSharpe as number);
    expect(new Set(trialKeys(own)).size).toBe(3);
    rmSync(own, { recursive: true, force: true });
  });

  it('S4-19: bars that were appended leave it the same trial', async () => {
    const all = walkBetween('AAA', DAYS);
    const own = await workspaceWith([{ ...sliceSeries(all, 0, 400), synthetic: false }]);
    const first = await summaryOf(own, ...CROSSOVER);
    const lake = openLakehouse(path.join(own, 'assay-workspace/lake'), { threads: 1 });
    await publishDataset(lake, {
      name: 'made',
      series: [all],
      provenance: testProvenance(all, 'AAA.csv'),
      createdAt: 1,
    });
    await lake.close();
    const later = await summaryOf(own, ...CROSSOVER);
    expect(later.period.to > first.period.to).toBe(true);
    expect(later.trials).toMatchObject({ key: first.trials.key, counted: 1 });
    rmSync(own, { recursive: true, force: true });
  });

  it('X-12: costs are on; the net result falls with every multiple of them, and under pessimistic fills', async () => {
    const { outcomes, costsMonotone, costFree } = await summaryOf(cwd, ...MOMENTUM, '--instruments', 'AAA,BBB');
    const [base, pessimistic, ...rest] = outcomes;
    const nets = [base, ...rest.filter(({ under }) => under.startsWith('costs'))].map((one) => one?.net as number);
    expect(rest.map(({ under }) => under)).toEqual(['costs ×1.25', 'costs ×1.5', 'costs ×2', 'buy and hold']);
    expect(nets).toEqual([...nets].sort((a, b) => b - a));
    expect(new Set(nets).size).toBe(4);
    expect(pessimistic?.net).toBeLessThan(base?.net as number);
    expect(base?.costs).toBeGreaterThan(0);
    expect({ costsMonotone, costFree }).toEqual({ costsMonotone: true, costFree: false });
  });

  it('X-12: costs that a profile sets to nothing are labelled', async () => {
    writeFileSync(path.join(cwd, 'free.yaml'), 'costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 }\n');
    const free = ['--profile', 'free.yaml', '--instruments', 'AAA', '--name', 'free'];
    const { stdout, code } = await backtest(cwd, ...CROSSOVER, ...free);
    expect(code).toBe(0);
    expect(stdout).toContain('Result of a contract that is free of costs');
    expect(stdout).toContain('fills base/1+cost-free');
  });

  it('takes the profile before the defaults and the command line before the profile', async () => {
    writeFileSync(path.join(cwd, 'profile.yaml'), 'cash: 5000\nfills: pessimistic\nseed: 7\n');
    const profiled = [...CROSSOVER, '--instruments', 'AAA', '--name', 'profiled', '--profile', 'profile.yaml'];
    expect(await summaryOf(cwd, ...profiled)).toMatchObject({ cash: 5000, contract: { name: 'pessimistic/1' } });
    const base = await summaryOf(cwd, ...profiled, '--fills', 'base');
    expect(base).toMatchObject({ cash: 5000, contract: { name: 'base/1' } });
  });

  it('X-05 S3-27: trades, long and short, add up to the change of equity; fills come later than decisions', async () => {
    const name = 'added-up';
    const { runId, outcomes } = await summaryOf(cwd, ...MOMENTUM, '--instruments', 'AAA', '--name', name);
    const trades = csvRows(published(cwd, name, 'trades.csv'));
    expect(new Set(trades.map(({ direction }) => direction))).toEqual(new Set(['long', 'short']));
    expect(sum(trades, 'net')).toBeCloseTo(outcomes[0]?.net as number, 6);
    expect(sum(trades, 'gross') - sum(trades, 'costs')).toBeCloseTo(sum(trades, 'net'), 6);
    for (const part of ['spread', 'slippage', 'commission']) expect(sum(trades, part)).toBeGreaterThan(0);
    const parts = ['spread', 'slippage', 'commission', 'fees'].map((part) => sum(trades, part));
    expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(sum(trades, 'costs'), 6);
    for (const { adverse, favourable, gross, entry_time, exit_time } of trades) {
      expect(Number(adverse)).toBeGreaterThanOrEqual(Math.max(0, -Number(gross)) - 1e-6);
      expect(Number(favourable)).toBeGreaterThanOrEqual(Math.max(0, Number(gross)) - 1e-6);
      expect((entry_time as string) < (exit_time as string)).toBe(true);
    }
    const exported = await runCli(['runs', 'export-trades', runId, '--tables', 'all', '--out', 'out', '--json'], {
      cwd,
    });
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    const [row] = exported.json().rows;
    expect(row.files).toHaveLength(6);
    const table = (kind: string): readonly Row[] =>
      csvRows(readFileSync(path.join(cwd, 'out', `${row.row}.${kind}.csv`), 'utf8'));
    const fills = table('fills');
    expect(fills.every(({ decision_time, time }) => (decision_time as string) < (time as string))).toBe(true);
    expect(readFileSync(path.join(cwd, 'out', `${row.row}.trades.csv`), 'utf8')).toBe(
      published(cwd, name, 'trades.csv'),
    );
    const postings = table('postings');
    expect(postings.length).toBeGreaterThan(fills.length);
    expect(sum(postings, 'units')).toBe(0);
  });

  it('X-05: buy and hold is worth what its shares are worth, recomputed from the bars', async () => {
    const name = 'held';
    const { outcomes } = await summaryOf(cwd, '--strategy', 'buy-and-hold', '--instruments', 'AAA', '--name', name);
    const [{ entry_price, lots, gross: booked, costs }] = csvRows(published(cwd, name, 'trades.csv')) as [Row];
    const bars = walkBetween('AAA', DAYS);
    // One cost of each side moves the price against the account: 1 bps of half spread and 1 bps of slippage.
    expect(Number(entry_price)).toBeCloseTo((bars.open[1] as number) * 1.0002, 1);
    const gross = Number(lots) * ((bars.close.at(-1) as number) - (bars.open[1] as number));
    expect(Number(booked)).toBeCloseTo(gross, 4);
    expect(outcomes[0]?.net).toBeCloseTo(gross - Number(costs), 4);
    expect(outcomes[0]?.net).toBe(outcomes.at(-1)?.net);
  });

  it('S3-27: trades of a strategy with a stop have their initial risk, and results in multiples of it', async () => {
    const name = 'stopped';
    const breakout = ['--strategy', 'channel-breakout', '--params', 'entryWindow=5,exitWindow=3,stopFraction=0.02'];
    await summaryOf(cwd, ...breakout, '--instruments', 'AAA', '--name', name);
    const trades = csvRows(published(cwd, name, 'trades.csv'));
    expect(trades.length).toBeGreaterThan(2);
    for (const { initial_risk, entry_price, lots } of trades) {
      // To the tick: the stop lies 2 % from the price paid, rounded to cents.
      const risk = 0.02 * Number(entry_price) * Number(lots);
      expect(Math.abs(Number(initial_risk) - risk)).toBeLessThanOrEqual(0.0051 * Number(lots));
    }
    const { measures } = (JSON.parse(published(cwd, name, 'measures.json')) as { performance: unknown })
      .performance as {
      measures: { id: string; value: number | null }[];
    };
    const value = (id: string): number | null | undefined => measures.find((one) => one.id === id)?.value;
    expect(value('nWithInitialRisk')).toBe(trades.length);
    const multiples = trades.map(({ net, initial_risk }) => Number(net) / Number(initial_risk));
    expect(value('expectancyR')).toBeCloseTo(multiples.reduce((a, b) => a + b, 0) / trades.length, 9);
  });

  it('holds several instruments in one account', async () => {
    const name = 'two';
    const both = await summaryOf(cwd, ...CROSSOVER, '--instruments', 'BBB', '--instruments', 'AAA', '--name', name);
    expect(both.instruments).toEqual(['AAA', 'BBB']);
    const trades = csvRows(published(cwd, name, 'trades.csv'));
    expect(new Set(trades.map(({ instrument }) => instrument))).toEqual(new Set(['AAA', 'BBB']));
    expect(sum(trades, 'net')).toBeCloseTo(both.outcomes[0]?.net as number, 6);
    const all = await summaryOf(cwd, ...CROSSOVER, '--dataset', 'made', '--timeframe', '1d', '--name', name);
    expect(all.runId).toBe(both.runId);
  });

  it('X-09: gives the same bytes in another workspace, with more workers and less memory', async () => {
    const other = await newWorkspace();
    const bytes = async (folder: string, ...more: readonly string[]): Promise<readonly string[]> => {
      const { runId } = await summaryOf(folder, ...CROSSOVER, '--instruments', 'AAA,BBB', '--name', 'bytes', ...more);
      return [runId, ...['measures.json', 'trades.csv', 'report.html'].map((file) => published(folder, 'bytes', file))];
    };
    const fresh = await newWorkspace();
    expect(await bytes(other, '--workers', '2', '--memory', '1GiB')).toEqual(await bytes(fresh));
    for (const folder of [other, fresh]) rmSync(folder, { recursive: true, force: true });
  });

  it('S4-10: runs a module of the user, found and named as research finds it; what it counts as is its content', async () => {
    writeFileSync(path.join(cwd, 'third.mjs'), MODULE);
    const first = await summaryOf(
      cwd,
      '--strategy',
      'third.mjs',
      '--params',
      'days=4',
      '--instruments',
      'AAA',
      ...HALF_A_YEAR,
    );
    expect(first).toMatchObject({ name: 'every-third', strategy: 'every-third', params: { days: 4 }, warmUpBars: 0 });
    appendFileSync(path.join(cwd, 'third.mjs'), '// another content\n');
    const second = await summaryOf(
      cwd,
      '--strategy',
      './third.mjs',
      '--params',
      'days=4',
      '--instruments',
      'AAA',
      ...HALF_A_YEAR,
    );
    expect(second.trials.key).not.toBe(first.trials.key);
    expect(second.outcomes).toEqual(first.outcomes);
  });

  it('S4-10: a name or path stands for the same strategy as in a research config', async () => {
    writeFileSync(path.join(cwd, 'alike.mjs'), MODULE);
    for (const named of ['./alike.mjs', 'mean-reversion']) {
      const packs = [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 200, testSize: 100 } }];
      writeFileSync(
        path.join(cwd, 'alike.yaml'),
        JSON.stringify({ name: 'alike', packs, strategies: [{ class: named }] }),
      );
      const research = await runCli(['research', 'run', '--config', 'alike.yaml', '--dry-run', '--json'], { cwd });
      const own = await backtest(cwd, '--strategy', named, '--instruments', 'AAA', '--dry-run', '--json');
      expect(own.json().identity).toBe(research.json().strategies[0].identity);
    }
  });

  it('S4-10: a module that does not load ends with 2, its own words preserved', async () => {
    writeFileSync(path.join(cwd, 'broken.mjs'), "throw new Error('the reason of my own');\n");
    const { code, stderr } = await backtest(cwd, '--strategy', 'broken.mjs', '--instruments', 'AAA');
    expect(stderr).toMatch(/--strategy: .*the strategy module failed: the reason of my own/u);
    expect(code).toBe(2);
  });

  it('X-14: marks what is too good to be believed, or too little to say anything', async () => {
    const few = await summaryOf(cwd, '--strategy', 'buy-and-hold', '--instruments', 'AAA', '--name', 'few');
    expect(few.marks.map(({ rule }) => rule)).toContain('min-trades');
    const rises = walkBetween('AAA', DAYS);
    const tame = rises.close.map((_, at) => Math.round(100 * 100 * 1.004 ** at * (1 + 0.0002 * (at % 3))) / 100);
    const open = tame.map((price, at) => (at === 0 ? price : (tame[at - 1] as number) + 0.01));
    const series = {
      ...rises,
      ...{ close: tame, open },
      high: tame.map((price, at) => Math.max(price, open[at] as number)),
      low: tame.map((price, at) => Math.min(price, open[at] as number)),
    };
    const own = await workspaceWith([series]);
    writeFileSync(path.join(own, 'third.mjs'), MODULE);
    const { stdout } = await backtest(own, '--strategy', 'third.mjs', ...HALF_A_YEAR);
    expect(stdout).toMatch(/Marks +[^]*annual Sharpe ratio: \d/u);
    const { marks } = await summaryOf(own, '--strategy', 'third.mjs', ...HALF_A_YEAR);
    expect(marks.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['suspicious-sharpe', 'suspicious-win-rate']));
    expect(published(own, 'every-third', 'report.html')).toMatch(
      /<dt>Marks<\/dt>[^]*may be believed before its trades have been/u,
    );
    rmSync(own, { recursive: true, force: true });
  });

  it('X-08: without a trade it ends with 4 and says that nothing can be measured', async () => {
    writeFileSync(path.join(cwd, 'never.mjs'), MODULE.replaceAll('? 1 : 0', '? 0 : 0').replace('every-third', 'never'));
    const { code, stdout } = await backtest(cwd, '--strategy', 'never.mjs', '--instruments', 'AAA', ...HALF_A_YEAR);
    expect(stdout).toContain('Insufficient\n  no trade was closed: there is nothing to measure.');
    expect(stdout).not.toContain('Not judged');
    expect(code).toBe(4);
    const summary = JSON.parse(published(cwd, 'never', 'summary.json')) as BacktestSummary;
    expect(summary).toMatchObject({ status: 'insufficient', evidence: { sharpe: null, deflatedSharpe: null } });
    expect(Object.keys(summary.evidence.nulls)).toContain('sharpe');
  });

  it('X-11: a failure leaves the last good results and error.json beside them; the next success takes it away', async () => {
    const name = 'kept';
    await summaryOf(cwd, ...CROSSOVER, '--instruments', 'AAA', '--name', name);
    const before = published(cwd, name, 'measures.json');
    const short = ['--instruments', 'AAA', '--name', name, '--to', '2016-02-20'];
    const failed = await backtest(cwd, ...CROSSOVER, '--params', 'slow=200', ...short);
    expect(failed.stderr).toContain('the strategy needs 199 bars before its first decision');
    expect(failed.code).toBe(3);
    expect(JSON.parse(published(cwd, name, 'error.json'))).toMatchObject({
      error: { code: 'DATA_UNFIT', step: 'evaluate' },
    });
    expect(published(cwd, name, 'measures.json')).toBe(before);
    await summaryOf(cwd, ...CROSSOVER, '--instruments', 'BBB', '--name', name);
    expect(existsSync(path.join(cwd, 'assay-workspace/published/backtests', name, 'error.json'))).toBe(false);
    expect(published(cwd, name, 'measures.json')).not.toBe(before);
  });

  it('S4-21: a dry run says what would be done and touches nothing', async () => {
    const before = treeHash(cwd);
    const text = await backtest(cwd, ...CROSSOVER, '--instruments', 'AAA', '--dry-run');
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain('Nothing was written.');
    expect(text.stdout).toMatch(/One trial over \d+ closes, 2016-01-0\d to 2017-12-29/u);
    const plan = (await backtest(cwd, ...CROSSOVER, '--instruments', 'AAA', '--dry-run', '--json')).json();
    expect(plan).toMatchObject({ strategy: 'moving-average-crossover', params: { fast: 5, slow: 20 }, cash: 100_000 });
    expect(treeHash(cwd)).toBe(before);
  });
});

describe('a wrong backtest', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await newWorkspace();
    for (const [name, text] of [
      ['bad-key.yaml', 'cahs: 1\n'],
      ['bad-value.yaml', 'fills: pesimistic\n'],
      ['folds.yaml', 'walkForward: { trainSize: 100 }\n'],
      ['list.yaml', '- 1\n'],
      ['deep.yaml', 'fast: [1, 2]\n'],
    ] as const)
      writeFileSync(path.join(cwd, name), text);
    return () => rmSync(cwd, { recursive: true, force: true });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no strategy', [], /missing option: --strategy/],
    ['an unknown strategy', ['--strategy', 'mean-revrsion'], /--strategy: .*Did you mean 'mean-reversion'\?/],
    ['a module that is missing', ['--strategy', './mine.ts'], /--strategy: mine\.ts: does not exist/],
    ['an unknown parameter', [...CROSSOVER, '--params', 'slwo=3'], /--params slwo: .*did you mean 'slow'\?/],
    ['a parameter out of its range', [...CROSSOVER, '--params', 'fast=0'], /--params fast: .*was 0/],
    [
      'parameters that the strategy refuses',
      [...CROSSOVER, '--params', 'fast=50'],
      /--params.*fast must be below slow/,
    ],
    ['a parameter without value', [...CROSSOVER, '--params', 'fast'], /'--params': must be key=value, was 'fast'/],
    ['JSON that is none', [...CROSSOVER, '--params', '{fast: 1'], /'--params': not JSON/],
    ['a parameter file that is missing', [...CROSSOVER, '--params', 'no.yaml'], /no\.yaml: .*\n.*does not exist/],
    ['a parameter file with lists', [...CROSSOVER, '--params', 'deep.yaml'], /fast: must be a number, a text/],
    ['an unknown instrument', [...CROSSOVER, '--instruments', 'AAB'], /instrument .*'AAB' was not found\n.*'AAA'/],
    ['an instrument twice', [...CROSSOVER, '--instruments', 'AAA,AAA'], /--instruments: names 'AAA' twice/],
    ['an empty instrument', [...CROSSOVER, '--instruments', 'AAA,'], /'--instruments': a name is empty/],
    ['an unknown dataset', [...CROSSOVER, '--dataset', 'mode'], /dataset 'mode' was not found\n.*'made'/],
    ['an unknown timeframe', [...CROSSOVER, '--timeframe', '1h'], /timeframe .*'1h' was not found\n.*1d/],
    [
      'dates in the wrong order',
      [...CROSSOVER, '--from', '2017-02-01', '--to', '2017-01-01'],
      /--from: 2017-02-01 is after/,
    ],
    ['a date that is none', [...CROSSOVER, '--from', '2017-02-30'], /--from: '2017-02-30' is not a date/],
    ['a date in another form', [...CROSSOVER, '--to', '1.2.2017'], /--to: must be a date such as/],
    ['an unknown fill contract', [...CROSSOVER, '--fills', 'pesimistic'], /Allowed choices are base, pessimistic/],
    ['a name that is none', [...CROSSOVER, '--name', 'My Run'], /--name: must be lower-case letters/],
    [
      'prior trials that are none',
      [...CROSSOVER, '--prior-trials', 'many'],
      /'--prior-trials': must be a whole number/,
    ],
    ['a profile that is missing', [...CROSSOVER, '--profile', 'none.yaml'], /none\.yaml: .*\n.*does not exist/],
    ['a profile with an unknown key', [...CROSSOVER, '--profile', 'bad-key.yaml'], /bad-key\.yaml: cahs: .*'cash'\?/],
    [
      'a profile with a wrong value',
      [...CROSSOVER, '--profile', 'bad-value.yaml'],
      /'pesimistic'; did you mean 'pessimistic'/,
    ],
    ['a profile with folds', [...CROSSOVER, '--profile', 'folds.yaml'], /walkForward: belongs to a research config/],
    ['a profile that is a list', [...CROSSOVER, '--profile', 'list.yaml'], /must hold keys such as cash/],
    ['an option that is none', [...CROSSOVER, '--instrument', 'AAA'], /unknown option '--instrument'/],
    ['many things at once', ['--strategy', 'nope', '--from', '2017-02-30', '--instruments', 'AAA'], /2 problems/],
  ])('X-08: %s ends with 2, says so, and touches nothing', async (_, words, message) => {
    const before = treeHash(cwd);
    const { code, stdout, stderr } = await backtest(cwd, ...words);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(treeHash(cwd)).toBe(before);
  });

  it('X-08: dates that the data do not cover end with 3', async () => {
    const { code, stderr } = await backtest(cwd, ...CROSSOVER, '--from', '1990-01-01');
    expect(stderr).toMatch(/asked for 1990-01-01 to the end, the data cover 2016-01-0\d to 2017-12-29/u);
    expect(code).toBe(3);
  });

  it('lists the choices where an instrument stands in several datasets, and takes the one that is named', async () => {
    const bars = walkBetween('AAA', DAYS);
    const lake = openLakehouse(path.join(cwd, 'assay-workspace/lake'), { threads: 1 });
    await publishDataset(lake, {
      name: 'again',
      series: [bars],
      provenance: testProvenance(bars, 'AAA.csv'),
      createdAt: 1,
    });
    await lake.close();
    const { code, stderr } = await backtest(cwd, ...CROSSOVER, '--instruments', 'AAA');
    expect(stderr).toMatch(
      /AAA can be read from several places: again@\w+ at 1d, made@\w+ at 1d\nChoose one with --dataset/u,
    );
    expect(code).toBe(2);
    expect((await summaryOf(cwd, ...CROSSOVER, '--instruments', 'BBB')).dataset.name).toBe('made');
    expect((await summaryOf(cwd, ...CROSSOVER, '--instruments', 'AAA', '--dataset', 'again')).dataset.name).toBe(
      'again',
    );
  });

  it('X-08: an instrument in another currency needs a rate, which a profile may name', async () => {
    const own = temporaryFolder();
    const fx = ['--kind', 'fx', '--name', 'fx', '--seed', '1', '--bars', '300', '--pairs', 'EURGBP'];
    expect((await runCli(['data', 'synthetic', ...fx], { cwd: own })).code).toBe(0);
    const { code, stderr } = await backtest(own, ...CROSSOVER);
    expect(stderr).toMatch(/--profile: invalid 'conversion': must be able to turn GBP into USD.*set currency to GBP/u);
    expect(code).toBe(2);
  });

  it('X-08: says what to do where the workspace has no data', async () => {
    const { code, stderr } = await runCli(['backtest', 'run', ...CROSSOVER, '--workspace', 'none'], { cwd });
    expect(stderr).toContain('the workspace has no dataset with bars');
    expect(stderr).toContain('assay data import');
    expect(code).toBe(2);
  });
});
