import path from 'node:path';
import type { RosterModel } from '@assay/contracts/schemas';
import { listNames } from '../../settings/index.ts';
import { readWeeks, ROSTER_AREA } from './archive.ts';
import type { RosterPlaceOfFiles } from './archive.ts';
import { computeRoster } from './compute-roster.ts';

/** The roster of a name, computed from its weeks; undefined where no week is archived. */
export async function readRoster(place: RosterPlaceOfFiles): Promise<RosterModel | undefined> {
  const weeks = await readWeeks(place);
  return weeks.length === 0 ? undefined : computeRoster(place.name, weeks);
}

/** Names of the rosters of a workspace. */
export async function rosterNames(workspace: string): Promise<readonly string[]> {
  return listNames(path.join(workspace, 'published', ROSTER_AREA));
}
