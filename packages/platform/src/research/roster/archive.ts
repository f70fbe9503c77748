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
import { hasErrorCode, listNames, strictJson, withFileLock, writeFileAtomic } from '../../settings/index.ts';

/** Where rosters are published: `published/rosters`. */
export const ROSTER_AREA = 'rosters';

/** Held while a week is archived and the roster is written; hidden, so that nobody takes it for a result. */
const LOCK_FILE = '.roster.lock';

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
    return parsedWeek(await readFile(file, 'utf8'), file, week);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Every archived week, oldest first. */
export async function readWeeks(place: RosterPlaceOfFiles): Promise<readonly RosterWeek[]> {
  const names = await listNames(path.join(rosterFolder(place), 'weeks'));
  const weeks = names.flatMap((name) => /^(\d{4}-W\d{2})\.json$/u.exec(name)?.[1] ?? []);
  return Promise.all(
    weeks.map(async (week) => {
      const file = weekFile(place, week);
      return parsedWeek(await readFile(file, 'utf8'), file, week);
    }),
  );
}

/** The week as it is archived from now on: of several that are made at once the first stays. */
export async function archiveWeek(
  place: RosterPlaceOfFiles,
  week: RosterWeek,
): Promise<{ readonly week: RosterWeek; readonly isNew: boolean }> {
  return withFileLock(
    path.join(rosterFolder(place), LOCK_FILE),
    async () => {
      const archived = await readWeek(place, week.week);
      if (archived !== undefined) return { week: archived, isNew: false };
      const text = strictJson(rosterWeekSchema.parse(week), { indent: 2 });
      await writeFileAtomic(weekFile(place, week.week), `${text}\n`);
      return { week, isNew: true };
    },
    { what: `the roster '${place.name}'` },
  );
}

/** Computes the roster that follows from the weeks and writes it; nobody else does in the meantime. */
export async function renewRoster(
  place: RosterPlaceOfFiles,
  compute: (weeks: readonly RosterWeek[]) => RosterModel,
): Promise<RosterModel> {
  return withFileLock(
    path.join(rosterFolder(place), LOCK_FILE),
    async () => {
      const roster = compute(await readWeeks(place));
      await writeFileAtomic(path.join(rosterFolder(place), 'roster.json'), `${strictJson(roster, { indent: 2 })}\n`);
      return roster;
    },
    { what: `the roster '${place.name}'` },
  );
}

function parsedWeek(text: string, file: string, week: string): RosterWeek {
  const parsed = rosterWeekSchema.safeParse(jsonOf(text));
  const hint = 'Move it away and run `assay roster update` for that week again.';
  if (!parsed.success) throw new DataError(`'${file}' is not the archive of a week`, { context: { file }, hint });
  if (parsed.data.week === week) return parsed.data;
  throw new DataError(`'${file}' holds week ${parsed.data.week}, not the one that it is named after`, {
    context: { file, week: parsed.data.week },
    hint,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
