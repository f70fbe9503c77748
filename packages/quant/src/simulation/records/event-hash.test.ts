import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testFill } from '../../orders/testing/index.ts';
import { simulate } from '../simulate.ts';
import type { SimulationResult } from '../simulation.ts';
import { byBar, contiguousSeries, randomOptions, randomRuns, runOver, wantLots } from '../testing/index.ts';
import { eventHash } from './event-hash.ts';

const series = contiguousSeries([100, 101, 103, 102, 104], { start: 0, barMs: 1000 }, { id: 'X' });
const run = (lots = 3): SimulationResult =>
  runOver([series], byBar('X', { 0: wantLots('X', lots), 2: wantLots('X', 0) }));

describe('eventHash', () => {
  it('is pinned for stated records, so that hashes of different versions can be compared', () => {
    const none = new Float64Array(0);
    const stated = {
      ...{ times: Float64Array.of(1, 2), equityUnits: Float64Array.of(10, 11), exposure: Float64Array.of(0, NaN) },
      ...{
        fills: [testFill()],
        trades: [],
        refusals: [{ time: 1, instrument: 'X', reason: 'delisted' }],
        orderEvents: [],
      },
      postings: { accounts: ['cash:USD'], time: none, transaction: none, account: none, units: none },
      accountEvents: { kind: none, time: none, series: none, lots: none, units: none, detail: none },
      ...{ tradeColumns: {}, attribution: { price: 1 } },
    };
    expect(eventHash(stated as unknown as SimulationResult)).toBe('322927f5270af13d');
  });

  it('is the same for the same simulation', () => {
    fc.assert(
      fc.property(randomRuns, (drawn) => {
        expect(eventHash(simulate(randomOptions(drawn)))).toBe(eventHash(simulate(randomOptions(drawn))));
      }),
      { numRuns: 20 },
    );
  });

  it('differs where anything differs: one number, one word, the order, an added record', () => {
    const base = run();
    const [first, second] = base.fills;
    const changed: readonly SimulationResult[] = [
      run(4),
      { ...base, equityUnits: base.equityUnits.map((units, i) => (i === 2 ? units + 1 : units)) },
      { ...base, fills: [{ ...first, reason: 'Test' }, second] },
      { ...base, fills: [second, first] },
      { ...base, fills: [first] },
      { ...base, refusals: [{ time: 1, instrument: 'X', reason: 'unaffordable' }] },
      {
        ...base,
        postings: { ...base.postings, units: base.postings.units.map((units, i) => (i === 0 ? units + 1 : units)) },
      },
      { ...base, accountEvents: { ...base.accountEvents, kind: Float64Array.of(0) } },
      { ...base, times: base.times.map((time) => time + 1) },
    ];
    const hashes = [base, ...changed].map(eventHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('takes every NaN for the same and an absent field for none', () => {
    const base = run();
    const [first, second] = base.fills;
    const same = {
      ...base,
      fills: [{ ...first, feeUnits: undefined }, second],
      exposure: base.exposure.map((value) => value + 0),
    };
    expect(eventHash(same)).toBe(eventHash(base));
  });
});
