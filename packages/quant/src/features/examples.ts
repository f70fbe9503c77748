import type { TermSpec } from './term.ts';

/** Terms of every kind, short and long: the registry that the conformance suite runs over. */
export const TERM_EXAMPLES: readonly TermSpec[] = [
  { term: 'price', field: 'close' },
  { term: 'price', field: 'volume' },
  { term: 'sma', field: 'close', window: 1 },
  { term: 'sma', field: 'close', window: 20 },
  { term: 'sma', field: 'open', window: 3 },
  { term: 'highest', field: 'high', window: 1 },
  { term: 'highest', field: 'high', window: 20 },
  { term: 'highest', field: 'close', window: 5 },
  { term: 'lowest', field: 'low', window: 1 },
  { term: 'lowest', field: 'low', window: 20 },
  { term: 'zscore', field: 'close', window: 3 },
  { term: 'zscore', field: 'close', window: 20 },
  { term: 'zscore', field: 'volume', window: 5 },
  { term: 'return', field: 'close', lag: 1 },
  { term: 'return', field: 'close', lag: 10 },
  { term: 'next-session-weekday' },
];
