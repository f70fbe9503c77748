import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forwardRecordSchema } from '@assay/contracts/schemas';
import type { ForwardRecord } from '@assay/contracts/schemas';
import { formatIsoDate } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { runCli, treeHash } from '../../src/cli/testing/index.ts';
import { openLockbox, readLockboxes } from '../../src/research/index.ts';
import { keepRecord } from '../../src/research/forward/keep-record.ts';
import type { PublishedRun } from '../../src/research/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { SILENT_PROGRESS } from '../../src/telemetry/index.ts';
import { testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const SEALED_FROM = 1700;
const BARS = 1900;
const edge = (bars: number): DatasetContent =>
  plantedEdge({ seed: 5, bars, instruments: ['EDGE'], lag: 1, strength: 0.18 });
const FROM = formatIsoDate((edge(BARS).series[0] as BarSeries).eventTime[SEALED_FROM] as number);

/** The sealed bars mirrored in the last open price: each rise is a fall of the same size. */
function otherSealed(): DatasetContent {
  const content = edge(BARS);
  const series = content.series.map((bars) => {
    const centre = bars.close[SEALED_FROM - 1] as number;
    const mirrored = (own: Float64Array, opposite: Float64Array): Float64Array =>
      own.map((value, row) =>
        row < SEALED_FROM ? value : Math.round((100 * centre * centre) / (opposite[row] as number)) / 100,
      );
    const { open, high, low, close } = bars;
    return {
      ...bars,
      ...{ open: mirrored(open, open), close: mirrored(close, close) },
      ...{ high: mirrored(high, low), low: mirrored(low, high) },
    };
  });
  return { ...content, series };
}

const config = (name: string, evaluation: string): string => `
name: ${name}
packs: [{ name: edge, dataset: edge, timeframe: 1d }]
strategies:
  - { class: time-series-momentum, params: { rebalanceBars: 1, direction: long-short }, sweep: { lookback: [1, 2] } }
  - { class: random-entry, params: { entryProbability: 0.01, holdBars: 5, seed: 5 } }
experiment:
  costs: { halfSpreadBps: 0.2, slippageBps: 0.2, commissionBps: 0.1 }
  walkForward: { trainSize: 2y, testSize: 1y }
  stress: { monteCarlo: { paths: 200 } }
evaluation: { leakTest: { cuts: 0 }, kill: { maxFragility: 1, maxWalkForwardLoss: 1, confidence: 0.8 }${evaluation} }
`;
const SEALED = `, lockbox: { from: ${FROM} }`;

describe('a lockbox that is opened', { timeout: 240_000 }, () => {
  let workspace: TestWorkspace;
  let run: PublishedRun;
  let far: string;
  const cli = (...args: string[]): ReturnType<typeof runCli> =>
    runCli([...args, '--workspace', workspace.root, '--workers', '1'], { cwd: workspace.root });
  const open = (runId: string, ...more: string[]): ReturnType<typeof runCli> =>
    cli('verdict', 'open-lockbox', runId, '--reason', 'the search has ended', ...more);
  const state = async (): Promise<boolean | undefined> =>
    (await readLockboxes(workspace.root)).find(({ name }) => name === 'kept')?.opened !== undefined;

  beforeAll(async () => {
    workspace = testWorkspace();
    await workspace.publish('edge', edge(BARS));
    run = await workspace.run(workspace.write('kept.yaml', config('kept', SEALED)));
  }, 240_000);
  afterAll(() => workspace.remove());

  it('ruling 8a: a run is byte for byte the same whatever the sealed bars hold', async () => {
    const other = testWorkspace();
    try {
      await other.publish('edge', otherSealed());
      const twin = await other.run(other.write('kept.yaml', config('kept', SEALED)));
      expect(twin.rankings.datasetVersion).not.toBe(run.rankings.datasetVersion);
      // All that differs is what names the run and its dataset.
      const published = (from: TestWorkspace, { runId, rankings }: PublishedRun, file: string): string =>
        from
          .read('kept', file)
          .replaceAll(runId, 'RUN')
          .replaceAll(rankings.datasetVersion, 'VERSION')
          .replace(/"generatedAt": "[^"]*"/u, '');
      for (const file of ['rankings.json', 'killed.json', 'held.json', 'candidates.json', 'report.html'])
        expect(published(other, twin, file), file).toBe(published(workspace, run, file));
    } finally {
      other.remove();
    }
  });

  it('ruling 8a: no forward record reads it while it is closed: exit 4, nothing written', async () => {
    const before = treeHash(workspace.root);
    const result = await cli('verdict', 'forward', run.runId);
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/before the lockbox of 'kept' from \S+ on, which is closed/u);
    expect(treeHash(workspace.root)).toBe(before);
  });

  it('ruling 8a: stays closed where it holds no bar, or the run has seen it', async () => {
    ({ runId: far } = await workspace.run(
      workspace.write(
        'far.yaml',
        config('far', ', lockbox: { from: 2030-01-01 }').replace('  stress', '  seed: 7\n  stress'),
      ),
    ));
    const empty = await open(far);
    expect([empty.code, empty.stderr]).toEqual([
      4,
      expect.stringMatching(
        /holds no bar from 2030-01-01 on \(.*, before the lockbox of 'kept' from .*\): it stays closed[^]*once that one is open/u,
      ),
    ]);
    expect((await readLockboxes(workspace.root)).find(({ name }) => name === 'far')?.opened).toBeUndefined();
    const earlier = testWorkspace();
    try {
      await earlier.publish('edge', edge(BARS));
      const seen = await earlier.run(earlier.write('kept.yaml', config('kept', '')));
      await earlier.run(earlier.write('kept.yaml', config('kept', SEALED)));
      const refused = openLockbox({
        ...{ workspace: earlier.root, run: seen.runId, reason: 'why not', workers: 1, memoryBytes: 2 ** 31 },
        ...{ progress: SILENT_PROGRESS, clock: { now: () => 0 } },
      });
      await expect(refused).rejects.toMatchObject({
        code: 'ILLEGAL_STATE',
        message: expect.stringMatching(/it has seen the lockbox of 'kept'/u) as string,
      });
    } finally {
      earlier.remove();
    }
  });

  it('ruling 8a: a command that was killed once it was open goes on when it is given again', async () => {
    const killed = openLockbox({
      ...{
        workspace: workspace.root,
        run: run.runId,
        reason: 'the search has ended',
        workers: 1,
        memoryBytes: 2 ** 31,
      },
      ...{ clock: { now: () => 0 } },
      progress: {
        ...SILENT_PROGRESS,
        start: () => {
          throw new Error('killed');
        },
      },
    });
    await expect(killed).rejects.toThrow('killed');
    expect(await state()).toBe(true);
    expect(readdirSync(run.folder)).not.toContain('amendments');
    // Until then no other record tells the bars that it is to judge.
    const before = treeHash(workspace.root);
    const forward = await cli('verdict', 'forward', run.runId);
    expect([forward.code, forward.stderr]).toEqual([
      1,
      expect.stringMatching(/has opened its lockbox and has not judged it yet[\s\S]*open-lockbox/u),
    ]);
    expect(treeHash(workspace.root)).toBe(before);
  });

  it('ruling 8a: frozen rows are judged on the sealed period alone, once, beside the verdicts', async () => {
    const result = await open(run.runId, '--json');
    expect(result.stderr).toBe('');
    const { file } = result.json() as { file: string };
    const record: ForwardRecord = forwardRecordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(record).toMatchObject({
      kind: 'lockbox',
      trials: 0,
      lockbox: { from: FROM, reason: 'the search has ended' },
    });
    expect(path.basename(file)).toBe('lockbox.json');
    expect(workspace.read('kept', 'lockbox.json')).toBe(readFileSync(file, 'utf8'));
    expect(workspace.read('kept', 'lockbox.html')).toContain('opened lockbox');
    const [row] = record.rows;
    expect([row?.id, row?.verdict, row?.bars, row?.state]).toEqual([
      ...['time-series-momentum.edge.EDGE', 'candidate', BARS - SEALED_FROM, 'consistent'],
    ]);
    expect((record.accounts[0]?.from as string).slice(0, 10)).toBe(FROM);
    expect(row?.params).toEqual(run.rankings.rows.find(({ id }) => id === row?.id)?.selections.at(-1)?.params);
    const again = await open(run.runId);
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/was opened on .*: the search has ended/u)]);
    // Nor does another record of it come in, by whatever way.
    const other = { ...record, frozenAt: '2021-01-05T00:00:00.000Z' };
    await expect(keepRecord(other, { workspace: workspace.root, clock: { now: () => 0 } })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/the lockbox was judged on /u) as string,
    });
    expect(readFileSync(file, 'utf8')).toBe(workspace.read('kept', 'lockbox.json'));
  });

  it('ruling 8a: the forward record begins after what the lockbox has judged', async () => {
    expect((await cli('verdict', 'forward', run.runId)).code).toBe(4);
    await workspace.publish('edge', edge(BARS + 25));
    const { record } = (await cli('verdict', 'forward', run.runId, '--json')).json() as { record: ForwardRecord };
    expect(record.rows[0]?.bars).toBe(25);
    const shown = await runCli(['runs', 'show', run.runId, '--workspace', workspace.root], { cwd: workspace.root });
    expect(shown.stdout).toMatch(/Opened lockbox, judged on [\s\S]*Forward record, judged on /u);
    // With that one open, the other holds no bar for want of bars.
    const empty = await open(far);
    expect([empty.code, empty.stderr]).toEqual([
      4,
      expect.stringMatching(/holds no bar from 2030-01-01 on \(edge\.EDGE ends on [-\d]+\): it [^]*Append the bars/u),
    ]);
  });
});
