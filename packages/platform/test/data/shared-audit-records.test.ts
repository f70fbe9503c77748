/** Files of other people's projects: what is odd in chains and values, counted over the bytes. */
import type { RecordTable } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { auditTable } from '../../src/lakehouse/audit/audit-table.ts';
import { allRows, countOf, found, imported, isThere } from './shared-audit-files.ts';

describe.skipIf(!isThere)('quirks of records as they are found', () => {
  it('S3-01: SPX chains lack five days, have a holiday, and quotes without bid, ask or volatility', async () => {
    const pattern = 'lambdaclass__options_backtester/backtester/SPX_daily/*.gz';
    const { tables } = await imported('spx-chain-daily', [pattern]);
    const report = auditTable(tables[0] as RecordTable);
    expect(report).toMatchObject({
      missingSessions: 5,
      missingDates: ['2019-05-10', '2019-05-17', '2019-06-14', '2019-06-17', '2019-06-18'],
    });
    const rows = allRows(pattern);
    expect(report.rows).toBe(rows.length);
    const of = (test: (row: readonly string[]) => boolean): number => rows.filter(test).length;
    expect(found(report, 'off-session')).toMatchObject({
      severity: 'warning',
      count: of((row) => row[6] === '05/27/2019'),
    });
    expect(countOf(report, 'zero-bid')).toBe(of((row) => Number(row[10]) === 0));
    expect(countOf(report, 'unsolved-volatility')).toBe(of((row) => Number(row[14]) === 0));
    expect(countOf(report, 'no-ask')).toBe(of((row) => Number(row[11]) === 0));
    expect(found(report, 'no-ask')?.examples[0]?.detail).toContain('on its last day');
    expect(
      rows.filter((row) => Number(row[11]) === 0).every((row) => row[6] === '06/21/2019' && row[5] === row[6]),
    ).toBe(true);
    expect(countOf(report, 'zero-bid') / rows.length).toBeCloseTo(0.064, 2);
    expect(countOf(report, 'crossed-quote')).toBe(
      of((row) => Number(row[11]) > 0 && Number(row[10]) > Number(row[11])),
    );
  }, 60_000);

  it('SPY options of 2021 cross 17 times, and few contracts are seen often', async () => {
    const pattern = 'lambdaclass__options_backtester/tests/data/prod_options_1y.csv';
    const { tables } = await imported('spy-chain-2021', [pattern]);
    const report = auditTable(tables[0] as RecordTable);
    const rows = allRows(pattern);
    expect(countOf(report, 'crossed-quote')).toBe(rows.filter((row) => Number(row[8]) > Number(row[9])).length);
    expect(countOf(report, 'crossed-quote')).toBe(17);
    const days = new Map<string, Set<string>>();
    for (const [, , contract = '', , , day = ''] of rows)
      days.set(contract, (days.get(contract) ?? new Set()).add(day));
    const often = [...days.values()].filter((one) => one.size >= 5).length;
    expect([days.size, often]).toEqual([1391, 265]);
    expect(found(report, 'seldom-seen-contract')).toMatchObject({ severity: 'warning', count: days.size - often });
  });

  it('S3-01: the first Lean universe is partial, and volatilities are 0 where they were not solved', async () => {
    const pattern = 'QuantConnect__Lean/Data/option/usa/universes/aapl/*.csv';
    const { tables } = await imported('lean-option-universe', [pattern]);
    const report = auditTable(tables[0] as RecordTable);
    expect(found(report, 'partial-snapshot')).toMatchObject({ severity: 'warning', count: 1 });
    expect(found(report, 'partial-snapshot')?.examples[0]?.detail).toMatch(/^2180 records, usually 4360$/u);
    const rows = allRows(pattern).filter(([expiry]) => expiry !== '');
    expect(countOf(report, 'unsolved-volatility')).toBe(rows.filter((row) => Number(row[9]) === 0).length);
    expect(countOf(report, 'unknown-price')).toBe(rows.filter((row) => Number(row[6]) === 0).length);
  });

  it('macro values are filled forward to days', async () => {
    const { tables } = await imported('macro-signals', ['lambdaclass__options_backtester/data/processed/signals.csv']);
    const rows = allRows('lambdaclass__options_backtester/data/processed/signals.csv');
    const seen: string[] = [];
    for (const [index, name] of [
      'gdp',
      'vix',
      'hy_spread',
      'yield_curve_10y2y',
      'nfc_equity_mv',
      'nfc_net_worth',
    ].entries()) {
      const values = rows.map((row) => row[index + 1]).filter((value) => value !== '');
      const repeats = values.filter((value, i) => i > 0 && Number(value) === Number(values[i - 1])).length;
      const report = auditTable(tables.find(({ id }) => id === name) as RecordTable);
      if (found(report, 'forward-filled') === undefined) continue;
      seen.push(name);
      expect(countOf(report, 'forward-filled')).toBe(repeats);
    }
    expect(seen).toEqual(['gdp', 'nfc_equity_mv', 'nfc_net_worth']);
  });
});
