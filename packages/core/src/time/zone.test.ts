import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedClock } from './clock.ts';
import { MAX_EPOCH_MS, MIN_EPOCH_MS, MS_PER_HOUR, MS_PER_MINUTE } from './epoch.ts';
import { formatIsoTime, parseIsoInstant, parseIsoLocal } from './iso.ts';
import { isTimeZone, utcToZoned, zonedToUtc, zoneOffsetMs } from './zone.ts';

const NEW_YORK = 'America/New_York';
const ZONES = [
  NEW_YORK,
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'UTC',
];
const modern = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2037, 11, 31) });

describe('zoneOffsetMs', () => {
  it.each([
    [NEW_YORK, '2006-01-03T21:00:00Z', -5],
    [NEW_YORK, '2006-07-03T20:00:00Z', -4],
    [NEW_YORK, '2007-03-11T06:59:59.999Z', -5],
    [NEW_YORK, '2007-03-11T07:00:00Z', -4],
    [NEW_YORK, '2007-11-04T05:59:59.999Z', -4],
    [NEW_YORK, '2007-11-04T06:00:00Z', -5],
    ['Europe/London', '2024-03-31T01:00:00Z', 1],
    ['Asia/Kolkata', '2024-01-01T00:00:00Z', 5.5],
    ['Australia/Lord_Howe', '2024-01-01T00:00:00Z', 11],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', -10],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', 14],
    ['UTC', '2024-01-01T00:00:00Z', 0],
  ])('is known for %s at %s', (zone, text, hours) => {
    expect(zoneOffsetMs(zone, instant(text))).toBe(hours * MS_PER_HOUR);
  });

  it('has the seconds of local mean time', () => {
    expect(zoneOffsetMs(NEW_YORK, instant('1850-01-01T00:00:00Z'))).toBe(-(4 * 3600 + 56 * 60 + 2) * 1000);
    expect(zoneOffsetMs('Europe/Amsterdam', MIN_EPOCH_MS)).toBeGreaterThan(0);
    expect(zoneOffsetMs(NEW_YORK, MAX_EPOCH_MS)).toBe(-5 * MS_PER_HOUR);
  });

  it('agrees with the fields that the runtime shows, at any instant', () => {
    for (const zone of ZONES) {
      const fields = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      fc.assert(
        fc.property(modern, (ms) => {
          const shown = parseIsoLocal(fields.format(ms)) ?? NaN;
          expect(utcToZoned(zone, Math.floor(ms / 1000) * 1000)).toBe(shown);
        }),
        { numRuns: 200 },
      );
    }
  });

  it('does not depend on the order of the questions', () => {
    const around = instant('2021-10-31T01:00:00Z');
    const offsets = [2, -1, 0, 1, -3].map((hours) => zoneOffsetMs('Europe/Paris', around + hours * MS_PER_HOUR));
    expect(offsets.map((offset) => offset / MS_PER_HOUR)).toEqual([1, 2, 1, 1, 2]);
  });

  it('refuses an unknown zone and an undefined instant', () => {
    expect(() => zoneOffsetMs('Mars/Olympus', 0)).toThrow("invalid 'zone': must be the name of a time zone");
    expect(() => zoneOffsetMs('', 0)).toThrow("invalid 'zone'");
    expect(() => zoneOffsetMs('UTC', NaN)).toThrow("invalid 'utcMs'");
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone(NEW_YORK)).toBe(true);
  });
});

describe('zonedToUtc', () => {
  it.each([
    ['an ordinary close', NEW_YORK, '2006-01-03T16:00', '2006-01-03T21:00:00.000Z'],
    ['the last minute before the missing hour', NEW_YORK, '2007-03-11T01:59', '2007-03-11T06:59:00.000Z'],
    ['the missing hour, as though clocks had not moved', NEW_YORK, '2007-03-11T02:30', '2007-03-11T07:30:00.000Z'],
    ['the first minute after the missing hour', NEW_YORK, '2007-03-11T03:00', '2007-03-11T07:00:00.000Z'],
    ['the hour that occurs twice, first occurrence', NEW_YORK, '2007-11-04T01:30', '2007-11-04T05:30:00.000Z'],
    ['the first minute after it', NEW_YORK, '2007-11-04T02:00', '2007-11-04T07:00:00.000Z'],
    ['a change of half an hour', 'Australia/Lord_Howe', '2024-04-07T01:45', '2024-04-06T14:45:00.000Z'],
    ['a missing day', 'Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00:00.000Z'],
    ['the day after a missing day', 'Pacific/Apia', '2011-12-31T12:00', '2011-12-30T22:00:00.000Z'],
  ])('takes %s', (_, zone, local, expected) => {
    expect(formatIsoTime(zonedToUtc(zone, parseIsoLocal(local) ?? NaN))).toBe(expected);
  });

  it('X-07: undoes utcToZoned, except for the second occurrence of an hour', () => {
    for (const zone of ZONES) {
      fc.assert(
        fc.property(modern, (ms) => {
          const back = zonedToUtc(zone, utcToZoned(zone, ms));
          expect(utcToZoned(zone, back)).toBe(utcToZoned(zone, ms));
          expect(back).toBeLessThanOrEqual(ms);
        }),
      );
    }
  });

  it('takes the first occurrence for each minute of an hour that occurs twice', () => {
    const first = instant('2007-11-04T05:00:00Z');
    for (let minute = 0; minute < 60; minute++) {
      const ms = first + minute * MS_PER_MINUTE;
      expect(utcToZoned(NEW_YORK, ms + MS_PER_HOUR)).toBe(utcToZoned(NEW_YORK, ms));
      expect(zonedToUtc(NEW_YORK, utcToZoned(NEW_YORK, ms))).toBe(ms);
    }
  });

  it('refuses an unknown zone and an undefined reading', () => {
    expect(() => zonedToUtc('nowhere', 0)).toThrow("invalid 'zone'");
    expect(() => zonedToUtc('UTC', NaN)).toThrow("invalid 'localMs'");
  });
});

describe('fixedClock', () => {
  it('shows the same instant each time', () => {
    const clock = fixedClock(42);
    expect([clock.now(), clock.now()]).toEqual([42, 42]);
    expect(() => fixedClock(0.5)).toThrow("invalid 'ms'");
  });
});

function instant(text: string): number {
  return parseIsoInstant(text) ?? NaN;
}
