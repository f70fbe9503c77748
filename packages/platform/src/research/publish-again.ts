import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rankingsSchema, summarySchema } from '@assay/contracts/schemas';
import type { Rankings } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import { amendmentFiles, listPublished, ownCycles, publishAmended, runPaths } from '../runs/index.ts';
import type { OwnCycle, RunDetails } from '../runs/index.ts';
import { countVerdicts, readAcknowledgements, withAcknowledged } from './acknowledge/acknowledged-lists.ts';
import { publishedFiles } from './published-files.ts';

/** Where the results of a run are the current ones. */
export interface CurrentPlace {
  readonly name: string;
  /** Folder of the cycle that is current. */
  readonly folder: string;
  /** Its files, byte for byte what the run published. */
  readonly files: OwnCycle['files'];
}

/**
 * The place of a run's results; undefined where another run has replaced them.
 *
 * @throws {DataError} if a file there is not the one that the run's audit holds the hash of: nobody vouches for it again.
 */
export async function currentPlace(
  workspace: string,
  { runId }: Pick<RunDetails, 'runId'>,
): Promise<CurrentPlace | undefined> {
  const places = await listPublished(workspace);
  const place = places.find(({ area, runId: published }) => area === 'research' && published === runId);
  if (place === undefined) return undefined;
  const current = (await ownCycles(place, runId)).find(({ isCurrent }) => isCurrent);
  if (current !== undefined) return { name: place.name, folder: place.folder, files: current.files };
  throw new DataError(
    `what is published in '${place.folder}' is not what run '${runId}' published: a file was changed`,
    {
      context: { folder: place.folder, runId },
      hint:
        `\`assay runs verify ${runId}\` names the file. Restore it from a backup; or run the config of the run again, which ` +
        'publishes its results anew.',
    },
  );
}

/** Publishes a run's results as its audit now says: with what was acknowledged, and with what was judged later beside them. */
export async function publishAgain(
  workspace: string,
  { runId }: Pick<RunDetails, 'runId'>,
  { name, files: present }: CurrentPlace,
): Promise<{ readonly rankings: Rankings; readonly folder: string }> {
  const before = rankingsSchema.parse(JSON.parse(present['rankings.json'] ?? '{}'));
  const summary = summarySchema.parse(JSON.parse(present['summary.json'] ?? '{}'));
  const report = await readFile(path.join(runPaths(workspace, runId).artefacts, 'report.html'), 'utf8');
  const rankings = withAcknowledged(before, await readAcknowledgements(workspace, runId));
  const files = {
    ...publishedFiles(rankings, { ...summary, counts: countVerdicts(rankings) }, report),
    ...(await amendmentFiles(workspace, runId)),
  };
  const results = await publishAmended({ workspace, runId }, { area: 'research', name, files });
  return { rankings, folder: results.folder };
}
