import type { Fill } from '../records.ts';

/** A fill of TEST at 10 000 ticks without costs, unless told otherwise. */
export function testFill(changes: Partial<Fill> = {}): Fill {
  return {
    id: 0,
    instrument: 'TEST',
    side: 'buy',
    lots: 1,
    decisionTime: 0,
    time: 1,
    referenceTicks: 10_000,
    priceTicks: changes.referenceTicks ?? 10_000,
    spreadUnits: 0,
    slippageUnits: 0,
    commissionUnits: 0,
    contract: 'test/1',
    rule: 'market-at-next-open',
    reason: 'test',
    barIndex: 0,
    ...changes,
  };
}
