import { describe, expect, it } from 'vitest';
import { mergeTerms } from './merge-terms.ts';
import { recordTable } from './record-table.ts';
import type { RecordRow } from './record-table.ts';
import type { RecordTable } from './records.ts';
import { testInstrument } from './testing/index.ts';

const SHARE = testInstrument({ id: 'X' });

const tableOf = (...rows: readonly (readonly [time: number, values: RecordRow['values']])[]): RecordTable =>
  recordTable(
    { kind: 'instruments', id: 'X', unit: '', synthetic: false },
    rows.map(([time, values]) => ({ eventTime: time, availableAt: time, values })),
  );

describe('mergeTerms', () => {
  it('adds the listing and its end, as they were known at a time, and nothing else (S2-05, X-01)', () => {
    const table = tableOf([100, { ticker: 'X', listedAt: 100 }], [900, { tickSize: '0.010', delistedAt: 900 }]);
    expect(mergeTerms(SHARE, table, 99)).toBe(SHARE);
    expect(mergeTerms(SHARE, table, 899)).toEqual({ ...SHARE, listedAt: 100 });
    expect(mergeTerms(SHARE, table, Infinity)).toEqual({ ...SHARE, delistedAt: 900 });
    expect(mergeTerms({ ...SHARE, listedAt: 100 }, table, 500)).toEqual({ ...SHARE, listedAt: 100 });
  });

  it.each<[string, RecordRow['values'], RegExp]>([
    ['a tick', { tickSize: '0.05' }, /'X'.*tickSize is 0\.01 with its bars, 0\.05 in the record of 1970-01-01/],
    ['a lot', { lotSize: '100' }, /lotSize is 1 with its bars, 100 in/],
    ['a currency', { currency: 'EUR' }, /currency is USD with its bars, EUR in/],
    ['a calendar', { calendar: 'continuous' }, /calendar is us-equity with its bars, continuous in/],
    ['what is no size', { multiplier: 'many' }, /multiplier is 1 with its bars, many in/],
    ['a listing', { listedAt: 6 }, /listedAt is 1970-01-01T00:00:00.005Z with its bars, 1970-01-01T00:00:00.006Z in/],
    ['two terms', { tickSize: '1', lotSize: '2' }, /tickSize is 0\.01 .*; lotSize is 1 /],
  ])('refuses a record that says %s differently, and names both (S2-05)', (_, values, message) => {
    const instrument = { ...SHARE, listedAt: 5 };
    expect(() => mergeTerms(instrument, tableOf([10, values]), 10)).toThrow(message);
    expect(mergeTerms(instrument, tableOf([10, values]), 9)).toBe(instrument);
  });

  it('names the row of the file that the record stands in (X-08)', () => {
    const table = { ...tableOf([10, { tickSize: '1' }]) };
    const source = { files: ['a'], file: Int32Array.of(0), row: Int32Array.of(7) };
    expect(() => mergeTerms(SHARE, { ...table, source }, 10)).toThrow(
      /1 in the record of 1970-01-01 \(row 7 of its file\)/,
    );
  });
});
