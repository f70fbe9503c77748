import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gridProgressSchema } from '@assay/contracts/schemas';
import type { GridProgress, GridStatus } from '@assay/contracts/schemas';
import { publishedFolder, readPublished } from '../../runs/index.ts';
import type { PublishedError } from '../../runs/index.ts';
import { hasErrorCode, lockHolder } from '../../settings/index.ts';
import { GRID_AREA, gridLock, partialFile } from './progress-file.ts';
import type { GridPlace } from './progress-file.ts';

/**
 * Where the grid of a name stands. Whoever asks sees the old results or the new ones, and never takes what a dead process left
 * for work under way.
 *
 * @throws {InvalidArgumentError} if the name is not plain.
 */
export async function readGridStatus(place: GridPlace): Promise<GridStatus> {
  const { workspace, name } = place;
  const folder = publishedFolder({ workspace, area: GRID_AREA, name });
  // In this order: a grid that ends in between has published before its lock is free.
  const holder = await lockHolder(gridLock(place));
  const partial = await readPartial(partialFile(place));
  const error = await readError(path.join(folder, 'error.json'));
  const published = await readPublished({ workspace, area: GRID_AREA, name });
  const latest = published === undefined ? null : { runId: published.runId, folder: published.folder };
  const common = { name, progress: partial, error, latest };
  if (holder !== undefined) {
    const message = partial === null ? `process ${holder.pid} is preparing it` : progressWords(partial);
    return { state: 'running', ...common, message };
  }
  if (partial !== null) {
    const message = `${progressWords(partial)} when it was interrupted; the same command goes on from there`;
    return { state: 'interrupted', ...common, progress: { ...partial, state: 'interrupted' }, message };
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
  const value = await readJsonIfThere(file);
  return value === undefined ? null : gridProgressSchema.parse(value);
}

async function readError(file: string): Promise<GridStatus['error']> {
  const value = (await readJsonIfThere(file)) as { readonly error: PublishedError } | undefined;
  if (value === undefined) return null;
  const { code, step, message, time } = value.error;
  return { code, step, message, time };
}

async function readJsonIfThere(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
