import { describe, expect, it } from 'vitest';
import { baseContract, fillContract, optimisticContract, pessimisticContract, stressedContract } from './contracts.ts';
import { shortForm } from './costs/cost-content.ts';
import { scaleCosts } from './costs/scale-costs.ts';
import { fillContractConformance } from './testing/index.ts';

const FREE = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 };
const SHIPPED = [baseContract(), pessimisticContract(), optimisticContract()];
const MINIMUM = baseContract({ costs: { minimumCommissionUnits: 1_000_000, halfSpreadBps: 0.3, slippageBps: 7.7 } });
for (const contract of [...SHIPPED, baseContract({ costs: FREE }), MINIMUM]) fillContractConformance(contract);

describe('fillContract', () => {
  it('ships three variants', () => {
    expect(SHIPPED.map((contract) => contract.name)).toEqual(['base/1', 'pessimistic/1', 'optimistic/1']);
    expect(SHIPPED.map((contract) => shortForm(contract.costs))).toEqual([
      { halfSpreadBps: 1, slippageBps: 1, commissionBps: 0.5, minimumCommissionUnits: 0 },
      { halfSpreadBps: 2, slippageBps: 2, commissionBps: 1, minimumCommissionUnits: 0 },
      { halfSpreadBps: 0.5, slippageBps: 0.5, commissionBps: 0.25, minimumCommissionUnits: 0 },
    ]);
    const rules = SHIPPED.map((one) => [one.intrabarPath, one.limitFill, one.gapThroughStop, one.degenerateOpen]);
    expect(rules).toEqual([
      ['against', 'touch', 'open', 'next-close'],
      ['against', 'through', 'worst-of-bar', 'next-close'],
      ['for', 'touch', 'open', 'next-close'],
    ]);
  });

  it('says in its name what differs from the shipped variant', () => {
    expect(baseContract({ costs: FREE }).name).toBe('base/1+cost-free');
    expect(pessimisticContract({ costs: FREE }).name).toBe('pessimistic/1+cost-free');
    expect(baseContract({ degenerateOpen: 'next-close', costs: { halfSpreadBps: 1 } }).name).toBe('base/1');
    const names = [
      baseContract({ degenerateOpen: 'accept' }),
      baseContract({ degenerateOpen: 'refuse' }),
      baseContract({ costs: { commissionBps: 5 } }),
      baseContract({ costs: { minimumCommissionUnits: 1 } }),
      baseContract({ latencyMs: 2 }),
      baseContract({ bothTouched: 'target-first' }),
      baseContract({ targetFill: 'through' }),
      baseContract({ gapThroughStop: 'worst-of-bar' }),
      baseContract({ gapThroughStop: 'level' }),
      baseContract({ gapThroughLimit: 'level' }),
      baseContract({ entryBarExits: 'wait' }),
      baseContract({ entryBarExits: 'unambiguous' }),
      baseContract({ costs: { commission: { kind: 'bps', value: 0.5, perOrderUnits: 1 } } }),
      baseContract({ costs: { commission: { kind: 'bps', value: 0.5, decimals: 2 } } }),
      baseContract({ intrabarPath: 'nearest' }),
      baseContract({ intrabarPath: 'high-first' }),
      baseContract({ volumeShare: 0.1 }),
      baseContract({ volumeShare: 0.1, noVolume: 'refuse' }),
      baseContract({ quotes: { staleMs: 60_000 } }),
      baseContract({ marks: 'mid' }),
      baseContract({ marketFill: 'next-quote' }),
      baseContract({ quoteSize: 'refuse' }),
      baseContract({ costs: { spread: { kind: 'ticks', half: 1 } } }),
    ].map((contract) => contract.name);
    for (const name of names) expect(name).toMatch(/^base\/1\+[0-9a-f]{8}$/);
    expect(new Set(names).size).toBe(names.length);
    expect(baseContract({ costs: FREE, degenerateOpen: 'accept' }).name).toMatch(/^base\/1\+cost-free\+[0-9a-f]{8}$/);
    expect(baseContract({ latencyMs: 2 }).name).toBe(baseContract({ latencyMs: 2 }).name);
  });

  it('keeps the names that contracts had before they could say more', () => {
    expect(baseContract({ degenerateOpen: 'accept' }).name).toBe('base/1+ccdc1367');
    expect(pessimisticContract({ costs: { commissionBps: 5 } }).name).toBe('pessimistic/1+d2ea48a8');
    expect(baseContract({ bothTouched: 'target-first' }).name).toBe(baseContract({ intrabarPath: 'for' }).name);
    expect(baseContract({ targetFill: 'through' }).name).toBe(baseContract({ limitFill: 'through' }).name);
  });

  it('applies the factor of the variant to stated costs', () => {
    const costs = { halfSpreadBps: 0, slippageBps: 3, commissionBps: 5, minimumCommissionUnits: 3 };
    expect(shortForm(fillContract('base', { costs }).costs)).toEqual(costs);
    const doubled = { halfSpreadBps: 0, slippageBps: 6, commissionBps: 10, minimumCommissionUnits: 6 };
    expect(shortForm(fillContract('pessimistic', { costs }).costs)).toEqual(doubled);
    const halved = { halfSpreadBps: 0, slippageBps: 1.5, commissionBps: 2.5, minimumCommissionUnits: 2 };
    expect(shortForm(fillContract('optimistic', { costs }).costs)).toEqual(halved);
  });

  it('describes itself from its content (X-12: a cost-free contract says so)', () => {
    expect(baseContract().description).toContain('1 bps of half spread, 1 bps of slippage, 0.5 bps of commission');
    expect(baseContract().description).toContain('the stop counts');
    expect(optimisticContract().description).toContain('the target counts');
    expect(baseContract({ costs: FREE }).description).toContain('Trading is free of costs.');
    const unlike = baseContract({
      gapThroughStop: 'level',
      gapThroughLimit: 'level',
      entryBarExits: 'wait',
    }).description;
    expect(unlike).toContain('fills it at its level, a price that the bar need not have had');
    expect(unlike).toContain('beyond a waiting limit fills it at its level, though the open was better');
    expect(unlike).toContain('watched from the bar after the entry fill on');
  });

  it.each([
    [{ costs: { halfSpreadBps: -1 } }, 'halfSpreadBps'],
    [{ costs: { commissionBps: NaN } }, 'commissionBps'],
    [{ costs: { slippageBps: 10_000 } }, 'slippageBps'],
    [{ costs: { halfSpreadBps: 6000, slippageBps: 6000 } }, 'costs'],
    [{ costs: { minimumCommissionUnits: 0.5 } }, 'minimumCommissionUnits'],
    [{ latencyMs: 0 }, 'latencyMs'],
    [{ degenerateOpen: 'never' as 'accept' }, 'degenerateOpen'],
    [{ intrabarPath: 'stop-first' as 'against' }, 'intrabarPath'],
    [{ bothTouched: 'against' as 'stop-first' }, 'bothTouched'],
    [{ gapThroughStop: 'at-level' as 'level' }, 'gapThroughStop'],
    [{ gapThroughLimit: 'worst' as 'level' }, 'gapThroughLimit'],
    [{ entryBarExits: 'next-bar' as 'wait' }, 'entryBarExits'],
    [{ volumeShare: 0 }, 'volumeShare'],
    [{ quotes: { maxSpreadFraction: 0 } }, 'quotes.maxSpreadFraction'],
    [{ quotes: { staleMs: -1 } }, 'quotes.staleMs'],
  ])('refuses %o', (overrides, name) => {
    expect(() => baseContract(overrides)).toThrow(`invalid '${name}'`);
  });
});

describe('stressedContract', () => {
  it('changes the costs and nothing else', () => {
    const own = baseContract({ degenerateOpen: 'accept', latencyMs: 5, quotes: { staleMs: 7 } });
    const { name, description, variant, costs, ...rules } = stressedContract(own, 2);
    expect(own).toMatchObject(rules);
    expect(costs).not.toEqual(own.costs);
    expect(stressedContract(own, 1)).toEqual(own);
    expect([name === own.name, description === own.description, variant]).toEqual([false, false, 'base']);
  });

  it('keeps the variant, whose own factor is not taken twice', () => {
    for (const own of [pessimisticContract(), optimisticContract(), pessimisticContract({ latencyMs: 9 })]) {
      const stressed = stressedContract(own, 1.5);
      expect(stressed.variant).toBe(own.variant);
      expect(stressed.name).toMatch(new RegExp(`^${own.variant}/1\\+[0-9a-f]{8}$`));
      expect(stressed.costs).toEqual(scaleCosts(own.costs, 1.5));
      expect(stressedContract(own, 1)).toEqual(own);
    }
  });
});
