import { MS_PER_HOUR, utcToZoned } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { clockOf, zoneFault } from './clocks.ts';

const local = (text: string): number => Date.parse(`${text}Z`);
const utc = (found: number | string): string => (typeof found === 'number' ? new Date(found).toISOString() : found);

describe('clockOf', () => {
  it.each<readonly [string, string, string]>([
    ['America/New_York', '2024-01-02T09:30', '2024-01-02T14:30:00.000Z'],
    ['America/New_York', '2024-07-02T09:30', '2024-07-02T13:30:00.000Z'],
    ['UTC', '2024-01-02T09:30', '2024-01-02T09:30:00.000Z'],
    ['UTC-05:00', '2024-07-02T09:30', '2024-07-02T14:30:00.000Z'],
    ['UTC-5', '2024-07-02T09:30', '2024-07-02T14:30:00.000Z'],
    ['UTC+05:30', '2024-07-02T09:30', '2024-07-02T04:00:00.000Z'],
    ['Etc/GMT+5', '2024-07-02T09:30', '2024-07-02T14:30:00.000Z'],
    ['EET', '2024-07-02T09:30', '2024-07-02T06:30:00.000Z'],
    // A broker's clock that shows midnight at five o'clock in New York, all year.
    ['America/New_York+07:00', '2024-01-03T00:00', '2024-01-02T22:00:00.000Z'],
    ['America/New_York+07:00', '2024-03-12T00:00', '2024-03-11T21:00:00.000Z'],
  ])('X-07: %s reads %s', (zone, text, expected) => {
    const clock = clockOf(zone);
    const instant = clock.toInstant(local(text));
    expect(utc(instant)).toBe(expected);
    expect(clock.toLocal(instant as number)).toBe(local(text));
  });

  it('X-07: agrees with the zone at every half hour of a year but those that never were or were twice', () => {
    const clock = clockOf('Europe/Berlin');
    let odd = 0;
    for (let time = local('2024-01-01T00:00'); time < local('2025-01-01T00:00'); time += MS_PER_HOUR / 2) {
      const instant = clock.toInstant(time);
      if (typeof instant === 'string') odd++;
      else expect(utcToZoned('Europe/Berlin', instant)).toBe(time);
    }
    expect(odd).toBe(4);
    expect(clock.toInstant(local('2024-03-31T02:30'))).toMatch(/never was in Europe\/Berlin/);
    expect(clock.toInstant(local('2024-10-27T02:30'))).toMatch(/was twice in Europe\/Berlin/);
  });

  it('X-07: changes from one zone to the next where the clock was moved', () => {
    const clock = clockOf([{ zone: 'Europe/Berlin', until: '2014-11-23T00:00' }, { zone: 'Europe/Athens' }]);
    const [before, after] = [clock.toInstant(local('2014-11-21T22:00')), clock.toInstant(local('2014-11-24T00:00'))];
    expect([utc(before), utc(after)]).toEqual(['2014-11-21T21:00:00.000Z', '2014-11-23T22:00:00.000Z']);
    expect([clock.toLocal(before as number), clock.toLocal(after as number)]).toEqual([
      local('2014-11-21T22:00'),
      local('2014-11-24T00:00'),
    ]);
  });
});

describe('zoneFault', () => {
  it('names what is no zone, and spans that are out of order', () => {
    for (const zone of ['Mars/Base', 'UTC+25', 'UTC+05:75', 'America/New_York+99:00', ''])
      expect(zoneFault(zone), zone).toMatch(/must be a time zone/);
    expect(zoneFault([])).toMatch(/empty list/);
    expect(zoneFault([{ zone: 'UTC' }, { zone: 'EET' }])).toMatch(/span 1 must end with until/);
    expect(zoneFault([{ zone: 'UTC', until: '2014-01-01T00:00' }])).toMatch(/last span has no end/);
    const twice = { zone: 'UTC', until: '2014-01-01T00:00' };
    expect(zoneFault([twice, twice, { zone: 'EET' }])).toMatch(/in order of time/);
    expect(zoneFault([twice, { zone: 'EET' }])).toBeUndefined();
  });
});
