import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import type { BarSeries, FutureInstrument } from '../market/index.ts';
import { ohlcSeries, testInstrument } from '../market/testing/index.ts';
import type { Action } from '../orders/index.ts';
import { withExitRules } from '../strategy/index.ts';
import type { DecisionView, ExitRules, StrategyDefinition } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationResult } from './simulation.ts';
import { optionsOver, order, strategyOf, wantLots } from './testing/index.ts';

const LABEL = { term: 'close' } as unknown as NonNullable<ExitRules['regime']>['label'];
const series = ohlcSeries({ close: new Array<number>(10).fill(100) });

function definitionOf(decide: (view: DecisionView) => readonly Action[]): StrategyDefinition {
  const facts = { name: 'test', summary: 'test', source: 'test', parameters: [] };
  return { ...facts, terms: () => [], create: () => strategyOf(decide) };
}

const always = definitionOf(() => [wantLots('TEST', 1)]);

/** Runs rules over a strategy; `labels` is the column of regimes, one number a bar. */
function run(
  rules: ExitRules,
  labels: readonly number[],
  definition = always,
  bars: BarSeries = series,
): SimulationResult {
  const strategy = withExitRules(definition, rules).create({}, { instruments: ['TEST'], rng: createRng(1) });
  const options = optionsOver([bars], strategy);
  const terms = [[Float64Array.from({ length: bars.length }, (_, i) => labels[i] ?? NaN)]];
  return simulate({ ...options, segments: [{ ...options.segments[0], terms }] });
}

const tradesOf = ({ trades, fills }: SimulationResult): readonly (readonly unknown[])[] =>
  trades.map(({ entryFillId, exitFillId, exitReason }) => [
    fills[entryFillId].barIndex,
    fills[exitFillId].barIndex,
    exitReason,
  ]);

describe('regimes (S3-33, S3-42)', () => {
  const regime = { label: LABEL, allowed: [1, 2] };

  it('are entered by the label of the period before, and left when it changes', () => {
    // Label 1 at bar 2 is in force at the close of bar 3: in at the open of bar 4. It changes at bar 5: out at the open of bar 7.
    const labels = [0, 0, 1, 1, 1, 2, 2, 0, 0, 0];
    expect(tradesOf(run({ regime, onRegimeChange: true }, labels))).toEqual([
      [4, 7, 'regime-change'],
      [8, 9, 'regime-change'],
    ]);
    expect(tradesOf(run({ regime }, labels))).toEqual([[4, 9, 'end of segment']]);
  });

  it('lag by one bar: the label of the bar that is traded at changes nothing', () => {
    const labels = [0, 0, 1, 1, 1, 1, 0, 0, 0, 0];
    const decisions = (column: readonly number[], until: number): readonly unknown[] =>
      run({ regime, onRegimeChange: true }, column)
        .orderEvents.filter(({ event, time }) => event === 'accepted' && time <= series.eventTime[until])
        .map(({ time, lots, reason }) => [time, lots, reason]);
    for (let bar = 0; bar < 9; bar++) {
      const poisoned = labels.map((label, i) => (i >= bar ? 1 - label : label));
      expect(decisions(poisoned, bar), `bar ${bar}`).toEqual(decisions(labels, bar));
    }
    // One bar later it does.
    expect(decisions([0, 0, 0, 1, 1, 1, 0, 0, 0, 0], 9)).not.toEqual(decisions(labels, 9));
  });

  it('are neither entered nor left where the model abstains', () => {
    expect(tradesOf(run({ regime, onRegimeChange: true }, [NaN, NaN, NaN, 1, 1, NaN, NaN, 1, 1, 1]))).toEqual([
      [5, 9, 'end of segment'],
    ]);
  });

  it('turn a reversal that may not be entered into an exit, and pass over orders that would enter', () => {
    const reversing = definitionOf((view) => [wantLots('TEST', view.barCount('TEST') < 6 ? 1 : -1)]);
    const labels = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const result = run({ regime }, labels, reversing);
    expect(result.fills.map(({ side, barIndex }) => [side, barIndex])).toEqual([
      ['buy', 2],
      ['sell', 6],
    ]);
    const ordering = definitionOf((view) => (view.barCount('TEST') === 6 ? [order()] : []));
    expect(run({ regime }, labels, ordering).fills).toEqual([]);
    expect(run({ regime }, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], ordering).fills).toHaveLength(2);
  });
});

describe('time and expiry (S3-27, S3-42)', () => {
  const expiring = (days: number): BarSeries => {
    const instrument: FutureInstrument = {
      ...testInstrument(),
      kind: 'future',
      root: 'T',
      expiry: series.eventTime[0] + days * 86_400_000,
    };
    return { ...series, instrument };
  };

  it('leaves after so many bars, never on the bar of an entry', () => {
    expect(tradesOf(run({ maxBars: 2 }, []))).toEqual([
      [1, 3, 'time'],
      [4, 6, 'time'],
      [7, 9, 'time'],
    ]);
  });

  it('leaves so many days before the expiry of the instrument, and enters no more', () => {
    // The closes of bars 0, 1, 2 … lie 0, 1, 2 … days after the first, with a weekend after bar 3.
    const result = run({ daysToExpiry: 3 }, [], always, expiring(9));
    const [only] = result.trades;
    const exit = result.fills[only.exitFillId];
    expect(result.trades).toHaveLength(1);
    expect(only.exitReason).toBe('days-to-expiry');
    expect(series.eventTime[0] + 9 * 86_400_000 - exit.decisionTime).toBeLessThanOrEqual(3 * 86_400_000);
    expect(run({}, [], always, expiring(9)).trades[0].exitReason).toBe('expiry');
  });

  it('enters nothing that the days to expiry would end at once', () => {
    expect(run({ daysToExpiry: 30 }, [], always, expiring(9)).fills).toEqual([]);
  });

  it('names the first reason in the fixed order where several hold', () => {
    const labels = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
    const both = { regime: { label: LABEL, allowed: [0, 1] }, onRegimeChange: true, maxBars: 3 };
    expect(tradesOf(run(both, labels))[0]).toEqual([2, 5, 'time']);
  });

  it('refuses rules out of their domain', () => {
    expect(() => withExitRules(always, { maxBars: 0 })).toThrow('exits.maxBars');
    expect(() => withExitRules(always, { regime: { label: LABEL, allowed: [] } })).toThrow('exits.regime.allowed');
  });
});
