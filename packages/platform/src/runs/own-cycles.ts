import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson, hasErrorCode, listNames } from '../settings/index.ts';
import { readAmendments } from './amend-run.ts';
import { publicationFacts, publishedFolder, readPublished } from './publish.ts';
import type { PublicationPlace } from './publish.ts';

/** A cycle that a run has published, or had begun to publish when it was killed. */
export interface OwnCycle {
  /** Name in the history. */
  readonly cycle: string;
  /** True for the one that people read. */
  readonly isCurrent: boolean;
  /** Content by file name, byte for byte what the run's audit holds the hashes of. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The cycles of a run in the history of a name: the current one first, then the newest. One that is not as the audit of the
 * run says is left out: whoever publishes it again would vouch for what somebody else has changed.
 */
export async function ownCycles(place: PublicationPlace, runId: string): Promise<readonly OwnCycle[]> {
  const { workspace, area, name } = place;
  const recorded = new Set(
    (await readAmendments(workspace, runId, 'publish-started'))
      .filter((entry) => entry['area'] === area && entry['name'] === name)
      .map((entry) => canonicalJson(entry['files'])),
  );
  const history = path.join(publishedFolder(place), 'history');
  const current = (await readPublished(place))?.cycle;
  const found: OwnCycle[] = [];
  for (const cycle of await listNames(history)) {
    if (cycle !== runId && !cycle.startsWith(`${runId}.`)) continue;
    const files = await textsIn(path.join(history, cycle));
    if (!recorded.has(canonicalJson(publicationFacts({ area, name, files }).files))) continue;
    found.push({ cycle, isCurrent: cycle === current, files });
  }
  return found.sort((one, other) => rank(other) - rank(one));
}

/** The current one is above all, then the one that was written last. */
function rank({ cycle, isCurrent }: OwnCycle): number {
  return isCurrent ? Infinity : Number(cycle.split('.')[1] ?? 1);
}

async function textsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const name of await listNames(folder)) {
    try {
      texts[name] = await readFile(path.join(folder, name), 'utf8');
    } catch (error) {
      if (!hasErrorCode(error, 'EISDIR', 'ENOENT')) throw error; // no file of a cycle
    }
  }
  return texts;
}
