import { describe, expect, it } from 'vitest';
import { baseContract } from '../../execution/index.ts';
import type { Action } from '../../orders/index.ts';
import { ohlcSeries } from '../../market/testing/index.ts';
import { REG_T_ACCOUNT } from '../../risk/index.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { action, actionsOf, byBar, COST_FREE, runOver, wantLots } from '../testing/index.ts';

const series = ohlcSeries({ close: [100, 101, 102, 103, 104], volume: [10, 20, 30, 40, 50] });

function lives(
  plan: Readonly<Record<number, Action>>,
  changes: Partial<SimulationOptions> = {},
): readonly (readonly unknown[])[] {
  return eventsOf(runOver([series], byBar('TEST', plan), changes));
}

const eventsOf = ({ orderEvents }: SimulationResult): readonly (readonly unknown[])[] =>
  orderEvents.map(({ orderId, event, reason, lots, remaining }) => [orderId, event, reason, lots, remaining]);

describe('orders of intents', () => {
  it('have a life like any other: accepted, working, filled', () => {
    expect(lives({ 0: wantLots('TEST', 3) })).toEqual([
      [0, 'accepted', 'test', 3, 3],
      [0, 'working', 'accepted', 3, 3],
      [0, 'filled', 'market-at-next-open', 3, 0],
    ]);
  });

  it('fill in parts', () => {
    const contract = { ...baseContract({ volumeShare: 0.2 }), degenerateOpen: 'accept' } as const;
    expect(lives({ 0: wantLots('TEST', 5) }, { contract }).slice(2)).toEqual([
      [0, 'partially-filled', 'market-at-next-open', 2, 3],
      [0, 'filled', 'remainder-at-next-open', 3, 0],
    ]);
  });

  it('lose what the account does not allow', () => {
    expect(lives({ 0: wantLots('TEST', 5) }, { account: { currency: 'USD', cash: 300 }, limits: { maxGrossExposure: 1 } }).slice(2)).toEqual([
      [0, 'partially-filled', 'market-at-next-open', 3, 2],
      [0, 'cancelled', 'reduced-to-limit', 2, 0],
    ]); // prettier-ignore
    const model = { ...REG_T_ACCOUNT, minimumEquityUnits: 0 };
    expect(lives({ 0: wantLots('TEST', 5) }, { account: { currency: 'USD', cash: 10, model } }).at(-1)).toEqual([
      0, 'rejected', 'initial-margin', 5, 0,
    ]); // prettier-ignore
  });

  it('end by name: replaced, refused, lapsed', () => {
    const contract = baseContract({ degenerateOpen: 'refuse' });
    expect(lives({ 0: wantLots('TEST', 3) }, { contract }).slice(1)).toEqual([
      [0, 'rejected', 'degenerate-open', 3, 0],
    ]);
    expect(lives({ 3: wantLots('TEST', 3), 4: wantLots('TEST', 4) }).at(-1)?.[1]).toBe('filled');
    const halted = { ...series, open: series.open.map((price, i) => (i > 1 ? NaN : price)) };
    const plan = { 1: wantLots('TEST', 3), 2: wantLots('TEST', 4) };
    expect(eventsOf(runOver([halted], byBar('TEST', plan))).map((one) => one.slice(0, 3))).toEqual([
      [0, 'accepted', 'test'],
      [0, 'cancelled', 'replaced'],
      [1, 'accepted', 'test'],
      [1, 'expired', 'no-later-bar'],
    ]);
  });

  it('follow a split', () => {
    const tables = [actionsOf([action('split', series.openTime[1], 2)])];
    expect(
      lives({ 0: wantLots('TEST', 3) }, { actions: tables, contract: COST_FREE }).map((one) => one.slice(1)),
    ).toEqual([
      ['accepted', 'test', 3, 3],
      ['replaced', 'split', 6, 6],
      ['working', 'accepted', 6, 6],
      ['filled', 'market-at-next-open', 6, 0],
    ]);
  });
});

describe('a share of the volume', () => {
  it('is restated across a split: the bar before is in the terms before', () => {
    const contract = { ...baseContract({ volumeShare: 0.5 }), degenerateOpen: 'accept' } as const;
    const tables = [actionsOf([action('split', series.openTime[1], 2)])];
    const { fills } = runOver([series], byBar('TEST', { 0: wantLots('TEST', 50) }), { contract, actions: tables });
    expect(fills[0].lots).toBe(10);
  });
});
