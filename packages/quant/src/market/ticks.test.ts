import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testInstrument } from './testing/index.ts';
import { fromTicks, offTick, ticksColumn, toTicks } from './ticks.ts';

const cent = testInstrument();
const quarter = testInstrument({ tickSize: '0.25' });

describe('toTicks and fromTicks', () => {
  it('take the nearest tick', () => {
    expect(toTicks(cent, 1268.8)).toBe(126_880);
    expect(toTicks(cent, 1268.806)).toBe(126_881);
    expect(toTicks(quarter, 100.37)).toBe(401);
    expect(toTicks(quarter, -37.63)).toBe(-151);
    expect(toTicks(testInstrument({ tickSize: '2' }), 7.1)).toBe(4);
  });

  it('give back every price that is the double nearest to a tick, bit for bit', () => {
    const sizes = fc.constantFrom('0.01', '0.25', '0.00001', '0.05', '1', '0.0003');
    fc.assert(
      fc.property(sizes, fc.integer({ min: -1e9, max: 1e9 }), (tickSize, ticks) => {
        const instrument = testInstrument({ tickSize });
        const price = fromTicks(instrument, ticks);
        expect(price).toBe(Number(price.toFixed(5)));
        expect(toTicks(instrument, price)).toBe(ticks);
        expect(offTick(instrument, price)).toBe(0);
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  it('refuses prices that are not finite or too large', () => {
    expect(() => toTicks(cent, NaN)).toThrow(/'price'/);
    expect(() => toTicks(cent, Infinity)).toThrow(/'price'/);
    expect(() => toTicks(cent, 1e15)).toThrow(/'price'/);
  });
});

describe('offTick', () => {
  it('is the residual in ticks', () => {
    expect(offTick(cent, 10.0025)).toBeCloseTo(0.25, 9);
    expect(offTick(cent, 9.9975)).toBeCloseTo(-0.25, 9);
    expect(offTick(quarter, 100.3)).toBeCloseTo(0.2, 9);
  });
});

describe('ticksColumn', () => {
  it('converts a column and keeps NaN', () => {
    expect(ticksColumn(cent, Float64Array.of(1.01, NaN, 2))).toEqual(Float64Array.of(101, NaN, 200));
    expect(() => ticksColumn(cent, Float64Array.of(Infinity))).toThrow(/'price'/);
  });
});
