import { describe, expect, it } from 'vitest';
import { definitionProblems } from './definition.ts';
import { STRATEGIES, strategyByName } from './registry.ts';

const sound = strategyByName('channel-breakout');
const { name, summary, source, parameters } = sound;
const signals = { name, summary, source, parameters, signals: { long: 'close > 1' } };
const withParameter = (change: object): unknown => ({ ...sound, parameters: [{ ...sound.parameters[0], ...change }] });

describe('definitionProblems (S4-10)', () => {
  it.each(STRATEGIES.map((strategy) => [strategy.name, strategy] as const))(
    'finds nothing wrong with %s',
    (_, strategy) => {
      expect(definitionProblems(strategy)).toEqual([]);
    },
  );

  it('finds nothing wrong with a strategy of expressions, which needs no functions', () => {
    expect(definitionProblems(signals)).toEqual([]);
  });

  it.each([
    [null, /not an object/],
    ['text', /not an object/],
    [{ ...sound, name: 'Breakout' }, /'name' must be kebab-case/],
    [{ ...sound, name: 7 }, /'name' must be kebab-case/],
    [{ ...sound, summary: ' ' }, /'summary'/],
    [{ ...sound, source: undefined }, /'source'/],
    [{ ...sound, terms: [] }, /'terms' must be a function/],
    [{ ...sound, create: undefined }, /'create' must be a function/],
    [{ ...sound, validate: true }, /'validate' must be a function/],
    [{ ...signals, signals: null }, /'signals' must be an object of expressions/],
    [{ ...signals, signals: { lnog: 'close > 1' } }, /'signals' has no 'lnog': it may have long, short/],
    [{ ...signals, signals: { long: 7 } }, /'signals.long' must be a text/],
    [{ ...signals, signals: { long: 'close > sms(close, 3)' } }, /there is no function 'sms'/],
    [{ ...sound, parameters: {} }, /'parameters' must be an array/],
    [{ ...sound, parameters: [null] }, /parameter 0 must be an object/],
    [{ ...sound, parameters: [sound.parameters[0], sound.parameters[0]] }, /declared twice/],
    [withParameter({ name: 'Entry Window' }), /camelCase/],
    [withParameter({ type: 'text' }), /'type' must be one of/],
    [withParameter({ description: '' }), /'description'/],
    [withParameter({ type: 'choice', choices: ['one'] }), /at least two/],
    [withParameter({ min: NaN }), /'min' must be a finite number/],
    [withParameter({ default: 0 }), /'default' is out of its own domain: invalid 'entryWindow'/],
  ])('names what is wrong (%#)', (candidate, message) => {
    const problems = definitionProblems(candidate);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it('lists every problem at once', () => {
    expect(definitionProblems({}).length).toBe(6);
  });
});
