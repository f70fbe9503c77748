import { describe, expect, it } from 'vitest';
import { perInstrument } from './per-instrument.ts';
import type { DecisionView } from './strategy.ts';

/** A view with one instrument and nothing but a count of bars and a position. */
function viewAt(bars: number, position: number, updated: readonly string[] = ['TEST']): DecisionView {
  return {
    decisionTime: bars,
    instruments: ['TEST'],
    updated,
    barCount: () => bars,
    price: () => NaN,
    barTime: () => NaN,
    term: () => NaN,
    column: () => NaN,
    position: () => position,
    workingOrders: () => [],
    equity: 1,
  };
}

const always = (exposure: number) => () => ({ exposure, reason: 'always' });

describe('perInstrument', () => {
  it('asks once and waits a bar for the fill', () => {
    const strategy = perInstrument(always(1));
    expect(strategy.decide(viewAt(1, 0))).toHaveLength(1);
    expect(strategy.decide(viewAt(2, 0))).toHaveLength(0);
    expect(strategy.decide(viewAt(3, 10))).toHaveLength(0);
    expect(strategy.decide(viewAt(4, 10))).toHaveLength(0);
  });

  it('asks again after a refusal, and after a stop closed the position', () => {
    const refused = perInstrument(always(1));
    refused.decide(viewAt(1, 0));
    refused.decide(viewAt(2, 0));
    expect(refused.decide(viewAt(3, 0))).toHaveLength(1);
    const stopped = perInstrument(always(-1));
    stopped.decide(viewAt(1, 0));
    expect(stopped.decide(viewAt(2, -10))).toHaveLength(0);
    expect(stopped.decide(viewAt(3, 0))).toHaveLength(1);
  });

  it('takes a position from before its start for held', () => {
    expect(perInstrument(always(1)).decide(viewAt(8, 5))).toHaveLength(0);
    expect(perInstrument(always(0)).decide(viewAt(8, 5))[0].legs[0].target.value).toBe(0);
    expect(perInstrument(always(0)).decide(viewAt(8, 0))).toHaveLength(0);
    expect(perInstrument(always(1)).decide(viewAt(8, -5))).toHaveLength(1);
  });

  it('is idle where its rule is, once what was asked for shows', () => {
    const nowhere = { zero: [], before: Infinity };
    const held: number[] = [];
    const strategy = perInstrument(always(1), (_, own) => {
      held.push(own);
      return nowhere;
    });
    strategy.decide(viewAt(1, 0));
    expect(strategy.idle?.(viewAt(1, 0), 'TEST')).toBeUndefined();
    expect(strategy.idle?.(viewAt(2, 10), 'TEST')).toBeUndefined();
    expect(strategy.idle?.(viewAt(3, 10), 'TEST')).toBe(nowhere);
    expect(held).toEqual([1]);
    expect('idle' in perInstrument(always(1))).toBe(false);
  });

  it('asks for the same once more where its rule says so', () => {
    const insists = perInstrument((_, __, held) => ({ exposure: 0, reason: 'leave', again: held === 0 }));
    expect([viewAt(1, 5), viewAt(2, 5), viewAt(3, 5)].map((view) => insists.decide(view).length)).toEqual([1, 1, 1]);
    const once = perInstrument(always(0));
    expect([viewAt(1, 5), viewAt(2, 5), viewAt(3, 5)].map((view) => once.decide(view).length)).toEqual([1, 0, 1]);
  });

  it('does not look at instruments without a new bar', () => {
    expect(perInstrument(always(1)).decide(viewAt(1, 0, []))).toHaveLength(0);
  });

  it('tells the rule what is held', () => {
    const seen: number[] = [];
    const strategy = perInstrument((_, __, held) => {
      seen.push(held);
      return { exposure: -1, reason: 'short' };
    });
    [viewAt(1, 0), viewAt(2, 0), viewAt(3, -7), viewAt(4, 0)].forEach((view) => strategy.decide(view));
    expect(seen).toEqual([0, -1, -1, 0]);
  });
});
