import { describe, expect, it } from 'vitest';
import { rateConversion } from './rate-conversion.ts';

const EUR = {
  ...{ from: 'EUR', to: 'USD', maxAgeMs: 100 },
  availableAt: Float64Array.of(10, 20, 30),
  values: Float64Array.of(1.1, 1.2, 1.3),
};

describe('rateConversion', () => {
  it('X-01: takes the newest rate that was known', () => {
    const conversion = rateConversion([EUR]);
    const rate = (from: string, to: string, time: number): number | undefined => conversion.rate(from, to, time);
    expect([9, 10, 19, 20, 35].map((time) => rate('EUR', 'USD', time))).toEqual([undefined, 1.1, 1.1, 1.2, 1.3]);
    expect([25, 5, 12].map((time) => rate('EUR', 'USD', time))).toEqual([1.2, undefined, 1.1]);
  });

  it('knows none that is too old, of another pair or the other way round', () => {
    const conversion = rateConversion([EUR]);
    const rate = (from: string, to: string, time: number): number | undefined => conversion.rate(from, to, time);
    expect([rate('EUR', 'USD', 130), rate('EUR', 'USD', 131)]).toEqual([1.3, undefined]);
    expect([rate('USD', 'EUR', 20), rate('GBP', 'USD', 20), rate('USD', 'USD', 0)]).toEqual([undefined, undefined, 1]);
  });
});
