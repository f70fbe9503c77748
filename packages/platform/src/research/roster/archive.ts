/**
 * The weeks of a roster: `published/rosters/NAME/weeks/YYYY-Www.json`, each written once and in one rename, and `roster.json`, which
 * follows from them.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RosterModel, RosterWeek } from '@assay/contracts/schemas';
import { rosterWeekSchema } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import { publishedFolder } from '../../runs/index.ts';
import { ensureDirectory, hasErrorCode, listNames, strictJson, writeFileAtomic } from '../../settings/index.ts';

/** Where rosters are published: `published/rosters`. */
export const ROSTER_AREA = 'rosters';

/** Where a roster stands. */
export interface RosterPlaceOfFiles {
  readonly workspace: string;
  readonly name: string;
}

/** Folder of a roster. */
export function rosterFolder({ workspace, name }: RosterPlaceOfFiles): string {
  return publishedFolder({ workspace, area: ROSTER_AREA, name });
}

function weekFile(place: RosterPlaceOfFiles, week: string): string {
  return path.join(rosterFolder(place), 'weeks', `${week}.json`);
}

/** The archived week of a name; undefined where there is none. */
export async function readWeek(place: RosterPlaceOfFiles, week: string): Promise<RosterWeek | undefined> {
  const file = weekFile(place, week);
  try {
    return parsedWeek(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Every archived week, oldest first. */
export async function readWeeks(place: RosterPlaceOfFiles): Promise<readonly RosterWeek[]> {
  const folder = path.join(rosterFolder(place), 'weeks');
  const names = (await listNames(folder)).filter((name) => /^\d{4}-W\d{2}\.json$/u.test(name));
  return Promise.all(
    names.map(async (name) => parsedWeek(await readFile(path.join(folder, name), 'utf8'), path.join(folder, name))),
  );
}

/** Archives a week; one that is there already stays as it is. */
export async function writeWeek(place: RosterPlaceOfFiles, week: RosterWeek): Promise<void> {
  if ((await readWeek(place, week.week)) !== undefined) return;
  const file = weekFile(place, week.week);
  await ensureDirectory(path.dirname(file));
  await writeFileAtomic(file, `${strictJson(rosterWeekSchema.parse(week), { indent: 2 })}\n`);
}

/** Writes the roster that follows from the weeks. */
export async function writeRoster(place: RosterPlaceOfFiles, roster: RosterModel): Promise<void> {
  await ensureDirectory(rosterFolder(place));
  await writeFileAtomic(path.join(rosterFolder(place), 'roster.json'), `${strictJson(roster, { indent: 2 })}\n`);
}

function parsedWeek(text: string, file: string): RosterWeek {
  const parsed = rosterWeekSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new DataError(`'${file}' is not the archive of a week`, {
    context: { file },
    hint: 'Move it away and run `assay roster update` for that week again.',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
