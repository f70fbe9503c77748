import { describe, expect, it } from 'vitest';
import { scaler } from './numbers.ts';

describe('scaler', () => {
  it('X-08: divides the decimal that is written, not the double nearest to it', () => {
    const cases: readonly (readonly [scale: number, text: string, expected: number])[] = [
      [10, '707.1', 70.71],
      [10_000, '0.0009986', 9.986e-8],
      [10_000, '9.986e-4', 9.986e-8],
      [10_000, '1.00271E2', 0.0100271],
      [1000, '-0,5', -0.0005],
      [100, '12', 0.12],
      [3, '1.5', 0.5],
    ];
    for (const [scale, text, expected] of cases)
      expect([text, scaler(scale)(Number(text.replace(',', '.')), text)]).toEqual([text, expected]);
  });
});
