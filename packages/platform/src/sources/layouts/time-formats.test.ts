import fc from 'fast-check';
import { formatIsoTime, parseIsoInstant, parseIsoLocal } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { TIME_FORMATS, timeExample, timeKind, timeParser } from './time-formats.ts';
import type { TimeFormat } from './time-formats.ts';

const read = (format: TimeFormat, text: string): number | string => timeParser(format)(text);

describe('time formats', () => {
  it('X-07: read their own examples as one and the same moment', () => {
    for (const format of TIME_FORMATS) {
      const found = read(format, timeExample(format));
      const expected = { date: '2006-01-31T00:00Z', local: '2006-01-31T16:00Z', instant: '2006-01-31T21:00Z' };
      const moment = format === 'mmm yy' ? '2006-01-01T00:00Z' : expected[timeKind(format)];
      expect(found, format).toBe(Date.parse(moment));
    }
  });

  it.each<readonly [TimeFormat, string, string]>([
    ['yyyymmdd', '20240230', 'does not exist'],
    ['yyyymmdd', '2024-02-03', 'is not of the form 20060131'],
    ['yyyymmdd hh:mm', '20240203 24:00', 'does not exist'],
    ['yyyymmdd hh:mm', '20240203 12:00:00', 'is not of the form'],
    ['dd.mm.yyyy hh:mm:ss', '31.01.2006 16:00:00.1234', 'is not of the form'],
    ['m/d/yy', '13/1/04', 'does not exist'],
    ['mmm yy', 'Foo 04', 'does not exist'],
    ['epoch-us', '1138741200000001', 'finer than a millisecond'],
    ['epoch-ns', '1138741200000', 'are these nanoseconds?'],
    ['epoch-s', '1138741200.1234', 'finer than a millisecond'],
    ['iso-local', '2024-02-03 10:00:00.0001', 'is not of the form'],
    ['iso-instant', '2024-02-03 10:00:00', 'carries no zone'],
    ['iso-local', '2024-02-03 10:00:00Z', 'carries a zone'],
  ])('%s refuses %s', (format, text, why) => {
    expect(read(format, text)).toEqual(expect.stringContaining(why));
  });

  it('take fractions of seconds, and two digits of a year from 1970 to 2069', () => {
    expect(read('dd.mm.yyyy hh:mm:ss', '31.01.2006 16:00:00.5')).toBe(Date.parse('2006-01-31T16:00:00.500Z'));
    expect(read('iso-local', '2021-12-31 23:01:00.000000')).toBe(Date.parse('2021-12-31T23:01Z'));
    expect(read('epoch-s', '-1.25')).toBe(-1250);
    expect(read('m/d/yy', '3/26/04')).toBe(Date.UTC(2004, 2, 26));
    expect([read('m/d/yy', '1/1/70'), read('m/d/yy', '1/1/69')]).toEqual([0, Date.UTC(2069, 0, 1)]);
  });

  it('read every ISO text as the readers of the core do', () => {
    const digit = fc.constantFrom(...'0123456789-: TZ+.'.split(''));
    const near = fc
      .tuple(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom('Z', '+00:00', '-05:30', '', '+2:00'), fc.boolean())
      .map(([ms, zone, isBlank]) => {
        const text = formatIsoTime(ms).slice(0, 19);
        return `${isBlank ? text.replace('T', ' ') : text}${zone}`;
      });
    const damaged = fc
      .tuple(near, fc.nat(24), digit)
      .map(([text, at, to]) => `${text.slice(0, at)}${to}${text.slice(at + 1)}`);
    fc.assert(
      fc.property(fc.oneof(near, damaged), (text) => {
        const [local, instant] = [read('iso-local', text), read('iso-instant', text)];
        expect(typeof local === 'number' ? local : undefined).toBe(parseIsoLocal(text));
        expect(typeof instant === 'number' ? instant : undefined).toBe(parseIsoInstant(text));
      }),
      { numRuns: 3000, seed: 7 },
    );
  });
});
