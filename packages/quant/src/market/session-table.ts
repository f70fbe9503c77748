/**
 * Look-ups in the sessions of a calendar that is given year by year.
 *
 * 1. A year's sessions, those named after its dates, are made once, as rows in order, and kept.
 * 2. A session closes on the UTC date it is named after or at the midnight that ends it; it may open in the year before.
 * 3. So a question about a moment is answered in the moment's own UTC year or in the next one, by bisection.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import { civilToEpochMs, epochMsToCivil, formatIsoDate, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { CalendarId, Session } from './calendar.ts';

/** The years of a calendar and how the sessions of one of them are made. */
export interface SessionRules {
  readonly id: CalendarId;
  readonly firstYear: number;
  readonly lastYear: number;
  /** The sessions named after the dates of a year, in order. */
  readonly sessionsOfYear: (year: number) => readonly Session[];
}

/** What can be asked of the sessions of a calendar. */
export interface SessionTable {
  readonly sessionOn: (date: string) => Session | undefined;
  /** The first session that opens at or after `time`. */
  readonly firstToOpen: (time: EpochMs) => Session;
  /** The first session that closes after `time`. */
  readonly firstToClose: (time: EpochMs) => Session;
  /** The sessions whose close lies in [from, to], in order. */
  readonly sessionsBetween: (from: EpochMs, to: EpochMs) => readonly Session[];
}

type Wanted = (session: Session) => boolean;

/**
 * The look-ups of a calendar.
 *
 * @throws {InvalidArgumentError} from each look-up, where its argument or its answer lies outside the years of the rules.
 *
 * @remarks
 * Cost: a year is made at its first use; after that a look-up is one or two bisections and a list costs its length.
 * Source: this project.
 */
export function sessionTable(rules: SessionRules): SessionTable {
  const { firstYear, lastYear } = rules;
  const domain = `within the years ${firstYear} to ${lastYear} of the calendar ${rules.id}`;
  const start = civilToEpochMs(firstYear, 1, 1);
  const end = civilToEpochMs(lastYear + 1, 1, 1);
  const years = new Map<number, readonly Session[]>();

  const sessionsOf = (year: number): readonly Session[] => {
    const known = years.get(year) ?? rules.sessionsOfYear(year);
    years.set(year, known);
    return known;
  };
  const yearOf = (time: EpochMs): number => epochMsToCivil(time).year;
  const checkTime = (parameter: string, time: EpochMs): void => {
    if (!(time >= start && time < end)) throw new InvalidArgumentError(parameter, domain, time);
  };
  const first = (time: EpochMs, isWanted: Wanted): Session => {
    checkTime('time', time);
    const year = yearOf(time);
    const session =
      firstWhere(sessionsOf(year), isWanted) ??
      (year < lastYear ? firstWhere(sessionsOf(year + 1), isWanted) : undefined);
    if (session === undefined) throw new InvalidArgumentError('time', domain, formatIsoDate(time));
    return session;
  };

  return {
    sessionOn: (date) => {
      const day = parseIsoDate(date);
      if (day === undefined) throw new InvalidArgumentError('date', 'a civil date such as 2006-01-03', date);
      if (day < start || day >= end) throw new InvalidArgumentError('date', domain, date);
      const session = firstWhere(sessionsOf(Number(date.slice(0, 4))), (candidate) => candidate.date >= date);
      return session?.date === date ? session : undefined;
    },
    firstToOpen: (time) => first(time, (session) => session.open >= time),
    firstToClose: (time) => first(time, (session) => session.close > time),
    sessionsBetween: (from, to) => {
      checkTime('from', from);
      checkTime('to', to);
      const found: Session[] = [];
      const firstOf = Math.max(firstYear, yearOf(from - 1));
      for (let year = firstOf; year <= yearOf(to); year++) {
        const sessions = sessionsOf(year);
        const after = indexWhere(sessions, (session) => session.close > to);
        for (let i = indexWhere(sessions, (session) => session.close >= from); i < after; i++) found.push(sessions[i]);
      }
      return found;
    },
  };
}

function firstWhere(sessions: readonly Session[], isWanted: Wanted): Session | undefined {
  return sessions[indexWhere(sessions, isWanted)];
}

/** Bisection for the first wanted session, where those that are wanted stand last. */
function indexWhere(sessions: readonly Session[], isWanted: Wanted): number {
  let [low, high] = [0, sessions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isWanted(sessions[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
