import { checkOneOf } from '@assay/core/checks';
import { DataError, InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { CalendarId } from './calendar.ts';
import { CALENDAR_IDS } from './calendars.ts';
import { parsePositiveDecimal } from './decimal.ts';
import type { CurrencyPair, LinearInstrument } from './instrument.ts';
import { textAt } from './record-table.ts';
import type { RecordTable } from './records.ts';

/** What has to be known of an instrument before anything is computed with it: its tick, its lot and what it trades in. */
export const REQUIRED_TERMS: readonly string[] = ['kind', 'currency', 'tickSize', 'lotSize', 'multiplier', 'calendar'];

const KINDS = ['equity', 'fund', 'index', 'commodity', 'crypto', 'contract-for-difference', 'currency-pair'];

/** One thing that is wrong with the terms of an instrument. */
export interface TermFault {
  readonly term: string;
  readonly fault: string;
}

/** Terms of an instrument as a record gives them; undefined where it says nothing. */
export type TermTexts = Readonly<Record<string, string | undefined>>;

/**
 * What is missing or wrong in the terms of an instrument: each of `REQUIRED_TERMS`, the base currency of a currency pair,
 * and that sizes are decimals above zero.
 *
 * @returns nothing if the terms are complete.
 *
 * @remarks
 * Source: this project.
 */
export function termFaults(terms: TermTexts): readonly TermFault[] {
  const required = terms['kind'] === 'currency-pair' ? [...REQUIRED_TERMS, 'baseCurrency'] : REQUIRED_TERMS;
  const missing = required.filter((term) => terms[term] === undefined).map((term) => ({ term, fault: 'is missing' }));
  return [...missing, ...wrongChoices(terms), ...wrongSizes(terms)];
}

/**
 * The terms of an instrument as they were known and in force at a time: of the records with eventTime ≤ time and
 * availableAt ≤ time, the latest event, and of its versions the one known last.
 *
 * @param table - records of kind `instruments`; the table's id is the instrument's.
 * @returns undefined if nothing was known yet.
 * @throws {InvalidArgumentError} if the table is of another kind.
 * @throws {DataError} naming every term that is missing or wrong.
 *
 * @remarks
 * Causal: records known or in force later do not change the result.
 * Source: this project.
 */
export function instrumentAsOf(table: RecordTable, time: EpochMs): LinearInstrument | CurrencyPair | undefined {
  if (table.kind !== 'instruments') throw new InvalidArgumentError('table', 'of kind instruments', table.kind);
  const row = latestRow(table, time);
  if (row === undefined) return undefined;
  const texts: TermTexts = Object.fromEntries(Object.keys(table.texts).map((name) => [name, textAt(table, name, row)]));
  const faults = termFaults(texts);
  if (faults.length > 0) throw incomplete(table, row, faults);
  const word = (name: string): string => texts[name] ?? '';
  const terms = {
    id: table.id,
    currency: word('currency'),
    tickSize: word('tickSize'),
    lotSize: word('lotSize'),
    multiplier: word('multiplier'),
    calendar: word('calendar') as CalendarId,
    ...timeOf(table, 'listedAt', row),
    ...timeOf(table, 'delistedAt', row),
  };
  const { kind } = texts;
  if (kind === 'currency-pair') return { ...terms, kind, baseCurrency: word('baseCurrency') };
  return { ...terms, kind: kind as LinearInstrument['kind'] };
}

/**
 * Decimal places of a price that is a whole number of ticks: 2 for a tick of `0.01` or `0.25`, 0 for `5`.
 *
 * @throws {InvalidArgumentError} if the tick is no decimal above zero.
 *
 * @remarks
 * Source: this project.
 */
export function pricePrecision(tickSize: string): number {
  return parsePositiveDecimal('tickSize', tickSize).decimals;
}

/** The row of a table that was known and in force at a time, or undefined if none was yet. */
export function latestRow(table: RecordTable, time: EpochMs): number | undefined {
  let latest: number | undefined;
  // Rows stand in order of event, then of availability: the last one that counts is the one wanted.
  for (let row = 0; row < table.length && table.eventTime[row] <= time; row++) {
    if (table.availableAt[row] <= time) latest = row;
  }
  return latest;
}

function wrongChoices(terms: TermTexts): readonly TermFault[] {
  const choices = { kind: KINDS, calendar: CALENDAR_IDS };
  return Object.entries(choices).flatMap(([term, allowed]) => {
    const value = terms[term];
    return value === undefined ? [] : faultOf(term, () => checkOneOf(term, value, allowed));
  });
}

function wrongSizes(terms: TermTexts): readonly TermFault[] {
  return ['tickSize', 'lotSize', 'multiplier'].flatMap((term) => {
    const value = terms[term];
    return value === undefined ? [] : faultOf(term, () => parsePositiveDecimal(term, value));
  });
}

function faultOf(term: string, check: () => unknown): readonly TermFault[] {
  try {
    check();
    return [];
  } catch (error) {
    if (PlatformError.is(error, 'INVALID_ARGUMENT')) return [{ term, fault: error.message }];
    throw error;
  }
}

function timeOf(table: RecordTable, name: 'listedAt' | 'delistedAt', row: number): Record<string, EpochMs> {
  const time = table.numbers[name][row];
  return Number.isNaN(time) ? {} : { [name]: time };
}

function incomplete(table: RecordTable, row: number, faults: readonly TermFault[]): DataError {
  const when = formatIsoTime(table.eventTime[row]);
  const list = faults.map(({ term, fault }) => (fault === 'is missing' ? `${term} is missing` : fault)).join('; ');
  return new DataError(`terms of '${table.id}' from ${when} on: ${list}`, {
    context: { instrument: table.id, eventTime: when, faults: faults.map(({ term, fault }) => ({ term, fault })) },
    hint: 'Import a record of the instrument that states them.',
  });
}
