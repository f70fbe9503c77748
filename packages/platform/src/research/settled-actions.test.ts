import { recordTable, textAt } from '@assay/quant/market';
import type { RecordRow, RecordTable } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { walkSeries } from '../../../quant/src/market/testing/index.ts';
import { settledActions } from './settled-actions.ts';

const bars = walkSeries(3, 60);
const row = (eventTime: number, availableAt: number, type: string, value: number): RecordRow => ({
  ...{ eventTime, availableAt },
  values: { type, value },
});
const table = recordTable({ kind: 'actions', id: 'TEST', unit: 'USD', synthetic: true }, [
  row(10, 5, 'split', 2),
  row(20, 5, 'cash-dividend', 1),
  row(20, 90, 'cash-dividend', 2),
  row(30, 95, 'cash-dividend', 3),
  row(40, 40, 'delisting', 4),
]);
const typesOf = (kept: RecordTable): readonly (string | undefined)[] =>
  Array.from({ length: kept.length }, (_, index) => textAt(kept, 'type', index));

describe('settledActions', () => {
  it('settles everything on raw prices, without versions that became known after the end, but the first word', () => {
    const settled = settledActions(table, bars, 60);
    expect([...(settled.table.numbers['value'] as Float64Array)]).toEqual([2, 1, 3, 4]);
    expect(settled.notes).toEqual(['TEST: settled 1 × split, 2 × cash-dividend, 1 × delisting']);
    expect(settledActions(table, bars, Infinity).table).toBe(table);
  });

  it('settles the end of trading only on adjusted prices, and says what is missing', () => {
    const held = settledActions(table, { ...bars, adjustment: 'split-and-dividend' }, Infinity);
    expect(typesOf(held.table)).toEqual(['delisting']);
    expect(held.notes).toEqual([
      'TEST: settled 1 × delisting',
      'TEST: not settled 1 × split, 2 × cash-dividend, as its adjusted prices hold them',
    ]);
    expect(settledActions(table, { ...bars, adjustment: 'split' }, Infinity).notes[1]).toContain(
      'dividends are missing from its returns',
    );
  });
});
