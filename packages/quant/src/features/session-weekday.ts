import { calendarById } from '../market/index.ts';
import type { Instrument } from '../market/index.ts';
import { termKey } from './term-key.ts';
import type { Term, TermSpec } from './term.ts';

/**
 * Weekday of the session in which trading goes on after a bar, 1 = Monday to 7 = Sunday, as it was planned at the bar's
 * close: of the next session after a daily bar, of the same session after a bar inside one.
 */
export function sessionWeekdayTerm(spec: TermSpec): Term {
  return {
    spec,
    key: termKey(spec),
    warmUp: 0,
    compute: (series) => series.eventTime.map(weekdayAfter(series.instrument)),
    stream: (instrument) => {
      const weekday = weekdayAfter(instrument);
      return { push: (bar) => weekday(bar.eventTime) };
    },
  };
}

function weekdayAfter(instrument: Instrument): (time: number) => number {
  const calendar = calendarById(instrument.calendar);
  return (time) => calendar.plannedSessionAfter(time).weekday;
}
