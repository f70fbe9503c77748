import { describe, expect, it } from 'vitest';
import { Converter } from './conversion.ts';

describe('Converter', () => {
  const half = new Converter(['USD', 'EUR'], { rate: () => 0.5 });

  it('rounds half to even', () => {
    expect([1, 3, 5, -1, -3, 4].map((units) => half.toAccount(1, units, 0) + 0)).toEqual([0, 2, 2, 0, -2, 2]);
    expect(new Converter(['USD', 'EUR'], { rate: () => 0.3 }).toAccount(1, 9, 0)).toBe(3);
  });

  it('leaves the account’s own currency as it is', () => {
    expect([half.toAccount(0, 3, 0), half.rate(0, 0)]).toEqual([3, 1]);
  });

  it.each([undefined, NaN, 0, -1, Infinity])('refuses the rate %s', (rate) => {
    const converter = new Converter(['USD', 'EUR'], { rate: () => rate });
    expect(() => converter.toAccount(1, 5, 0)).toThrow('no usable rate from EUR to USD at 1970-01-01');
  });
});
