import type { SimulationResult } from '@assay/quant/simulation';
import { describe, expect, it } from 'vitest';
import { recallSimulations, recordSimulations } from './simulation-record.ts';

const column = (...values: readonly number[]): Float64Array => Float64Array.from(values);

/** A result with columns at the top and inside its parts; what the record does not look at is left out. */
const result = {
  times: column(1, 2),
  equityUnits: column(10, 11),
  returns: column(0, 0.1),
  exposure: column(0, 1),
  instrumentReturns: column(NaN, 0.2),
  initialUnits: 10,
  fills: [{ id: 0, reason: 'test' }],
  postings: { accounts: ['cash:USD'], time: column(1), units: column(-5) },
  tradeColumns: { price: column(3), adverseUnits: column(1) },
  breakerEvents: [
    { breaker: 'daily-loss', measured: NaN, limit: 0.02 },
    { breaker: 'external-scale', measured: 1, limit: NaN },
  ],
  accountEvents: { kind: column(), detail: column(NaN) },
} as unknown as SimulationResult;

describe('recordSimulations', () => {
  it('parts simulations into plain facts and columns, of which recallSimulations makes them again', () => {
    const record = recordSimulations([result, { ...result, initialUnits: 12 }]);
    const facts: unknown = JSON.parse(JSON.stringify(record.facts));
    expect(facts).toEqual(record.facts);
    expect(Object.keys(record.columns)).toContain('1.postings.units');
    expect(recallSimulations({ ...record, facts: facts as typeof record.facts })).toEqual([
      result,
      { ...result, initialUnits: 12 },
    ]);
  });
});
