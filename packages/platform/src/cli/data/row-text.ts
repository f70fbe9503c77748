import { formatIsoTime } from '@assay/core/time';

const TIMES = ['eventTime', 'availableAt', 'openTime', 'expiry', 'listedAt', 'delistedAt'];
const HASH_DIGITS = 8;
/** Enough for any price as it was published; adjusted ones have more that say nothing to a reader. */
const NUMBER_DIGITS = 12;

/** A moment for people, in UTC, without seconds that are none. */
export function momentText(time: number): string {
  return Number.isFinite(time)
    ? formatIsoTime(time)
        .replace('T', ' ')
        .replace(/\.000Z$/u, '')
        .replace(/:00$/u, '')
    : '';
}

/** A value of a row for people. */
export function valueText(name: string, value: number | string | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  if (typeof value === 'number')
    return TIMES.includes(name) ? momentText(value) : String(Number(value.toPrecision(NUMBER_DIGITS)));
  return name === 'sourceFile' ? value.slice(0, HASH_DIGITS) : value;
}
