import { createRng } from '@assay/core/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseContract } from '../execution/index.ts';
import { ohlcSeries, walkSeries } from '../market/testing/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { Action, Intent } from '../orders/index.ts';
import { combineStrategies } from '../strategy/index.ts';
import type { DecisionView, StrategyDefinition } from '../strategy/index.ts';
import type { MemberFigures } from './records/member-book.ts';
import { simulate } from './simulate.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import { action, actionsOf, FREE_BASE, optionsOver, order, want, wantLots } from './testing/index.ts';

const UNIT = 1_000_000;
const FREE = { ...FREE_BASE, degenerateOpen: 'accept' } as const;

function defined(decide: (view: DecisionView) => readonly Action[]): StrategyDefinition {
  return {
    name: 'scripted',
    summary: 'A test.',
    source: 'a test',
    parameters: [],
    terms: () => [],
    create: () => ({ decide }),
  };
}

const scripted = (plan: Readonly<Record<number, readonly Action[]>>): StrategyDefinition =>
  defined((view) => plan[view.barCount(view.instruments[0]) - 1] ?? []);

function run(
  series: readonly BarSeries[],
  strategies: Readonly<Record<string, StrategyDefinition>>,
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  const names = Object.keys(strategies);
  const parts = names.map((name) => ({ name, strategy: strategies[name], params: {}, share: 1 / names.length }));
  const instruments = series.map(({ instrument }) => instrument.id);
  const strategy = combineStrategies('all', parts).create({}, { instruments, rng: createRng('members') });
  return simulate(
    optionsOver(series, strategy, { account: { currency: 'USD', cash: 10_000 }, contract: FREE, ...changes }),
  );
}

const figures = ({ members }: SimulationResult): Readonly<Record<string, MemberFigures>> =>
  Object.fromEntries((members?.strategies ?? []).map((one) => [one.name, one]));
const earned = (result: SimulationResult): number =>
  result.equityUnits[result.equityUnits.length - 1] - result.initialUnits;
const weight = (value: number): Intent => want('TEST', { kind: 'weight', value });

describe('figures of the strategies of an account', () => {
  const rising = ohlcSeries({ close: [100, 100, 110, 120, 120, 120], open: [100, 100, 100, 110, 120, 120] });

  it('are those of the targets behind what was traded', () => {
    // Half each: 50 lots and 25 lots bought at 100; the second leaves at 120, the first at the end.
    const result = run([rising], {
      a: scripted({ 0: [weight(1)] }),
      b: scripted({ 0: [weight(0.5)], 3: [weight(0)] }),
    });
    const { a, b } = figures(result);
    expect([a.netUnits, b.netUnits].map((units) => units / UNIT)).toEqual([50 * 20, 25 * 20]);
    // Where the second leaves, the account's target is sized anew: the first gives some lots up too.
    expect([a.fills, a.closings, b.fills, b.closings]).toEqual([3, 2, 2, 1]);
    expect(result.members?.otherUnits).toBe(0);
  });

  it('let lots change hands free of costs where targets cancel out', () => {
    // One is long from bar 1 on, the other short from bar 2 on: what it sells goes from the first to nobody, and is bought back.
    const result = run([rising], {
      a: scripted({ 0: [wantLots('TEST', 10)] }),
      b: scripted({ 1: [wantLots('TEST', -4)] }),
    });
    const { a, b } = figures(result);
    // At the open of bar 2 the account sells 4 at 100: a has 10, b -4.
    expect([a.price, b.price].map((units) => units / UNIT)).toEqual([10 * 20, -4 * 20]);
    expect(a.netUnits + b.netUnits).toBe(earned(result));
  });

  it('follow a change of hands that trades nothing', () => {
    const plan = {
      a: scripted({ 0: [wantLots('TEST', 10)], 2: [wantLots('TEST', 0)] }),
      b: scripted({ 2: [wantLots('TEST', 10)] }),
    };
    const result = run([rising], plan);
    const { a, b } = figures(result);
    expect(result.fills).toHaveLength(2);
    expect([a.netUnits, b.netUnits].map((units) => units / UNIT)).toEqual([10 * 10, 10 * 10]);
  });

  it('give orders and their exits to the strategy that sent them', () => {
    const other = ohlcSeries({ close: [50, 50, 50, 40, 40, 40] }, { instrument: { id: 'OTHER' } });
    const sent = order({
      instrument: 'OTHER',
      quantity: { kind: 'lots', value: 7 },
      attached: { stopLoss: { fraction: 0.1 } },
    });
    const result = run([rising, other], { a: scripted({ 0: [wantLots('TEST', 1)] }), b: scripted({ 0: [sent] }) });
    expect(figures(result)['b']).toMatchObject({ fills: 2, closings: 1, netUnits: -7 * 5 * UNIT });
  });

  it('share dividends by lots, and leave what concerns the account to nobody', () => {
    const tables = [actionsOf([action('cash-dividend', rising.openTime[3], 1)])];
    const plan = { a: scripted({ 0: [wantLots('TEST', 6)] }), b: scripted({ 0: [wantLots('TEST', 3)] }) };
    const contract = { ...baseContract({ costs: { commission: { kind: 'bps', value: 0 }, spread: { kind: 'bps', half: 0 }, slippage: { kind: 'bps', value: 0 }, financing: { cashInterest: 0.1 } } }), degenerateOpen: 'accept' } as const; // prettier-ignore
    const result = run([rising], plan, { actions: tables, contract });
    const { a, b } = figures(result);
    expect([a.dividends, b.dividends]).toEqual([6 * UNIT, 3 * UNIT]);
    expect(result.members?.otherUnits).toBe(result.incomeUnits.cashInterest);
  });

  it('are absent where the account has one strategy', () => {
    const strategy = scripted({}).create({}, { instruments: ['TEST'], rng: createRng(1) });
    expect('members' in simulate(optionsOver([rising], strategy))).toBe(false);
  });

  it('sum to what the account earned, to the last unit, with costs, splits, stops and orders', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const market = [0, 1, 2].map((k) =>
          walkSeries(`${seed}-${k}`, 30, { instrument: { id: ['TEST', 'B', 'C'][k] } }),
        );
        const random = (name: string, own: string): StrategyDefinition => {
          const rng = createRng(`${seed}-${name}`);
          return defined(() => {
            const target = { kind: 'weight' as const, value: 2 * rng.nextFloat() - 1 };
            const wish = rng.nextFloat() < 0.4 ? [want('TEST', target)] : [];
            const attached = { stopLoss: { fraction: 0.02 } };
            const sent = order({
              tag: `t${rng.nextInt(1e9)}`,
              instrument: own,
              attached,
              quantity: { kind: 'lots', value: 1 + rng.nextInt(9) },
            });
            return rng.nextFloat() < 0.3 ? [...wish, sent] : wish;
          });
        };
        const tables = [actionsOf([action('split', market[0].openTime[9], 1.5), action('cash-dividend', market[0].openTime[15], 0.7), action('spin-off', market[0].openTime[20], 0.3, { text: 'B' })])]; // prettier-ignore
        const result = run(
          market,
          { a: random('a', 'B'), b: random('b', 'C'), c: scripted({ 3: [weight(0.4)] }) },
          { contract: baseContract(), actions: tables },
        );
        expect(result.members?.otherUnits).toBe(0);
        const costs = (result.members?.strategies ?? []).reduce(
          (sum, one) => sum - one.spread - one.slippage - one.commission,
          0,
        );
        const { spread, slippage, commission } = result.costUnits;
        expect(costs).toBe(spread + slippage + commission);
      }),
      { numRuns: 60 },
    );
  });
});
