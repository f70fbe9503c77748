import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gridErrorSchema, gridProgressSchema } from '@assay/contracts/schemas';
import type { GridProgress, GridStatus } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import { publishedFolder, readPublished } from '../../runs/index.ts';
import { hasErrorCode, lockHolder } from '../../settings/index.ts';
import type { LockHolder } from '../../settings/index.ts';
import { GRID_AREA, gridLock, partialFile } from './progress-file.ts';
import type { GridPlace } from './progress-file.ts';

/**
 * Where the grid of a name stands. Whoever asks sees the old results or the new ones, and never takes what a dead process left
 * for work under way.
 *
 * @throws {InvalidArgumentError} if the name is not plain; {DataError} if one of its files is damaged.
 */
export async function readGridStatus(place: GridPlace): Promise<GridStatus> {
  const { holder, files } = await undisturbed(
    () => lockHolder(gridLock(place)),
    () => readFiles(place),
  );
  return statusOf(place.name, holder, files);
}

/** Grids that may begin or end between two looks before the last look counts. */
const MOST_ATTEMPTS = 20;

/** Files as they were while one process, or none, held the lock: who begins or ends in between changes them. */
export async function undisturbed<Files>(
  holderOf: () => Promise<LockHolder | undefined>,
  read: () => Promise<Files>,
): Promise<{ readonly holder: LockHolder | undefined; readonly files: Files }> {
  for (let attempt = 0; ; attempt++) {
    const before = await holderOf();
    const files = await read();
    const holder = await holderOf();
    if (before?.token === holder?.token || attempt === MOST_ATTEMPTS) return { holder, files };
  }
}

type GridFiles = Pick<GridStatus, 'progress' | 'error' | 'latest'>;

async function readFiles({ workspace, name }: GridPlace): Promise<GridFiles> {
  const folder = publishedFolder({ workspace, area: GRID_AREA, name });
  const progress = await readPartial(partialFile({ workspace, name }));
  const error = await readError(path.join(folder, 'error.json'));
  const published = await readPublished({ workspace, area: GRID_AREA, name });
  const latest = published === undefined ? null : { runId: published.runId, folder: published.folder };
  return { progress, error, latest };
}

function statusOf(name: string, holder: LockHolder | undefined, files: GridFiles): GridStatus {
  const { progress, error, latest } = files;
  const common = { name, ...files };
  if (holder !== undefined) {
    // What a dead grid has left says nothing of the one that runs.
    const own = progress?.holder === holder.token ? progress : null;
    const message = own === null ? `process ${holder.pid} is preparing it` : progressWords(own);
    return { state: 'running', ...common, progress: own, message };
  }
  if (progress !== null) {
    const message = `${progressWords(progress)} when it was interrupted; the same command goes on from there`;
    return { state: 'interrupted', ...common, progress: { ...progress, state: 'interrupted' }, message };
  }
  if (error !== null) return { state: 'error', ...common, message: error.message };
  if (latest !== null) return { state: 'completed', ...common, message: `run ${latest.runId}` };
  return { state: 'idle', ...common, message: 'no grid was run under this name' };
}

function progressWords({ cells, instruments }: GridProgress): string {
  const done = instruments.filter(({ finished, total }) => finished === total).length;
  return `${cells.finished} of ${cells.total} cells, ${done} of ${instruments.length} instruments finished`;
}

async function readPartial(file: string): Promise<GridProgress | null> {
  const hint = 'Remove it: the same command goes on from what its run has kept, and the last good result is untouched.';
  return readChecked(file, { schema: gridProgressSchema, what: 'the progress of a grid', hint });
}

async function readError(file: string): Promise<GridStatus['error']> {
  const hint = 'Remove it and run the grid again; the last good result is untouched.';
  const found = await readChecked(file, { schema: gridErrorSchema, what: 'the error of a grid', hint });
  return found?.error ?? null;
}

interface Checking<Value> {
  safeParse(value: unknown): { readonly success: true; readonly data: Value } | { readonly success: false };
}

async function readChecked<Value>(
  file: string,
  { schema, what, hint }: { readonly schema: Checking<Value>; readonly what: string; readonly hint: string },
): Promise<Value | null> {
  const text = await textIfThere(file);
  if (text === undefined) return null;
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new DataError(`'${file}' is damaged: it is not ${what}`, { context: { file }, hint });
}

async function textIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
