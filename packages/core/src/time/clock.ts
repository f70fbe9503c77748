import { checkEpochMs } from './epoch.ts';
import type { EpochMs } from './epoch.ts';

/** The only way in which pure code learns the present time: it is passed in. */
export interface Clock {
  now(): EpochMs;
}

/**
 * A clock that always shows the same instant.
 *
 * @param ms - epoch milliseconds, years 0000 to 9999.
 * @throws {InvalidArgumentError} if `ms` is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function fixedClock(ms: EpochMs): Clock {
  checkEpochMs('ms', ms);
  return { now: () => ms };
}
