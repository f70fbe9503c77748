/** Whether data, or a grid, reach the last session of a week: what is archived of it is archived for good. */
import type { GridResult } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import { formatIsoDate } from '@assay/core/time';
import type { IsoWeek } from '@assay/quant/evidence';
import { calendarById } from '@assay/quant/market';
import type { CalendarId, Session } from '@assay/quant/market';
import { selectEntries } from '../../lakehouse/index.ts';
import type { DatasetManifest } from '../../lakehouse/index.ts';
import type { ResearchPlan } from '../plan.ts';

/** How far the bars of an instrument go. */
interface Reach {
  readonly instrument: string;
  readonly calendar: CalendarId;
  /** The last day that they reach, for people. */
  readonly day: string;
  readonly reaches: (session: Session) => boolean;
}

/**
 * Checks what a grid would be made of: every instrument has to have bars in the last session of the week.
 *
 * @throws {DataError} DATA_UNFIT naming the instruments that have none.
 */
export function checkFreshPlan({ accounts }: Pick<ResearchPlan, 'accounts'>, week: IsoWeek): void {
  const entries = accounts.flatMap(({ manifest, instruments, timeframe }) =>
    selectEntries(manifest, { instruments, timeframe }),
  );
  const reached = entries.map(({ instrument, lastEventTime }) => ({
    ...{ instrument: instrument.id, calendar: instrument.calendar, day: formatIsoDate(lastEventTime) },
    reaches: ({ open }: Session) => lastEventTime > open,
  }));
  checkFresh(
    reached,
    week,
    'Import the newer bars first; a stale result would be archived as though it were of this week.',
  );
}

/**
 * Checks what a grid has measured: the dates that it was asked for may lie beyond the last bar.
 *
 * @param manifest - the dataset that it was made of, which knows the calendars.
 * @throws {DataError} DATA_UNFIT naming the instruments that end before the last session of the week.
 */
export function checkFreshGrid(grid: GridResult, manifest: DatasetManifest, week: IsoWeek): void {
  const calendars = new Map(manifest.series.map(({ instrument }) => [instrument.id, instrument.calendar]));
  const reached = grid.instruments.flatMap(({ instrument, period }): readonly Reach[] => {
    const calendar = calendars.get(instrument);
    if (calendar === undefined) return [];
    return [{ instrument, calendar, day: period.to, reaches: ({ close }) => period.to >= formatIsoDate(close) }];
  });
  checkFresh(reached, week, 'Import the newer bars, then leave --from-grid out or run that grid again.');
}

function checkFresh(reached: readonly Reach[], week: IsoWeek, hint: string): void {
  const stale = reached.flatMap(({ instrument, calendar, day, reaches }) => {
    const last = lastSession(calendar, week);
    return last === undefined || reaches(last)
      ? []
      : [`${instrument} ends on ${day}, before the session of ${last.date}`];
  });
  if (stale.length === 0) return;
  throw new DataError(`the data do not reach the end of week ${week.name}: ${stale.slice(0, 5).join('; ')}`, {
    code: 'DATA_UNFIT',
    context: { week: week.name, instruments: stale.length },
    hint,
  });
}

/** The last session of the week in which bars can be counted on. */
function lastSession(calendar: CalendarId, { from, end }: IsoWeek): Session | undefined {
  const sessions = calendarById(calendar).sessionsBetween(from, end - 1);
  return sessions.findLast(({ open, optionalFrom = Infinity }) => optionalFrom > open);
}
