import { binomialAcceptanceBand } from '@assay/core/distributions';
import { describe, expect, it } from 'vitest';
import { countNulls, NULL_SHAPES } from './null-outcomes.ts';

const N_MARKETS = 4000;

/** Size above 5 % that an interval may have where few stretches are compared, or a score persists. */
const MOST_MISSED = 0.1;

describe('size of the tests of what followed gates', () => {
  it.each(Object.values(NULL_SHAPES))('S0-10, X-15: $name', (shape) => {
    const counts = countNulls(shape, N_MARKETS);
    const share = (count: number, of = counts.markets): string => `${((100 * count) / of).toFixed(1)} %`;
    process.stdout.write(
      `${shape.name}: of ${counts.markets} naive ${share(counts.naive)}, p ${share(counts.p)}, net ${share(counts.netP)}, ` +
        `interval misses ${share(counts.outside)}, area ${share(counts.areasOutside, counts.areas)} of ${counts.areas}, ` +
        `lift ${share(counts.liftsOutside, counts.lifts)} of ${counts.lifts}\n`,
    );
    // A size between 4 and 6.5 %, and what chance may add to it.
    const low = binomialAcceptanceBand(counts.markets, 0.04, 0.99).low;
    const high = binomialAcceptanceBand(counts.markets, 0.065, 0.99).high;
    for (const name of ['p', 'netP', 'outside'] as const)
      expect([name, counts[name], counts[name] >= low && counts[name] <= high]).toEqual([name, counts[name], true]);
    expect(counts.areasOutside / counts.areas).toBeLessThan(MOST_MISSED);
    expect(counts.liftsOutside / counts.lifts).toBeLessThan(MOST_MISSED);
  });
});
