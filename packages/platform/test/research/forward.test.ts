import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forwardRecordSchema } from '@assay/contracts/schemas';
import type { ForwardRecord, ForwardRow } from '@assay/contracts/schemas';
import type { BarSeries } from '@assay/quant/market';
import { runCli, treeHash } from '../../src/cli/testing/index.ts';
import type { PublishedRun } from '../../src/research/index.ts';
import { ledgerFile, showRun } from '../../src/runs/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const CONFIG = `
name: frozen
packs: [{ name: edge, dataset: edge, timeframe: 1d }, { name: late, dataset: edge, timeframe: 1d, start: 2000-06-01 }]
strategies:
  - { class: time-series-momentum, params: { rebalanceBars: 1, direction: long-short }, sweep: { lookback: [1, 2] }, packs: [edge] }
  - { class: ./own/entry.ts, packs: [edge, late] }
  - { class: random-entry, params: { entryProbability: 0.02, holdBars: 1, seed: 1 }, packs: [edge] }
  - { class: random-entry, params: { entryProbability: 0.01, holdBars: 5, seed: 5 }, packs: [edge] }
experiment:
  costs: { halfSpreadBps: 0.2, slippageBps: 0.2, commissionBps: 0.1 }
  walkForward: { trainSize: 2y, testSize: 1y }
  stress: { enabled: false }
evaluation: { leakTest: { cuts: 0 }, kill: { maxFragility: 1, maxWalkForwardLoss: 1, confidence: 0.8 } }
`;

const HELPER = 'export const sideOf = (close: number, before: number): number => Math.sign(close - before);\n';
const ENTRY = `
import { sideOf } from './helper.ts';
export const strategy = {
  name: 'follow', summary: 'Goes where the last bar went.', source: 'a test', parameters: [], terms: () => [],
  create: () => ({
    decide: (view) => view.updated.flatMap((instrument) => {
      const wanted = sideOf(view.price(instrument, 'close', 0), view.price(instrument, 'close', 1));
      if (wanted === 0 || Number.isNaN(wanted) || wanted === Math.sign(view.position(instrument))) return [];
      return [{ legs: [{ instrument, target: { kind: 'exposure', value: wanted } }], allOrNone: false, reason: 'followed' }];
    }),
  }),
};
`;

const RUN_BARS = 1700;
const edge = (bars: number): DatasetContent =>
  plantedEdge({ seed: 5, bars, instruments: ['EDGE'], lag: 1, strength: 0.2 });

const changed = (content: DatasetContent, change: (bars: BarSeries) => BarSeries): DatasetContent => ({
  ...content,
  series: content.series.map(change),
});

describe('a forward record', { timeout: 240_000 }, () => {
  let workspace: TestWorkspace;
  let run: PublishedRun;
  const cli = (...args: string[]): ReturnType<typeof runCli> =>
    runCli([...args, '--workspace', workspace.root, '--workers', '1'], { cwd: workspace.root });
  const show = (): ReturnType<typeof runCli> =>
    runCli(['runs', 'show', run.runId, '--workspace', workspace.root], { cwd: workspace.root });
  const forward = (...more: string[]): ReturnType<typeof runCli> => cli('verdict', 'forward', run.runId, ...more);
  const recordOf = async (...more: string[]): Promise<ForwardRecord> => {
    const result = await forward('--json', ...more);
    expect(result.stderr).toBe('');
    return forwardRecordSchema.parse((result.json() as { record: unknown }).record);
  };
  /** The last record, as it stands beside the verdicts. */
  const published = (): ForwardRecord =>
    forwardRecordSchema.parse(JSON.parse(workspace.read('frozen', 'forward.json')));
  const rowOf = ({ rows }: ForwardRecord, id: string): ForwardRow => rows.find((row) => row.id === id) as ForwardRow;
  const amendments = (): readonly string[] => readdirSync(path.join(run.folder, 'amendments')).sort();
  const trialLines = (): readonly string[] =>
    readFileSync(ledgerFile(workspace.root), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"kind":"trial"'));

  beforeAll(async () => {
    workspace = testWorkspace();
    mkdirSync(path.join(workspace.root, 'own'));
    workspace.write('own/helper.ts', HELPER);
    workspace.write('own/entry.ts', ENTRY);
    await workspace.publish('edge', edge(RUN_BARS));
    run = await workspace.run(workspace.write('frozen.yaml', CONFIG));
  }, 240_000);
  afterAll(() => workspace.remove());

  it('ruling 8a: without later bars there is nothing to say, exit 4, and nothing is written', async () => {
    const before = treeHash(workspace.root);
    const result = await forward();
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/no bar came after what run '\w+' has judged \(edge\.EDGE: judged to \d{4}-/u);
    expect(treeHash(workspace.root)).toBe(before);
  });

  it('ruling 8a: --dry-run shows what would be judged with which parameters, and writes nothing', async () => {
    await workspace.publish('edge', edge(RUN_BARS + 12));
    const before = treeHash(workspace.root);
    const result = await forward('--dry-run');
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/time-series-momentum\.edge\.EDGE \(candidate\) with \{.*"lookback":1/u);
    expect(treeHash(workspace.root)).toBe(before);
  });

  it('ruling 8a: too few bars and trades are `insufficient`, and nothing is annualised from them', async () => {
    const row = rowOf(await recordOf(), 'time-series-momentum.edge.EDGE');
    expect([row.state, row.bars, row.days]).toEqual(['insufficient', 12, 12]);
    expect(row.shortfalls.map(({ rule }) => rule)).toEqual(['bars', 'trades']);
    expect([row.metrics['excessSharpeRatio'], row.nulls['excessSharpeRatio']]).toEqual([null, 'too-few-observations']);
    expect(row.metrics['sharpePerPeriod']).not.toBeNull();
    expect(row.consistency).toMatchObject({ outcome: 'undetermined', reason: 'too-few-observations' });
  });

  it('ruling 8a: frozen rows are judged on later bars alone, with the parameters of the last fold, candidates first', async () => {
    await workspace.publish('edge', edge(RUN_BARS + 60));
    const record = await recordOf();
    const row = rowOf(record, 'time-series-momentum.edge.EDGE');
    const judged = run.rankings.rows.find(({ id }) => id === row.id);
    expect(row.params).toEqual(judged?.selections.at(-1)?.params);
    const [account] = record.accounts;
    expect(Date.parse(account?.from as string)).toBeGreaterThan(Date.parse(account?.judgedTo as string));
    expect(row.equity.times).toHaveLength(61);
    expect(new Date(row.equity.times[0] as number).toISOString()).toContain((account?.judgedTo as string).slice(0, 10));
    const frozen = run.rankings.rows.filter(({ verdict }) => verdict !== 'killed');
    expect(record.rows.map(({ id, verdict }) => [id, verdict]).sort()).toEqual(
      frozen.map(({ id, verdict }) => [id, verdict]).sort(),
    );
    expect(frozen.length).toBeLessThan(run.rankings.rows.length);
    expect([record.rows[0]?.verdict, record.rows.at(-1)?.verdict]).toEqual(['candidate', 'insufficient']);
    const random = record.rows.filter(({ strategy }) => strategy === 'random-entry');
    expect(random.map(({ params, verdict, state }) => [params['seed'], verdict, state])).toEqual([
      [5, 'insufficient', 'insufficient'],
    ]);
    expect(record.accounts.map(({ restated }) => restated)).toEqual(record.accounts.map(() => false));
  });

  it('ruling 8a: the record is what a backtest of the same strategy from that close on comes to', async () => {
    const row = rowOf(published(), 'time-series-momentum.edge.EDGE');
    // One bar of warm-up before the last judged close, at which both decide first.
    const closes = edge(RUN_BARS).series[0]?.eventTime as Float64Array;
    const from = new Date(closes.at(-2) as number).toISOString().slice(0, 10);
    workspace.write('profile.yaml', 'costs: { halfSpreadBps: 0.2, slippageBps: 0.2, commissionBps: 0.1 }\n');
    const params = Object.entries(row.params).flatMap(([name, value]) => [`${name}=${value}`]);
    const result = await cli(
      ...['backtest', 'run', '--strategy', 'time-series-momentum', '--dataset', 'edge', '--from', from, '--json'],
      ...['--profile', 'profile.yaml', '--params', params.join(',')],
    );
    expect(result.stderr).toBe('');
    const { outcomes, warmUpBars } = result.json() as {
      outcomes: { under: string; totalReturn: number }[];
      warmUpBars: number;
    };
    expect(warmUpBars).toBe(1);
    expect(outcomes[0]?.totalReturn).toBe(row.metrics['totalReturn']);
  });

  it('ruling 8a: a user module is run from the files that the run has kept, whichever of them is the entry', async () => {
    workspace.write('own/entry.ts', 'export const strategy = 1;\n');
    const record = await recordOf();
    const [own, built] = ['follow.edge.EDGE', 'time-series-momentum.edge.EDGE'].map((id) => rowOf(record, id));
    expect(own?.equity).toEqual(built?.equity);
  });

  it('ruling 1: a record adds no trial, and the audit and the ledger hold that it was made', async () => {
    const trials = trialLines();
    const before = await showRun(workspace.root, run.runId);
    await workspace.publish('edge', edge(RUN_BARS + 61));
    await recordOf();
    expect(trialLines()).toEqual(trials);
    expect(trials.length).toBeGreaterThan(3);
    const after = await showRun(workspace.root, run.runId);
    expect([after.state, after.problems, after.audit.entries]).toEqual(['finished', [], before.audit.entries + 4]);
  });

  it('ruling 8a: the same bars give the same bytes and no second record', async () => {
    const first = (await forward('--json')).json() as { file: string };
    const [text, names] = [readFileSync(first.file, 'utf8'), amendments()];
    const before = (await showRun(workspace.root, run.runId)).audit.entries;
    const again = (await forward('--json')).json() as { file: string; isNew: boolean };
    expect(again).toMatchObject({ file: first.file, isNew: false });
    expect([readFileSync(again.file, 'utf8'), amendments()]).toEqual([text, names]);
    expect((await showRun(workspace.root, run.runId)).audit.entries).toBe(before);
  });

  it('ruling 8a: with more bars it goes on: its first part stays, but for what only its end had closed', async () => {
    const short = rowOf(published(), 'time-series-momentum.edge.EDGE');
    await workspace.publish('edge', edge(RUN_BARS + 250));
    const long = rowOf(await recordOf(), 'time-series-momentum.edge.EDGE');
    expect(long.bars).toBe(250);
    // The last close of the shorter record is where it closed its position; the longer one holds it there.
    const kept = short.bars;
    expect(long.equity.times.slice(0, kept)).toEqual(short.equity.times.slice(0, kept));
    expect(long.equity.values.slice(0, kept)).toEqual(short.equity.values.slice(0, kept));
    expect(long.state).toBe('consistent');
    expect(long.metrics['excessSharpeRatio']).not.toBeNull();
    const { lower, upper, value } = long.consistency;
    expect((lower as number) < (value as number) && (value as number) < (upper as number)).toBe(true);
  });

  it('ruling 8a: stands in the run, beside its verdicts, and in `assay runs show`', async () => {
    const { file, page } = (await forward('--json')).json() as { file: string; page: string };
    expect(workspace.read('frozen', 'forward.json')).toBe(readFileSync(file, 'utf8'));
    expect(workspace.read('frozen', 'forward.html')).toBe(readFileSync(page, 'utf8'));
    const shown = await show();
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/Forward record, judged on 2021-01-04/u);
    expect(shown.stdout).toMatch(/time-series-momentum\.edge\.EDGE +candidate +as expected +250/u);
    // The run again, from its steps: what was added stays published.
    await workspace.publish('edge', edge(RUN_BARS));
    workspace.write('own/entry.ts', ENTRY);
    expect((await workspace.run(path.join(workspace.root, 'frozen.yaml'))).runId).toBe(run.runId);
    expect(workspace.read('frozen', 'forward.json')).toBe(readFileSync(file, 'utf8'));
  });

  it('ruling 8a: says loudly where judged bars are not what they were, and which bars were known', async () => {
    const content = changed(edge(RUN_BARS + 60), (bars) => ({
      ...bars,
      close: bars.close.map((close, row) => (row === 100 ? (close + (bars.low[row] as number)) / 2 : close)),
    }));
    await workspace.publish('edge', content);
    const said = await forward();
    expect(said.code).toBe(0);
    const record = published();
    expect(record.accounts[0]).toMatchObject({ id: 'edge.EDGE', restated: true });
    expect(record.accounts[0]?.history[0]).toMatchObject({ bars: RUN_BARS, changed: 1, missing: 0, added: 0 });
    // And how many of the bars whoever wrote the config may have known.
    expect(record.rows[0]?.knownWhenFrozen).toBe(record.rows[0]?.bars);
    expect(said.stdout).toMatch(/60 bars of the record were there when the run ended/u);
    expect(said.stdout).toMatch(/^! HISTORY CHANGED\. Of 1,700 bars of EDGE .* 1 changed, the first at /u);
    expect(workspace.read('frozen', 'forward.html')).toContain('HISTORY CHANGED');
  });

  it('ruling 8a: reads the version that is named, and refuses a dataset that was not judged', async () => {
    const version = await workspace.publish('edge', edge(RUN_BARS + 30));
    await workspace.publish('edge', edge(RUN_BARS + 40));
    expect(rowOf(await recordOf('--dataset', `edge@${version}`), 'follow.edge.EDGE').bars).toBe(30);
    const other = await forward('--dataset', 'others');
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/a version of edge, which the run has judged/u);
  });

  it('X-09: a record that was changed by hand is not shown as one', async () => {
    await workspace.publish('edge', edge(RUN_BARS + 40));
    const { file } = (await forward('--json')).json() as { file: string };
    writeFileSync(file, readFileSync(file, 'utf8').replace('"candidate"', '"killed"'));
    const shown = await show();
    expect(shown.code).toBe(3);
    expect(shown.stderr).toMatch(/is not as it was written; line \d+ of the audit/u);
    await forward();
    expect((await show()).code).toBe(0);
  });
});
