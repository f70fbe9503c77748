import { describe, expect, it } from 'vitest';
import { parameterFault, resolveParameters } from './parameters.ts';
import { STRATEGIES, strategyByName } from './registry.ts';

const crossover = strategyByName('moving-average-crossover');
const breakout = strategyByName('channel-breakout');

describe('resolveParameters (S4-10)', () => {
  it('completes what is given with the defaults, in the order of declaration', () => {
    const { params, problems } = resolveParameters(crossover, { slow: 100 });
    expect(problems).toEqual([]);
    expect(params).toEqual({ fast: 20, slow: 100, direction: 'long-only' });
    expect(Object.keys(params)).toEqual(['fast', 'slow', 'direction']);
  });

  it.each(STRATEGIES.map((strategy) => [strategy.name, strategy] as const))(
    'finds nothing wrong with the defaults of %s',
    (_, strategy) => {
      const { params, problems } = resolveParameters(strategy, {});
      expect(problems).toEqual([]);
      expect(Object.keys(params)).toEqual(strategy.parameters.map((spec) => spec.name));
    },
  );

  it('gives the same set again for its own result, also after JSON', () => {
    const { params } = resolveParameters(breakout, { stopFraction: 0.05, channel: 'close' });
    expect(resolveParameters(breakout, JSON.parse(JSON.stringify(params)) as Record<string, unknown>)).toEqual({
      params,
      problems: [],
    });
  });

  it('names the nearest declared parameter for an unknown name', () => {
    expect(resolveParameters(crossover, { fsat: 5 }).problems).toEqual([
      {
        name: 'fsat',
        message: "unknown parameter 'fsat' of strategy 'moving-average-crossover': did you mean 'fast'?",
      },
    ]);
    expect(resolveParameters(crossover, { lookahead: 5 }).problems[0].message).toMatch(/known: fast, slow, direction/);
    expect(resolveParameters(strategyByName('buy-and-hold'), { fast: 5 }).problems[0].message).toMatch(/has none/);
  });

  it('does not take inherited names for parameters', () => {
    const named = { name: 'odd', parameters: [{ ...crossover.parameters[0], name: 'constructor' }] };
    expect(resolveParameters(named, {})).toEqual({ params: { constructor: 20 }, problems: [] });
    expect(
      resolveParameters(
        crossover,
        JSON.parse('{"__proto__": 5, "toString": 1}') as Record<string, unknown>,
      ).problems.map((one) => one.name),
    ).toEqual(['__proto__', 'toString']);
  });

  it('lists every problem at once and keeps the default where a value is wrong', () => {
    const given = { fast: 2.5, slow: '50', direction: 'long-olny', extra: 1 };
    const { params, problems } = resolveParameters(crossover, given);
    expect(problems.map((problem) => problem.name)).toEqual(['extra', 'fast', 'slow', 'direction']);
    expect(problems[1].message).toBe("invalid 'fast': must be a whole number between 1 and 1000, was 2.5");
    expect(problems[2].message).toBe("invalid 'slow': must be a whole number between 2 and 2000, was '50'");
    expect(problems[3].message).toMatch(
      /one of long-only, short-only, long-short \(did you mean 'long-only'\?\), was 'long-olny'/,
    );
    expect(params).toEqual({ fast: 20, slow: 50, direction: 'long-only' });
  });

  it.each([NaN, Infinity, null, undefined, '0.1', [0.1], true, -0.01, 0.6])(
    'refuses %s as a stop fraction',
    (stopFraction) => {
      expect(resolveParameters(breakout, { stopFraction }).problems).toMatchObject([{ name: 'stopFraction' }]);
    },
  );

  it('accepts the limits themselves', () => {
    expect(resolveParameters(breakout, { stopFraction: 0.5, targetFraction: 0, entryWindow: 1 }).problems).toEqual([]);
  });

  it('refuses combinations that the strategy refuses', () => {
    expect(resolveParameters(crossover, { fast: 50, slow: 50 }).problems).toEqual([
      { name: '', message: 'fast must be below slow, was 50 and 50' },
    ]);
    const reversion = strategyByName('mean-reversion');
    expect(resolveParameters(reversion, { entryZ: 1, exitZ: 1 }).problems).toMatchObject([{ name: '' }]);
  });
});

describe('parameterFault', () => {
  it('knows switches and one-sided limits', () => {
    const base = { name: 'x', description: 'd' };
    expect(parameterFault({ ...base, type: 'boolean', default: true }, 1)).toMatch(/true or false, was 1/);
    expect(parameterFault({ ...base, type: 'boolean', default: true }, false)).toBeUndefined();
    expect(parameterFault({ ...base, type: 'number', default: 1, min: 0 }, -1)).toMatch(/a finite number >= 0/);
    expect(parameterFault({ ...base, type: 'integer', default: 1, max: 3 }, 4)).toMatch(/a whole number <= 3/);
    expect(parameterFault({ ...base, type: 'choice', default: 1, choices: [1, 2] }, '1')).toMatch(
      /one of 1, 2, was '1'/,
    );
    expect(parameterFault({ ...base, type: 'choice', default: 1, choices: [1, 2] }, 2)).toBeUndefined();
  });
});
