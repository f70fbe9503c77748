import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerScale } from '../market/index.ts';
import { testInstrument } from '../market/testing/index.ts';
import { Position } from './position.ts';
import { wholeLots } from './split-slices.ts';
import { testFill } from './testing/index.ts';

const WHOLE = ledgerScale(testInstrument());
const UNITS = 10_000;

describe('a split of open lots', () => {
  it('rounds the whole once and keeps what the lots cost; lots too few for a new one go on under the next entry', () => {
    const position = new Position(WHOLE);
    [3, 4, 5].forEach((lots, id) => position.apply(testFill({ id, lots, referenceTicks: 100 + id }), 0));
    const rest = position.split({ now: 1, before: 5 });
    // 12 lots are 2.4: after 3, 7 and 12 old lots there are 0, 1 and 2 whole ones.
    const cost = (3 * 100 + 4 * 101 + 5 * 102) * UNITS;
    const ofRest = Math.round((5 * 102 * UNITS * 0.4) / 1.4);
    expect(rest).toEqual({ direction: 1, numerator: 2, denominator: 5, costUnits: ofRest, referenceUnits: ofRest });
    expect([position.lots, position.entries, position.costUnits]).toEqual([2, 2, cost - ofRest]);
    const { trades } = position.apply(testFill({ id: 3, side: 'sell', lots: 2, referenceTicks: 600 }), 0);
    expect(trades.map((trade) => [trade.entryFillId, trade.lots, trade.splitRatio])).toEqual([
      [1, 1, 0.2],
      [2, 1, 0.2],
    ]);
    expect(trades[0].netUnits).toBe((600 - 300 - 404) * UNITS);
    expect(trades[0].netUnits + trades[1].netUnits).toBe(1200 * UNITS - cost + ofRest);
    expect([position.lots, position.costUnits, position.referenceUnits]).toEqual([0, 0, 0]);
  });

  it('keeps cost, lots and income over any entries, splits and exits, to the last unit', () => {
    const entry = fc.record({
      lots: fc.integer({ min: 1, max: 500 }),
      reference: fc.integer({ min: 1, max: 1e5 }),
      worse: fc.nat(9),
      fee: fc.nat(99),
    });
    const ratio = fc.record({ now: fc.integer({ min: 1, max: 20 }), before: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 6 }),
        fc.array(ratio, { maxLength: 4 }),
        fc.constantFrom(1, -1),
        fc.integer(),
        (entries, ratios, sign, dividend) => {
          const position = new Position(WHOLE);
          entries.forEach(({ lots, reference, worse, fee }, id) => {
            const side = sign > 0 ? 'buy' : 'sell';
            position.apply(
              testFill({
                id,
                side,
                lots,
                referenceTicks: reference,
                priceTicks: reference + sign * worse,
                commissionUnits: fee,
              }),
              0,
            );
          });
          position.accrue('dividendUnits', dividend);
          let lots = Math.abs(position.lots);
          let outside = 0;
          const cost = position.costUnits;
          for (const one of ratios) {
            const rest = position.split(one);
            lots = wholeLots(lots, one);
            expect(position.lots).toBe(lots === 0 ? 0 : sign * lots);
            outside += rest?.costUnits ?? 0;
            expect(position.costUnits + outside).toBe(cost);
          }
          if (lots === 0) {
            expect([position.costUnits, position.referenceUnits, position.entries]).toEqual([0, 0, 0]);
            return;
          }
          const exit = {
            id: 99,
            side: sign > 0 ? 'sell' : 'buy',
            referenceTicks: 7000,
            priceTicks: 7000 - sign,
          } as const;
          const first = Math.ceil(lots / 3);
          const trades = [first, lots - first].flatMap((part) =>
            part === 0 ? [] : position.apply(testFill({ ...exit, lots: part }), 0),
          );
          const all = trades.flatMap((change) => change.trades);
          const realized = trades.reduce((sum, change) => sum + change.realizedUnits, 0);
          expect(realized).toBe(sign * lots * (7000 - sign) * UNITS - (cost - outside));
          expect(all.reduce((sum, trade) => sum + trade.lots, 0)).toBe(lots);
          expect(all.reduce((sum, trade) => sum + (trade.incomeUnits ?? 0), 0)).toBe(dividend);
          for (const change of trades) {
            change.parts.forEach(({ rounding, ...parts }, i) => {
              expect(Object.values(parts).reduce((sum, units) => sum + units, rounding)).toBe(
                change.trades[i].netUnits,
              );
            });
          }
          expect([position.lots, position.costUnits, position.referenceUnits]).toEqual([0, 0, 0]);
        },
      ),
    );
  });
});
