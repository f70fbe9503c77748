import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chargedFees } from './fee-schedule.ts';
import type { FeeBase, FeeScheduleInput } from './fee-schedule.ts';
import {
  FINRA_TAF_EQUITY,
  FINRA_TAF_OPTIONS,
  OCC_CLEARING,
  OCC_EXERCISE,
  SEC_SECTION_31,
  US_REGULATORY_FEES,
} from './fee-tables.ts';
import { resolveFees } from './resolve-fees.ts';

const FEES = resolveFees(US_REGULATORY_FEES);
const usd = (dollars: number): number => Math.round(dollars * 1e6);
/** Noon in New York, or as given. */
const on = (date: string, time: string = '16:00:00Z'): number => Date.parse(`${date}T${time}`);

function sale(time: number, quantity: number, price: number, more: Partial<FeeBase> = {}): FeeBase {
  const base = { event: 'trade', side: 'sell', kind: 'equity', currency: 'USD' } as const;
  return { ...base, time, quantity, notionalUnits: usd(quantity * price), ...more };
}
const charged = (base: FeeBase, fees: readonly FeeScheduleInput[] = US_REGULATORY_FEES): number =>
  chargedFees(resolveFees(fees), base).units;

describe('chargedFees', () => {
  it('S3-35: fee fixture by hand: section 31 is dollars per million of proceeds, not per thousand', () => {
    // 13.00 per million until 2019-04-15: a sale of a million pays 13 dollars.
    expect(charged(sale(on('2019-01-02'), 10_000, 100), [SEC_SECTION_31])).toBe(usd(13));
    expect(charged(sale(on('2024-06-03'), 10_000, 100), [SEC_SECTION_31])).toBe(usd(27.8));
    expect(charged(sale(on('2025-06-02'), 10_000, 100), [SEC_SECTION_31])).toBe(0);
    // 1/300 of one per cent before 2001-12-28.
    expect(charged(sale(on('2001-06-01'), 10_000, 3), [SEC_SECTION_31])).toBe(usd(1));
  });

  it('S3-35: fee fixture by hand: shares (example 7)', () => {
    // 50,000 · 5.10 / 10⁶ = 0.255 and 1,000 · 0.000119 = 0.119.
    expect(charged(sale(on('2021-03-01'), 1000, 50))).toBe(usd(0.255) + usd(0.119));
    // 100,000 · 0.000119 = 11.90, capped at 5.95.
    expect(charged(sale(on('2021-03-01'), 100_000, 50), [FINRA_TAF_EQUITY])).toBe(usd(5.95));
    expect(charged({ ...sale(on('2021-03-01'), 1000, 50), side: 'buy' })).toBe(0);
  });

  it('S3-35: fee fixture by hand: options (example 8)', () => {
    // Ten contracts at 2.50, 100 shares each: 2,500 · 27.80 / 10⁶ + 10 · 0.00279 + 10 · 0.02.
    const option = { kind: 'option', notionalUnits: usd(2500) } as const;
    expect(charged(sale(on('2024-06-03'), 10, 2.5, option))).toBe(usd(0.0695 + 0.0279 + 0.2));
    expect(charged(sale(on('2024-06-03'), 10, 2.5, { ...option, side: 'buy' }))).toBe(usd(0.2));
    expect(charged(sale(on('2024-06-03'), 5000, 2.5, option), [OCC_CLEARING])).toBe(usd(55));
    expect(charged(sale(on('2025-06-02'), 5000, 2.5, option), [OCC_CLEARING])).toBe(usd(125));
    expect(charged(sale(on('2021-12-01'), 10, 2.5, option), [OCC_CLEARING])).toBe(0);
    expect(charged(sale(on('2024-06-03'), 10, 2.5, { ...option, event: 'exercise' }))).toBe(usd(1));
    expect(charged(sale(on('2024-06-03'), 10, 2.5, { ...option, event: 'assignment' }))).toBe(0);
  });

  it('changes a rate at midnight in New York', () => {
    const proceeds = (time: string): number => charged(sale(on('2024-05-22', time), 10_000, 100), [SEC_SECTION_31]);
    expect([proceeds('03:59:59.999Z'), proceeds('04:00:00Z')]).toEqual([usd(8), usd(27.8)]);
  });

  it('charges only the kinds, the currency and the side that a schedule names', () => {
    const base = sale(on('2024-06-03'), 1000, 50);
    expect(charged({ ...base, kind: 'future' })).toBe(0);
    expect(charged({ ...base, currency: 'EUR' })).toBe(0);
    const both: FeeScheduleInput = { ...FINRA_TAF_EQUITY, payer: 'both' };
    expect(charged({ ...base, side: 'buy' }, [both])).toBe(charged(base, [both]));
    const buyer: FeeScheduleInput = { ...FINRA_TAF_EQUITY, payer: 'buyer' };
    expect([charged(base, [buyer]), charged({ ...base, side: 'buy' }, [buyer])]).toEqual([0, usd(0.166)]);
  });

  it('rounds up to a cent where a broker does', () => {
    const rounding: FeeScheduleInput = { ...FINRA_TAF_EQUITY, roundUpUnits: 10_000 };
    const at = (quantity: number): number => charged(sale(on('2024-06-03'), quantity, 50), [rounding]);
    expect([at(1), at(1000), at(60_000)]).toEqual([usd(0.01), usd(0.17), usd(8.3)]);
  });

  it('flags what it had to estimate, or refuses, and is never silent', () => {
    const late = chargedFees(FEES, sale(on('2026-10-01'), 10_000, 100));
    expect(late.estimated).toEqual(['SEC section 31']);
    expect(late.units).toBe(usd(20.6) + usd(1.95));
    expect(chargedFees(FEES, sale(on('2026-09-30'), 1, 100)).estimated).toEqual([]);
    expect(chargedFees(FEES, sale(on('1990-01-02'), 1, 100)).estimated).toEqual([
      SEC_SECTION_31.name,
      FINRA_TAF_EQUITY.name,
    ]);
    const strict: FeeScheduleInput = { ...SEC_SECTION_31, outside: 'refuse' };
    expect(() => charged(sale(on('2026-10-01'), 1, 100), [strict])).toThrow(
      "the rates of 'SEC section 31' are known from 1998-01-01 to 2026-09-30, not for 2026-10-01T16:00:00.000Z",
    );
  });
});

describe('the fee tables', () => {
  it('S3-35: are the table of docs/methods/costs.md, row for row', () => {
    const text = readFileSync(new URL('../../../../../docs/methods/costs.md', import.meta.url), 'utf8');
    const documented = [
      ...text.matchAll(
        /^\| (SEC|TAF shares|TAF options|OCC|OCC exercise) +\| (\d{4}-\d\d-\d\d) +\| ([\d./]+) +\| ([\d.]*) *\|/gm,
      ),
    ];
    const tables = {
      SEC: SEC_SECTION_31,
      'TAF shares': FINRA_TAF_EQUITY,
      'TAF options': FINRA_TAF_OPTIONS,
      OCC: OCC_CLEARING,
      'OCC exercise': OCC_EXERCISE,
    };
    const rows = Object.entries(tables).flatMap(([name, table]) =>
      table.rates.map((row) => [
        name,
        row.from,
        row.rate,
        row.maximumUnits === undefined ? '' : row.maximumUnits / 1e6,
      ]),
    );
    const read = documented.map(([, name, from, rate, most]) => [
      name,
      from,
      rate === '100/3' ? 100 / 3 : Number(rate),
      most === '' ? '' : Number(most),
    ]);
    expect(read).toEqual(rows);
  });

  it('names a source for each rate', () => {
    for (const table of US_REGULATORY_FEES)
      for (const row of table.rates) expect(row.source.length).toBeGreaterThan(10);
  });
});
