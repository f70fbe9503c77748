import { calendarById, parseTimeframe } from '../market/index.ts';
import type { Calendar } from '../market/index.ts';
import type { SeriesColumns } from './columns.ts';

/** What is known of a series' sessions. */
interface SessionSeries {
  readonly calendar: Calendar;
  /** False for bars of a day and longer: each of them opens and closes a session. */
  readonly isIntraday: boolean;
}

/** Which bars open and close the sessions of their instruments. */
export class SessionFlags {
  private readonly columns: readonly SeriesColumns[];
  private readonly sessions: readonly SessionSeries[];

  constructor(columns: readonly SeriesColumns[]) {
    this.columns = columns;
    this.sessions = columns.map(({ series }) => {
      const { unit } = parseTimeframe(series.timeframe);
      return { calendar: calendarById(series.instrument.calendar), isIntraday: unit === 'm' || unit === 'h' };
    });
  }

  /**
   * True if no earlier bar of series `s` opened in the session in which bar `i` opens.
   *
   * Causal: looks at times up to the bar's open.
   */
  opensSession(s: number, i: number): boolean {
    const { calendar, isIntraday } = this.sessions[s];
    if (!isIntraday || i === 0) return true;
    const { openTime } = this.columns[s];
    return calendar.plannedSessionAfter(openTime[i - 1]).date !== calendar.plannedSessionAfter(openTime[i]).date;
  }

  /**
   * True if bar `i` of series `s` closes when its session does, as planned, or later.
   *
   * Causal: looks at the calendar, not at whether a later bar comes.
   */
  closesSession(s: number, i: number): boolean {
    const { calendar, isIntraday } = this.sessions[s];
    if (!isIntraday) return true;
    const { openTime, closeTime } = this.columns[s];
    return closeTime[i] >= calendar.plannedSessionAfter(openTime[i]).close;
  }

  /** Close of the session in which trading goes on after a moment: when an order for the day lapses. */
  sessionEnd(s: number, time: number): number {
    return this.sessions[s].calendar.plannedSessionAfter(time).close;
  }
}
