/**
 * One week of a roster.
 *
 * 1. The week has to be over, and what is asked for has to be sound and of what the roster's other weeks are of.
 * 2. A week that is archived already is taken as it is.
 * 3. The data have to reach its last session, else what would be archived is stale.
 * 4. The grid of the trailing complete weeks is run, with the settings that the weeks before have tightened instruments to, or taken
 *    where it has been published for just these dates.
 * 5. Its cells are archived under the week's name, and the roster is computed anew from all archived weeks.
 */
import path from 'node:path';
import type { GridResult, RosterModel, RosterWeek } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import { formatIsoDate } from '@assay/core/time';
import { isoWeekNamed, isoWeekOf, trailingWeeks, weekAfter } from '@assay/quant/evidence';
import type { IsoWeek } from '@assay/quant/evidence';
import { openLakehouse, resolveDataset } from '../../lakehouse/index.ts';
import type { AddedValues, GridOptions } from '../grid/options.ts';
import { withGridPlan } from '../grid/plan-grid.ts';
import { runGrid } from '../grid/run-grid.ts';
import { archiveWeek, readWeek, readWeeks, renewRoster } from './archive.ts';
import type { RosterPlaceOfFiles } from './archive.ts';
import { computeRoster } from './compute-roster.ts';
import { checkFreshGrid, checkFreshPlan } from './fresh-data.ts';
import { ROSTER_WEEKS } from './roster-weeks.ts';
import { takenGrid } from './taken-grid.ts';
import { weekOfGrid } from './week-of-grid.ts';

/** A week of a roster, and how its grid is made. */
export interface RosterOptions extends Omit<GridOptions, 'from' | 'to' | 'name'> {
  /** @default that of the strategy */
  readonly name: string;
  /** As `2026-W46`. @default the last one that is over */
  readonly week?: string | undefined;
  /** Name of a published grid of just these weeks, to take instead of running one. */
  readonly fromGrid?: string | undefined;
}

/** What became of the week. */
export interface UpdatedRoster {
  readonly week: RosterWeek;
  /** False where the week had been archived before. */
  readonly isNew: boolean;
  readonly roster: RosterModel;
}

/**
 * Archives a week and computes the roster anew.
 *
 * @throws {PlatformError} USAGE if the week is not over; CONFLICT if the roster, or the grid that was to be taken, is of another
 * strategy or dataset; {DataError} DATA_UNFIT if the data, or that grid, do not reach the week's end; what `runGrid` throws.
 */
export async function updateRoster(options: RosterOptions): Promise<UpdatedRoster> {
  const { workspace, name, clock } = options;
  const place = { workspace, name };
  const week = weekToJudge(options.week, clock.now());
  const weekly = await weeklyGrid(week, options);
  await checkSameRoster(place, weekly.of);
  const archived = await readWeek(place, week.name);
  if (archived !== undefined) return { week: archived, isNew: false, roster: await rosterAnew(place) };
  const result = await weekly.result();
  await checkReach(result, week, options);
  const made = weekOfGrid(result, week, { window: trailingWeeks(week, ROSTER_WEEKS), at: clock.now() });
  const kept = await archiveWeek(place, made);
  return { ...kept, roster: await rosterAnew(place) };
}

/**
 * The week that is judged at a moment.
 *
 * @throws {PlatformError} USAGE if it is not over; {InvalidArgumentError} if it is no week.
 */
export function weekToJudge(name: string | undefined, now: EpochMs): IsoWeek {
  const last = weekAfter(isoWeekOf(now), -1);
  if (name === undefined) return last;
  const week = isoWeekNamed(name);
  if (week.end <= now) return week;
  throw new PlatformError('USAGE', `week ${name} is not over: it ends on ${formatIsoDate(week.end - 1)}`, {
    context: { week: name, last: last.name },
    hint: `The last complete week is ${last.name}.`,
  });
}

/** What the weeks of one roster have in common. */
interface RosterSubject {
  readonly strategy: string;
  /** Without its version, which changes with every import. */
  readonly dataset: string;
}

/** A grid that has been checked as far as it can be before it is run. */
interface WeeklyGrid {
  readonly of: RosterSubject;
  result(): Promise<GridResult>;
}

async function weeklyGrid(week: IsoWeek, options: RosterOptions): Promise<WeeklyGrid> {
  const { fromGrid } = options;
  const window = trailingWeeks(week, ROSTER_WEEKS);
  if (fromGrid !== undefined) {
    const grid = await takenGrid(week, window, { ...options, fromGrid });
    const of = { strategy: grid.strategy, dataset: grid.dataset.name };
    return { of, result: () => Promise.resolve(grid) };
  }
  const { workspace, name } = options;
  const before = (await readWeeks({ workspace, name })).filter((one) => one.week < week.name);
  const also = tightenedValues(name, before);
  const request: GridOptions = { ...options, ...window, name: `${name}-weekly`, also };
  const { accounts, strategies } = await withGridPlan(request, (plan) => Promise.resolve(plan));
  return {
    of: { strategy: strategies[0]?.name ?? options.strategy, dataset: accounts[0]?.manifest.name ?? '' },
    result: async () => {
      checkFreshPlan({ accounts }, week);
      return (await runGrid(request)).result;
    },
  };
}

/** The stricter settings in force, which the grid of the next week has to hold: without them no later week could judge them. */
export function tightenedValues(name: string, before: readonly RosterWeek[]): AddedValues | undefined {
  const tight = computeRoster(name, before).instruments.filter(({ tightening }) => Object.keys(tightening).length > 0);
  if (tight.length === 0) return undefined;
  const values = (key: 'maxHazard' | 'minRepetitions'): readonly number[] => [
    ...new Set(tight.flatMap(({ tightening }) => tightening[key] ?? [])),
  ];
  return {
    values: { maxHazard: values('maxHazard'), minRepetitions: values('minRepetitions') },
    because: `the roster has tightened ${tight.map(({ instrument }) => instrument).join(', ')}`,
  };
}

/** Weeks of several strategies, or of several data, follow from nothing common. */
async function checkSameRoster(place: RosterPlaceOfFiles, of: RosterSubject): Promise<void> {
  for (const { week, grid } of await readWeeks(place)) {
    const dataset = grid.dataset.split('@')[0];
    if (grid.strategy === of.strategy && dataset === of.dataset) continue;
    const before = `${grid.strategy} on ${dataset ?? ''}`;
    throw new PlatformError(
      'CONFLICT',
      `roster '${place.name}' is of ${before} (week ${week}), not of ${of.strategy} on ${of.dataset}`,
      { context: { ...of, roster: place.name, week }, hint: 'Give the other roster a --name of its own.' },
    );
  }
}

async function checkReach(grid: GridResult, week: IsoWeek, { workspace, memoryBytes }: RosterOptions): Promise<void> {
  const lake = openLakehouse(path.join(workspace, 'lake'), {
    ...{ readOnly: true, memoryBytes: Math.floor(memoryBytes / 4), threads: 1 },
  });
  try {
    checkFreshGrid(grid, await resolveDataset(lake, `${grid.dataset.name}@${grid.dataset.version}`), week);
  } finally {
    await lake.close();
  }
}

async function rosterAnew(place: RosterPlaceOfFiles): Promise<RosterModel> {
  return renewRoster(place, (weeks) => computeRoster(place.name, weeks));
}
