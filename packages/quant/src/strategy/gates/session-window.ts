import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

/** When a planner may hold positions, in hours of the day in UTC. Open 0 and close 24 is always. */
export interface SessionWindow {
  /** 0 ≤ open < 24. */
  readonly openHour: number;
  /** 0 < close ≤ 24; before `openHour` for a session that spans midnight. */
  readonly closeHour: number;
  /** Minutes before the close from which on positions are left and none is entered. */
  readonly exitBufferMinutes: number;
}

/** Where a moment lies in a session. */
export type SessionPhase = 'open' | 'exit-window' | 'closed';

/**
 * Whether a session has no end.
 *
 * Source: this project.
 */
export function isAlwaysOpen({ openHour, closeHour }: SessionWindow): boolean {
  return closeHour - openHour === 24;
}

/**
 * Where a moment lies in a session.
 *
 * @remarks
 * Causal: the clock alone.
 * Source: this project.
 */
export function sessionPhase({ openHour, closeHour, exitBufferMinutes }: SessionWindow, time: EpochMs): SessionPhase {
  const length = closeHour - openHour;
  if (length === 24) return 'open';
  const sinceOpen = (((time - openHour * MS_PER_HOUR) % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
  const lengthMs = (length > 0 ? length : length + 24) * MS_PER_HOUR;
  if (sinceOpen >= lengthMs) return 'closed';
  return sinceOpen >= lengthMs - exitBufferMinutes * MS_PER_MINUTE ? 'exit-window' : 'open';
}
