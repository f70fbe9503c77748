import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPORT_KINDS, rowTable } from '../../research/index.ts';
import type { ExportedSimulation } from '../../research/index.ts';
import { appendFinishedRun, appendTrials, openRun } from '../../runs/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { runCli } from '../testing/index.ts';
import { EXPORT_COLUMNS, exportColumnsText } from './export-columns.ts';

/** A simulation in which nothing happened. */
const NOTHING = {
  simulation: {
    ...{ fills: [], trades: [], orderEvents: [], tradeColumns: {} },
    ...{ times: [], returns: new Float64Array(0), exposure: new Float64Array(0), instruments: [] },
    ...{ instrumentReturns: new Float64Array(0), postings: { time: [] } },
  },
  instruments: [],
  currency: 'USD',
} as unknown as ExportedSimulation;

/** A folder with a workspace that holds one run: finished with two artefacts, or failed. */
async function withRun(outcome: 'finished' | 'failed'): Promise<{ cwd: string; id: string; folder: string }> {
  const cwd = temporaryFolder();
  const workspace = path.join(cwd, 'assay-workspace');
  const run = await openRun<{ readonly key: string }>({
    workspace,
    name: 'plain',
    experiment: { datasetVersions: ['d@1'], scientificConfig: {}, codeVersion: '1+x', moduleHashes: [], seed: 1 },
    killPolicy: {},
    readPriors: () => Promise.resolve([]),
  });
  const trials = [{ key: '1'.repeat(16) }];
  await appendTrials(workspace, trials, { runId: run.id });
  if (outcome === 'failed') await run.fail({ code: 'DATA_UNFIT', step: 'evaluate', message: 'the data are too short' });
  else {
    await run.writeArtefact('rankings.json', '{"rows":[]}');
    const auditHead = await run.finish({}, trials);
    await appendFinishedRun(workspace, { experimentId: 'e', name: 'plain', auditHead }, { runId: run.id });
  }
  await run.close();
  return { cwd, id: run.id, folder: run.folder };
}

describe('assay runs list and show', () => {
  it('say why a run has failed', async () => {
    const { cwd, id } = await withRun('failed');
    const list = await runCli(['runs', 'list'], { cwd });
    expect(list.stdout).toMatch(/plain +failed/u);
    expect(list.stdout).toContain(`run '${id}' failed: the data are too short (DATA_UNFIT, in 'evaluate')`);
    const { stdout, code } = await runCli(['runs', 'show', id], { cwd });
    expect(stdout).toMatch(/error +the data are too short \(DATA_UNFIT, in 'evaluate'\)/u);
    expect(code).toBe(0);
  });

  it('X-08: name a damaged manifest in the list and say what to do', async () => {
    const { cwd, id, folder } = await withRun('finished');
    writeFileSync(path.join(folder, 'run.json'), '{"format": 1, ');
    const list = await runCli(['runs', 'list'], { cwd });
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.stdout).toMatch(new RegExp(`${id} +\\? +damaged`, 'u'));
    expect(list.stdout).toContain(`assay runs remove ${id} --force`);
    expect((await runCli(['runs', 'list', '--json'], { cwd })).json()).toMatchObject([{ runId: id, state: 'damaged' }]);
    const shown = await runCli(['runs', 'show', id], { cwd });
    expect(shown).toMatchObject({ code: 3, stdout: '' });
    expect(shown.stderr).toContain('is not valid JSON');
  });

  it('X-08: show a run whose rankings were cut, say so, and end with 3', async () => {
    const { cwd, id, folder } = await withRun('finished');
    expect((await runCli(['runs', 'show', id], { cwd })).code).toBe(0);
    writeFileSync(path.join(folder, 'artefacts', 'rankings.json'), '{"rows":');
    const { code, stdout, stderr } = await runCli(['runs', 'show', id], { cwd });
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout).toMatch(/rankings\.json' is not as it was written\nRun its config again/u);
    const json = await runCli(['runs', 'show', id, '--json'], { cwd });
    expect(json.code).toBe(3);
    expect(json.json()).toMatchObject({ runId: id, problems: [{ advice: expect.any(String) }] });
  });

  it('X-08: say that an audit was emptied', async () => {
    const { cwd, id, folder } = await withRun('finished');
    writeFileSync(path.join(folder, 'audit.jsonl'), '');
    expect((await runCli(['runs', 'list'], { cwd })).stdout).toMatch(/damaged[^]*its audit is empty or missing/u);
    expect(await runCli(['runs', 'show', id], { cwd })).toMatchObject({ code: 3 });
  });

  it('S4-19: list the runs and say that the trial ledger was emptied', async () => {
    const { cwd } = await withRun('finished');
    expect((await runCli(['runs', 'list'], { cwd })).stdout).not.toContain('ledger');
    writeFileSync(path.join(cwd, 'assay-workspace/trials/ledger.jsonl'), '');
    const { stdout, code } = await runCli(['runs', 'list'], { cwd });
    expect(stdout).toMatch(/plain +finished[^]*has 0 of the 2 lines[^]*assay runs rebuild-ledger/u);
    expect(code).toBe(0);
  });

  it('X-08: want four characters of an id', async () => {
    const { cwd, id } = await withRun('finished');
    const { code, stderr } = await runCli(['runs', 'show', id.slice(0, 3)], { cwd });
    expect(stderr).toContain(`must be an id or at least its first 4 characters, was '${id.slice(0, 3)}'`);
    expect(stderr).toContain('`assay runs list` shows every run.');
    expect(code).toBe(2);
    expect((await runCli(['runs', 'show', id.slice(0, 4).toUpperCase()], { cwd })).code).toBe(0);
  });
});

describe('assay runs rebuild-ledger', () => {
  it('S4-19: makes a ledger again that was lost, and leaves a whole one alone', async () => {
    const { cwd, id } = await withRun('finished');
    const whole = await runCli(['runs', 'rebuild-ledger'], { cwd });
    expect(whole).toMatchObject({ code: 0, stdout: 'the trial ledger is as it was written; nothing was touched\n' });
    rmSync(path.join(cwd, 'assay-workspace', 'trials'), { recursive: true });
    const { stdout, code } = await runCli(['runs', 'rebuild-ledger'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('made the trial ledger again: 1 trial\n1 from 1 finished run, 0 as they stood');
    expect(stdout).toContain('--prior-trials');
    expect(readFileSync(path.join(cwd, 'assay-workspace/trials/ledger.jsonl'), 'utf8')).toContain(id);
    expect((await runCli(['runs', 'rebuild-ledger', '--json'], { cwd })).json()).toEqual({ rebuilt: false });
  });
});

describe('assay runs export-trades', () => {
  it('describes every column of its files in its help', async () => {
    const { stdout } = await runCli(['runs', 'export-trades', '--help'], { cwd: temporaryFolder() });
    expect(stdout).toContain(exportColumnsText());
    const columns = Object.values(EXPORT_COLUMNS).flatMap((one) => Object.entries(one));
    for (const [name, holds] of columns) expect(stdout).toMatch(new RegExp(`^ +${name} +${holds.slice(0, 10)}`, 'mu'));
    const written = EXPORT_KINDS.map((kind) => [kind, rowTable(kind, NOTHING).columns.map(({ name }) => name)]);
    expect(Object.entries(EXPORT_COLUMNS).map(([kind, one]) => [kind, Object.keys(one)])).toEqual(written);
  });

  it.skipIf(!existsSync('/dev/full'))('X-08: refuses a device or a file as the folder to write to', async () => {
    const { cwd, id } = await withRun('finished');
    for (const out of ['/dev/full', path.join(cwd, 'assay-workspace/trials/ledger.jsonl')]) {
      const { code, stderr } = await runCli(['runs', 'export-trades', id, '--out', out], { cwd });
      expect(stderr).toContain(`invalid '--out': must be a folder, was '${out}'`);
      expect(code).toBe(2);
    }
  });
});
