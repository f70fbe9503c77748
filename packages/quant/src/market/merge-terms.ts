import { DataError, PlatformError } from '@assay/core/errors';
import { formatIsoDate, formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { parsePositiveDecimal } from './decimal.ts';
import { latestRow } from './instrument-record.ts';
import type { Instrument } from './instrument.ts';
import { textAt } from './record-table.ts';
import type { RecordTable } from './records.ts';

const WORDS = ['kind', 'currency', 'baseCurrency', 'calendar'] as const;
const SIZES = ['tickSize', 'lotSize', 'multiplier'] as const;
const TIMES = ['listedAt', 'delistedAt'] as const;

/** A term that is stated twice, differently. */
interface Conflict {
  readonly term: string;
  readonly bars: string;
  readonly record: string;
}

/**
 * The terms of an instrument as its bars state them, completed by the record of it that was known and in force at a time.
 * A record may leave terms out; what both state has to be the same.
 *
 * @param instrument - the terms that came with the bars.
 * @param table - records of kind `instruments` of the same instrument.
 * @param time - Infinity takes what is known last.
 * @returns the instrument itself where nothing was known yet or the record adds nothing.
 * @throws {DataError} naming each term that differs, with what either side says and where the record stands.
 *
 * @remarks
 * Causal: records known or in force later do not change the result.
 * Source: this project.
 */
export function mergeTerms(instrument: Instrument, table: RecordTable, time: EpochMs): Instrument {
  const row = latestRow(table, time);
  if (row === undefined) return instrument;
  const conflicts = [...wordConflicts(instrument, table, row), ...timeConflicts(instrument, table, row)];
  if (conflicts.length > 0) throw contradiction(table, row, conflicts);
  const added = TIMES.filter((name) => instrument[name] === undefined && !Number.isNaN(table.numbers[name][row]));
  if (added.length === 0) return instrument;
  return { ...instrument, ...Object.fromEntries(added.map((name) => [name, table.numbers[name][row]])) };
}

function wordConflicts(instrument: Instrument, table: RecordTable, row: number): readonly Conflict[] {
  const stated: Readonly<Record<string, unknown>> = { ...instrument };
  return [...WORDS, ...SIZES].flatMap((term) => {
    const [bars, record] = [stated[term], textAt(table, term, row)];
    if (typeof bars !== 'string' || record === undefined) return [];
    const isSame = bars === record || (SIZES.some((size) => size === term) && isSameSize(term, bars, record));
    return isSame ? [] : [{ term, bars, record }];
  });
}

/** `0.01` and `0.010` are one size. */
function isSameSize(term: string, a: string, b: string): boolean {
  try {
    const [x, y] = [parsePositiveDecimal(term, a), parsePositiveDecimal(term, b)];
    return x.units === y.units && x.decimals === y.decimals;
  } catch (error) {
    if (PlatformError.is(error, 'INVALID_ARGUMENT')) return false;
    throw error;
  }
}

function timeConflicts(instrument: Instrument, table: RecordTable, row: number): readonly Conflict[] {
  return TIMES.flatMap((term) => {
    const [bars, record] = [instrument[term], table.numbers[term][row]];
    if (bars === undefined || Number.isNaN(record) || bars === record) return [];
    return [{ term, bars: formatIsoTime(bars), record: formatIsoTime(record) }];
  });
}

function contradiction(table: RecordTable, row: number, conflicts: readonly Conflict[]): DataError {
  const [when, place] = [formatIsoDate(table.eventTime[row]), table.source.row[row]];
  const where = `the record of ${when}${place > 0 ? ` (row ${place} of its file)` : ''}`;
  const list = conflicts.map(({ term, bars, record }) => `${term} is ${bars} with its bars, ${record} in ${where}`);
  return new DataError(`the terms of '${table.id}' contradict each other: ${list.join('; ')}`, {
    context: { instrument: table.id, conflicts: conflicts.map((one) => ({ ...one })) },
    hint: 'Correct the one that is wrong, in the layout of the bars or in the file of the record, and import it again.',
  });
}
