import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerScale } from '../market/index.ts';
import { testInstrument } from '../market/testing/index.ts';
import { MatchedLots } from './matched-lots.ts';
import { Position } from './position.ts';
import type { Trade } from './records.ts';
import { testFill } from './testing/index.ts';

const fills = fc.array(
  fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    lots: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 900 })),
    referenceTicks: fc.integer({ min: 1, max: 50_000 }),
    commissionUnits: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10_007 })),
    time: fc.nat(1000),
  }),
  { minLength: 5, maxLength: 30 },
);

/** One tick of one lot is 10 000 units, or a tenth of a unit, so that amounts must be rounded. */
const SCALES = [ledgerScale(testInstrument()), ledgerScale(testInstrument({ lotSize: '0.00001' }))];

describe('MatchedLots', () => {
  it('S1-06 comes to the results, the times held and the lots of a Position, for any fills', () => {
    let closed = 0;
    let inParts = 0;
    fc.assert(
      fc.property(fills, fc.constantFrom(...SCALES), (drawn, scale) => {
        const position = new Position(scale);
        const matched = new MatchedLots(scale);
        const trades: Trade[] = [];
        let time = 0;
        drawn.forEach((one, id) => {
          time += one.time;
          const fill = testFill({ ...one, id, time, priceTicks: one.referenceTicks });
          trades.push(...position.apply(fill, trades.length).trades);
          matched.take(fill, one.side === 'buy' ? one.lots : -one.lots);
          expect(matched.lots).toBe(position.lots);
        });
        expect(matched.netUnits).toEqual(trades.map(({ netUnits }) => netUnits));
        expect(matched.heldMs).toBe(trades.reduce((sum, trade) => sum + trade.exitTime - trade.entryTime, 0));
        closed += trades.length;
        inParts += trades.filter((trade, k) => trades[k + 1]?.entryFillId === trade.entryFillId).length;
      }),
      { seed: 5, numRuns: 300 },
    );
    expect(closed).toBeGreaterThan(1000);
    expect(inParts).toBeGreaterThan(100);
  });
});
