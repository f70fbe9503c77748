"""Means with standard errors robust to heteroskedasticity and autocorrelation, by statsmodels: a regression on a constant."""

import numpy as np
import statsmodels.api as sm

import vector_file
from vector_file import meta_for, write_vector

vector_file.LICENCES.update({'statsmodels': 'BSD-3-Clause'})
SEED = 20261121


def overlapping(rng, n, window):
    """Sums over windows that overlap, as returns over a horizon are."""
    return np.round(np.convolve(rng.standard_normal(n + window - 1), np.ones(window), 'valid'), 6)


def main():
    rng = np.random.default_rng(SEED)
    series = {
        'white-noise-200': np.round(rng.standard_normal(200), 6),
        'overlap-16-of-300': overlapping(rng, 300, 16),
        'overlap-4-with-mean': overlapping(rng, 120, 4) + 0.8,
        'heavy-tails-80': np.round(rng.standard_t(3, 80), 6),
        'ten': np.round(rng.standard_normal(10), 6),
    }
    cases = []
    for name, x in series.items():
        for lags in sorted({0, 1, 5, min(32, len(x) - 1), len(x) - 1}):
            fit = sm.OLS(x, np.ones(len(x))).fit(cov_type='HAC', cov_kwds={'maxlags': lags, 'use_correction': True})
            cases.append(
                {
                    'name': f'{name}-lags-{lags}',
                    'series': x.tolist(),
                    'lags': lags,
                    'expected': {'mean': float(fit.params[0]), 'standardError': float(fit.bse[0]), 't': float(fit.tvalues[0])},
                }
            )
    tolerance = {
        'relative': 1e-9,
        'absolute': 1e-12,
        'reason': 'both sum a few hundred products in double precision, in another order',
    }
    write_vector('core/hac-mean.json', meta_for(__file__, ['statsmodels', 'numpy'], tolerance, seed=SEED), cases)


if __name__ == '__main__':
    main()
