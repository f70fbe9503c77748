/**
 * Numbers, times and parameters as a reader sees them. Fractions become percent here and nowhere else. Nothing depends
 * on the locale or the time zone of the machine.
 */
import { formatIsoTime } from '@assay/core/time';
import { plainText } from './markup.ts';

/** What stands for a number that does not exist. */
export const MISSING = '–';

/** A number that may be missing. */
export type Maybe = number | null | undefined;

/** How a number is written. */
export type Unit =
  'count' | 'factor' | 'finePercent' | 'money' | 'percent' | 'periods' | 'probability' | 'ratio' | 'small';

/** Digits beyond which two numbers are told apart by all they have. */
const MOST_DIGITS = 12;
const MINUS = '\u2212';
const NARROW_SPACE = '\u202F';

/** A number in the unit given; `MISSING` where there is none. */
export function formatNumber(value: Maybe, unit: Unit): string {
  return isNumber(value) ? WRITERS[unit](value) : MISSING;
}

/** The same with its sign, for changes. */
export function formatSigned(value: Maybe, unit: Unit): string {
  const text = formatNumber(value, unit);
  return isNumber(value) && value > 0 && !isZero(text) ? `+${text}` : text;
}

/** A value and its limit with as many digits as it takes to tell them apart, so that no text contradicts a verdict. */
export function formatPair(value: Maybe, limit: Maybe, unit: Unit): { readonly value: string; readonly limit: string } {
  const texts = { value: formatNumber(value, unit), limit: formatLimit(limit, unit) };
  if (!isNumber(value) || !isNumber(limit) || value === limit) return texts;
  if (formatNumber(limit, unit) !== texts.value) return texts;
  const own = exact(limit, unit);
  for (let digits = 2; digits <= MOST_DIGITS; digits++) {
    const rounded = Number(value.toPrecision(digits));
    const text = exact(rounded, unit);
    // Rounding must not carry the value to the other side of its limit, or onto it.
    if (text !== own && Math.sign(rounded - limit) === Math.sign(value - limit)) return { value: text, limit: own };
  }
  return { value: String(value), limit: String(limit) };
}

/** A declared limit, without digits that say nothing. */
export function formatLimit(limit: Maybe, unit: Unit): string {
  if (!isNumber(limit)) return MISSING;
  return unit === 'money' || unit === 'periods' || unit === 'count' ? formatNumber(limit, unit) : exact(limit, unit);
}

/** A number with so many decimals, for columns whose points stand below each other. */
export function formatFixed(value: Maybe, digits: number): string {
  return isNumber(value) ? fixed(value, digits) : MISSING;
}

/** The most decimals that a number of a column needs, six at most. */
export function decimalsOf(values: readonly number[]): number {
  const decimals = values.map((value) => (String(Number(value.toFixed(6))).split('.')[1] ?? '').length);
  return decimals.reduce((most, count) => Math.max(most, count), 0);
}

/** `2006-01-03 21:00` in UTC. */
export function formatMinute(ms: number): string {
  return formatIsoTime(ms).slice(0, 16).replace('T', ' ');
}

/** The day of an ISO time; any other text as it is. */
export function dayOf(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? text.slice(0, 10) : text;
}

/** One value of a parameter. */
export function formatParameter(value: number | string | boolean): string {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : shortest(value);
}

/** `fast 10, slow 50`. */
export function formatParameters(params: Readonly<Record<string, number | string | boolean>>): string {
  const entries = Object.entries(params).map(([name, value]) => `${name} ${formatParameter(value)}`);
  return entries.length === 0 ? 'no parameters' : plainText(entries.join(', '));
}

/** `AAPL, MSFT, AMZN and 497 more`. */
export function formatList(names: readonly string[], limit: number = 6): string {
  if (names.length <= limit) return names.join(', ');
  return `${names.slice(0, limit - 1).join(', ')} and ${groupThousands(String(names.length - limit + 1))} more`;
}

/** `1 trade`, `2 trades`, `no trades`. */
export function countOf(count: number, singular: string, plural: string = `${singular}s`): string {
  if (count === 0) return `no ${plural}`;
  return `${formatNumber(count, 'count')} ${count === 1 ? singular : plural}`;
}

/** `deflatedSharpe` and `deflated-sharpe` as `deflated sharpe`. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .toLowerCase();
}

/** True for a number that can be shown. */
export function isNumber(value: Maybe): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

const WRITERS: Readonly<Record<Unit, (value: number) => string>> = {
  count: (value) => fixed(value, Number.isInteger(value) ? 0 : 1),
  factor: (value) => `${fixed(value, 2)}×`,
  finePercent: (value) => percent(value, 3),
  money: (value) => fixed(value, Math.abs(value) < 1000 ? 2 : 0),
  percent: (value) => percent(value, Math.abs(value) < 10 ? 1 : 0),
  periods: (value) => fixed(value, 0),
  probability,
  ratio: (value) => fixed(value, 2),
  small: (value) => (value === 0 ? '0' : signFirst(value, String(Number(Math.abs(value).toPrecision(4))))),
};

function probability(value: number): string {
  if (value > 0.999) return '> 0.999';
  if (value < 0.001) return '< 0.001';
  return fixed(value, 3);
}

function percent(value: number, digits: number): string {
  return `${fixed(value * 100, digits)}${NARROW_SPACE}%`;
}

/** All digits that a number carries, twelve at most: a sum's rounding noise is not shown. */
function exact(value: number, unit: Unit): string {
  if (unit === 'percent' || unit === 'finePercent') return `${shortest(value * 100)}${NARROW_SPACE}%`;
  return unit === 'factor' ? `${shortest(value)}×` : shortest(value);
}

function shortest(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e15 || magnitude < 1e-6)) return String(Number(value.toPrecision(6)));
  const [whole = '', fraction] = String(Number(magnitude.toPrecision(12))).split('.');
  return signFirst(value, groupThousands(whole) + (fraction === undefined ? '' : `.${fraction}`));
}

function fixed(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e15) return signFirst(value, magnitude.toExponential(2));
  const [whole = '', fraction] = magnitude.toFixed(digits).split('.');
  return signFirst(value, groupThousands(whole) + (fraction === undefined ? '' : `.${fraction}`));
}

function signFirst(value: number, magnitude: string): string {
  return value < 0 && !isZero(magnitude) ? MINUS + magnitude : magnitude;
}

function isZero(text: string): boolean {
  return !/[1-9]/.test(text);
}

function groupThousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}
