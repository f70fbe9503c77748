import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishResults } from '../../runs/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import type { Evaluator } from '../../workers/index.ts';
import { readGridStatus } from './grid-status.ts';
import { interruptible } from './interrupted.ts';
import { GRID_AREA, gridLock } from './progress-file.ts';
import { runGrid } from './run-grid.ts';
import { publishedBytes } from './testing/kill-grid.ts';
import { publishWalks, SMALL_GRID, smallGrid } from './testing/small-grid.ts';

async function workspaceOfWalks(): Promise<string> {
  const workspace = temporaryFolder();
  await publishWalks(workspace, ['AAA']);
  return workspace;
}

describe('a grid that is told to end', { timeout: 240_000 }, () => {
  it('S1-10 X-09 ends as interrupted after its first cells, leaves the latest alone, and goes on to the same bytes', async () => {
    const whole = await workspaceOfWalks();
    await runGrid({ ...smallGrid(whole), progress: SILENT_PROGRESS });
    const workspace = await workspaceOfWalks();
    // What was published before, by whichever run.
    const place = { workspace, area: GRID_AREA, name: SMALL_GRID };
    await publishResults({ ...place, runId: '0123456789abcdef', files: { 'grid.json': 'before' } });
    const before = await publishedBytes(workspace);

    const abort = new AbortController();
    const ended = runGrid({
      ...smallGrid(workspace),
      progress: SILENT_PROGRESS,
      signal: abort.signal,
      onProgress: ({ cells }) => {
        if (cells.finished > 0) abort.abort();
      },
    });
    await expect(ended).rejects.toMatchObject({ code: 'INTERRUPTED', message: 'the grid was interrupted' });
    const { state, progress, latest } = await readGridStatus(place);
    expect([state, progress?.state, latest?.runId]).toEqual(['interrupted', 'interrupted', '0123456789abcdef']);
    expect(progress?.cells.finished).toBeGreaterThan(0);
    expect(await publishedBytes(workspace)).toEqual(before);
    expect(existsSync(gridLock(place))).toBe(false);

    const again: number[] = [];
    const onProgress = ({ cells }: { readonly cells: { readonly finished: number } }): void =>
      void again.push(cells.finished);
    await runGrid({ ...smallGrid(workspace), progress: SILENT_PROGRESS, onProgress });
    expect(again.at(-1)).toBe(30);
    const after = await readGridStatus(place);
    expect([after.state, after.progress, after.error]).toEqual(['completed', null, null]);
    expect(await publishedBytes(workspace)).toEqual(await publishedBytes(whole));
  });

  it('takes no task any more that waits for a thread, and lets those that have one end', async () => {
    const abort = new AbortController();
    const evaluated: string[] = [];
    const evaluator: Evaluator = {
      pid: 1,
      run: async ({ exportName }) => {
        await Promise.resolve();
        evaluated.push(exportName);
        if (exportName === 'second') abort.abort();
        return { result: exportName, workerId: 'worker-1' };
      },
      close: () => Promise.resolve(),
    };
    const told = interruptible(evaluator, 1, abort.signal);
    const names = ['first', 'second', 'third', 'fourth', 'fifth'];
    const ended = await Promise.allSettled(
      names.map((exportName) => told.run({ module: '', exportName, argument: undefined })),
    );
    // Two are taken at once; the second of them ends all that wait.
    expect(evaluated).toEqual(['first', 'second']);
    const ends = ended.map(({ status }) => status);
    expect(ends).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(ended.at(-1)).toMatchObject({ reason: { code: 'INTERRUPTED' } });
    expect(interruptible(evaluator, 1, undefined)).toBe(evaluator);
  });

  it('S1-10 is refused at once where it is told before it begins, with nothing published', async () => {
    const workspace = await workspaceOfWalks();
    const ended = runGrid({ ...smallGrid(workspace), progress: SILENT_PROGRESS, signal: AbortSignal.abort() });
    await expect(ended).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const place = { workspace, area: GRID_AREA, name: SMALL_GRID };
    expect(await readGridStatus(place)).toMatchObject({ state: 'idle', progress: null, error: null, latest: null });
    expect(existsSync(path.join(workspace, 'published'))).toBe(false);
  });
});

describe('a grid that another process makes under another name', { timeout: 240_000 }, () => {
  it('S1-10 is refused, and says so without calling it a failure of its own', async () => {
    const workspace = await workspaceOfWalks();
    const small = { ...smallGrid(workspace), progress: SILENT_PROGRESS, axes: ['fast=2,3', 'slow=10'] };
    let other: Promise<unknown> | undefined;
    const onProgress = (): void =>
      void (other ??= runGrid({ ...small, name: 'other' }).catch((error: unknown) => error));
    await runGrid({ ...small, onProgress });
    expect(await other).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/^run '.+' is in use/u) as string,
    });
    expect(await readGridStatus({ workspace, name: 'other' })).toMatchObject({ state: 'idle', error: null });
  });
});
