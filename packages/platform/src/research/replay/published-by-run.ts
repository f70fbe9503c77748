import path from 'node:path';
import { publishedFolder, readAudit } from '../../runs/index.ts';
import type { RunPaths } from '../../runs/index.ts';
import { hasErrorCode, listNames, sha256File } from '../../settings/index.ts';

/** The folder of what a run published by itself, or why there is nothing to compare with. */
export interface PublishedByRun {
  readonly folder?: string | undefined;
  readonly note?: string | undefined;
}

/**
 * The published cycle that the run made last, before a person had added anything to it.
 *
 * @param workspace - undefined where the run stands in none.
 */
export async function publishedByRun(
  workspace: string | undefined,
  paths: RunPaths,
  { runId, area, name }: { readonly runId: string; readonly area: string; readonly name: string },
): Promise<PublishedByRun> {
  if (workspace === undefined) return { note: 'the folder stands in no workspace: published copies were not compared' };
  const files = await lastOwnFiles(paths, { area, name });
  if (files === undefined)
    return { note: 'published copies were not compared: a person had acknowledged a row before they were made' };
  const history = path.join(publishedFolder({ workspace, area, name }), 'history');
  for (const cycle of await listNames(history)) {
    const folder = path.join(history, cycle);
    if ((cycle === runId || cycle.startsWith(`${runId}.`)) && (await holds(folder, files))) return { folder };
  }
  return { note: 'what the run published is not there any more, or was changed: `assay runs verify` says which' };
}

type Hashes = Readonly<Record<string, string>>;

async function lastOwnFiles(
  paths: RunPaths,
  place: { readonly area: string; readonly name: string },
): Promise<Hashes | undefined> {
  let found: Hashes | undefined;
  for await (const entry of readAudit(paths.audit)) {
    if (entry.event === 'verdict-acknowledged') break;
    if (entry.event !== 'publish-started' || entry['area'] !== place.area || entry['name'] !== place.name) continue;
    found = entry['files'] as Hashes;
  }
  return found;
}

async function holds(folder: string, files: Hashes): Promise<boolean> {
  for (const [name, hash] of Object.entries(files)) {
    const actual = await sha256File(path.join(folder, name)).catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    });
    if (actual !== hash) return false;
  }
  return true;
}
