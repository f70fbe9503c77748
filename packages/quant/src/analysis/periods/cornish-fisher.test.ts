import { normalQuantile } from '@assay/core/special';
import { describe, expect, it } from 'vitest';
import { cornishFisherTail } from './cornish-fisher.ts';

describe('cornishFisherTail', () => {
  it('is the normal for a normal', () => {
    const tail = cornishFisherTail(0.05, 0, 0);
    expect(tail?.quantile).toBeCloseTo(normalQuantile(0.05), 14);
    expect(tail?.meanBelow).toBeCloseTo(-2.062_712_807_507_5, 10);
  });

  it('is worse for negative skewness and for fat tails far out', () => {
    const normal = cornishFisherTail(0.01, 0, 0);
    for (const [skewness, excess] of [
      [-0.5, 0.5],
      [0, 2],
    ]) {
      const tail = cornishFisherTail(0.01, skewness, excess);
      expect(tail?.quantile).toBeLessThan(normal?.quantile ?? NaN);
      expect(tail?.meanBelow).toBeLessThan(tail?.quantile ?? NaN);
    }
  });

  it.each([
    ['of a uniform', 0, -1.2],
    ['of a skewness that its kurtosis does not bear', 3, 0],
    ['of two points', 0, -2],
  ])('describes nothing for the moments %s', (_, skewness, excess) => {
    expect(cornishFisherTail(0.05, skewness, excess)).toBeUndefined();
  });

  it('takes the moments of a normal sample, whose far tails may be thin', () => {
    expect(cornishFisherTail(0.05, 0.05, -0.1)).toBeDefined();
  });
});
