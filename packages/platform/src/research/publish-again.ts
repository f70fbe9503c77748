import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rankingsSchema, summarySchema } from '@assay/contracts/schemas';
import type { Rankings } from '@assay/contracts/schemas';
import { amendmentFiles, listPublished, publishAmended, runPaths } from '../runs/index.ts';
import type { RunDetails } from '../runs/index.ts';
import { readJsonFile } from '../settings/index.ts';
import { countVerdicts, readAcknowledgements, withAcknowledged } from './acknowledge/acknowledged-lists.ts';
import { publishedFiles } from './published-files.ts';

/** Where the results of a run are the current ones. */
export interface CurrentPlace {
  readonly name: string;
  /** Folder of the cycle that is current. */
  readonly folder: string;
}

/** The place of a run's results; undefined where another run has replaced them. */
export async function currentPlace(
  workspace: string,
  { runId }: Pick<RunDetails, 'runId'>,
): Promise<CurrentPlace | undefined> {
  const places = await listPublished(workspace);
  return places.find((place) => place.area === 'research' && place.runId === runId);
}

/** Publishes a run's results as its audit now says: with what was acknowledged, and with what was judged later beside them. */
export async function publishAgain(
  workspace: string,
  { runId }: Pick<RunDetails, 'runId'>,
  { name, folder }: CurrentPlace,
): Promise<{ readonly rankings: Rankings; readonly folder: string }> {
  const before = rankingsSchema.parse(await readJsonFile(path.join(folder, 'rankings.json')));
  const summary = summarySchema.parse(await readJsonFile(path.join(folder, 'summary.json')));
  const report = await readFile(path.join(runPaths(workspace, runId).artefacts, 'report.html'), 'utf8');
  const rankings = withAcknowledged(before, await readAcknowledgements(workspace, runId));
  const files = {
    ...publishedFiles(rankings, { ...summary, counts: countVerdicts(rankings) }, report),
    ...(await amendmentFiles(workspace, runId)),
  };
  const results = await publishAmended({ workspace, runId }, { area: 'research', name, files });
  return { rankings, folder: results.folder };
}
