import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FillContract } from '../fill-contract.ts';
import type { CostContext } from '../costs/cost-context.ts';
import { shortForm } from '../costs/cost-content.ts';
import { priceFill } from '../costs/price-fill.ts';
import { protectiveLevels } from '../protective-exit.ts';
import type { ProtectiveLevels } from '../protective-exit.ts';
import { exitAtClose, exitAtOpen, exitInsideBar } from './reference-exits.ts';
import type { ProtectiveExit } from './reference-exits.ts';

const CONTEXT: CostContext = {
  scale: { numerator: 10_000, denominator: 1 },
  kind: 'equity',
  currency: 'USD',
  time: 0,
  quantityPerLot: 1,
};

const request = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  lots: fc.integer({ min: 1, max: 10_000 }),
  referenceTicks: fc.integer({ min: 100, max: 1_000_000 }),
});

const bar = fc
  .array(fc.integer({ min: 50, max: 200 }), { minLength: 4, maxLength: 4 })
  .map((ticks) => ticks.toSorted((a, b) => a - b))
  .map(([low, a, b, high]) => ({ low, open: a, close: b, high }));

const levels = fc
  .record({
    direction: fc.constantFrom(1 as const, -1 as const),
    entry: fc.integer({ min: 80, max: 150 }),
    stop: fc.option(fc.double({ min: 0.01, max: 0.4, noNaN: true }), { nil: undefined }),
    target: fc.double({ min: 0.01, max: 0.4, noNaN: true }),
  })
  .map(({ direction, entry, stop, target }) => protectiveLevels(direction, entry, stop, target) as ProtectiveLevels);

/** Runs the suite that every fill contract owes. */
export function fillContractConformance(contract: FillContract): void {
  describe(`fill contract ${contract.name}`, () => {
    it('never prices a fill better than its reference, and its costs account for the difference', () => {
      fc.assert(
        fc.property(request, (one) => {
          const fill = priceFill(contract.costs, CONTEXT, one);
          const worse = (fill.priceTicks - one.referenceTicks) * (one.side === 'buy' ? 1 : -1);
          expect(worse).toBeGreaterThanOrEqual(0);
          expect(fill.spreadUnits + fill.slippageUnits).toBe(Math.abs(worse) * one.lots * 10_000);
          expect(Math.min(fill.spreadUnits, fill.slippageUnits)).toBeGreaterThanOrEqual(0);
        }),
      );
    });

    it('charges at least the stated rates and the least commission', () => {
      fc.assert(
        fc.property(request, (one) => {
          const costs = shortForm(contract.costs);
          if (costs === undefined) return;
          const fill = priceFill(contract.costs, CONTEXT, one);
          const atReference = one.referenceTicks * one.lots * 10_000;
          const rate = (costs.halfSpreadBps + costs.slippageBps) / 10_000;
          expect(fill.spreadUnits + fill.slippageUnits).toBeGreaterThanOrEqual(
            Math.floor(atReference * rate * (1 - 1e-12)),
          );
          expect(fill.commissionUnits).toBeGreaterThanOrEqual(costs.minimumCommissionUnits);
          const notional = fill.priceTicks * one.lots * 10_000;
          expect(fill.commissionUnits).toBeGreaterThanOrEqual((notional * costs.commissionBps) / 10_000 - 0.5);
        }),
      );
    });

    it('costs more for more lots and for a higher price', () => {
      fc.assert(
        fc.property(request, (one) => {
          const sum = (lots: number, referenceTicks: number): number => {
            const fill = priceFill(contract.costs, CONTEXT, { ...one, lots, referenceTicks });
            return fill.spreadUnits + fill.slippageUnits + fill.commissionUnits;
          };
          const here = sum(one.lots, one.referenceTicks);
          expect(sum(one.lots + 1, one.referenceTicks)).toBeGreaterThanOrEqual(here);
          const hundredTicksUp = sum(one.lots, one.referenceTicks + 100);
          if (one.side === 'buy') expect(hundredTicksUp).toBeGreaterThanOrEqual(here);
        }),
      );
    });

    it('does not let costs move a price beyond its limit', () => {
      fc.assert(
        fc.property(request, fc.nat(5), (one, room) => {
          const limitTicks = one.referenceTicks + (one.side === 'buy' ? room : -room);
          const { priceTicks } = priceFill(contract.costs, CONTEXT, { ...one, limitTicks });
          expect(Math.abs(priceTicks - one.referenceTicks)).toBeLessThanOrEqual(room);
        }),
      );
    });

    it('exits at a price inside the bar, at a target never worse than its level and at a stop never better', () => {
      fc.assert(
        fc.property(levels, bar, (level, one) => {
          const exit = exitAtOpen(contract, level, one.open) ?? exitInsideBar(contract, level, one);
          if (exit === undefined) return;
          expect(exit.referenceTicks).toBeGreaterThanOrEqual(one.low);
          expect(exit.referenceTicks).toBeLessThanOrEqual(one.high);
          expectRightSide(level, exit);
        }),
      );
    });

    it('exits wherever a level was traded through, and nowhere else', () => {
      fc.assert(
        fc.property(levels, bar, (level, one) => {
          const exit = exitAtOpen(contract, level, one.open) ?? exitInsideBar(contract, level, one);
          const worst = level.direction > 0 ? one.low : one.high;
          const best = level.direction > 0 ? one.high : one.low;
          const beyondStop = level.stopTicks === undefined ? -Infinity : level.direction * (level.stopTicks - worst);
          const beyondTarget = level.direction * (best - (level.targetTicks ?? NaN));
          if (beyondStop > 0 || beyondTarget > 0) expect(exit).toBeDefined();
          if (beyondStop < 0 && beyondTarget < 0) expect(exit).toBeUndefined();
        }),
      );
    });

    it('exits at a close on the right side of the level', () => {
      fc.assert(
        fc.property(levels, fc.integer({ min: 50, max: 200 }), (level, close) => {
          const exit = exitAtClose(contract, level, close);
          if (exit !== undefined) expectRightSide(level, exit);
        }),
      );
    });
  });
}

function expectRightSide(level: ProtectiveLevels, exit: ProtectiveExit): void {
  const { direction, stopTicks, targetTicks } = level;
  if (exit.limitTicks === undefined)
    expect(direction * (exit.referenceTicks - (stopTicks ?? NaN))).toBeLessThanOrEqual(0);
  else expect(direction * (exit.referenceTicks - (targetTicks ?? NaN))).toBeGreaterThanOrEqual(0);
}
