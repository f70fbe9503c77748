export { hostileCase } from './hostile-files.ts';
export type { HostileCase, HostileFile, HostileOptions } from './hostile-files.ts';
export { HOSTILE_KINDS } from './hostile-kinds.ts';
export type { HostileKind } from './hostile-kinds.ts';
export { DAILY_HEADER, STAMPED_HEADER, TWO_SIDED_HEADER } from './rows.ts';
export { at, closeReturns, contentDigest, correlationOf, deviationOf, meanOf } from './statistics.ts';
export { weeklyArchive } from './weekly-archive.ts';
export type { WeeklyArchive, WeeklyFile } from './weekly-archive.ts';
