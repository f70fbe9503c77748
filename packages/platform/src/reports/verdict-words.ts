import type { VerdictName } from '@assay/contracts/schemas';

/** How a verdict is shown. The symbol tells verdicts apart without colour. */
export interface VerdictWords {
  readonly symbol: string;
  readonly meaning: string;
}

/** Symbols and meanings, in the order in which a report counts them. */
export const VERDICT_WORDS: Readonly<Record<VerdictName, VerdictWords>> = {
  candidate: {
    symbol: '✓',
    meaning: 'Passed every rule that was evaluated, counted among all its trials. Worth more work; no promise.',
  },
  suspicious: {
    symbol: '!',
    meaning: 'Too good to be believed. Held until every trade has been recomputed and a person has acknowledged it.',
  },
  insufficient: {
    symbol: '?',
    meaning: 'Not enough to judge by: too few trades, too short a record, or a run that cannot be repeated. Held.',
  },
  killed: { symbol: '✕', meaning: 'Failed a rule. The reasons stand with the row.' },
};

/** Verdicts in the order in which a report counts them. */
export const VERDICTS: readonly VerdictName[] = ['candidate', 'suspicious', 'insufficient', 'killed'];
