export { civilToEpochMs, dayOfWeek, daysInMonth, epochMsToCivil } from './civil.ts';
export type { CivilDate } from './civil.ts';
export { fixedClock } from './clock.ts';
export type { Clock } from './clock.ts';
export { MAX_EPOCH_MS, MIN_EPOCH_MS, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './epoch.ts';
export type { EpochMs, LocalMs } from './epoch.ts';
export { formatIsoDate, formatIsoTime, parseIsoDate, parseIsoInstant, parseIsoLocal } from './iso.ts';
export { isTimeZone, utcToZoned, zonedToUtc, zoneOffsetMs } from './zone.ts';
