import { InvalidArgumentError } from '../errors/index.ts';

/**
 * Throws unless `value` is a finite number.
 *
 * Source: this project.
 */
export function checkFinite(parameter: string, value: number): void {
  if (!Number.isFinite(value)) throw new InvalidArgumentError(parameter, 'finite', value);
}

/**
 * Throws unless `value` is finite and > 0.
 *
 * Source: this project.
 */
export function checkPositive(parameter: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError(parameter, 'finite and > 0', value);
}

/**
 * Throws unless min ≤ `value` ≤ max.
 *
 * Source: this project.
 */
export function checkInRange(parameter: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw new InvalidArgumentError(parameter, `between ${min} and ${max}`, value);
}

/**
 * Throws unless low < `value` < high.
 *
 * Source: this project.
 */
export function checkStrictlyBetween(parameter: string, value: number, low: number, high: number): void {
  if (!(value > low && value < high)) throw new InvalidArgumentError(parameter, `> ${low} and < ${high}`, value);
}

/**
 * Throws unless `value` is a safe integer ≥ `min`.
 *
 * Source: this project.
 */
export function checkInteger(parameter: string, value: number, min: number = Number.MIN_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  const rule = min === Number.MIN_SAFE_INTEGER ? 'a whole number' : `a whole number >= ${min}`;
  throw new InvalidArgumentError(parameter, rule, value);
}

/**
 * Throws unless `value` is one of `allowed`.
 *
 * Source: this project.
 */
export function checkOneOf(parameter: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new InvalidArgumentError(parameter, `one of ${allowed.join(', ')}`, value);
}

/**
 * Throws if `values` has no element.
 *
 * Source: this project.
 */
export function checkNonEmpty(parameter: string, values: { readonly length: number }): void {
  if (values.length === 0) throw new InvalidArgumentError(parameter, 'non-empty', values);
}

/**
 * Throws unless `actual` is as long as `expected`.
 *
 * Source: this project.
 */
export function checkSameLength(parameter: string, actual: { readonly length: number }, expected: number): void {
  if (actual.length !== expected) throw new InvalidArgumentError(parameter, `of length ${expected}`, actual.length);
}
