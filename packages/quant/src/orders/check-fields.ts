import { nearestName } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';

/** What is being checked, as `order breakout`, for messages that say where. */
export interface Checked {
  readonly where: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Throws about one field: invalid 'order breakout.limitPrice': must be …, was ….
 *
 * Source: this project.
 */
export function faultOf(checked: Checked, field: string, rule: string): InvalidArgumentError {
  return new InvalidArgumentError(`${checked.where}.${field}`, rule, valueAt(checked.fields, field));
}

/**
 * Throws where a field is not one of those that exist, naming the nearest one.
 *
 * Source: this project.
 */
export function checkKnownFields(checked: Checked, known: readonly string[]): void {
  for (const field of Object.keys(checked.fields))
    if (!known.includes(field)) throw unknownField(checked, field, known);
}

function unknownField(checked: Checked, unknown: string, known: readonly string[]): InvalidArgumentError {
  const nearest = nearestName(unknown, known);
  return faultOf(
    checked,
    unknown,
    nearest === undefined ? `one of ${known.join(', ')}` : `left out (did you mean '${nearest}'?)`,
  );
}

/**
 * Throws where a field is not a text with at least one character.
 *
 * Source: this project.
 */
export function checkText(checked: Checked, field: string): string {
  const value = valueAt(checked.fields, field);
  if (typeof value === 'string' && value.length > 0) return value;
  throw faultOf(checked, field, 'a text that is not empty');
}

/**
 * Throws where a field is not one of the given texts; names the nearest one.
 *
 * Source: this project.
 */
export function checkChoice(checked: Checked, field: string, choices: readonly string[]): string {
  const value = valueAt(checked.fields, field);
  if (typeof value === 'string' && choices.includes(value)) return value;
  const nearest = typeof value === 'string' ? nearestName(value, choices) : undefined;
  const advice = nearest === undefined ? '' : ` (did you mean '${nearest}'?)`;
  throw faultOf(checked, field, `one of ${choices.join(', ')}${advice}`);
}

/**
 * Throws where a field is not a number for which `isGood` holds.
 *
 * @param rule - what the message says it must be.
 *
 * @remarks
 * Source: this project.
 */
export function checkNumber(
  checked: Checked,
  field: string,
  rule: string,
  isGood: (value: number) => boolean = Number.isFinite,
): number {
  const value = valueAt(checked.fields, field);
  if (typeof value === 'number' && isGood(value)) return value;
  throw faultOf(checked, field, rule);
}

/**
 * Throws where a field is neither absent nor an object.
 *
 * @returns the object under its own name, undefined where it is absent.
 *
 * @remarks
 * Source: this project.
 */
export function checkObject(checked: Checked, field: string): Checked | undefined {
  const value = valueAt(checked.fields, field);
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw faultOf(checked, field, 'an object');
  return { where: `${checked.where}.${field}`, fields: value as Readonly<Record<string, unknown>> };
}

/**
 * The same for a field that must be there.
 *
 * Source: this project.
 */
export function checkGivenObject(checked: Checked, field: string): Checked {
  const found = checkObject(checked, field);
  if (found === undefined) throw faultOf(checked, field, 'an object');
  return found;
}

function valueAt(fields: Readonly<Record<string, unknown>>, field: string): unknown {
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}
