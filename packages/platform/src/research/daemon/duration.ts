import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '@assay/core/time';

const UNITS = { s: MS_PER_SECOND, m: MS_PER_MINUTE, h: MS_PER_HOUR, d: MS_PER_DAY } as const;

/** Milliseconds of a time as configs state it: `30s`, `15m`, `24h`, `7d`. The schema has checked its form. */
export function durationMs(text: string): number {
  return Number.parseInt(text, 10) * UNITS[text.slice(-1) as keyof typeof UNITS];
}
