/**
 * One week of a roster.
 *
 * 1. The week has to be over; one that is archived already is taken as it is.
 * 2. The data have to reach its last session, else what would be archived is stale.
 * 3. The grid of the trailing complete weeks is run, or taken where it has been published for just these dates.
 * 4. Its cells are archived under the week's name, and the roster is computed anew from all archived weeks.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { GridResult, RosterModel, RosterWeek } from '@assay/contracts/schemas';
import { gridResultSchema } from '@assay/contracts/schemas';
import { DataError, NotFoundError, PlatformError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import { formatIsoDate } from '@assay/core/time';
import { isoWeekNamed, isoWeekOf, trailingWeeks, weekAfter } from '@assay/quant/evidence';
import type { IsoWeek, WeekWindow } from '@assay/quant/evidence';
import { calendarById } from '@assay/quant/market';
import { STRATEGIES } from '@assay/quant/strategy';
import { selectEntries } from '../../lakehouse/index.ts';
import { readPublished } from '../../runs/index.ts';
import type { GridOptions } from '../grid/options.ts';
import { withGridPlan } from '../grid/plan-grid.ts';
import { GRID_AREA } from '../grid/progress-file.ts';
import { runGrid } from '../grid/run-grid.ts';
import type { ResearchPlan } from '../plan.ts';
import { readWeek, readWeeks, writeRoster, writeWeek } from './archive.ts';
import { computeRoster } from './compute-roster.ts';

/** Complete weeks that the grid of a roster evaluates. */
export const ROSTER_WEEKS = 13;

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
 * @throws {PlatformError} USAGE if the week is not over; {DataError} DATA_UNFIT if the data, or the grid that was to be taken, do not
 * reach its end; what `runGrid` throws.
 */
export async function updateRoster(options: RosterOptions): Promise<UpdatedRoster> {
  const { workspace, name, clock } = options;
  const place = { workspace, name };
  const week = weekToJudge(options.week, clock.now());
  const archived = await readWeek(place, week.name);
  if (archived !== undefined) {
    const roster = computeRoster(name, await readWeeks(place));
    await writeRoster(place, roster);
    return { week: archived, isNew: false, roster };
  }
  const window = trailingWeeks(week, ROSTER_WEEKS);
  const result =
    options.fromGrid === undefined ? await weeklyGrid(week, window, options) : await takenGrid(week, window, options);
  const made = weekOf(result, week, { window, at: clock.now() });
  await writeWeek(place, made);
  const roster = computeRoster(name, await readWeeks(place));
  await writeRoster(place, roster);
  return { week: made, isNew: true, roster };
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

async function weeklyGrid(week: IsoWeek, window: WeekWindow, options: RosterOptions): Promise<GridResult> {
  const grid: GridOptions = { ...options, ...window, name: `${options.name}-weekly` };
  await withGridPlan(grid, (plan) => Promise.resolve(checkFresh(plan, week)));
  return (await runGrid(grid)).result;
}

/** Every instrument has to have bars up to the last session of the week. */
function checkFresh({ accounts }: ResearchPlan, week: IsoWeek): void {
  const stale = accounts.flatMap(({ manifest, instruments, timeframe }) =>
    selectEntries(manifest, { instruments, timeframe }).flatMap((entry) => {
      const sessions = calendarById(entry.instrument.calendar).sessionsBetween(week.from, week.end - 1);
      const last = sessions.at(-1);
      if (last === undefined || entry.lastEventTime > last.open) return [];
      return [
        `${entry.instrument.id} ends on ${formatIsoDate(entry.lastEventTime)}, before the session of ${last.date}`,
      ];
    }),
  );
  if (stale.length === 0) return;
  throw new DataError(`the data do not reach the end of week ${week.name}: ${stale.slice(0, 5).join('; ')}`, {
    code: 'DATA_UNFIT',
    context: { week: week.name, instruments: stale.length },
    hint: 'Import the newer bars first; a stale result would be archived as though it were of this week.',
  });
}

async function takenGrid(week: IsoWeek, window: WeekWindow, options: RosterOptions): Promise<GridResult> {
  const name = options.fromGrid as string;
  const published = await readPublished({ workspace: options.workspace, area: GRID_AREA, name });
  if (published === undefined)
    throw new NotFoundError('published grid', name, { hint: '`assay backtest grid --name` publishes one.' });
  const result: unknown = JSON.parse(await readFile(path.join(published.folder, 'grid.json'), 'utf8'));
  const grid = gridResultSchema.parse(result);
  const found = `${grid.window.from ?? 'the first bar'} to ${grid.window.to ?? 'the last'}`;
  if (grid.window.from !== window.from || grid.window.to !== window.to)
    throw new DataError(`grid '${name}' is not of week ${week.name}: it covers ${found}`, {
      code: 'DATA_UNFIT',
      context: { grid: name, week: week.name },
      hint: `The trailing ${ROSTER_WEEKS} complete weeks are ${window.from} to ${window.to}; leave --from-grid out to run them.`,
    });
  return grid;
}

function weekOf(
  result: GridResult,
  week: IsoWeek,
  { window, at }: { readonly window: WeekWindow; readonly at: EpochMs },
): RosterWeek {
  const { name, runId, strategy, dataset, base } = result;
  const declared = STRATEGIES.find((one) => one.name === strategy)?.parameters ?? [];
  const setting = (key: string, otherwise: number): number => {
    const axis = result.axes.find((one) => one.name === key)?.values ?? [];
    // A band lies about the profile's own value.
    const middle = axis[Math.floor((axis.length - 1) / 2)];
    const value = base[key] ?? middle ?? declared.find((one) => one.name === key)?.default;
    return typeof value === 'number' ? value : otherwise;
  };
  return {
    format: 1,
    week: week.name,
    archivedAt: new Date(at).toISOString(),
    window,
    weeks: ROSTER_WEEKS,
    grid: { name, runId, strategy, dataset: `${dataset.name}@${dataset.version}` },
    settings: { maxHazard: setting('maxHazard', 1), minRepetitions: setting('minRepetitions', 1) },
    instruments: result.instruments.map(({ instrument, cells }) => ({
      instrument,
      cells: cells.map(({ key, axes, qualified, score, metrics }) => ({
        ...{ key, axes, qualified, score, trades: metrics.trades },
        ...{ pnl: metrics.pnl, profitFactor: metrics.profitFactor, sharpe: metrics.sharpe },
      })),
    })),
  };
}
