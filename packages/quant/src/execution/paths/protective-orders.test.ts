import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseContract, fillContract, optimisticContract, pessimisticContract } from '../contracts.ts';
import type { FillContract } from '../fill-contract.ts';
import { exitAtClose, exitAtOpen, exitInsideBar } from '../testing/reference-exits.ts';
import type { ProtectiveLevels } from '../protective-exit.ts';
import { protectiveOrders } from './protective-orders.ts';
import { anyBar } from './testing/random-orders.ts';
import { walkBar, walkOpen } from './walk-bar.ts';
import { walkClose } from './walk-close.ts';

const BASIS = { id: 0, instrument: 'TEST', decisionTime: 0, activeFrom: 0, reason: 'test' };

const anyLevels: fc.Arbitrary<ProtectiveLevels> = fc
  .record({
    direction: fc.constantFrom(1 as const, -1 as const),
    entry: fc.integer({ min: 85, max: 115 }),
    stop: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    target: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  })
  .map(({ direction, entry, stop, target }) => ({
    direction,
    stopTicks: stop === undefined ? undefined : entry - direction * stop,
    targetTicks: target === undefined ? undefined : entry + direction * target,
  }));

const combinations: readonly FillContract[] = (['stop-first', 'target-first'] as const).flatMap((bothTouched) =>
  (['touch', 'through'] as const).flatMap((targetFill) =>
    (['open', 'worst-of-bar'] as const).map((gapThroughStop) =>
      fillContract('base', { bothTouched, targetFill, gapThroughStop }),
    ),
  ),
);

describe.each([baseContract(), pessimisticContract(), optimisticContract(), ...combinations])(
  'a position with stop and target under $name',
  (contract) => {
    const rules = contract;

    it('leaves at the price and by the rule of its protective exits', () => {
      fc.assert(
        fc.property(anyLevels, anyBar, (levels, drawn) => {
          const bar = { ...drawn, volumeCapLots: undefined };
          const orders = protectiveOrders(levels, BASIS);
          const expected = exitAtOpen(contract, levels, bar.open) ?? exitInsideBar(contract, levels, bar);
          const walk = walkBar(orders, bar, 3 * levels.direction, rules);
          const fills = walk?.fills.map(({ rule, referenceTicks, limitTicks }) => ({
            rule,
            referenceTicks,
            limitTicks,
          }));
          expect(fills ?? []).toEqual(expected === undefined ? [] : [expected]);
          if (walk !== undefined) expect([walk.positionLots, walk.orders]).toEqual([0, []]);
          const atOpen = exitAtOpen(contract, levels, bar.open);
          expect(walkOpen(orders, bar, 3 * levels.direction, rules)?.fills[0]?.rule).toBe(atOpen?.rule);
        }),
        { numRuns: 2000 },
      );
    });

    it('leaves at the close of a close-only bar as its protective exits do', () => {
      fc.assert(
        fc.property(anyLevels, fc.integer({ min: 70, max: 130 }), (levels, close) => {
          const orders = protectiveOrders(levels, BASIS);
          const expected = exitAtClose(contract, levels, close);
          const walk = walkClose(orders, { close, index: 0, ordersUntil: 0 }, 3 * levels.direction, rules);
          const fills = walk?.fills.map(({ rule, referenceTicks, limitTicks }) => ({
            rule,
            referenceTicks,
            limitTicks,
          }));
          expect(fills ?? []).toEqual(expected === undefined ? [] : [expected]);
        }),
        { numRuns: 1000 },
      );
    });
  },
);
