import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { DRIFTLESS, nullMarket, traceTrades } from '../../src/evidence/index.ts';
import type { TracedRecord } from '../../src/evidence/index.ts';
import { fillContract } from '../../src/execution/index.ts';
import type { CostInput } from '../../src/execution/index.ts';
import type { Fill, Trade } from '../../src/orders/index.ts';
import { simulate } from '../../src/simulation/index.ts';
import { resolveParameters, strategyByName } from '../../src/strategy/index.ts';

const randomEntry = strategyByName('random-entry');

function record(seed: string, costs: CostInput, direction: 'long-only' | 'long-short' = 'long-short'): TracedRecord {
  const series = nullMarket(seed, { ...DRIFTLESS, bars: 300 });
  const contract = fillContract('base', { costs, degenerateOpen: 'accept' });
  const { params } = resolveParameters(randomEntry, { seed: 1, holdBars: 4, entryProbability: 0.2, direction });
  const strategy = randomEntry.create(params, { instruments: [series.instrument.id], rng: createRng(seed) });
  const { fills, trades } = simulate({
    series: [series],
    segments: [{ from: series.eventTime[1], to: series.eventTime.at(-1) as number, strategy, terms: [[]] }],
    boundary: 'flatten',
    contract,
    sizing: { kind: 'target-weight', weight: 1 },
    limits: { maxGrossExposure: 1 },
    account: { currency: 'USD', cash: 10_000_000 },
  });
  return { fills, trades, series: [series], costs: contract.costs, latencyMs: contract.latencyMs };
}

const SHORT_COSTS = { halfSpreadBps: 3, slippageBps: 2, commissionBps: 1.5 };

describe('traceTrades', () => {
  it.each([
    ['basis points', SHORT_COSTS],
    ['no costs', { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 }],
    ['a minimum commission', { ...SHORT_COSTS, minimumCommissionUnits: 5_000_000 }],
  ] as const)('X-14: finds every trade of the engine again, to the ledger unit: %s', (name, costs) => {
    for (const direction of ['long-only', 'long-short'] as const) {
      const traced = record(name, costs, direction);
      const trace = traceTrades(traced);
      expect(trace.differences).toEqual([]);
      expect(trace.unchecked).toEqual([]);
      expect(trace.trades).toBe(traced.trades.length);
      expect(trace.trades).toBeGreaterThan(20);
    }
  });

  const whole = record('tampered', SHORT_COSTS);
  const fill = (change: (fill: Fill) => Partial<Fill>): TracedRecord => ({
    ...whole,
    fills: whole.fills.map((one, index) => (index === 4 ? { ...one, ...change(one) } : one)),
  });
  const trade = (change: (trade: Trade) => Partial<Trade>): TracedRecord => ({
    ...whole,
    trades: whole.trades.map((one, index) => (index === 2 ? { ...one, ...change(one) } : one)),
  });

  it.each([
    ['a result of one unit more', trade(({ grossUnits }) => ({ grossUnits: grossUnits + 1 })), /trade \d+, result/u],
    ['costs of one unit less', trade(({ costUnits }) => ({ costUnits: costUnits - 1 })), /trade \d+, costs/u],
    ['a net result of one unit more', trade(({ netUnits }) => ({ netUnits: netUnits + 1 })), /trade \d+, net result/u],
    ['a better entry', trade(({ entryTicks }) => ({ entryTicks: entryTicks - 1 })), /entry price in ticks/u],
    [
      'another direction',
      trade(({ direction }) => ({ direction: direction === 'long' ? 'short' : 'long' })),
      /wrong side/u,
    ],
    ['more lots', trade(({ lots }) => ({ lots: lots + 1 })), /belongs to trades of/u],
    ['a fill without a trade', { ...whole, trades: whole.trades.slice(1) }, /trades leave \d+ lots of fills/u],
    [
      'a reference outside its bar',
      fill((one) => ({ referenceTicks: one.referenceTicks * 2, priceTicks: one.priceTicks * 2 })),
      /outside \d+ to \d+ of its bar/u,
    ],
    ['another bar', fill(({ barIndex }) => ({ barIndex: barIndex + 30 })), /outside the time of the bar/u],
    ['no bar', fill(() => ({ barIndex: 10_000 })), /which is not there/u],
    ['a fill at its decision', fill(({ time }) => ({ decisionTime: time })), /not later than its decision/u],
    ['a price without costs', fill(({ referenceTicks }) => ({ priceTicks: referenceTicks })), /the cost model says/u],
    ['a commission of two units less', fill((one) => ({ commissionUnits: one.commissionUnits - 2 })), /commission: /u],
    ['spread booked too low', fill((one) => ({ spreadUnits: one.spreadUnits - 1 })), /spread and slippage: /u],
  ] as const)('X-14: names %s', (_, tampered, message) => {
    expect(traceTrades(tampered).differences.join('\n')).toMatch(message);
  });

  it('X-14: says what bars and cost model cannot show', () => {
    const costs = {
      ...SHORT_COSTS_LONG,
      commission: { kind: 'per-share', perShare: 0.005, minimumUnits: 0, maximumFraction: 1 },
    } as CostInput;
    const trace = traceTrades(record('shares', costs));
    expect(trace.differences).toEqual([]);
    expect(trace.unchecked).toEqual(["commission 'per-share' is taken as recorded"]);
  });
});

const SHORT_COSTS_LONG = {
  spread: { kind: 'bps', half: 1 },
  slippage: { kind: 'ticks', value: 1 },
} as const;
