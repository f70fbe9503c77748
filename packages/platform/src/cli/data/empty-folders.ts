import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode } from '../../settings/index.ts';
import { lakeFolder } from '../with-lake.ts';

const INNER = ['incoming'] as const;

/** Runs work that may make a workspace; if it fails, folders that it made and left empty are taken away again. */
export async function leavingNoEmptyFolders<Result>(workspace: string, work: () => Promise<Result>): Promise<Result> {
  const lake = lakeFolder(workspace);
  const made = [...INNER.map((name) => path.join(lake, name)), lake, workspace].filter((folder) => !existsSync(folder));
  try {
    return await work();
  } catch (error) {
    for (const folder of made) await removeIfEmpty(folder);
    throw error;
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}
