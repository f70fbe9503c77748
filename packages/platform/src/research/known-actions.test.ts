import { recordTable } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { NOTHING_BESIDE } from './beside.ts';
import { knownActions } from './known-actions.ts';

const SPLITS = recordTable({ kind: 'actions', id: 'A', unit: 'USD', synthetic: true }, [
  { eventTime: 10, availableAt: 5, values: { type: 'split', value: 2 } },
  { eventTime: 20, availableAt: 15, values: { type: 'split', value: 3 } },
]);

describe('knownActions', () => {
  it('X-01: leaves out actions that were not known yet, with everything about them', () => {
    const [known] = knownActions({ ...NOTHING_BESIDE, actions: [SPLITS] }, 12).actions;
    expect([known?.length, [...(known?.availableAt ?? [])], [...(known?.numbers['value'] ?? [])]]).toEqual([
      1,
      [5],
      [2],
    ]);
    expect(known?.texts['type']?.index.length).toBe(1);
    expect(known?.source.row.length).toBe(1);
    expect(knownActions({ ...NOTHING_BESIDE, actions: [SPLITS] }, 15).actions[0]).toBe(SPLITS);
  });
});
