import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixedClock } from '@assay/core/time';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrialRecord } from '@assay/quant/evidence';
import { openLakehouse, publishDataset } from '../lakehouse/index.ts';
import { listRuns, readLedger, readTrials } from '../runs/index.ts';
import { randomWalk } from '../sources/index.ts';
import { SILENT_PROGRESS } from '../telemetry/index.ts';
import type { PublishedRun } from './publish-run.ts';
import { runResearch } from './run-research.ts';

const clock = fixedClock(Date.UTC(2021, 0, 4));
const PACK = { dataset: 'made', timeframe: '1d', walkForward: { trainSize: 100, testSize: 100 } };

let workspace = '';
beforeAll(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'assay-overlap-'));
  const lake = openLakehouse(path.join(workspace, 'lake'));
  await publishDataset(lake, { ...randomWalk({ seed: 3, bars: 420 }), name: 'made', createdAt: clock.now() });
  await lake.close();
  return () => rmSync(workspace, { recursive: true, force: true });
});

function run(
  name: string,
  seeds: readonly number[],
  progress = SILENT_PROGRESS,
  more: object = {},
): Promise<PublishedRun> {
  const configPath = path.join(workspace, `${name}.yaml`);
  const config = { name, packs: [PACK], strategies: [{ class: 'random-entry', sweep: { seed: seeds } }], ...more };
  writeFileSync(configPath, JSON.stringify(config));
  return runResearch({ configPath, workspace, workers: 1, memoryBytes: 2 ** 30, progress, clock });
}

/** Keys of the trials that an audited run has planned, as the ledger holds them. */
async function plannedKeys(runId: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const entry of readLedger<TrialRecord>(workspace)) {
    if (entry.kind === 'plan' && entry.runId === runId) keys.push(...entry.record.trials.map(({ key }) => key));
  }
  return keys.sort();
}

describe('runResearch', () => {
  it('S4-19, X-15: of two runs at once one counts what the other is going to try, and repeats give the same bytes', async () => {
    const seeds = { few: [1, 2], many: [11, 12, 13, 14] };
    const both = await Promise.all([run('few', seeds.few), run('many', seeds.many)]);
    const [few, many] = both;
    const own = [few, many].map(({ summary }) => summary.trials.thisRun);
    const prior = [few, many].map(({ summary }) => summary.trials.prior);
    const planned = await Promise.all(both.map(({ runId }) => plannedKeys(runId)));
    expect([`0,${planned[0]?.length}`, `${planned[1]?.length},0`]).toContain(prior.join(','));
    expect(planned.map((keys) => keys.length)).toEqual(own.map((count) => expect.toSatisfy((n: number) => n >= count)));
    const tried = (await readTrials<TrialRecord>(workspace)).map(({ key }) => key);
    const known = new Set(planned.flat());
    expect(tried.filter((key) => !known.has(key))).toEqual([]);

    const [later, seedsOfLater] = prior[0] === 0 ? [many, seeds.many] : [few, seeds.few];
    const before = readFileSync(path.join(later.results.folder, 'rankings.json'), 'utf8');
    const again = await run(later.summary.name, seedsOfLater);
    expect([again.origin, again.runId]).toEqual(['reopened', later.runId]);
    expect(readFileSync(path.join(again.results.folder, 'rankings.json'), 'utf8')).toBe(before);
  });

  it('S4-22: a repeat leaves what is published as it is, however often; another hypothesis is another cycle', async () => {
    const first = await run('repeated', [61]);
    const folder = path.join(workspace, 'published/research/repeated');
    const history = (): readonly string[] => readdirSync(path.join(folder, 'history'));
    const bytes = readFileSync(path.join(folder, 'summary.json'), 'utf8');
    writeFileSync(path.join(folder, 'error.json'), '{}');
    const again = await run('repeated', [61]);
    expect([again.origin, again.results.cycle, history()]).toEqual(['reopened', first.runId, [first.runId]]);
    expect(readFileSync(path.join(folder, 'summary.json'), 'utf8')).toBe(bytes);
    expect(existsSync(path.join(folder, 'error.json'))).toBe(false);
    expect(again.summary.changes).toMatchObject({ since: { cycle: first.runId }, rows: [] });
    const other = await run('repeated', [61], SILENT_PROGRESS, { hypothesis: 'It pays.' });
    expect([other.runId, other.results.cycle]).toEqual([first.runId, `${first.runId}.2`]);
    expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toContain('It pays.');
  });

  it('X-11 X-09: killed between its cycle and the exchange of the current one, it goes on with the cycle that it had made', async () => {
    const first = await run('cut-off', [71]);
    const folder = path.join(workspace, 'published/research/cut-off');
    for (const name of readdirSync(folder)) if (name !== 'history') rmSync(path.join(folder, name));
    const again = await run('cut-off', [71]);
    expect([again.results.cycle, readdirSync(path.join(folder, 'history'))]).toEqual([first.runId, [first.runId]]);
    expect(readFileSync(path.join(folder, 'summary.json'), 'utf8')).toContain(first.summary.generatedAt);
  });

  it('X-09 S2-10: a repeat does not vouch for published bytes that somebody has changed, though they say the same', async () => {
    const first = await run('forged', [81]);
    const [file, forged] = [
      path.join(first.results.folder, 'summary.json'),
      '"generatedAt": "2020-01-01T00:00:00.000Z"',
    ];
    const text = readFileSync(file, 'utf8').replace(/"generatedAt": "[^"]+"/u, forged);
    writeFileSync(file, text);
    const again = await run('forged', [81]);
    expect(again.results.cycle).toBe(`${first.runId}.2`);
    expect(readFileSync(path.join(workspace, 'published/research/forged/summary.json'), 'utf8')).not.toContain(forged);
    writeFileSync(path.join(again.results.folder, 'summary.json'), text);
    const next = await run('forged', [82]);
    expect(next.summary.changes).toMatchObject({ since: null, rows: [] });
    expect(next.notes).toEqual([
      expect.stringMatching(/not compared with the one before: '.*rankings.json', or a file beside it, is not as run/),
    ]);
    expect((await run('forged', [82])).notes).toEqual([]);
  });

  it('X-11: leaves a run that failed as failed, with its error, and what it planned does not count', async () => {
    const halt = (): never => {
      throw new Error('out of luck');
    };
    await expect(run('unlucky', [21, 22, 23], { ...SILENT_PROGRESS, start: halt })).rejects.toThrow('out of luck');
    const runs = await listRuns(workspace);
    expect(runs.find(({ name }) => name === 'unlucky')).toMatchObject({
      state: 'failed',
      failure: { code: 'INVARIANT_VIOLATED', step: 'evaluate', message: 'out of luck' },
    });
    const trials = (await readTrials(workspace)).length;
    const { summary } = await run('next', [31]);
    expect(summary.trials.prior).toBe(trials);
    const resumed = await run('unlucky', [21, 22, 23]);
    expect(resumed.origin).toBe('resumed');
    expect((await listRuns(workspace)).map(({ state }) => state)).not.toContain('failed');
  });

  it('S4-24, X-12: every row carries what 1.25, 1.5 and 2 times its costs would have left, and never more', async () => {
    const { rankings, results } = await run('costly', [41, 42]);
    const report = readFileSync(path.join(results.folder, 'report.html'), 'utf8');
    for (const { metrics, trades } of rankings.rows) {
      const returns = ['totalReturn', ...[125, 150, 200].map((step) => `totalReturnAtCosts${step}`)];
      const found = returns.map((name) => metrics[name] as number);
      expect(trades).toBeGreaterThan(10);
      expect(found.every(Number.isFinite)).toBe(true);
      expect(found).toEqual(found.toSorted((a, b) => b - a));
      expect(new Set(found).size).toBe(4);
      expect(metrics['sharpeRatioAtCosts200']).toBeLessThan(metrics['sharpeRatioAtCosts125'] as number);
    }
    expect(report).toContain('Costs and income, at costs × 1, 1.25, 1.5, 2');
    expect(report).toMatch(/At 2 times the costs the record returns/);
  });
});
