import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../settings/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import { listRuns, pinnedObjects, removeRun, showRun } from './catalogue.ts';
import { resolveRunId } from './find-runs.ts';
import { readTrials } from './ledger.ts';
import { publishResults } from './publish.ts';
import { openRun } from './run.ts';
import type { Run } from './run.ts';
import { smallRun } from './testing/small-run.ts';

function openPlain(workspace: string, seed: number): Promise<Run> {
  return openRun({
    workspace,
    name: 'plain',
    experiment: { datasetVersions: ['d@1'], scientificConfig: {}, codeVersion: '1+x', moduleHashes: [], seed },
    killPolicy: {},
    readPriors: () => Promise.resolve([{ key: '0'.repeat(16) }]),
    now: () => seed * 1000,
  });
}

describe('listRuns', () => {
  it('shows what is running, unfinished and finished, oldest first, and ignores what is no run', async () => {
    const workspace = temporaryFolder();
    expect(await listRuns(workspace)).toEqual([]);
    const finished = await openPlain(workspace, 3);
    await finished.finish();
    await finished.close();
    const unfinished = await openPlain(workspace, 1);
    await unfinished.close();
    const running = await openPlain(workspace, 2);
    mkdirSync(path.join(workspace, 'runs', 'a'.repeat(16)));
    mkdirSync(path.join(workspace, 'runs', 'notes'));
    await publishResults({ workspace, area: 'research', name: 'plain', runId: finished.id, files: { 'a.json': '1' } });
    const runs = await listRuns(workspace);
    await running.close();
    expect(runs.map(({ runId, state }) => [runId, state])).toEqual([
      [unfinished.id, 'unfinished'],
      [running.id, 'running'],
      [finished.id, 'finished'],
    ]);
    expect(runs[2]).toMatchObject({
      startedAt: '1970-01-01T00:00:03.000Z',
      name: 'plain',
      publishedAs: ['research/plain'],
    });
  });
});

describe('a run that failed', () => {
  it('is listed and shown as failed with its error, until it goes on', async () => {
    const workspace = temporaryFolder();
    const run = await openPlain(workspace, 1);
    const failure = { code: 'DATA_UNFIT', step: 'evaluate', message: 'too short' };
    await run.fail(failure);
    expect(await listRuns(workspace)).toMatchObject([{ state: 'running', failure: null }]);
    await run.close();
    expect(await listRuns(workspace)).toMatchObject([{ state: 'failed', failure }]);
    expect(await showRun(workspace, run.id)).toMatchObject({ state: 'failed', failure });
    await (await openPlain(workspace, 1)).close();
    expect(await listRuns(workspace)).toMatchObject([{ state: 'unfinished', failure: null }]);
  });

  it('is finished if its results are there and could not be published', async () => {
    const workspace = temporaryFolder();
    const run = await openPlain(workspace, 1);
    await run.finish();
    await run.fail({ code: 'EXTERNAL_FAILURE', step: 'publish', message: 'disk full' });
    await run.close();
    expect(await showRun(workspace, run.id)).toMatchObject({ state: 'finished', problems: [] });
  });
});

describe('showRun', () => {
  it('shows a run by the beginning of its id, with its audit verified', async () => {
    const workspace = temporaryFolder();
    const id = await smallRun(workspace, () => undefined);
    const details = await showRun(workspace, id.slice(0, 6));
    expect(details).toMatchObject({
      runId: id,
      state: 'finished',
      steps: 8,
      priorTrials: 0,
      publishedAs: ['research/small'],
    });
    expect(details.artefacts.map(({ name }) => name)).toEqual(['summary.json', 'trials.json']);
    expect(details.problems).toEqual([]);
    expect(details.inputs).toEqual({ 'data/prices.bin': { sha256: sha256Hex('prices'), bytes: 6 } });
    expect(details.lastEvent?.event).toBe('run-finished');
    expect(details.audit).toEqual({ entries: (details.lastEvent?.seq ?? 0) + 1, head: details.lastEvent?.hash });

    const audit = path.join(details.folder, 'audit.jsonl');
    writeFileSync(audit, readFileSync(audit, 'utf8').replace('worker-1', 'worker-9'));
    await expect(showRun(workspace, id)).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });

  it('says so when there is no such run', async () => {
    await expect(showRun(temporaryFolder(), 'abcdef')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('resolveRunId', () => {
  it('wants a beginning that is long enough and of one run only', async () => {
    const workspace = temporaryFolder();
    for (const id of ['abcd0000abcd0000', 'abcd0000abcd0001', 'abce0000abcd0000']) {
      mkdirSync(path.join(workspace, 'runs', id), { recursive: true });
      writeFileSync(path.join(workspace, 'runs', id, 'run.json'), '{}');
    }
    expect(await resolveRunId(workspace, 'abce')).toBe('abce0000abcd0000');
    await expect(resolveRunId(workspace, 'abcd')).rejects.toThrow('abcd0000abcd0000, abcd0000abcd0001');
    for (const short of ['', 'abc'])
      await expect(resolveRunId(workspace, short)).rejects.toThrow(
        `invalid 'run': must be an id or at least its first 4 characters, was '${short}'`,
      );
    await expect(resolveRunId(workspace, 'abcf')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('removeRun', () => {
  it('refuses a run that is being written, removes one that is not, and nothing else', async () => {
    const workspace = temporaryFolder();
    const [run, other] = [await openPlain(workspace, 1), await openPlain(workspace, 2)];
    await other.close();
    await expect(removeRun(workspace, run.id)).rejects.toMatchObject({
      code: 'CONFLICT',
      context: { pid: process.pid },
    });
    await run.close();
    expect(await removeRun(workspace, run.id)).toBe(run.id);
    expect((await listRuns(workspace)).map(({ runId }) => runId)).toEqual([other.id]);
    expect(existsSync(run.folder)).toBe(false);
    await expect(removeRun(workspace, run.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a run whose results are current unless forced; results and trials stay', async () => {
    const workspace = temporaryFolder();
    const id = await smallRun(workspace, () => undefined);
    const trials = await readTrials(workspace);
    await expect(removeRun(workspace, id)).rejects.toThrow('research/small');
    await removeRun(workspace, id, { force: true });
    expect(await listRuns(workspace)).toEqual([]);
    expect(existsSync(path.join(workspace, 'published', 'research', 'small', 'rankings.json'))).toBe(true);
    expect(await readTrials(workspace)).toEqual(trials);
  });
});

describe('pinnedObjects', () => {
  it('is what the runs hold as inputs', async () => {
    const workspace = temporaryFolder();
    const source = path.join(workspace, 'source');
    for (const [seed, content] of [
      [1, 'one'],
      [2, 'two'],
      [3, 'one'],
    ] as const) {
      writeFileSync(source, content);
      const run = await openPlain(workspace, seed);
      await run.keepInputs([{ source, name: 'x', immutable: false }]);
      await run.close();
    }
    expect(await pinnedObjects(workspace)).toEqual([sha256Hex('one'), sha256Hex('two')].sort());
    expect(await pinnedObjects(temporaryFolder())).toEqual([]);
  });
});
