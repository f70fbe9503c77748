import { numberOf } from '../parameters.ts';
import { perInstrument } from '../per-instrument.ts';
import type { Parameters, StrategyDefinition, StrategyInstance } from '../strategy.ts';

const SESSION_WEEKDAY = 0;
const WEEKDAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/**
 * Long through the sessions of one weekday: decided at the last close before, entered at that session's open and left
 * at the next one's.
 */
export const dayOfWeek: StrategyDefinition = {
  name: 'day-of-week',
  summary: 'Long from the open of the sessions on one weekday to the open of the session that follows.',
  source: 'K. R. French, Journal of Financial Economics 8 (1980) 55, on weekday effects',
  parameters: [
    {
      name: 'weekday',
      type: 'integer',
      description: 'The weekday that is held, 1 = Monday to 7 = Sunday; 6 and 7 only where there are sessions then.',
      default: 1,
      min: 1,
      max: 7,
      nominal: true,
    },
  ],
  terms: () => [{ term: 'next-session-weekday' }],
  create: (params) => createDayOfWeek(params),
};

function createDayOfWeek(params: Parameters): StrategyInstance {
  const weekday = numberOf(params, 'weekday');
  const name = WEEKDAY_NAMES[weekday - 1];
  return perInstrument((view, instrument) => {
    const next = view.term(instrument, SESSION_WEEKDAY);
    if (Number.isNaN(next)) return undefined;
    return next === weekday
      ? { exposure: 1, reason: `next session is a ${name}` }
      : { exposure: 0, reason: `next session is not a ${name}` };
  });
}
