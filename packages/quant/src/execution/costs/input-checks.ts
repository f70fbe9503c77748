import { checkInteger, checkOneOf, nearestName } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { isTimeZone, parseIsoDate, zonedToUtc } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

/** Basis points in one. */
export const BPS_PER_UNIT: number = 10_000;

/**
 * Throws if an object has a key that is not known; names the nearest known one.
 *
 * Source: this project.
 */
export function checkKeys(path: string, value: object, known: readonly string[]): void {
  if (Array.isArray(value)) throw new InvalidArgumentError(path, `an object with ${known.join(', ')}`, value);
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const near = nearestName(key, known);
    const rule = near === undefined ? `one of ${known.join(', ')}` : `a known key (did you mean '${near}'?)`;
    throw new InvalidArgumentError(path === '' ? key : `${path}.${key}`, rule, key);
  }
}

/**
 * Throws unless `value` is finite and min ≤ `value` ≤ max.
 *
 * Source: this project.
 */
export function checkWithin(path: string, value: number, min: number, max: number = Number.MAX_VALUE): void {
  if (typeof value === 'number' && value >= min && value <= max) return;
  const rule = max === Number.MAX_VALUE ? `finite and >= ${min}` : `between ${min} and ${max}`;
  throw new InvalidArgumentError(path, rule, value);
}

/**
 * Throws unless `value` is basis points of a price: ≥ 0 and below 10,000.
 *
 * Source: this project.
 */
export function checkBps(path: string, value: number): void {
  if (typeof value === 'number' && value >= 0 && value < BPS_PER_UNIT) return;
  throw new InvalidArgumentError(path, `>= 0 and below ${BPS_PER_UNIT}`, value);
}

/**
 * Throws unless `kind` names one of the forms.
 *
 * Source: this project.
 */
export function checkKind(path: string, value: { readonly kind?: unknown }, kinds: readonly string[]): void {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object', value);
  checkOneOf(`${path}.kind`, String(value.kind), kinds);
}

/**
 * The moment at which a civil date begins in a time zone.
 *
 * @throws {InvalidArgumentError} if it is not a civil date such as `2024-05-22`.
 *
 * @remarks
 * Source: this project.
 */
export function dateBegin(path: string, date: string, timeZone: string, addedDays: number = 0): EpochMs {
  const day = typeof date === 'string' ? parseIsoDate(date) : undefined;
  if (day === undefined) throw new InvalidArgumentError(path, 'a civil date such as 2024-05-22', date);
  return zonedToUtc(timeZone, day + addedDays * 86_400_000);
}

/**
 * Throws unless the name is a time zone of the runtime's database.
 *
 * Source: this project.
 */
export function checkTimeZone(path: string, timeZone: string): void {
  if (!isTimeZone(timeZone)) throw new InvalidArgumentError(path, 'a time zone such as America/New_York', timeZone);
}

/**
 * Throws unless values ascend strictly.
 *
 * Source: this project.
 */
export function checkAscending(path: string, values: readonly number[]): void {
  for (let i = 1; i < values.length; i++) {
    if (!(values[i] > values[i - 1])) throw new InvalidArgumentError(`${path}[${i}]`, 'later than the one before', i);
  }
}

/**
 * Throws unless `units` is a whole number of ledger units ≥ 0.
 *
 * Source: this project.
 */
export function checkUnits(path: string, units: number): void {
  checkInteger(path, units, 0);
}

/**
 * An object and all that it holds, frozen.
 *
 * Source: this project.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const held of Object.values(value)) deepFreeze(held);
  return Object.freeze(value);
}
