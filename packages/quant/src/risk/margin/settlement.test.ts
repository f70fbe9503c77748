import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIsoTime, parseIsoInstant } from '@assay/core/time';
import { calendarById } from '../../market/index.ts';
import { US_EQUITY_SETTLEMENT } from './account-model.ts';
import { addUnsettled, settle, settledCashUnits, settlementTime } from './settlement.ts';
import type { UnsettledAmount } from './settlement.ts';

const NYSE = calendarById('us-equity');

function settles(trade: string, settlement: Parameters<typeof settlementTime>[2]): string {
  return formatIsoTime(settlementTime(NYSE, parseIsoInstant(trade) ?? NaN, settlement)).slice(0, 16);
}

describe('settlementTime', () => {
  it.each<[string, string, Parameters<typeof settlementTime>[2], string]>([
    ['two sessions later, over a weekend', '2024-03-07T15:00Z', 2, '2024-03-11T13:30'],
    ['at the close: that session counts', '2024-03-07T21:00Z', 1, '2024-03-08T14:30'],
    ['after the close: the next session counts', '2024-03-07T21:00:00.001Z', 1, '2024-03-11T13:30'],
    ['over a holiday', '2024-07-03T15:00Z', 1, '2024-07-05T13:30'],
    ['at once without a lag', '2024-07-03T15:00Z', 0, '2024-07-03T15:00'],
    ['five sessions before June 1995', '1995-06-06T15:00Z', US_EQUITY_SETTLEMENT, '1995-06-13T13:30'],
    ['three from 1995-06-07', '1995-06-07T15:00Z', US_EQUITY_SETTLEMENT, '1995-06-12T13:30'],
    ['three before September 2017', '2017-09-01T15:00Z', US_EQUITY_SETTLEMENT, '2017-09-07T13:30'],
    ['two from 2017-09-05', '2017-09-05T15:00Z', US_EQUITY_SETTLEMENT, '2017-09-07T13:30'],
    ['two before 2024-05-28', '2024-05-24T15:00Z', US_EQUITY_SETTLEMENT, '2024-05-29T13:30'],
    ['one from 2024-05-28', '2024-05-28T15:00Z', US_EQUITY_SETTLEMENT, '2024-05-29T13:30'],
  ])('is %s', (_, trade, settlement, expected) => {
    expect(settles(trade, settlement)).toBe(expected);
  });

  it('has no lag before the first cycle, and refuses a part of a day', () => {
    expect(settles('2024-05-28T15:00Z', [{ from: Date.UTC(2025, 0, 1), days: 1 }])).toBe('2024-05-28T15:00');
    expect(() => settles('2024-05-28T15:00Z', 1.5)).toThrow("invalid 'settlementDays'");
  });
});

describe('unsettled cash', () => {
  it('S3-39: the proceeds of a sale cannot be spent before they settle', () => {
    const unsettled = addUnsettled([], { settlesAt: 20, units: 700 });
    expect(settledCashUnits(1000, unsettled)).toBe(300);
    expect(settle(unsettled, 19)).toEqual({ settledUnits: 0, unsettled });
    expect(settle(unsettled, 20)).toEqual({ settledUnits: 700, unsettled: [] });
    expect(() => addUnsettled([], { settlesAt: 1, units: 0.5 })).toThrow("invalid 'amount.units'");
  });

  it('does not count a purchase twice', () => {
    expect(settledCashUnits(1000, [{ settlesAt: 20, units: -700 }])).toBe(1000);
  });

  it('loses and makes nothing, and stays in order of settlement', () => {
    const amounts = fc.array(fc.record({ settlesAt: fc.nat(50), units: fc.integer({ min: -900, max: 900 }) }));
    fc.assert(
      fc.property(amounts, fc.nat(50), (added, now) => {
        const list = added.reduce<readonly UnsettledAmount[]>(addUnsettled, []);
        expect(list.map((one) => one.settlesAt)).toEqual(added.map((one) => one.settlesAt).sort((a, b) => a - b));
        const { settledUnits, unsettled } = settle(list, now);
        const total = (all: readonly UnsettledAmount[]): number => all.reduce((sum, one) => sum + one.units, 0);
        expect(settledUnits + total(unsettled)).toBe(total(added));
        expect(unsettled.every((one) => one.settlesAt > now)).toBe(true);
      }),
    );
  });
});
