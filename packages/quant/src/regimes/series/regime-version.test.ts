import { PlatformError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { TWO_VOLATILITIES, switchingMarket } from '../testing/switching-market.ts';
import { regimeSeries } from './regime-series.ts';
import { checkRegimeVersion } from './regime-version.ts';

const { returns } = switchingMarket({ length: 600, volatilities: TWO_VOLATILITIES, stay: 0.98, seed: 3 });
const options = { nShuffles: 0, nStarts: 2, refitEvery: 100 };
const times = Float64Array.from(returns, (_, t) => 1.6e12 + t * 86_400_000);

describe('checkRegimeVersion (X-18)', () => {
  const built = regimeSeries(returns.subarray(0, 450), options, times.subarray(0, 450));
  const stored = built.fits.at(-1)?.version ?? '';

  it('lets a strategy run on the regimes it was built on, and on their continuation', () => {
    expect(() => checkRegimeVersion(stored, built)).not.toThrow();
    const later = regimeSeries(returns, options, times);
    expect(later.fits.length).toBeGreaterThan(built.fits.length);
    expect(() => checkRegimeVersion(stored, later)).not.toThrow();
  });

  it.each([
    ['another seed', regimeSeries(returns, { ...options, seed: 2 }, times), 'the options or the method differ'],
    ['another level', regimeSeries(returns, { ...options, level: 0.7 }, times), 'the options or the method differ'],
    [
      'restated data',
      regimeSeries(
        returns.map((value, t) => (t === 5 ? value + 0.01 : value)),
        options,
        times,
      ),
      'the data were restated or begin elsewhere',
    ],
    ['other times', regimeSeries(returns, options), 'the data were restated or begin elsewhere'],
    ['no fit yet', regimeSeries(returns.subarray(0, 100), options), 'the data were restated or begin elsewhere'],
  ])('stops a run on %s', (_, regimes, cause) => {
    try {
      checkRegimeVersion(stored, regimes);
      expect.unreachable();
    } catch (error) {
      if (!PlatformError.is(error, 'CONFLICT')) throw error;
      expect(error.message).toContain(`regime version '${stored}' is not among these regimes`);
      expect(error.message).toContain(cause);
      expect(error.hint).toContain('build the strategy anew');
    }
  });
});
