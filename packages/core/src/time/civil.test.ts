import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilToEpochMs, dayOfWeek, daysInMonth, epochMsToCivil } from './civil.ts';
import { MAX_EPOCH_MS, MIN_EPOCH_MS, MS_PER_DAY } from './epoch.ts';

const instants = fc.integer({ min: MIN_EPOCH_MS, max: MAX_EPOCH_MS });

describe('civilToEpochMs', () => {
  it('gives the known instants', () => {
    expect(civilToEpochMs(1970, 1, 1)).toBe(0);
    expect(civilToEpochMs(2000, 3, 1)).toBe(951_868_800_000);
    expect(civilToEpochMs(1969, 12, 31)).toBe(-MS_PER_DAY);
    expect(civilToEpochMs(0, 1, 1)).toBe(MIN_EPOCH_MS);
    expect(civilToEpochMs(9999, 12, 31)).toBe(MAX_EPOCH_MS + 1 - MS_PER_DAY);
  });

  it('advances by one day from each day to the next over four centuries, and back', () => {
    let expected = civilToEpochMs(1799, 12, 31);
    for (let year = 1800; year < 2200; year++) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 1; day <= daysInMonth(year, month); day++) {
          expected += MS_PER_DAY;
          const back = epochMsToCivil(expected);
          const isSame = back.year === year && back.month === month && back.day === day;
          if (civilToEpochMs(year, month, day) !== expected || !isSame) expect.fail(`${year}-${month}-${day}`);
        }
      }
    }
    expect(expected).toBe(Date.UTC(2199, 11, 31));
  });

  it.each([
    [2006, 2, 29, 'day'],
    [1900, 2, 29, 'day'],
    [2006, 4, 31, 'day'],
    [2006, 1, 0, 'day'],
    [2006, 1, 1.5, 'day'],
    [2006, 0, 1, 'month'],
    [2006, 13, 1, 'month'],
    [-1, 1, 1, 'year'],
    [10_000, 1, 1, 'year'],
    [NaN, 1, 1, 'year'],
  ])('refuses %d-%d-%d, naming the %s', (year, month, day, parameter) => {
    expect(() => civilToEpochMs(year, month, day)).toThrow(`invalid '${parameter}'`);
  });

  it('accepts the leap days of the Gregorian rule', () => {
    expect(civilToEpochMs(2000, 2, 29)).toBe(Date.UTC(2000, 1, 29));
    expect(civilToEpochMs(2004, 2, 29)).toBe(Date.UTC(2004, 1, 29));
  });
});

describe('epochMsToCivil', () => {
  it('agrees with the language over the whole domain', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        const date = new Date(ms);
        expect(epochMsToCivil(ms)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('is undone by civilToEpochMs', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        const { year, month, day } = epochMsToCivil(ms);
        expect(civilToEpochMs(year, month, day)).toBe(Math.floor(ms / MS_PER_DAY) * MS_PER_DAY);
      }),
    );
  });

  it.each([NaN, Infinity, 0.5, MIN_EPOCH_MS - 1, MAX_EPOCH_MS + 1])('refuses %d', (ms) => {
    expect(() => epochMsToCivil(ms)).toThrow("invalid 'ms': must be whole milliseconds");
  });
});

describe('dayOfWeek', () => {
  it('counts from Sunday, before 1970 too', () => {
    expect(dayOfWeek(0)).toBe(4);
    expect(dayOfWeek(-1)).toBe(3);
    expect(dayOfWeek(civilToEpochMs(2024, 6, 2))).toBe(0);
    expect(dayOfWeek(MIN_EPOCH_MS)).toBe(new Date(MIN_EPOCH_MS).getUTCDay());
  });

  it('agrees with the language', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        expect(dayOfWeek(ms)).toBe(new Date(ms).getUTCDay());
      }),
    );
  });

  it('refuses an undefined instant', () => {
    expect(() => dayOfWeek(NaN)).toThrow("invalid 'ms'");
  });
});
