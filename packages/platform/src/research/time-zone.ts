import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';

/** Zone whose clocks tell the years, weekdays and hours of an account: that of its first instrument's calendar. */
export function timeZoneOf([first]: readonly BarSeries[]): string {
  return first === undefined ? 'UTC' : calendarById(first.instrument.calendar).timeZone;
}
