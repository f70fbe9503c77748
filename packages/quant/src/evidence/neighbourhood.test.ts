import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterSpec } from '../strategy/index.ts';
import { neighbourhood } from './neighbourhood.ts';

describe('neighbourhood', () => {
  it('moves each number by a tenth, one at a time, down before up', () => {
    const parameters = [spec('fast', 'integer'), spec('threshold', 'number')];
    expect(neighbourhood({ parameters }, { fast: 40, threshold: 0.3 })).toEqual([
      { fast: 36, threshold: 0.3 },
      { fast: 44, threshold: 0.3 },
      { fast: 40, threshold: 0.27 },
      { fast: 40, threshold: 0.33 },
    ]);
  });

  it('moves a whole number by at least one step', () => {
    expect(neighbourhood({ parameters: [spec('n', 'integer')] }, { n: 3 })).toEqual([{ n: 2 }, { n: 4 }]);
    expect(neighbourhood({ parameters: [spec('n', 'integer')] }, { n: -20 })).toEqual([{ n: -22 }, { n: -18 }]);
  });

  it('leaves a value of 0 where it is: it may mean that a stop is switched off', () => {
    expect(neighbourhood({ parameters: [spec('x', 'number', { min: -2, max: 2 })] }, { x: 0 })).toEqual([]);
    expect(neighbourhood({ parameters: [spec('n', 'integer')] }, { n: 0 })).toEqual([]);
  });

  it('clips to the limits and leaves out what equals the centre', () => {
    const parameters = [spec('n', 'integer', { min: 2, max: 100 })];
    expect(neighbourhood({ parameters }, { n: 2 })).toEqual([{ n: 3 }]);
    expect(neighbourhood({ parameters }, { n: 95 })).toEqual([{ n: 85 }, { n: 100 }]);
    expect(neighbourhood({ parameters: [spec('n', 'integer', { min: 5, max: 5 })] }, { n: 5 })).toEqual([]);
  });

  it('leaves choices, switches and nominal numbers alone', () => {
    const parameters = [
      spec('side', 'choice', { choices: ['long', 'short'] }),
      spec('exit', 'boolean'),
      spec('seed', 'integer', { nominal: true }),
    ];
    expect(neighbourhood({ parameters }, { side: 'long', exit: true, seed: 7 })).toEqual([]);
  });

  it('leaves out what the definition refuses', () => {
    const definition = {
      parameters: [spec('fast', 'integer'), spec('slow', 'integer')],
      validate: (params: Readonly<Record<string, unknown>>): readonly string[] =>
        Number(params['fast']) < Number(params['slow']) ? [] : ['fast must be below slow'],
    };
    expect(neighbourhood(definition, { fast: 19, slow: 20 })).toEqual([
      { fast: 17, slow: 20 },
      { fast: 19, slow: 22 },
    ]);
  });

  it('refuses a numeric parameter without a number', () => {
    expect(() => neighbourhood({ parameters: [spec('n', 'integer')] }, {})).toThrow(
      "invalid 'n': must be a finite number",
    );
  });

  it('never holds the centre, a repeat, or a value outside the limits', () => {
    const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -1000, max: 1000 }), (x, n) => {
        const parameters = [
          spec('x', 'number', { min: -1e6, max: 1e6 }),
          spec('n', 'integer', { min: -1000, max: 1000 }),
        ];
        const found = neighbourhood({ parameters }, { x, n });
        const keys = found.map((params) => `${params['x']}|${params['n']}`);
        expect(new Set([...keys, `${x}|${n}`]).size).toBe(found.length + 1);
        for (const params of found) {
          expect(Math.abs(Number(params['x']))).toBeLessThanOrEqual(1e6);
          expect(Number.isInteger(params['n']) && Math.abs(Number(params['n'])) <= 1000).toBe(true);
        }
      }),
      { seed: 20261121 },
    );
  });
});

function spec(name: string, type: ParameterSpec['type'], limits: Partial<ParameterSpec> = {}): ParameterSpec {
  return { name, type, description: name, default: 1, ...limits };
}
