import { civilToEpochMs, dayOfWeek, epochMsToCivil, MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

/** How long the stretches are that coverage is counted in. */
export type StretchUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** Stretches of time of one length. */
export interface Stretches {
  readonly unit: StretchUnit;
  /** n + 1 moments, midnights UTC; a stretch is (edge, next edge]. */
  readonly edges: readonly EpochMs[];
}

const DAYS: Readonly<Record<StretchUnit, number>> = { day: 1, week: 7, month: 30.4, quarter: 91.3, year: 365.25 };
const UNITS: readonly StretchUnit[] = ['day', 'week', 'month', 'quarter', 'year'];

/** Whole stretches that cover a history, of the shortest unit that needs no more than `most` of them. */
export function stretchesOver(from: EpochMs, to: EpochMs, most: number): Stretches {
  const days = (to - from) / MS_PER_DAY;
  const unit = UNITS.find((one) => days / DAYS[one] <= most - 1) ?? 'year';
  // The session of a day may close at the midnight that ends it.
  const edges = [startOf(unit, from - 1)];
  while ((edges.at(-1) as number) < to) edges.push(nextOf(unit, edges.at(-1) as number));
  return { unit, edges };
}

function startOf(unit: StretchUnit, time: EpochMs): EpochMs {
  const day = Math.floor(time / MS_PER_DAY) * MS_PER_DAY;
  const { year, month } = epochMsToCivil(day);
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return day - ((dayOfWeek(day) + 6) % 7) * MS_PER_DAY;
    case 'month':
      return civilToEpochMs(year, month, 1);
    case 'quarter':
      return civilToEpochMs(year, month - ((month - 1) % 3), 1);
    case 'year':
      return civilToEpochMs(year, 1, 1);
  }
}

function nextOf(unit: StretchUnit, start: EpochMs): EpochMs {
  // More than one unit and less than two, whatever the month.
  return startOf(unit, start + Math.ceil(DAYS[unit] * (unit === 'day' || unit === 'week' ? 1 : 1.3)) * MS_PER_DAY);
}
