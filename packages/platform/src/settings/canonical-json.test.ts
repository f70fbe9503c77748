import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, strictJson } from './canonical-json.ts';

const jsonValues = fc.jsonValue({ maxDepth: 4 });

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, reversed(item)]));
}

describe('canonicalJson', () => {
  it('sorts keys by code unit, leaves undefined out and writes -0 as 0', () => {
    const value = { b: [1.5, -0, 1e21], a: { z: null, é: 'é"', Z: true, gone: undefined }, '10': 1, '9': 2 };
    expect(canonicalJson(value)).toBe('{"10":1,"9":2,"a":{"Z":true,"z":null,"é":"é\\""},"b":[1.5,0,1e+21]}');
  });

  it('X-09: does not depend on the order of keys, and reads back to the same value', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(strictJson(value, { indent: 2 })))).toBe(canonicalJson(value));
      }),
    );
  });

  it.each([NaN, Infinity, -Infinity])('X-04: refuses %d and names where it stands', (bad) => {
    const rows = [{ metrics: { sharpe: 1 } }, { metrics: { sharpe: bad } }];
    expect(() => canonicalJson({ rows })).toThrow(
      `invalid 'rows[1].metrics.sharpe': must be finite (null with a reason stands for undefined), was ${bad}`,
    );
    expect(() => strictJson(bad)).toThrow("invalid 'value'");
  });

  it.each([
    ['a function', () => 1],
    ['a big integer', 1n],
    ['a symbol', Symbol('x')],
    ['undefined in an array', [undefined]],
    ['undefined', undefined],
    ['a date', { at: new Date(0) }],
    ['a map', new Map()],
    ['a typed array', new Float64Array(2)],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(/^invalid '/u);
  });

  it('refuses a cycle, not a value that stands twice', () => {
    const shared = { one: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"one":1},{"one":1}]');
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => canonicalJson(cycle)).toThrow("invalid 'self': must be free of cycles");
  });
});

describe('strictJson', () => {
  it('keeps the order of keys and indents as JSON.stringify does', () => {
    const value = { b: { y: [], x: {} }, a: [1, { c: null }] };
    expect(strictJson(value, { indent: 2 })).toBe(JSON.stringify(value, null, 2));
    expect(strictJson(value)).toBe(JSON.stringify(value));
  });
});
