import { formatIsoDate, MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { PackConfig } from '@assay/contracts/schemas';
import type { ConfigProblem } from '@assay/core/errors';

/** Bars whose close falls on a UTC date in [from, to], both included; null where the data decide. */
export interface DateRange {
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * The dates of a pack: `lastNDays` calendar days up to today, or yesterday with `excludeToday`, else `start` and `end`.
 *
 * @param now - the moment the run starts; every step of the run uses the one pair that comes out.
 */
export function resolveDates(pack: PackConfig, now: EpochMs): DateRange {
  if (pack.lastNDays === undefined) return { from: pack.start ?? null, to: pack.end ?? null };
  const last = now - (pack.excludeToday ? MS_PER_DAY : 0);
  return { from: formatIsoDate(last - (pack.lastNDays - 1) * MS_PER_DAY), to: formatIsoDate(last) };
}

/** What is wrong with the dates of a pack. */
export function dateProblems(pack: PackConfig, path: string): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const key of ['start', 'end'] as const) {
    const text = pack[key];
    if (text !== undefined && parseIsoDate(text) === undefined)
      problems.push({ path: `${path}.${key}`, message: `'${text}' is not a date of the calendar` });
  }
  if (pack.lastNDays === undefined && pack.start !== undefined && pack.end !== undefined && pack.start > pack.end) {
    problems.push({ path: `${path}.start`, message: `${pack.start} is after end ${pack.end}` });
  }
  return problems;
}

/** First and last millisecond of a date range; ±infinity where it is open. */
export function rangeLimits(range: DateRange): { readonly from: EpochMs; readonly to: EpochMs } {
  const from = range.from === null ? -Infinity : (parseIsoDate(range.from) ?? -Infinity);
  const to = range.to === null ? Infinity : (parseIsoDate(range.to) ?? Infinity) + MS_PER_DAY - 1;
  return { from, to };
}
