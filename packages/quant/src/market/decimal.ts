import { InvalidArgumentError } from '@assay/core/errors';

/** A decimal number written as text, as `'0.01'`: exact, unlike a double. */
export type Decimal = string;

/** An exact decimal: value = units / 10^decimals. */
export interface ExactDecimal {
  readonly units: number;
  readonly decimals: number;
}

const MAX_DECIMALS = 12;

/**
 * Parses a positive decimal text into an exact value.
 *
 * @param name - parameter name for the error message.
 * @param text - digits with at most one point, as `0.25`; up to 12 decimals, > 0.
 * @throws {InvalidArgumentError} if the text is not such a number.
 *
 * @remarks
 * Source: this project.
 */
export function parsePositiveDecimal(name: string, text: Decimal): ExactDecimal {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new InvalidArgumentError(name, "a positive decimal such as '0.01'", text);
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  const units = Number(`${match[1] ?? ''}${fraction}`);
  if (!Number.isSafeInteger(units) || units <= 0 || fraction.length > MAX_DECIMALS) {
    throw new InvalidArgumentError(name, `> 0 with at most ${MAX_DECIMALS} decimals`, text);
  }
  return { units, decimals: fraction.length };
}
