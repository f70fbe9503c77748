import type { LeakReportModel } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { leakDetails, leakSentences } from './leak-words.ts';

const NONE: LeakReportModel = {
  ...{ outcome: 'not-run', cuts: [], coverage: 0, replays: 0, differing: 0 },
  ...{ firstDifference: null, columns: [], error: null },
};
const DIFFERENCE = {
  ...{ kind: 'prefix', cut: '2014-01-02T21:00:00.000Z', time: '2014-01-02T21:00:00.000Z', instrument: 'A' },
  ...{ what: 'decision', full: 'exposure 1: up', replayed: null },
};

describe('leakSentences', () => {
  it('X-13: says what was done and found, and nothing that was not', () => {
    expect(leakSentences(undefined)).toBe('');
    expect(leakSentences(NONE)).toBe('');
    const clean = { ...NONE, outcome: 'clean' as const, cuts: ['a', 'b'], coverage: 0.875 };
    expect(leakSentences(clean)).toBe('');
    expect(leakDetails(clean)[0]).toMatch(/^Replayed at 2 cuts, the last one after 87\.5\s% of the record\.$/u);
    const leak = { ...NONE, outcome: 'leak' as const, firstDifference: DIFFERENCE, columns: ['up'] };
    expect(leakSentences(leak)).toMatch(
      /not shown\. First difference, decision of A at 2014-01-02T21:00:00\.000Z: “exposure 1: up”, and nothing in the replay\. Columns .+: up\.$/u,
    );
  });

  it('X-13: tells a difference that could not be shown again, one of a rerun, a record out of order and a failure', () => {
    const once = { ...NONE, outcome: 'clean' as const, differing: 1, firstDifference: DIFFERENCE };
    expect(leakSentences(once)).toContain('A difference at one cut could not be shown at any other.');
    const rerun = { ...DIFFERENCE, kind: 'rerun', replayed: 'exposure 0: down' };
    expect(leakSentences({ ...NONE, outcome: 'nondeterministic', firstDifference: rerun })).toContain(
      'and “exposure 0: down” when run again.',
    );
    const early = { ...DIFFERENCE, kind: 'order', what: 'fill', full: 'buy 1 lots' };
    expect(leakSentences({ ...NONE, outcome: 'leak', firstDifference: early })).toContain(
      'First record out of order, fill of A',
    );
    expect(leakSentences({ ...NONE, outcome: 'failed', error: 'no such bar' })).toMatch(/It said: no such bar\.$/u);
  });
});
