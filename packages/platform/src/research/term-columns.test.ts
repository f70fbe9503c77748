import { recordTable } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { computeSignals } from '@assay/quant/signals';
import { describe, expect, it } from 'vitest';
import { walkSeries } from '../../../quant/src/market/testing/index.ts';
import { termColumns } from './term-columns.ts';

const TERMS = [
  { term: 'highest', field: 'high', window: 10 },
  { term: 'lowest', field: 'low', window: 5 },
] as const;
const whole = walkSeries(3, 60);
const SPLIT = 30;

/** The same market with twice the shares from a bar on. */
const raw: BarSeries = {
  ...whole,
  high: whole.high.map((value, i) => (i < SPLIT ? value : value / 2)),
  low: whole.low.map((value, i) => (i < SPLIT ? value : value / 2)),
  open: whole.open.map((value, i) => (i < SPLIT ? value : value / 2)),
  close: whole.close.map((value, i) => (i < SPLIT ? value : value / 2)),
};

function splitKnown(atBar: number): RecordTable {
  return recordTable({ kind: 'actions', id: 'TEST', unit: 'USD', synthetic: true }, [
    {
      eventTime: raw.openTime[SPLIT] as number,
      availableAt: raw.openTime[atBar] as number,
      values: { type: 'split', value: 2 },
    },
  ]);
}

describe('termColumns', () => {
  it('states the bars before a split in the shares after it, from the split on and not before', () => {
    const stated = termColumns(TERMS, raw, splitKnown(10));
    const smooth = computeSignals(TERMS, whole);
    stated.forEach((column, term) => {
      const wanted = (smooth[term] as Float64Array).map((value, i) => (i < SPLIT ? value : value / 2));
      expect([...column]).toEqual([...wanted]);
    });
  });

  it('X-01: sees the jump of a split that is not known yet, and nothing of it before', () => {
    const late = termColumns(TERMS, raw, splitKnown(SPLIT + 5));
    const jumps = computeSignals(TERMS, raw);
    const known = termColumns(TERMS, raw, splitKnown(10));
    late.forEach((column, term) => {
      expect([...column.slice(0, SPLIT + 5)]).toEqual([...(jumps[term] as Float64Array).slice(0, SPLIT + 5)]);
      expect([...column.slice(SPLIT + 5)]).toEqual([...(known[term] as Float64Array).slice(SPLIT + 5)]);
    });
  });

  it('is the plain terms where nothing splits', () => {
    const dividend = recordTable({ kind: 'actions', id: 'TEST', unit: 'USD', synthetic: true }, [
      { eventTime: raw.openTime[9] as number, availableAt: 0, values: { type: 'cash-dividend', value: 1 } },
    ]);
    expect(termColumns(TERMS, whole, dividend)).toEqual(computeSignals(TERMS, whole));
    expect(termColumns(TERMS, whole, undefined)).toEqual(computeSignals(TERMS, whole));
  });
});
