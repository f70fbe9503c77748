import { calendarById } from '../market/index.ts';
import type { Calendar } from '../market/index.ts';
import { createBreakers, OPEN_STATE, targetUnderBreaker } from '../risk/index.ts';
import type { Breaker, BreakerEvent, BreakerState } from '../risk/index.ts';
import type { Account } from './account.ts';
import type { SeriesColumns } from './columns.ts';
import type { OutsideSeries, RiskRules } from './risk-rules.ts';

/** The newest available value of an outside series, found by going forward. */
class OutsideValue {
  private readonly series: OutsideSeries;
  private known: number = 0;

  constructor(series: OutsideSeries) {
    this.series = series;
  }

  at(time: number): number {
    const { availableAt, values } = this.series;
    while (this.known < availableAt.length && availableAt[this.known] <= time) this.known++;
    return this.known === 0 ? NaN : values[this.known - 1];
  }
}

/**
 * The circuit breakers of a simulation: told the account's course at every close and before every open's fills.
 *
 * A close belongs to the session that it ends, an open to the one that it begins.
 */
export class BreakerDesk {
  readonly events: BreakerEvent[] = [];
  private readonly breaker: Breaker | undefined;
  private readonly calendar: Calendar;
  private readonly account: Account;
  private readonly outside: readonly (readonly [string, OutsideValue])[];

  constructor(columns: readonly SeriesColumns[], rules: RiskRules, account: Account, initialUnits: number) {
    const { breakers = [], outside = {}, calendar = columns[0].series.instrument.calendar } = rules;
    this.breaker = breakers.length === 0 ? undefined : createBreakers(breakers, initialUnits);
    this.calendar = calendarById(calendar);
    this.account = account;
    this.outside = Object.entries(outside).map(([name, series]) => [name, new OutsideValue(series)]);
  }

  /** True if there is a breaker to be told. */
  get isOn(): boolean {
    return this.breaker !== undefined;
  }

  /** What is in force. */
  get state(): BreakerState {
    return this.breaker?.state ?? OPEN_STATE;
  }

  /** The name under which a breaker refuses or reduces; undefined where none is in force. */
  get refusal(): string | undefined {
    const { action } = this.state;
    return action === 'none' ? undefined : `breaker-${action}`;
  }

  /** Tells the breakers the account's course at a close; true if everything is to be closed. */
  atClose(time: number): boolean {
    const session = this.calendar.plannedSessionAfter(time - 1);
    return this.observe(time, session.date, session.close <= time);
  }

  /** Tells the breakers the account's course before an open's fills. */
  atOpen(time: number): boolean {
    return this.observe(time, this.calendar.plannedSessionAfter(time).date, false);
  }

  /** Signed lots that may be aimed at. */
  target(targetLots: number, heldLots: number): number {
    return this.breaker === undefined ? targetLots : targetUnderBreaker(this.state, targetLots, heldLots);
  }

  private observe(time: number, sessionId: string, sessionEnds: boolean): boolean {
    const { breaker, account } = this;
    if (breaker === undefined) return false;
    const { events, state } = breaker.observe({
      time,
      sessionId,
      sessionEnds,
      equityUnits: account.equityUnits(time),
      grossUnits: account.grossUnits(time),
      external: Object.fromEntries(this.outside.map(([name, value]) => [name, value.at(time)])),
    });
    for (const event of events) this.events.push(event);
    return state.action === 'flatten';
  }
}
