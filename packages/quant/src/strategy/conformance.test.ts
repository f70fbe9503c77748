import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { keptRecords, sliceSeries } from '../market/index.ts';
import type { BarSeries, RecordTable } from '../market/index.ts';
import { cannedGates, hourlySeries, poisonedFrom, walkSeries } from '../market/testing/index.ts';
import { resolveParameters } from './parameters.ts';
import { STRATEGIES, strategyByName } from './registry.ts';
import type { Parameters, ParameterSpec, ParameterValue, StrategyDefinition } from './strategy.ts';
import { driveStrategy } from './testing/index.ts';
import type { DrivenDecision } from './testing/index.ts';

const BARS = 400;
const first = walkSeries('first', BARS, { instrument: { id: 'FIRST' } });
const second = walkSeries('second', BARS, { instrument: { id: 'SECOND' } });
const late = walkSeries('late', BARS, { instrument: { id: 'LATE' }, delayMs: 3_600_000 });
const market = [first, second, late];
/** Strategies that think in minutes decide on hours. */
const soon = walkSeries('late', BARS, { instrument: { id: 'LATE' }, delayMs: 1_800_000 });
const hours = [first, second, soon].map((one) => hourlySeries(one));
const marketOf = ({ name }: StrategyDefinition): readonly BarSeries[] => (name === 'gates' ? hours : market);

/** Parameters that make every strategy trade often on a short path. */
const BUSY: Readonly<Record<string, Readonly<Record<string, ParameterValue>>>> = {
  'channel-breakout': { entryWindow: 10, exitWindow: 5, direction: 'long-short' },
  gates: {
    ...{ maxHazard: 0.37, holdMinutes: 120, maxHoldMinutes: 300, gateTtlBars: 7, minStreak: 2, calibrationWindow: 60 },
    ...{ sessionOpen: 2, sessionClose: 22, exitBufferMinutes: 100, minRepetitions: 2, maxEntropyLevel: 0.9 },
    ...{ maxDirectionEntropyLevel: 0.9 },
  },
  'mean-reversion': { window: 10, entryZ: 1.2, direction: 'long-short' },
  'moving-average-crossover': { fast: 3, slow: 10, direction: 'long-short' },
  'random-entry': { entryProbability: 0.2, direction: 'long-short' },
  'time-series-momentum': { lookback: 20, rebalanceBars: 5, direction: 'long-short' },
};

function parametersOf(
  strategy: StrategyDefinition,
  changes: Readonly<Record<string, ParameterValue>> = {},
): Parameters {
  const { params, problems } = resolveParameters(strategy, { ...BUSY[strategy.name], ...changes });
  expect(problems).toEqual([]);
  return params;
}

function decisionsOf(
  strategy: StrategyDefinition,
  params: Parameters,
  series: readonly BarSeries[] = marketOf(strategy),
): readonly DrivenDecision[] {
  return driveStrategy(strategy, params, series, { gates: gatesOf(strategy, series) });
}

/** Gates that were known by the end of each series. */
function gatesOf({ name }: StrategyDefinition, series: readonly BarSeries[]): readonly RecordTable[] {
  if (name !== 'gates') return [];
  const ends = new Map(series.map(({ instrument, availableAt }) => [instrument.id, availableAt.at(-1) ?? NaN]));
  return GATES.filter(({ id }) => ends.has(id)).map((table) =>
    keptRecords(table, (row) => table.availableAt[row] <= (ends.get(table.id) ?? NaN)),
  );
}

const GATES = hours.map((one) => cannedGates(one, 'conformance', { stride: 8, isMissing: (nth) => nth % 4 === 0 }));

const textOf = (decisions: readonly DrivenDecision[]): string => JSON.stringify(decisions);
const byName = STRATEGIES.map((strategy) => [strategy.name, strategy] as const);

/** Other values of parameters whose neighbours mean the same on bars of an hour, or are out of their domain. */
const OTHERS: Readonly<Record<string, readonly ParameterValue[]>> = {
  ...{
    'gates.maxHazard': [0.3, 1],
    'gates.hazardPercentile': [0.2],
    'gates.maxFlipRate': [0.3],
    'gates.maxEntropyLevel': [0.5],
  },
  ...{ 'gates.minStreak': [3], 'gates.holdMinutes': [60, 240], 'gates.maxHoldMinutes': [0] },
  ...{ 'gates.maxLagSlope': [0.2], 'gates.maxReynolds': [2], 'gates.minHalfLife': [20] },
  ...{ 'gates.minCorrelationLength': [20], 'gates.exposure': [0.4], 'gates.exitBufferMinutes': [10, 200] },
  ...{ 'gates.sessionOpen': [0, 6], 'gates.sessionClose': [12, 1], 'gates.minStability': [0.7] },
  ...{ 'gates.minCoherenceLevel': [0.7], 'gates.minLowFrequencyLevel': [0.5], 'gates.minConfidence': [0.5] },
  ...{ 'gates.maxDirectionFlipRate': [0.5], 'gates.minStreakStability': [0.9] },
  ...{ 'gates.maxDirectionEntropyLevel': [0.5] },
};

/** Other values of a parameter: every other choice, and numbers below and above. */
function alternatives(spec: ParameterSpec, value: ParameterValue): readonly ParameterValue[] {
  if (spec.type === 'boolean') return [value !== true];
  if (spec.type === 'choice') return (spec.choices ?? []).filter((choice) => choice !== value);
  const base = Number(value);
  const moved = base === 0 ? [0.02, 0.1] : [base * 0.6, base * 1.5];
  return moved
    .map((number) => (spec.type === 'integer' ? Math.round(number) : number))
    .filter((number) => number !== base);
}

describe.each(byName)('%s', (name, strategy) => {
  const params = parametersOf(strategy);
  const decisions = decisionsOf(strategy, params);
  const [, second, late] = marketOf(strategy) as readonly [BarSeries, BarSeries, BarSeries];
  const market = marketOf(strategy);

  it('decides something on every instrument, and only about instruments with a new bar', () => {
    const legs = decisions.flatMap((one) => one.intents.flatMap((intent) => intent.legs));
    expect(new Set(legs.map((leg) => leg.instrument)).size).toBe(3);
    const lateTimes = new Set(late.availableAt);
    for (const { time, intents } of decisions) {
      for (const { legs: of } of intents)
        expect(of.every((leg) => (leg.instrument === 'LATE') === lateTimes.has(time))).toBe(true);
    }
  });

  it('emits single legs with exposures in [-1, 1], each with its reason, and none that repeats the last', () => {
    const last = new Map<string, number>();
    for (const intent of decisions.flatMap((one) => one.intents)) {
      expect(intent.legs).toHaveLength(1);
      expect(intent.allOrNone).toBe(false);
      expect(intent.reason.length).toBeGreaterThan(5);
      const [{ instrument, target }] = intent.legs;
      expect(target.kind).toBe('exposure');
      expect(Math.abs(target.value)).toBeLessThanOrEqual(1);
      expect(target.value).not.toBe(last.get(instrument) ?? 0);
      last.set(instrument, target.value);
    }
  });

  it('decides the same again, and from parameters that went through JSON', () => {
    expect(textOf(decisionsOf(strategy, params))).toBe(textOf(decisions));
    expect(textOf(decisionsOf(strategy, JSON.parse(JSON.stringify(params)) as Parameters))).toBe(textOf(decisions));
  });

  it('decides the same for an instrument whatever others there are', () => {
    const alone = decisionsOf(strategy, params, [second]).flatMap((one) => one.intents);
    const among = decisions.flatMap((one) => one.intents).filter((intent) => intent.legs[0].instrument === 'SECOND');
    expect(alone).toEqual(among);
  });

  it.each([1, 12, 37, 200, 399])(
    'decides the same up to bar %s whatever comes later: prefix and poison (X-01)',
    (cut) => {
      const end = market.map((one) => one.availableAt[cut - 1]);
      const known = decisions.filter((one) => one.time <= Math.max(...end));
      const prefix = decisionsOf(
        strategy,
        params,
        market.map((one) => sliceSeries(one, 0, cut)),
      );
      expect(textOf(prefix)).toBe(textOf(known));
      const poisoned = decisionsOf(
        strategy,
        params,
        market.map((one) => poisonedFrom(one, cut)),
      );
      expect(textOf(poisoned.slice(0, known.length))).toBe(textOf(known));
    },
  );

  it('stays flat while its terms are undefined', () => {
    const terms = strategy.terms(params).length;
    const short = market.map((one) => sliceSeries(one, 0, 2));
    const intents = decisionsOf(strategy, params, short).flatMap((one) => one.intents);
    if (terms > 0 && name !== 'day-of-week') expect(intents).toEqual([]);
  });
});

describe('every declared parameter changes the decisions (S4-10, S4-30)', () => {
  const cases = STRATEGIES.flatMap((strategy) =>
    strategy.parameters.map((spec) => [`${strategy.name}.${spec.name}`, strategy, spec] as const),
  );

  it.each(cases)('%s', (_, strategy, spec) => {
    const params = parametersOf(strategy);
    const before = textOf(decisionsOf(strategy, params));
    const others = OTHERS[`${strategy.name}.${spec.name}`] ?? alternatives(spec, params[spec.name]);
    expect(others.length).toBeGreaterThan(0);
    for (const other of others) {
      const changed = parametersOf(strategy, { [spec.name]: other });
      const withoutReasons = (text: string): string => text.replaceAll(/"reason":"[^"]*"/g, '');
      expect(withoutReasons(textOf(decisionsOf(strategy, changed))), `${spec.name} = ${String(other)}`).not.toBe(
        withoutReasons(before),
      );
    }
  });

  it('covers every parameter of every strategy', () => {
    expect(cases.length).toBeGreaterThanOrEqual(21);
  });
});

describe('the prefix and poison tests catch a strategy that looks ahead (X-01)', () => {
  /** Follows the close five bars ahead, which it reads from the series it was given by mistake. */
  const clairvoyant = (series: BarSeries): StrategyDefinition => ({
    name: 'clairvoyant',
    summary: 'Holds before prices rise.',
    source: 'planted',
    parameters: [],
    terms: () => [],
    create: () => ({
      decide: (view) => {
        const now = view.barCount('FIRST') - 1;
        const value = series.close[now + 5] > series.close[now] ? 1 : -1;
        return [
          { legs: [{ instrument: 'FIRST', target: { kind: 'exposure', value } }], allOrNone: false, reason: 'planted' },
        ];
      },
    }),
  });
  const decided = (series: BarSeries): string => textOf(driveStrategy(clairvoyant(series), {}, [series]).slice(0, 200));

  it('on a prefix', () => {
    expect(decided(sliceSeries(first, 0, 200))).not.toBe(decided(first));
  });

  it('on poison', () => {
    expect(decided(poisonedFrom(first, 200))).not.toBe(decided(first));
  });
});

describe('random-entry', () => {
  it('depends on the stream of the run', () => {
    const strategy = strategyByName('random-entry');
    const params = parametersOf(strategy);
    const run = (seed: number): string => textOf(driveStrategy(strategy, params, [first], { rng: createRng(seed) }));
    expect(run(1)).toBe(run(1));
    expect(run(1)).not.toBe(run(2));
  });
});
