import { describe, expect, it } from 'vitest';
import type { PackConfig } from '@assay/contracts/schemas';
import { parseIsoInstant } from '@assay/core/time';
import { dateProblems, rangeLimits, resolveDates } from './resolve-dates.ts';

const pack = (changes: Partial<PackConfig>): PackConfig => ({
  dataset: 'd',
  timeframe: '1d',
  mode: 'single',
  excludeToday: true,
  acceptUnfit: false,
  coverage: { atEnds: 5, inside: 0.1 },
  ...changes,
});
const at = (text: string): number => parseIsoInstant(text) as number;

describe('resolveDates', () => {
  it('S4-03 counts N calendar days, both ends included, ending yesterday', () => {
    expect(resolveDates(pack({ lastNDays: 7 }), at('2026-03-10T12:00:00Z'))).toEqual({
      from: '2026-03-03',
      to: '2026-03-09',
    });
  });

  it('S4-03 takes the UTC day just before and just after midnight', () => {
    const one = pack({ lastNDays: 1 });
    expect(resolveDates(one, at('2026-03-09T23:59:00Z'))).toEqual({ from: '2026-03-08', to: '2026-03-08' });
    expect(resolveDates(one, at('2026-03-10T00:01:00Z'))).toEqual({ from: '2026-03-09', to: '2026-03-09' });
  });

  it('S4-03 includes today where asked to', () => {
    const days = pack({ lastNDays: 2, excludeToday: false });
    expect(resolveDates(days, at('2026-03-10T00:01:00Z'))).toEqual({ from: '2026-03-09', to: '2026-03-10' });
  });

  it('S4-02 lets lastNDays override start and end', () => {
    const both = pack({ lastNDays: 1, start: '2001-01-01', end: '2002-01-01' });
    expect(resolveDates(both, at('2026-03-10T12:00:00Z')).from).toBe('2026-03-09');
    expect(resolveDates(pack({ start: '2001-01-01' }), 0)).toEqual({ from: '2001-01-01', to: null });
  });
});

describe('rangeLimits', () => {
  it('covers the whole last day', () => {
    expect(rangeLimits({ from: '2026-03-03', to: '2026-03-03' })).toEqual({
      from: at('2026-03-03T00:00:00Z'),
      to: at('2026-03-03T23:59:59.999Z'),
    });
  });
});

describe('dateProblems', () => {
  it('S4-02 names a start after the end and a date that does not exist', () => {
    expect(dateProblems(pack({ start: '2020-02-02', end: '2020-02-01' }), 'packs[0]')).toEqual([
      { path: 'packs[0].start', message: '2020-02-02 is after end 2020-02-01' },
    ]);
    expect(dateProblems(pack({ end: '2021-02-30' }), 'packs[0]')[0]?.message).toContain('not a date');
  });
});
