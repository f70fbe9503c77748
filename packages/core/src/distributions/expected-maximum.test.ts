import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectedMaximumNormal } from './expected-maximum.ts';

interface GoldenCase {
  readonly name: string;
  readonly trials: number;
  readonly expected: { readonly expectedMaximum: number | null };
  readonly exactExpectedMaximum: number;
}
const { cases } = JSON.parse(
  readFileSync(new URL('../../../../golden/evidence/sharpe-inference.json', import.meta.url), 'utf8'),
) as { cases: GoldenCase[] };
const maxima = cases.filter(({ name }) => name.startsWith('expected-maximum-'));

describe('expectedMaximumNormal', () => {
  it.each(maxima)('S4-18: $name agrees with mpmath', ({ trials, expected, exactExpectedMaximum }) => {
    const found = expectedMaximumNormal(trials);
    expect(found).toBeCloseTo(expected.expectedMaximum ?? 0, 11);
    expect(Math.abs(found - exactExpectedMaximum)).toBeLessThan(0.41);
  });

  it('is the published figure for 100 trials and refuses what is no count', () => {
    expect(expectedMaximumNormal(100).toFixed(7)).toBe('2.5306029');
    expect(() => expectedMaximumNormal(0)).toThrow("invalid 'n': must be a whole number >= 1, was 0");
    expect(() => expectedMaximumNormal(1.5)).toThrow("invalid 'n'");
  });
});
