/** What can be wrong with a file, and how it shows. */
export const HOSTILE_KINDS = [
  'all-nan-column',
  'conflicting-duplicate',
  'corrupt-line',
  'crossed-quotes',
  'disorder',
  'duplicate',
  'empty-file',
  'gap',
  'hundredfold',
  'infinities',
  'made-up-opens',
  'mixed-zones',
  'overlap',
  'split-like-jump',
  'stale-run',
  'string-column',
  'ten-thousandfold',
  'zero-rows',
] as const;

/** Name of a fault. */
export type HostileKind = (typeof HOSTILE_KINDS)[number];
