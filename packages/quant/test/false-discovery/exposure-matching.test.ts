import { binomialAcceptanceBand } from '@assay/core/distributions';
import { describe, expect, it } from 'vitest';
import { exposureMatchedExcess } from '../../src/analysis/index.ts';
import { DRIFTLESS } from '../../src/evidence/index.ts';
import { countAccepted, simulateMember } from './null-cases.ts';
import type { NullCase } from './null-cases.ts';

/** Rises by a third a year or more: whatever exposure is not matched shows up as an excess. */
const RISING = { ...DRIFTLESS, bars: 800, drift: 0.0015 };
const RISING_IN_SESSION = { ...RISING, drift: 0, sessionDrift: 0.0015 };

describe('false discovery where exposure is hard to match, reduced (ruling 2)', () => {
  const count = 400;
  const band = binomialAcceptanceBand(count, 0.05, 0.99);
  const protectedLong = { direction: 1, entryProbability: 0.5, holdBars: Infinity, protection: 0.03 } as const;

  it('X-15 two instruments, one listed late: random long entries on rising markets pass at the nominal rate', () => {
    const accepted = countAccepted(
      { seed: 'late', shape: RISING, direction: 1, entryProbability: 0.2, holdBars: 5, isSecondLate: true },
      count,
    );
    expect(accepted).toBeGreaterThanOrEqual(band.low);
    expect(accepted).toBeLessThanOrEqual(band.high);
  });

  it('X-15 stops and targets inside bars, markets that rise in the session: pass at the nominal rate', () => {
    const accepted = countAccepted({ ...protectedLong, seed: 'protected', shape: RISING_IN_SESSION }, count);
    expect(accepted).toBeGreaterThanOrEqual(band.low);
    expect(accepted).toBeLessThanOrEqual(band.high);
  });

  it('X-15 the same, markets that rise overnight: long entries at an open miss that rise, so fewer may pass', () => {
    const accepted = countAccepted({ ...protectedLong, seed: 'overnight', shape: RISING }, count);
    expect(accepted).toBeLessThanOrEqual(band.high);
  });

  it.each([-1, 1] as const)(
    'X-15 close-only bars, folds shorter than the holding period, direction %d',
    (direction) => {
      const folds: NullCase = {
        seed: 'folds',
        shape: RISING,
        direction,
        entryProbability: 0.15,
        holdBars: 24,
        testSize: 12,
        isCloseOnly: true,
      };
      const accepted = countAccepted(folds, count);
      expect(accepted).toBeGreaterThanOrEqual(band.low);
      expect(accepted).toBeLessThanOrEqual(band.high);
    },
  );

  it.each([false, true])(
    'ruling 10: buy and hold at weight 1 has no excess after its entry; close-only: %s',
    (isCloseOnly) => {
      const always = { direction: 1, entryProbability: 1, holdBars: Infinity, isCloseOnly } as const;
      const held = simulateMember({ ...always, seed: 'held', shape: RISING }, 0);
      const { excess, averageExposure } = exposureMatchedExcess(held);
      expect(averageExposure[0]).toBeCloseTo(1, 2);
      // Sized by the close before its entry, the weight lies within a per cent of 1 and stays nearly constant.
      for (let t = 1; t < excess.length; t++) {
        expect(Math.abs(excess[t])).toBeLessThanOrEqual(0.01 * Math.abs(held.instrumentReturns[t]) + 1e-9);
      }
    },
  );
});
