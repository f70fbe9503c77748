import { InvalidArgumentError } from '@assay/core/errors';
import { dayOfWeek, MS_PER_DAY, parseIsoDate } from '@assay/core/time';

/** The lengths of period that a loss is measured over. */
export type BreakerPeriod = 'day' | 'week' | 'month';

/**
 * The value at the end of the previous period: the last one that was seen before the period of the newest one began.
 *
 * The reference moves only when a later period begins, and then to the last value of the period before, never to the one
 * that is being looked at: a reference taken on the bar that is compared with it can show no loss.
 */
export class PeriodReference {
  private readonly period: BreakerPeriod;
  private sessionId: string | undefined;
  private key: string | undefined;
  private last: number;
  private value: number;

  /** @param initial - the value before the first period. */
  constructor(period: BreakerPeriod, initial: number) {
    this.period = period;
    this.last = initial;
    this.value = initial;
  }

  /** The value at the end of the previous period. */
  get reference(): number {
    return this.value;
  }

  /** Takes the next value; true if it begins a new period. */
  observe(sessionId: string, value: number): boolean {
    const isNew = sessionId !== this.sessionId && this.begins(sessionId);
    if (isNew) this.value = this.last;
    this.last = value;
    return isNew;
  }

  /** True if a session that was not seen yet begins a period. */
  private begins(sessionId: string): boolean {
    const key = periodKey(this.period, sessionId);
    const isNew = key !== this.key;
    this.sessionId = sessionId;
    this.key = key;
    return isNew;
  }
}

/** Names the period of a session: its date, the Monday of its week, or its month. Text order is order of time. */
function periodKey(period: BreakerPeriod, sessionId: string): string {
  if (period === 'day') return sessionId;
  if (period === 'month') return sessionId.slice(0, 7);
  const midnight = sessionMidnight(sessionId);
  return String(midnight / MS_PER_DAY - ((dayOfWeek(midnight) + 6) % 7));
}

/** Midnight of a session's civil date, as though it were in UTC. */
export function sessionMidnight(sessionId: string): number {
  const midnight = parseIsoDate(sessionId);
  if (midnight === undefined) {
    throw new InvalidArgumentError('observation.sessionId', 'a civil date, as 2024-03-05', sessionId);
  }
  return midnight;
}
