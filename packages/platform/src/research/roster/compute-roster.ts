/** The roster out of its archived weeks: the same weeks always give the same roster. */
import type { RosterEntryModel, RosterModel, RosterWeek } from '@assay/contracts/schemas';
import { rosterSchema } from '@assay/contracts/schemas';
import { DEFAULT_ROSTER_POLICY, isOnRoster, isoWeekNamed, LISTED, stepRoster, weekAfter } from '@assay/quant/evidence';
import type { RosterEntry, RosterPolicy } from '@assay/quant/evidence';
import { rosterWouldChange, rosterWhy, tighteningWords } from '../../reports/index.ts';
import { cellInForce } from './cell-in-force.ts';
import type { WeekCell } from './cell-in-force.ts';

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
    const settings = week?.settings ?? {};
    const cell = cells === undefined ? undefined : cellInForce(cells, week?.own ?? settings, entry.tightening);
    const { after, judged } = stepRoster(entry, name, cells === undefined ? undefined : (cell ?? 'untested'), {
      settings,
      policy,
    });
    history.push({
      ...{ week: name, outcome: judged.outcome, missed: [...judged.missed], state: after.state },
      held: judged.outcome === 'hold' ? heldBecause(week, cells, cell, entry) : null,
      figures: figuresOf(cell),
    });
    entry = after;
  }
  return { entry, history };
}

function figuresOf(cell: WeekCell | undefined): History[number]['figures'] {
  if (cell === undefined) return null;
  const { trades, sharpe, profitFactor, profitFactorCapped, axes, qualified } = cell;
  return { trades, sharpe, profitFactor, profitFactorCapped, axes, qualified };
}

function heldBecause(
  week: RosterWeek | undefined,
  cells: readonly WeekCell[] | undefined,
  cell: WeekCell | undefined,
  { tightening }: RosterEntry,
): string {
  if (week === undefined) return 'the week is missing';
  if (cells === undefined) return 'the grid of the week does not hold it';
  if (cell !== undefined)
    return cell.sharpe === null ? 'its Sharpe ratio is undefined' : 'its profit factor is undefined';
  const stricter = tighteningWords(tightening);
  return stricter === '' ? 'its grid has no cell' : `its grid has no cell with ${stricter}`;
}

function entryModel(instrument: string, { entry, history }: Stepped, policy: RosterPolicy): RosterEntryModel {
  const { state, failures, tightening, untested, lastJudged = null } = entry;
  const onRoster = isOnRoster(entry, policy);
  const shown = { instrument, state, onRoster, failures, untested, tightening, lastJudged, history };
  return { ...shown, why: rosterWhy(shown, policy), wouldChange: rosterWouldChange(shown, policy) };
}
