import { PlatformError } from '@assay/core/errors';
import { parseIsoDate, parseIsoInstant } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

/**
 * A moment as typed: with its zone, or a date, which stands for the beginning of its UTC day.
 *
 * @throws {PlatformError} USAGE if it is neither: a time without a zone could be any of several moments.
 */
export function momentOf(flag: string, text: string): EpochMs {
  const moment = parseIsoInstant(text) ?? parseIsoDate(text);
  if (moment !== undefined) return moment;
  throw new PlatformError('USAGE', `invalid '${flag}': must be a date or a moment with its zone, was '${text}'`, {
    hint: 'Write 2020-01-31, which is 00:00 UTC, 2020-01-31T16:00:00Z or 2020-01-31T16:00:00-05:00.',
  });
}

/** A moment that may be left out. */
export function optionalMoment(flag: string, text: string | undefined): EpochMs | undefined {
  return text === undefined ? undefined : momentOf(flag, text);
}

/** A whole number as typed, from `least` on; undefined where it was left out. */
export function optionalWhole(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : NaN;
  if (value >= least) return value;
  const rule = /^\d{10,}$/u.test(text) ? 'of at most 9 digits' : `from ${least} on`;
  throw new PlatformError('USAGE', `invalid '${flag}': must be a whole number ${rule}, was '${text}'`);
}

/** A list as typed, with commas between; undefined where it was left out. */
export function optionalList(flag: string, text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => part !== '')) return parts;
  throw new PlatformError('USAGE', `invalid '${flag}': must be names with commas between, was '${text}'`);
}
