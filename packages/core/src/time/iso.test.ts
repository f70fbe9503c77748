import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilToEpochMs } from './civil.ts';
import { MAX_EPOCH_MS, MIN_EPOCH_MS, MS_PER_HOUR, MS_PER_MINUTE } from './epoch.ts';
import { formatIsoDate, formatIsoTime, parseIsoDate, parseIsoInstant, parseIsoLocal } from './iso.ts';

const instants = fc.integer({ min: MIN_EPOCH_MS, max: MAX_EPOCH_MS });

describe('formatIsoTime', () => {
  it('agrees with the language and is undone by parseIsoInstant', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        expect(formatIsoTime(ms)).toBe(new Date(ms).toISOString());
        expect(parseIsoInstant(formatIsoTime(ms))).toBe(ms);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the order of time', () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        expect(formatIsoTime(a) < formatIsoTime(b)).toBe(a < b);
      }),
    );
  });

  it.each([NaN, 0.25, MAX_EPOCH_MS + 1])('refuses %d', (ms) => {
    expect(() => formatIsoTime(ms)).toThrow("invalid 'ms'");
  });
});

describe('parseIsoDate', () => {
  it('undoes formatIsoDate', () => {
    expect(parseIsoDate('2006-01-03')).toBe(civilToEpochMs(2006, 1, 3));
    fc.assert(
      fc.property(instants, (ms) => {
        const text = formatIsoDate(ms);
        expect(formatIsoDate(parseIsoDate(text) ?? NaN)).toBe(text);
      }),
    );
  });

  it.each(['2006-02-30', '2006-13-01', '2006-00-01', '2006-01-00', '2006-1-3', '06-01-03', '2006-01-03T00:00Z'])(
    'is undefined for %s',
    (text) => expect(parseIsoDate(text)).toBeUndefined(),
  );

  it.each(['', ' 2006-01-03', '2006-01-03\n', '20060103', '2006/01/03', '٢٠٠٦-01-03'])(
    'is undefined for %j',
    (text) => {
      expect(parseIsoDate(text)).toBeUndefined();
    },
  );
});

describe('parseIsoInstant', () => {
  it('reads the zone', () => {
    const close = civilToEpochMs(2006, 1, 3) + 21 * MS_PER_HOUR;
    expect(parseIsoInstant('2006-01-03T21:00:00Z')).toBe(close);
    expect(parseIsoInstant('2006-01-03T16:00:00-05:00')).toBe(close);
    expect(parseIsoInstant('2006-01-04 02:30+05:30')).toBe(close);
    expect(parseIsoInstant('2006-01-03T21:00:00.25Z')).toBe(close + 250);
    expect(parseIsoInstant('2006-01-03T21:00:00.250000Z')).toBe(close + 250);
  });

  it('shifts by any offset', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: MAX_EPOCH_MS - 48 * MS_PER_HOUR }),
        fc.integer({ min: -1439, max: 1439 }),
        (ms, minutes) => {
          const size = Math.abs(minutes);
          const [hour, minute] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
          const local = formatIsoTime(ms).slice(0, -1);
          const expected = ms - minutes * MS_PER_MINUTE;
          const read = parseIsoInstant(`${local}${minutes < 0 ? '-' : '+'}${hour}:${minute}`);
          expect(read).toBe(expected < MIN_EPOCH_MS ? undefined : expected);
        },
      ),
    );
  });

  it('X-07: refuses a reading without a zone, which parseIsoLocal accepts', () => {
    expect(parseIsoInstant('2006-01-03T16:00:00')).toBeUndefined();
    expect(parseIsoInstant('2006-01-03')).toBeUndefined();
    expect(parseIsoLocal('2006-01-03T16:00:00')).toBe(civilToEpochMs(2006, 1, 3) + 16 * MS_PER_HOUR);
    expect(parseIsoLocal('2006-01-03T16:00:00Z')).toBeUndefined();
    expect(parseIsoLocal('2006-01-03T16:00:00-05:00')).toBeUndefined();
  });

  it.each([
    ['hour 24', '2006-01-03T24:00:00Z'],
    ['minute 60', '2006-01-03T23:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['a day that does not exist', '2006-02-30T00:00:00Z'],
    ['an offset that does not exist', '2006-01-03T00:00:00+24:00'],
    ['an offset without its colon', '2006-01-03T00:00:00+0500'],
    ['a lower-case zone', '2006-01-03T00:00:00z'],
    ['digits below the millisecond', '2006-01-03T00:00:00.000001Z'],
    ['an instant before year 0', '0000-01-01T00:00:00+01:00'],
    ['an instant after year 9999', '9999-12-31T23:59:59-01:00'],
    ['text after it', '2006-01-03T00:00:00Z '],
    ['nothing', ''],
  ])('is undefined for %s', (_, text) => expect(parseIsoInstant(text)).toBeUndefined());
});
