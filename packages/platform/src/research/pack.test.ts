import { recordTable } from '@assay/quant/market';
import { gateTable } from '@assay/quant/signals';
import { describe, expect, it } from 'vitest';
import { walkSeries } from '../../../quant/src/market/testing/index.ts';
import { NOTHING_BESIDE } from './beside.ts';
import type { BesideBars } from './beside.ts';
import { packContent, packFrom } from './pack.ts';

const bars = walkSeries(3, 40);
const { open, high, low, close } = bars;
const quoted = { ...bars, side: 'bid' as const, ask: { open, high, low, close } };
const actions = recordTable({ kind: 'actions', id: 'TEST', unit: 'USD', synthetic: true }, [
  { eventTime: 5, availableAt: 4, values: { type: 'split', value: 2 } },
  { eventTime: 9, availableAt: 4, values: { type: 'rename', text: 'NEW' } },
]);
const quotes = recordTable({ kind: 'quotes', id: 'TEST', unit: 'USD', synthetic: true }, [
  { eventTime: 5, availableAt: 6, values: { bid: 9, ask: 10 } },
]);
const gates = gateTable('TEST', [
  {
    ...{
      instrument: 'TEST',
      timeframe: '1d',
      maker: 'codec',
      eventTime: 5,
      availableAt: 6,
      direction: 1,
      regime: 'bull',
    },
    ...{ signature: undefined, admit: undefined, hardBlocked: undefined, reasons: [], tags: ['ordered'] },
    measures: { hazard: 0.1 },
  },
]);
const known = { availableAt: Float64Array.of(1, 2), values: Float64Array.of(0.5, NaN) };
const beside: BesideBars = {
  actions: [actions],
  rates: [{ from: 'EUR', to: 'USD', maxAgeMs: 7, ...known }],
  outside: { vix: known },
  quotes: [quotes],
  gates: [gates],
};

describe('packContent', () => {
  it('keeps both sides of the market and what stands beside bars', () => {
    const { json, columns } = packContent([quoted], beside);
    const pack = packFrom(JSON.parse(JSON.stringify(json)), columns);
    expect(pack.series).toEqual([quoted]);
    expect(pack.beside).toEqual(beside);
  });

  it('has nothing to say of what is not there, so that packs stay what they were', () => {
    const { json, columns } = packContent([bars]);
    expect(Object.keys(json as object)).toEqual(['kind', 'series']);
    expect(Object.keys(columns).some((name) => name.includes('ask'))).toBe(false);
    expect(packFrom(json, columns).beside).toEqual(NOTHING_BESIDE);
  });
});
