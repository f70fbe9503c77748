import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_DAY } from '@assay/core/time';
import type { Calendar } from '@assay/quant/market';
import { valueAt } from '../columns.ts';
import { closeTime, detached } from './bar-rows.ts';
import type { BarPlace } from './bar-rows.ts';

/** Holidays in a row are fewer. */
const LONGEST_PAUSE_MS = 15 * MS_PER_DAY;

/**
 * Decides which bars of the second source close a hole of the base: those between two of its bars that overlap neither of
 * them and lie in a session.
 */
export class HoleFiller {
  private readonly calendar: Calendar;
  private waiting: BarPlace[] = [];
  private closed = NaN;

  constructor(calendar: Calendar) {
    this.calendar = calendar;
  }

  /** A bar that the base does not have. */
  offer(bar: BarPlace): void {
    if (!(openTime(bar) >= this.closed) || !this.isOnSession(bar)) return;
    this.waiting.push(detached(bar));
  }

  /** The next bar of the base. @returns the bars that fill the hole before it, in order of time. */
  take(bar: BarPlace): readonly BarPlace[] {
    const fitting = this.waiting.filter((one) => closeTime(one) <= openTime(bar));
    this.waiting = [];
    this.closed = closeTime(bar);
    return fitting;
  }

  private isOnSession(bar: BarPlace): boolean {
    // A bar that knows its close only has no length; its close is in the session that it ends.
    const middle = Math.floor((openTime(bar) + closeTime(bar)) / 2);
    try {
      const [session] = this.calendar.sessionsBetween(middle, middle + LONGEST_PAUSE_MS);
      return session !== undefined && session.open < Math.max(middle, openTime(bar) + 1);
    } catch (error) {
      if (error instanceof InvalidArgumentError) return false;
      throw error;
    }
  }
}

function openTime({ series, index }: BarPlace): number {
  return valueAt(series.openTime, index);
}
