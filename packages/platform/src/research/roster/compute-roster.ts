/** The roster out of its archived weeks: the same weeks always give the same roster. */
import type { RosterEntryModel, RosterModel, RosterWeek } from '@assay/contracts/schemas';
import { rosterSchema } from '@assay/contracts/schemas';
import { DEFAULT_ROSTER_POLICY, isOnRoster, isoWeekNamed, LISTED, stepRoster, weekAfter } from '@assay/quant/evidence';
import type { RosterEntry, RosterPolicy, Tightening, WeeklyFigures } from '@assay/quant/evidence';
import { rosterWouldChange, rosterWhy } from '../../reports/index.ts';

type WeekCell = RosterWeek['instruments'][number]['cells'][number];
type History = RosterEntryModel['history'];

/**
 * The roster after its archived weeks.
 *
 * @param weeks - in any order, one of each name.
 */
export function computeRoster(
  name: string,
  weeks: readonly RosterWeek[],
  policy: RosterPolicy = DEFAULT_ROSTER_POLICY,
): RosterModel {
  const archived = weeks.toSorted((one, other) => (one.week < other.week ? -1 : 1));
  const names = weekNames(archived);
  const byName = new Map(archived.map((week) => [week.week, week]));
  const instruments = [...new Set(archived.flatMap((week) => week.instruments.map(({ instrument }) => instrument)))];
  return rosterSchema.parse({
    name,
    strategy: archived.at(-1)?.grid.strategy ?? '',
    policy: { ...policy },
    weeks: archived.map(({ week }) => week),
    missing: names.filter((one) => !byName.has(one)),
    instruments: instruments.toSorted().map((instrument) => {
      const stepped = stepThrough(instrument, names, byName, policy);
      return entryModel(instrument, stepped, policy);
    }),
  } satisfies RosterModel);
}

/** Every week from the first archived one to the last. */
function weekNames(archived: readonly RosterWeek[]): readonly string[] {
  const [first] = archived;
  const last = archived.at(-1);
  if (first === undefined || last === undefined) return [];
  const names: string[] = [];
  for (let week = isoWeekNamed(first.week); week.name <= last.week; week = weekAfter(week, 1)) names.push(week.name);
  return names;
}

interface Stepped {
  readonly entry: RosterEntry;
  readonly history: History;
}

function stepThrough(
  instrument: string,
  names: readonly string[],
  weeks: ReadonlyMap<string, RosterWeek>,
  policy: RosterPolicy,
): Stepped {
  let entry: RosterEntry = LISTED;
  const history: History = [];
  for (const name of names) {
    const week = weeks.get(name);
    const cells = week?.instruments.find((one) => one.instrument === instrument)?.cells;
    const reach = reachOf(cells ?? []);
    const within = withinReach(entry.tightening, reach);
    const best = cells === undefined ? undefined : bestWithin(cells, within);
    const figures: WeeklyFigures | undefined = best;
    const settings = week?.settings ?? { maxHazard: 0, minRepetitions: 1 };
    const { after, judged } = stepRoster(entry, name, figures, { settings, policy: policyWithin(policy, reach) });
    history.push({
      ...{ week: name, outcome: judged.outcome, missed: [...judged.missed], state: after.state },
      held: judged.outcome === 'hold' ? heldBecause(week, cells, best, within) : null,
      figures:
        best === undefined
          ? null
          : {
              ...{ trades: best.trades, sharpe: best.sharpe, profitFactor: best.profitFactor },
              profitFactorCapped: best.profitFactorCapped,
              ...{ axes: best.axes, qualified: best.qualified },
            },
    });
    entry = after;
  }
  return { entry, history };
}

/** The strictest settings that a grid has cells of; infinite where it has no such axis. */
interface Reach {
  readonly lowestHazard: number;
  readonly mostRepetitions: number;
}

function reachOf(cells: readonly WeekCell[]): Reach {
  const values = (name: string): readonly number[] =>
    cells.map(({ axes }) => axes[name]).filter((value) => typeof value === 'number');
  const [caps, repetitions] = [values('maxHazard'), values('minRepetitions')];
  return {
    lowestHazard: caps.length === 0 ? -Infinity : Math.min(...caps),
    mostRepetitions: repetitions.length === 0 ? Infinity : Math.max(...repetitions),
  };
}

/** Stricter settings as far as the grid of a week has cells of them: beyond it no week could ever be judged. */
function withinReach({ maxHazard, minRepetitions }: Tightening, reach: Reach): Tightening {
  return {
    ...(maxHazard === undefined ? {} : { maxHazard: Math.max(maxHazard, reach.lowestHazard) }),
    ...(minRepetitions === undefined ? {} : { minRepetitions: Math.min(minRepetitions, reach.mostRepetitions) }),
  };
}

function policyWithin(policy: RosterPolicy, reach: Reach): RosterPolicy {
  return {
    ...policy,
    lowestHazard: Math.max(policy.lowestHazard, reach.lowestHazard),
    mostRepetitions: Math.min(policy.mostRepetitions, reach.mostRepetitions),
  };
}

function heldBecause(
  week: RosterWeek | undefined,
  cells: readonly WeekCell[] | undefined,
  best: WeekCell | undefined,
  tightening: Tightening,
): string {
  if (week === undefined) return 'the week is missing';
  if (cells === undefined) return 'the grid of the week does not hold it';
  if (best !== undefined)
    return best.sharpe === null ? 'its Sharpe ratio is undefined' : 'its profit factor is undefined';
  return cells.some((cell) => cell.score !== null && !isWithin(cell, tightening))
    ? 'no cell within its stricter settings has a score'
    : 'no cell of its grid has a score: figures of it are undefined';
}

/**
 * The cell that a week is judged by: the best of the qualified ones within stricter settings, in the order in which a grid chooses;
 * where none qualifies, the best of all that have a score, so that an instrument whose every cell loses fails.
 */
export function bestWithin(cells: readonly WeekCell[], tightening: Tightening): WeekCell | undefined {
  const scored = cells.filter((cell) => cell.score !== null && isWithin(cell, tightening)).toSorted(byRank);
  return scored.find(({ qualified }) => qualified) ?? scored[0];
}

function isWithin({ axes }: WeekCell, { maxHazard, minRepetitions }: Tightening): boolean {
  const cap = axes['maxHazard'];
  const repetitions = axes['minRepetitions'];
  return (
    (maxHazard === undefined || typeof cap !== 'number' || cap <= maxHazard) &&
    (minRepetitions === undefined || typeof repetitions !== 'number' || repetitions >= minRepetitions)
  );
}

const RANKED = ['score', 'pnl', 'profitFactor', 'sharpe'] as const;

function byRank(one: WeekCell, other: WeekCell): number {
  for (const name of RANKED) {
    const difference = (other[name] ?? -Infinity) - (one[name] ?? -Infinity);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return one.key < other.key ? -1 : 1;
}

function entryModel(instrument: string, { entry, history }: Stepped, policy: RosterPolicy): RosterEntryModel {
  const { state, failures, tightening, lastJudged = null } = entry;
  const shown = { instrument, state, onRoster: isOnRoster(entry), failures, tightening, lastJudged, history };
  return { ...shown, why: rosterWhy(shown, policy), wouldChange: rosterWouldChange(shown, policy) };
}
