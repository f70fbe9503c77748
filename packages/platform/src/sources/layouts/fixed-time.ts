import { civilToEpochMs, daysInMonth } from '@assay/core/time';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '@assay/core/time';

/** A reader of times whose parts have fixed places. */
export interface FixedTime {
  /** Milliseconds of the reading as though it were UTC; NaN where the text has another form or names no moment. */
  (text: string): number;
  /** True if the text has the form, whatever it names. */
  isOfForm(text: string): boolean;
}

const LETTERS = 'ymdHMS';
const [YEAR, MONTH, DAY, HOUR, MINUTE, SECOND] = [0, 1, 2, 3, 4, 5] as const;
const DOT = 46;

/**
 * Makes a reader of times of one form, without regular expressions or objects, as it runs once for every row.
 *
 * @param pattern - y, m, d, H, M, S stand for digits, other characters for themselves; a fraction of the second may
 *   follow, of up to three digits.
 */
export function fixedTime(pattern: string): FixedTime {
  const places = Int8Array.from(pattern, (character) => LETTERS.indexOf(character));
  const codes = Uint16Array.from(pattern, (character) => character.charCodeAt(0));
  const parts = new Int32Array(LETTERS.length);
  const hasSeconds = pattern.includes('S');
  const scan = (text: string): boolean => {
    parts.fill(0);
    for (let index = 0; index < places.length; index++) {
      const code = text.charCodeAt(index);
      const place = places[index] as number;
      if (place < 0) {
        if (code !== codes[index]) return false;
        continue;
      }
      const digit = code - 48;
      if (!(digit >= 0 && digit <= 9)) return false;
      parts[place] = (parts[place] as number) * 10 + digit;
    }
    return text.length === places.length || (hasSeconds && !Number.isNaN(fractionMs(text, places.length)));
  };
  const read = (text: string): number => {
    if (!scan(text)) return NaN;
    const base = civilTime(parts);
    return text.length === places.length ? base : base + fractionMs(text, places.length);
  };
  return Object.assign(read, { isOfForm: scan });
}

/** Milliseconds of year, month, day, hour, minute and second; NaN where there is no such moment. */
export function civilTime(parts: Int32Array): number {
  const [year, month, day] = [parts[YEAR] as number, parts[MONTH] as number, parts[DAY] as number];
  const [hour, minute, second] = [parts[HOUR] as number, parts[MINUTE] as number, parts[SECOND] as number];
  if (month < 1 || month > 12 || day < 1 || (day > 28 && day > daysInMonth(year, month))) return NaN;
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  return civilToEpochMs(year, month, day) + hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND;
}

/** Milliseconds of `.1` to `.123` from `start` to the text's end; NaN for anything else. */
function fractionMs(text: string, start: number): number {
  const digits = text.length - start - 1;
  if (text.charCodeAt(start) !== DOT || digits < 1 || digits > 3) return NaN;
  let value = 0;
  for (let index = start + 1; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value * 10 ** (3 - digits);
}
