import { InvalidArgumentError } from '../errors/index.ts';

/** An instant: milliseconds since 1970-01-01T00:00:00Z without leap seconds, a safe integer. */
export type EpochMs = number;

/** A wall-clock reading without a zone: the milliseconds that the same reading would have in UTC. */
export type LocalMs = number;

/** Milliseconds in a second. */
export const MS_PER_SECOND: number = 1000;

/** Milliseconds in a minute. */
export const MS_PER_MINUTE: number = 60_000;

/** Milliseconds in an hour. */
export const MS_PER_HOUR: number = 3_600_000;

/** Milliseconds in a UTC day. */
export const MS_PER_DAY: number = 86_400_000;

/** The first instant of the room's domain, 0000-01-01T00:00:00.000Z. */
export const MIN_EPOCH_MS: EpochMs = -62_167_219_200_000;

/** The last instant of the room's domain, 9999-12-31T23:59:59.999Z. */
export const MAX_EPOCH_MS: EpochMs = 253_402_300_799_999;

/** True for a whole number of milliseconds inside the years 0000 to 9999. */
export function isEpochMs(value: number): boolean {
  return Number.isInteger(value) && value >= MIN_EPOCH_MS && value <= MAX_EPOCH_MS;
}

/** Throws unless `value` is an instant of the years 0000 to 9999. */
export function checkEpochMs(parameter: string, value: number): void {
  if (isEpochMs(value)) return;
  throw new InvalidArgumentError(parameter, 'whole milliseconds within the years 0000 to 9999', value);
}
