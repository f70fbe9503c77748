import { describe, expect, it } from 'vitest';
import { instrumentAsOf, pricePrecision, termFaults } from './instrument-record.ts';
import { recordTable, textAt } from './record-table.ts';
import type { RecordRow } from './record-table.ts';
import type { RecordTable } from './records.ts';

const TERMS = {
  kind: 'equity',
  currency: 'USD',
  tickSize: '0.01',
  lotSize: '1',
  multiplier: '1',
  calendar: 'us-equity',
} as const;

const record = (eventTime: number, availableAt: number, values: RecordRow['values']): RecordRow => ({
  eventTime,
  availableAt,
  values,
});
const tableOf = (rows: readonly RecordRow[]): RecordTable =>
  recordTable({ kind: 'instruments', id: 'X', unit: '', synthetic: false }, rows);

describe('instrumentAsOf', () => {
  it('gives the terms that were known and in force (X-01)', () => {
    const table = tableOf([
      record(0, 0, { ...TERMS, listedAt: 0 }),
      record(100, 50 + 50, { ...TERMS, tickSize: '0.001', listedAt: 0 }),
      record(100, 150, { ...TERMS, tickSize: '0.0001', listedAt: 0, delistedAt: 900 }),
    ]);
    expect(instrumentAsOf(table, -1)).toBeUndefined();
    expect(instrumentAsOf(table, 99)).toEqual({ id: 'X', ...TERMS, listedAt: 0 });
    expect(instrumentAsOf(table, 100)?.tickSize).toBe('0.001');
    expect(instrumentAsOf(table, 149)?.delistedAt).toBeUndefined();
    expect(instrumentAsOf(table, 150)).toMatchObject({ tickSize: '0.0001', delistedAt: 900 });
  });

  it('knows currency pairs by their base currency', () => {
    const pair = { ...TERMS, kind: 'currency-pair', calendar: 'fx-week', baseCurrency: 'EUR' };
    expect(instrumentAsOf(tableOf([record(0, 0, pair)]), 1)).toMatchObject({
      kind: 'currency-pair',
      baseCurrency: 'EUR',
    });
    expect(termFaults({ ...pair, baseCurrency: undefined })).toEqual([{ term: 'baseCurrency', fault: 'is missing' }]);
  });

  it('refuses terms without tick, lot or what else is needed, and names all of them (S2-05, X-08)', () => {
    expect(() =>
      instrumentAsOf(tableOf([record(0, 0, { kind: 'equity', lotSize: '0', calendar: 'lunar' })]), 0),
    ).toThrow(
      /terms of 'X' from 1970.*: currency is missing; tickSize is missing; multiplier is missing; .*'calendar'.*'lotSize'/,
    );
    expect(termFaults(TERMS)).toEqual([]);
    expect(termFaults({ ...TERMS, kind: 'option' })).toMatchObject([{ term: 'kind' }]);
    const values = recordTable({ kind: 'values', id: 'X', unit: 'fraction', synthetic: false }, []);
    expect(() => instrumentAsOf(values, 0)).toThrow(/'table': must be of kind instruments/);
  });
});

describe('pricePrecision', () => {
  it.each([
    ['0.01', 2],
    ['0.25', 2],
    ['0.00010', 4],
    ['5', 0],
    ['1.0', 0],
  ])('of the tick %s is %i (S2-05)', (tick, places) => {
    expect(pricePrecision(tick)).toBe(places);
  });

  it('refuses what is no tick', () => {
    expect(() => pricePrecision('0')).toThrow(/'tickSize'/);
  });
});

describe('recordTable', () => {
  const actions = (rows: readonly RecordRow[]): RecordTable =>
    recordTable({ kind: 'actions', id: 'X', unit: 'USD', synthetic: true }, rows);

  it('sorts by event, key and availability, and has every column of the kind', () => {
    const table = actions([
      record(5, 9, { type: 'split', value: 2 }),
      record(5, 6, { type: 'split', value: 3 }),
      record(5, 7, { type: 'cash-dividend', value: 1 }),
      record(1, 1, { type: 'rename', text: 'Y' }),
    ]);
    expect([...table.availableAt]).toEqual([1, 7, 6, 9]);
    expect([...(table.numbers['value'] ?? [])]).toEqual([NaN, 1, 3, 2]);
    expect(table.texts['type']?.words).toEqual(['cash-dividend', 'rename', 'split']);
    expect([0, 1].map((row) => textAt(table, 'text', row))).toEqual(['Y', undefined]);
    expect(() => textAt(table, 'value', 0)).toThrow(/'name': must be a text column of actions/);
  });

  it('refuses rows that the kind does not have', () => {
    expect(() => actions([record(5, NaN, { type: 'split' })])).toThrow(/'availableAt': must be whole/);
    expect(() => actions([record(5, 5, { type: 'split', ratio: 2 })])).toThrow(/'values': must be columns of actions/);
    expect(() => actions([record(5, 5, { value: 2 })])).toThrow(/'type': must be a string/);
    expect(() => actions([record(5, 5, { type: 'split', value: '2' })])).toThrow(/'value': must be a number/);
  });
});
