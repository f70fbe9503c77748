import { MS_PER_DAY } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { isoWeekNamed, isoWeekOf, trailingWeeks, weekAfter } from './iso-week.ts';

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);

describe('isoWeekOf', () => {
  // The turn of the year by the rule of the first Thursday; names from ISO 8601's own examples and the calendar of 2026.
  it.each([
    ['2005-01-01', '2004-W53'],
    ['2005-01-02', '2004-W53'],
    ['2005-12-31', '2005-W52'],
    ['2007-01-01', '2007-W01'],
    ['2008-12-29', '2009-W01'],
    ['2010-01-03', '2009-W53'],
    ['2026-11-21', '2026-W47'],
  ])('S1-14 finds the week of %s', (date, name) => {
    expect(isoWeekOf(at(date) + 5).name).toBe(name);
  });

  it('S1-14 goes from Monday to Monday, and is found by its name', () => {
    const week = isoWeekNamed('2026-W47');
    expect([week.from, week.end]).toEqual([at('2026-11-16'), at('2026-11-23')]);
    expect(isoWeekOf(week.end - 1)).toEqual(week);
    expect(isoWeekOf(week.end).name).toBe('2026-W48');
    expect(weekAfter(week, -47).name).toBe('2025-W52');
  });

  it.each(['2026-W54', '2026-W00', '2025-W53', '2026-47', 'W47'])('refuses %s', (name) => {
    expect(() => isoWeekNamed(name)).toThrow(/invalid 'week'/u);
  });
});

describe('trailingWeeks', () => {
  it('S1-14 is 13 weeks of 7 days, both ends included', () => {
    const { from, to } = trailingWeeks(isoWeekNamed('2026-W46'), 13);
    expect([from, to]).toEqual(['2026-08-17', '2026-11-15']);
    expect((at(to) - at(from)) / MS_PER_DAY + 1).toBe(91);
  });
});
