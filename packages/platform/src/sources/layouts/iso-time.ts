/** The common spellings of ISO 8601 read fast; whatever else the core's readers take goes to them. */
import { MS_PER_HOUR, MS_PER_MINUTE, parseIsoInstant, parseIsoLocal } from '@assay/core/time';
import { fixedTime } from './fixed-time.ts';

const WITH_BLANK = fixedTime('yyyy-mm-dd HH:MM:SS');
const WITH_T = fixedTime('yyyy-mm-ddTHH:MM:SS');
const LENGTH = 19;
const T = 84;
const [PLUS, MINUS, COLON, UPPER_Z] = [43, 45, 58, 90];

/** Milliseconds of a wall-clock reading as though it were UTC; NaN where the text is none. */
export function isoLocal(text: string): number {
  const found = text.length === LENGTH ? plain(text) : NaN;
  return Number.isNaN(found) ? (parseIsoLocal(text) ?? NaN) : found;
}

/** Milliseconds of an instant with its zone; NaN where the text is none. */
export function isoInstant(text: string): number {
  const found = text.length === LENGTH + 1 || text.length === LENGTH + 6 ? zoned(text) : NaN;
  return Number.isNaN(found) ? (parseIsoInstant(text) ?? NaN) : found;
}

function zoned(text: string): number {
  const offset = text.length === LENGTH + 1 ? zuluMs(text) : offsetMs(text);
  return Number.isNaN(offset) ? NaN : plain(text.slice(0, LENGTH)) - offset;
}

function zuluMs(text: string): number {
  return text.charCodeAt(LENGTH) === UPPER_Z ? 0 : NaN;
}

function offsetMs(text: string): number {
  const sign = text.charCodeAt(LENGTH);
  if ((sign !== PLUS && sign !== MINUS) || text.charCodeAt(LENGTH + 3) !== COLON) return NaN;
  const [hours, minutes] = [twoDigits(text, LENGTH + 1), twoDigits(text, LENGTH + 4)];
  if (!(hours < 24 && minutes < 60)) return NaN;
  return (sign === PLUS ? 1 : -1) * (hours * MS_PER_HOUR + minutes * MS_PER_MINUTE);
}

function plain(text: string): number {
  return text.charCodeAt(10) === T ? WITH_T(text) : WITH_BLANK(text);
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}
