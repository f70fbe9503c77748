import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { InstrumentId, Timeframe } from '../market/index.ts';

/** How far ahead an outcome looks: so many scheduled bars, or so much time. */
export type Horizon = { readonly bars: number } | { readonly ms: number };

/**
 * - OK: the window has ended and every bar of it is there. Final.
 * - INCOMPLETE: the window has not ended.
 * - GAP: the window has ended but a bar that the calendar asks for is missing, or the market was closed all through it.
 */
export type OutcomeStatus = 'OK' | 'INCOMPLETE' | 'GAP';

/** Outcomes of one series and one horizon in columns, in order of `eventTime`. */
export interface OutcomeTable {
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly horizon: Horizon;
  readonly length: number;
  /** shape (n,): close of the bar that the window follows. */
  readonly eventTime: Float64Array;
  /** shape (n,): end of the window, known beforehand. */
  readonly windowEnd: Float64Array;
  /**
   * shape (n,): when the row can be known: the end of the window, or later where one of its bars came later. For an
   * INCOMPLETE row, when it is due.
   */
  readonly availableAt: Float64Array;
  readonly status: readonly OutcomeStatus[];
  /** shape (n,): fractions, rounded to 10 decimals; NaN unless the status is OK. */
  readonly forwardReturn: Float64Array;
  readonly mfe: Float64Array;
  readonly mae: Float64Array;
}

/** The numeric columns of a table of outcomes. */
export const OUTCOME_NUMBERS = ['eventTime', 'windowEnd', 'availableAt', 'forwardReturn', 'mfe', 'mae'] as const;

/** The rows of a table at some indices. */
export function pickOutcomes(table: OutcomeTable, indices: readonly number[]): OutcomeTable {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(indices, (i) => column[i]);
  return {
    ...table,
    length: indices.length,
    eventTime: pick(table.eventTime),
    windowEnd: pick(table.windowEnd),
    availableAt: pick(table.availableAt),
    status: indices.map((i) => table.status[i]),
    forwardReturn: pick(table.forwardReturn),
    mfe: pick(table.mfe),
    mae: pick(table.mae),
  };
}

/** Throws unless two tables are about the same series and horizon. */
export function checkSameSubject(table: OutcomeTable, other: OutcomeTable): void {
  const [one, two] = [subjectOf(table), subjectOf(other)];
  if (one !== two) throw new InvalidArgumentError('existing', `outcomes of ${two}`, one);
}

/** Throws unless rows stand in order of time, each moment once. */
export function checkOrder(table: OutcomeTable): void {
  for (let i = 1; i < table.length; i++) {
    if (table.eventTime[i] > table.eventTime[i - 1]) continue;
    const when = formatIsoTime(table.eventTime[i]);
    throw new DataError(`outcomes of ${subjectOf(table)}: the row of ${when} does not follow the one before it`, {
      context: { instrument: table.instrument, eventTime: when },
    });
  }
}

function subjectOf({ instrument, timeframe, horizon }: OutcomeTable): string {
  return `${instrument}, ${timeframe}, ${'bars' in horizon ? `${horizon.bars} bars` : `${horizon.ms} ms`} ahead`;
}
