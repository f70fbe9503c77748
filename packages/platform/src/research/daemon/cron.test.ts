import { formatIsoTime, parseIsoInstant } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { parseCron } from './cron.ts';

function following(text: string, from: string, count: number): readonly string[] {
  const cron = parseCron(text);
  const found: string[] = [];
  let time = parseIsoInstant(from) as number;
  for (let index = 0; index < count; index++) {
    time = cron.next(time);
    found.push(formatIsoTime(time).slice(0, 16));
  }
  return found;
}

describe('parseCron', () => {
  // 2024-01-01 was a Monday.
  it.each<[string, string, readonly string[]]>([
    ['* * * * *', '2024-01-01T00:00:30Z', ['2024-01-01T00:01', '2024-01-01T00:02']],
    ['30 22 * * *', '2024-01-01T22:30:00Z', ['2024-01-02T22:30', '2024-01-03T22:30']],
    ['30 22 * * 1-5', '2024-01-05T00:00:00Z', ['2024-01-05T22:30', '2024-01-08T22:30']],
    ['*/20 8-9 * * *', '2024-01-01T08:30:00Z', ['2024-01-01T08:40', '2024-01-01T09:00', '2024-01-01T09:20']],
    ['5/25 0 * * *', '2024-01-01T00:00:00Z', ['2024-01-01T00:05', '2024-01-01T00:30', '2024-01-01T00:55']],
    ['0 0 1 JAN,jul *', '2024-01-01T00:00:00Z', ['2024-07-01T00:00', '2025-01-01T00:00']],
    ['0 12 * * 7', '2024-01-01T00:00:00Z', ['2024-01-07T12:00', '2024-01-14T12:00']],
    ['0 12 * * SUN', '2024-01-01T00:00:00Z', ['2024-01-07T12:00']],
    ['0 0 29 2 *', '2096-03-01T00:00:00Z', ['2104-02-29T00:00']],
    ['59 23 31 12 *', '2024-12-31T23:59:00Z', ['2025-12-31T23:59']],
    ['0 0 * * 0-7/2', '2024-01-01T00:00:00Z', ['2024-01-02T00:00', '2024-01-04T00:00', '2024-01-06T00:00']],
  ])('S4-22: finds what follows by %j', (text, from, expected) => {
    expect(following(text, from, expected.length)).toEqual(expected);
  });

  it('S4-22: where both days are restricted either counts, and with a star both hold', () => {
    expect(following('0 0 13 * FRI', '2024-09-07T00:00:00Z', 3)).toEqual([
      '2024-09-13T00:00',
      '2024-09-20T00:00',
      '2024-09-27T00:00',
    ]);
    expect(following('0 0 1 * */3', '2024-01-01T00:00:00Z', 2)).toEqual(['2024-05-01T00:00', '2024-06-01T00:00']);
  });

  it.each([
    ['* * * *', /five fields .* has 4/],
    ['60 * * * *', /minute is of 0 to 59.*'60' is not/],
    ['* 24 * * *', /hour/],
    ['* * 0 * *', /day of month/],
    ['* * * 13 *', /month is of 1 to 12 or JAN to DEC/],
    ['* * * * 8', /day of week is of 0 to 7 or SUN to SAT/],
    ['*/0 * * * *', /minute/],
    ['5-1 * * * *', /'5-1' is not/],
    ['1--2 * * * *', /minute/],
    ['a * * * *', /minute/],
    ['1, * * * *', /minute/],
    ['@daily', /five fields/],
    ['0 0 30 2 *', /a date that exists/],
  ])('S4-22: refuses %j and says which field', (text, message) => {
    expect(() => parseCron(text)).toThrow(message);
    expect(() => parseCron(text)).toThrow(`was '${text}'`);
  });
});
