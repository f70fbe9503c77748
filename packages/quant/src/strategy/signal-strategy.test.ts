import { describe, expect, it } from 'vitest';
import { computeTerms } from '../features/index.ts';
import { closeOnlySeries, walkSeries } from '../market/testing/index.ts';
import { movingAverageCrossover } from './built-in/moving-average-crossover.ts';
import { declaredStrategy, signalStrategy } from './signal-strategy.ts';
import type { SignalDefinition, Signals } from './signal-strategy.ts';
import { driveStrategy, exposuresByDecision } from './testing/index.ts';

const PARAMETERS: SignalDefinition['parameters'] = [
  { name: 'fast', type: 'integer', description: 'Bars.', default: 3, min: 1, max: 100 },
  { name: 'slow', type: 'integer', description: 'Bars.', default: 10, min: 1, max: 100 },
  { name: 'stop', type: 'number', description: 'Distance.', default: 0.05, min: 0.001, max: 0.5 },
];

function defined(signals: Signals): ReturnType<typeof signalStrategy> {
  return signalStrategy({ name: 'by-signals', summary: 'A test.', source: 'a test', parameters: PARAMETERS, signals });
}

/** Exposures wanted on closes, by decision. */
function exposures(signals: Signals, closes: readonly number[]): Readonly<Record<number, number>> {
  const params = { fast: 3, slow: 10, stop: 0.05 };
  return exposuresByDecision(driveStrategy(defined(signals), params, [closeOnlySeries(closes)]));
}

describe('signalStrategy', () => {
  it('is the crossover where its expressions say the same', () => {
    const walk = walkSeries('signals', 300);
    const params = { fast: 5, slow: 20 };
    const long = 'sma(close, $fast) > sma(close, $slow)';
    const short = 'sma(close, $fast) < sma(close, $slow)';
    const own = exposuresByDecision(driveStrategy(defined({ long, short }), { ...params, stop: 0.05 }, [walk]));
    const known = exposuresByDecision(
      driveStrategy(movingAverageCrossover, { ...params, direction: 'long-short' }, [walk]),
    );
    expect(Object.keys(own).length).toBeGreaterThan(5);
    expect(own).toEqual(known);
  });

  it('computes the terms of its expressions at the values of its parameters', () => {
    const strategy = defined({ long: 'close > sma(close, $slow)' });
    expect(strategy.terms({ fast: 3, slow: 7, stop: 0.1 })).toEqual([
      { term: 'expression', text: 'close > sma(close, 7)' },
    ]);
    expect(computeTerms([], closeOnlySeries([1, 2]))).toEqual([]);
  });

  it('leaves where the signal is over, or only where an exit says so', () => {
    const closes = [10, 11, 12, 11, 12, 9, 8];
    expect(exposures({ long: 'close > close[1]'.replace('close[1]', 'lag(close, 1)') }, closes)).toEqual({
      1: 1,
      3: 0,
      4: 1,
      5: 0,
    });
    expect(exposures({ long: 'close > lag(close, 1)', exit: 'close < 9.5' }, closes)).toEqual({ 1: 1, 5: 0 });
  });

  it('does nothing where both signals are true, and turns on the opposite one', () => {
    expect(exposures({ long: 'close > 5', short: 'close > 7' }, [4, 6, 8, 6, 4])).toEqual({ 1: 1, 4: 0 });
    expect(exposures({ long: 'close > 5', short: 'close < 3' }, [6, 2, 6])).toEqual({ 0: 1, 1: -1, 2: 1 });
  });

  it('takes the size at entry, at most the whole, and does not enter where it is unknown or not above zero', () => {
    const half = { long: 'close > 5', size: 'close / 20' };
    expect(exposures(half, [4, 6, 8, 4])).toEqual({ 1: 0.3, 3: 0 });
    expect(exposures({ long: 'close > 5', size: 'close' }, [6])).toEqual({ 0: 1 });
    expect(exposures({ long: 'close > 5', size: 'lag(close, 1) - 6' }, [6, 6, 9, 9])).toEqual({ 3: 1 });
  });

  it('does not enter on what is unknown', () => {
    expect(exposures({ long: 'sma(close, $slow) > 0 and close > 0' }, new Array<number>(11).fill(5))).toEqual({ 9: 1 });
  });

  it('protects entries at the distances of its parameters', () => {
    const decisions = driveStrategy(
      defined({ long: 'close > 5', stopLoss: 'stop' }),
      { fast: 3, slow: 10, stop: 0.07 },
      [closeOnlySeries([6, 4])],
    );
    expect(decisions.flatMap(({ intents }) => intents.map(({ legs }) => legs[0].stopLoss))).toEqual([
      { fraction: 0.07 },
      undefined,
    ]);
  });

  it.each([
    [{ long: 'close > sms(close, 3)' }, "there is no function 'sms'"],
    [{ long: 'close > lag(close, -1)' }, 'the future'],
    [{ long: 'sma(close, $slwo) > 1' }, "did you mean '$slow'?"],
    [{ long: 'close' }, "invalid 'signals.long': must be true or false, as a comparison is"],
    [{ long: 'close > 1', size: 'close > 1' }, "invalid 'signals.size': must be a number from 0 to 1"],
    [{}, "invalid 'signals.long': must be given, or signals.short"],
    [{ long: 'close > 1', stopLoss: 'slow' }, "invalid 'signals.stopLoss': must be the name of a number parameter"],
  ])('says at its definition what is wrong with %o', (signals, message) => {
    expect(() => defined(signals)).toThrow(message);
  });
});

describe('declaredStrategy', () => {
  it('makes a strategy of expressions, and leaves any other as it is', () => {
    const declared: SignalDefinition = {
      name: 'x',
      summary: 'A test.',
      source: 'a test',
      parameters: [],
      signals: { long: 'close > 1' },
    };
    expect(typeof declaredStrategy(declared).create).toBe('function');
    expect(declaredStrategy(movingAverageCrossover)).toBe(movingAverageCrossover);
  });
});
