import { describe, expect, it } from 'vitest';
import { GrowingTable } from './growing-table.ts';

describe('GrowingTable', () => {
  it('keeps its rows while it grows, and gives them back as columns', () => {
    const table = new GrowingTable(3, 2);
    for (let i = 0; i < 100; i++) {
      const row = table.add();
      table.values[row] = i;
      table.values[row + 2] = -i - 1;
    }
    expect(table.length).toBe(100);
    expect([...table.column(0)]).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(new Set(table.column(1))).toEqual(new Set([0]));
    expect([...table.column(2)]).toEqual(Array.from({ length: 100 }, (_, i) => -i - 1));
  });

  it('has empty columns while it has no row', () => {
    expect(new GrowingTable(2).column(1)).toHaveLength(0);
  });
});
