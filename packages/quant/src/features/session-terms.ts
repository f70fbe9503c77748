import type { EpochMs } from '@assay/core/time';
import { calendarById } from '../market/index.ts';
import type { Instrument, Session } from '../market/index.ts';
import { termKey } from './term-key.ts';
import type { SessionQuantity, Term, TermSpec } from './term.ts';

const MINUTE_MS = 60_000;

/** What each quantity is at a bar's close, as the calendar planned it; every quantity by name. */
const QUANTITIES: Readonly<Record<SessionQuantity, (instrument: Instrument) => (time: EpochMs) => number>> = {
  'session-minute': (instrument) => {
    const sessionAt = sessionFinder(instrument);
    return (time) => {
      const { open } = sessionAt(time);
      return time >= open ? (time - open) / MINUTE_MS : NaN;
    };
  },
  'session-minutes-left': (instrument) => {
    const sessionAt = sessionFinder(instrument);
    return (time) => {
      const { open, close } = sessionAt(time);
      return time >= open ? (close - time) / MINUTE_MS : NaN;
    };
  },
  'session-weekday': (instrument) => {
    const sessionAt = sessionFinder(instrument);
    return (time) => sessionAt(time).weekday;
  },
  'next-session-weekday': (instrument) => {
    const calendar = calendarById(instrument.calendar);
    return (time) => calendar.plannedSessionAfter(time).weekday;
  },
};

/** The names of the quantities. */
export const SESSION_QUANTITIES: readonly SessionQuantity[] = Object.keys(QUANTITIES) as SessionQuantity[];

/**
 * A quantity of the session that a moment belongs to, in the calendar of an instrument.
 *
 * @returns a function of the moment, which is fastest where moments come in order.
 *
 * @remarks
 * Causal: depends on the moment and the calendar's plan only.
 * Source: this project.
 */
export function sessionQuantity(name: SessionQuantity, instrument: Instrument): (time: EpochMs) => number {
  return QUANTITIES[name](instrument);
}

/** A term of the moment at which a bar closes. */
export function sessionTerm(spec: TermSpec & { readonly term: SessionQuantity }): Term {
  return {
    spec,
    key: termKey(spec),
    warmUp: 0,
    compute: (series) => series.eventTime.map(sessionQuantity(spec.term, series.instrument)),
    stream: (instrument) => {
      const quantity = sessionQuantity(spec.term, instrument);
      return { push: (bar) => quantity(bar.eventTime) };
    },
  };
}

/** The session of a bar by its close: the first that closes at or after it, as planned; the last one found is kept. */
function sessionFinder(instrument: Instrument): (time: EpochMs) => Session {
  const calendar = calendarById(instrument.calendar);
  let known: Session | undefined;
  return (time) => {
    if (known === undefined || !(time > known.open && time <= known.close)) {
      known = calendar.plannedSessionAfter(time - 1);
    }
    return known;
  };
}
