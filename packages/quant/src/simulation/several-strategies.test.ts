import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { computeSignals } from '../signals/index.ts';
import { ohlcSeries, walkSeries } from '../market/testing/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { Action, Intent } from '../orders/index.ts';
import { combineStrategies, strategyByName } from '../strategy/index.ts';
import type { DecisionView, StrategyDefinition, StrategyPart } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import { optionsOver, order, want, wantLots } from './testing/index.ts';

/** A strategy without parameters that is one function. */
function defined(
  decide: (view: DecisionView) => readonly Action[],
  terms: StrategyDefinition['terms'] = () => [],
): StrategyDefinition {
  return { name: 'scripted', summary: 'A test.', source: 'a test', parameters: [], terms, create: () => ({ decide }) };
}

/** Decides by the number of bars of the first instrument. */
function scripted(plan: Readonly<Record<number, readonly Action[]>>, seen: number[] = []): StrategyDefinition {
  return defined((view) => {
    seen.push(view.position(view.instruments[0]));
    return plan[view.barCount(view.instruments[0]) - 1] ?? [];
  });
}

function part(name: string, strategy: StrategyDefinition, share: number): StrategyPart {
  return { name, strategy, params: {}, share };
}

function run(
  series: readonly BarSeries[],
  parts: readonly StrategyPart[],
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  const combined = combineStrategies('both', parts);
  const instruments = series.map(({ instrument }) => instrument.id);
  const strategy = combined.create({}, { instruments, rng: createRng('several') });
  const options = optionsOver(series, strategy, { account: { currency: 'USD', cash: 10_000 }, ...changes });
  const terms = series.map((one) => computeSignals(combined.terms({}), one));
  return simulate({ ...options, segments: options.segments.map((segment) => ({ ...segment, terms })) });
}

const flat = ohlcSeries({ close: new Array<number>(8).fill(100) });
const weight = (value: number, more: object = {}): Intent => want('TEST', { kind: 'weight', value }, more);
const linesOf = ({ fills }: SimulationResult): readonly string[] =>
  fills.map(({ barIndex, side, lots }) => `${barIndex} ${side} ${lots}`);

describe('several strategies in one account', () => {
  it('aim together at the sum of share times target, and what cancels out is not traded', () => {
    const long = scripted({ 0: [weight(1)], 4: [weight(0)] });
    const short = scripted({ 2: [weight(-1)] });
    const result = run([flat], [part('long', long, 0.5), part('short', short, 0.5)]);
    expect(linesOf(result)).toEqual(['1 buy 50', '3 sell 50', '5 sell 50', '7 buy 50']);
    expect(result.fills.map(({ reason }) => reason)).toEqual([
      'long: test',
      'short: test',
      'long: test',
      'end of segment',
    ]);
  });

  it('each see their own part of the position', () => {
    const [first, second]: [number[], number[]] = [[], []];
    const parts = [
      part('first', scripted({ 0: [weight(1)] }, first), 0.6),
      part('second', scripted({ 2: [weight(-0.5)] }, second), 0.4),
    ];
    const result = run([flat], parts);
    expect(linesOf(result)).toEqual(['1 buy 60', '3 sell 20', '7 sell 40']);
    expect(first).toEqual([0, 60, 60, 60, 60, 60, 60]);
    expect(second).toEqual([0, 0, 0, -20, -20, -20, -20]);
  });

  it('forget a target that did not last', () => {
    const seen: number[] = [];
    const falling = ohlcSeries({ close: [100, 100, 90, 90, 90, 90, 90] });
    const result = run(
      [falling],
      [part('a', scripted({ 0: [weight(1, { stopLoss: { fraction: 0.05 } })], 5: [weight(0.5)] }, seen), 1)],
    );
    expect(linesOf(result)).toEqual(['1 buy 100', '2 sell 100', '6 buy 52', '6 sell 52']);
    expect(seen.slice(0, 4)).toEqual([0, 100, 0, 0]);
  });

  it('send orders under their own names, at their share, and cancel only their own', () => {
    const other = { ...flat, instrument: { ...flat.instrument, id: 'OTHER' } };
    const tags: string[] = [];
    const orders = scripted({
      0: [
        order({ tag: 'x', quantity: { kind: 'weight', value: 1 } }),
        order({ tag: 'y', type: 'limit', limitPrice: 90 }),
      ],
    });
    const cancelling = defined((view) => {
      tags.push(...view.workingOrders('OTHER').map(({ tag }) => tag));
      if (view.barCount('OTHER') === 1)
        return [order({ tag: 'x', instrument: 'OTHER', type: 'limit', limitPrice: 80 })];
      return view.barCount('OTHER') === 3 ? [{ kind: 'cancel', tag: '*' }] : [];
    });
    const result = run([flat, other], [part('one', orders, 0.25), part('two', cancelling, 0.5)]);
    expect(linesOf(result)).toEqual(['1 buy 25', '7 sell 25']);
    expect(result.fills[0].reason).toBe('one: test');
    expect(tags).toEqual(['x', 'x']);
    const ends = result.orderEvents
      .filter(({ event }) => event === 'cancelled')
      .map(({ tag, reason }) => `${tag} ${reason}`);
    expect(ends).toEqual(['two:x requested', 'one:y segment-ended']);
  });

  it.each([
    [
      'orders of one and targets of another',
      { 0: [order({ type: 'limit', limitPrice: 90 })] },
      { 1: [weight(1)] },
      'TEST is traded by orders of a',
    ],
    ['targets of one and orders of another', { 0: [weight(1)] }, { 1: [order()] }, 'TEST is traded by intents'],
    ['orders of two', { 0: [order()] }, { 1: [order()] }, 'TEST is traded by orders of a'],
    ['targets of two kinds', { 0: [weight(1)] }, { 1: [wantLots('TEST', 3)] }, "must be 'weight' in TEST"],
    [
      'a protected target beside another',
      { 0: [weight(1)] },
      { 1: [weight(1, { stopLoss: { fraction: 0.1 } })] },
      'several strategies hold it together',
    ],
  ] as const)('is an error in one instrument: %s', (_, first, second, message) => {
    const parts = [part('a', scripted(first), 0.5), part('b', scripted(second), 0.5)];
    expect(() => run([flat], parts)).toThrow(message);
  });

  it('read their own terms, and alone with a whole share are what they are without company', () => {
    const walk = walkSeries('several', 200);
    const crossover = strategyByName('moving-average-crossover');
    const params = { fast: 3, slow: 12, direction: 'long-short' };
    const idle = defined(
      () => [],
      () => [{ term: 'price', field: 'close' }],
    );
    const shares = run(
      [walk],
      [part('idle', idle, 0.001), { name: 'crossover', strategy: crossover, params, share: 0.999 }],
      {
        sizing: { kind: 'fixed', lots: 1000 },
        limits: { maxGrossExposure: 1e6 },
        account: { currency: 'USD', cash: 1e6 },
      },
    );
    const alone = crossover.create(params, { instruments: ['TEST'], rng: createRng(1) });
    const options = optionsOver([walk], alone, {
      sizing: { kind: 'fixed', lots: 999 },
      limits: { maxGrossExposure: 1e6 },
      account: { currency: 'USD', cash: 1e6 },
    });
    const terms = [computeSignals(crossover.terms(params), walk)];
    const plain = simulate({ ...options, segments: options.segments.map((segment) => ({ ...segment, terms })) });
    expect(plain.fills.length).toBeGreaterThan(10);
    expect(linesOf(shares)).toEqual(linesOf(plain));
    expect(shares.equityUnits).toEqual(plain.equityUnits);
  });

  it('fill together or not at all where one of them says so', () => {
    const other = { ...flat, instrument: { ...flat.instrument, id: 'OTHER' } };
    const pair: Intent = {
      legs: [1, -1].map((value, k) => ({
        instrument: ['TEST', 'OTHER'][k],
        target: { kind: 'weight', value } as const,
      })),
      allOrNone: true,
      reason: 'pair',
    };
    const seen: Intent[] = [];
    const parts = [part('pair', scripted({ 0: [pair] }), 0.5), part('single', scripted({ 0: [weight(1)] }), 0.5)];
    const combined = combineStrategies('both', parts).create({}, { instruments: ['TEST', 'OTHER'], rng: createRng(1) });
    const watched = {
      decide: (view: DecisionView) => {
        const actions = combined.decide(view) as readonly Intent[];
        seen.push(...actions);
        return actions;
      },
    };
    simulate(optionsOver([flat, other], watched, { account: { currency: 'USD', cash: 10_000 } }));
    expect(seen).toMatchObject([
      {
        legs: [
          { instrument: 'TEST', target: { kind: 'weight', value: 1 } },
          { instrument: 'OTHER', target: { kind: 'weight', value: -0.5 } },
        ],
        allOrNone: true,
        reason: 'pair: pair; single: test',
      },
    ]);
  });

  it.each([
    [
      [part('a', scripted({}), 0.6), part('b', scripted({}), 0.5)],
      "invalid 'parts': must be of shares that sum to at most 1",
    ],
    [[part('a', scripted({}), 0.5), part('a', scripted({}), 0.5)], "invalid 'parts[1].name'"],
    [[part('a', scripted({}), 0)], "invalid 'parts[0].share'"],
    [[], 'parts'],
  ])('refuses parts that make no sense', (parts, message) => {
    expect(() => combineStrategies('both', parts)).toThrow(message);
  });
});
