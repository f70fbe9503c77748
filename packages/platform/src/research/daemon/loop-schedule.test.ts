import { loopSchema } from '@assay/contracts/schemas';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { loopProblems, loopSchedule } from './loop-schedule.ts';

const T0 = Date.UTC(2024, 0, 1, 10, 7);
const schedule = (loop: object): ReturnType<typeof loopSchedule> => loopSchedule(loopSchema.parse(loop));

describe('loopSchedule', () => {
  it('S4-22: starts at once and then on a grid, whatever a cycle takes', () => {
    const { first, next, pollMs, text } = schedule({});
    expect(first(T0)).toBe(T0);
    expect([1, MS_PER_HOUR, MS_PER_DAY - 1].map((took) => next(T0 + took, T0))).toEqual(
      new Array(3).fill(T0 + MS_PER_DAY),
    );
    expect(next(T0 + MS_PER_DAY, T0)).toBe(T0 + 2 * MS_PER_DAY);
    expect(next(T0 + 2.5 * MS_PER_DAY, T0)).toBe(T0 + 3 * MS_PER_DAY);
    expect(pollMs).toBe(MS_PER_MINUTE);
    expect(text).toContain('every 24h');
  });

  it('S4-22: follows a cron expression, the first start too', () => {
    const { first, next, pollMs } = schedule({ cron: '0 12 * * *', onNewData: false });
    expect(first(T0)).toBe(Date.UTC(2024, 0, 1, 12));
    expect(next(Date.UTC(2024, 0, 1, 12, 30), T0)).toBe(Date.UTC(2024, 0, 2, 12));
    expect(pollMs).toBeUndefined();
  });

  it('S4-22: doubles the pause with each failure in a row, up to its limit', () => {
    const { retryAfter } = schedule({ backoff: { first: '10s', longest: '1m' } });
    expect([1, 2, 3, 4, 5, 5000].map(retryAfter)).toEqual([10, 20, 40, 60, 60, 60].map((seconds) => seconds * 1000));
  });
});

describe('loopProblems', () => {
  it.each<[object, string]>([
    [{ cron: '61 * * * *' }, 'loop.cron: must be such that the minute'],
    [{ backoff: { first: '2h', longest: '1h' } }, 'loop.backoff: first 2h is above longest 1h'],
  ])('S4-02: says what is wrong with %j', (loop, expected) => {
    const [problem] = loopProblems(loopSchema.parse(loop));
    expect(`${problem?.path}: ${problem?.message}`).toContain(expected);
  });

  it('S4-02: finds nothing wrong with the default', () => {
    expect(loopProblems(loopSchema.parse({}))).toEqual([]);
    expect(loopSchema.safeParse({ every: '1h', cron: '* * * * *' }).success).toBe(false);
    expect(['0h', '1.5h', '90', 'h', '1w'].map((every) => loopSchema.safeParse({ every }).success)).toEqual(
      new Array(5).fill(false),
    );
  });
});
