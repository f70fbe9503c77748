"""Means of observations over windows that overlap: the whole matrix of correlations, and a cosine transform by scipy."""

import numpy as np
from scipy import fft

from vector_file import meta_for, write_vector

SEED = 20261122


def shared(begin, end):
    """Correlations of the moves of a random walk over windows."""
    length = end - begin
    overlap = np.minimum.outer(end, end) - np.maximum.outer(begin, begin)
    return np.maximum(overlap, 0) / np.sqrt(np.outer(length, length))


def estimate(x, begin, end, limit=None):
    n = len(x)
    correlation = shared(begin, end)
    own = n * n / correlation.sum()
    independent = own if limit is None else min(own, limit)
    count = int(min(n - 1, 100, max(3, np.floor(0.65 * independent ** (2 / 3) + 0.5))))
    # Rows of the orthonormal transform of the identity are the cosines themselves.
    cosines = fft.dct(np.eye(n), type=2, norm='ortho', axis=0)[1 : count + 1]
    found = np.sum(fft.dct(x - x.mean(), type=2, norm='ortho')[1 : count + 1] ** 2)
    expected = np.trace(cosines @ correlation @ cosines.T)
    error = np.sqrt(found / expected * correlation.sum()) / n
    return {
        'mean': float(x.mean()),
        'standardError': float(error),
        't': float(x.mean() / error),
        'degreesOfFreedom': count,
        'nIndependent': float(independent),
    }


def windows(rng, name):
    """Beginnings and ends of one case."""
    if name == 'apart':
        begin = 10.0 * np.arange(98)
        return begin, begin + 10
    if name == 'overlap-12':
        begin = 1.0 * np.arange(240)
        return begin, begin + 12
    if name == 'third-shared':
        begin = 16.0 * np.arange(150)
        return begin, begin + 24
    if name == 'five-stretches':
        begin = 1.0 * np.arange(60)
        return begin, begin + 12
    if name == 'clusters-and-gaps':
        begin = np.concatenate([start + np.arange(size) for start, size in ((0, 40), (90, 3), (200, 1), (400, 25), (430, 9))])
        return begin.astype(float), begin + 12.0
    if name == 'unequal':
        begin = np.sort(np.round(rng.uniform(0, 400, 120), 3))
        return begin, np.round(begin + rng.choice([3.0, 12.0, 40.0], 120), 3)
    if name == 'same-beginning':
        begin = np.repeat(5.0 * np.arange(20), 3)
        return begin, begin + 7
    begin = 1.0 * np.arange(2000)
    return begin, begin + 1


def main():
    rng = np.random.default_rng(SEED)
    names = ['apart', 'overlap-12', 'third-shared', 'five-stretches', 'clusters-and-gaps', 'unequal', 'same-beginning', 'many']
    cases = []
    for name in names:
        begin, end = windows(rng, name)
        noise = rng.standard_normal(len(begin))
        for kind, x in (('noise', noise), ('drift', 0.4 + np.cumsum(noise) / 10))[: 1 if name == 'many' else 2]:
            x = np.round(x, 3)
            for limit in (None, 4.0) if name in ('apart', 'overlap-12') else (None,):
                cases.append(
                    {
                        'name': f'{name}-{kind}' + ('' if limit is None else f'-at-most-{limit:g}'),
                        'series': x.tolist(),
                        'from': begin.tolist(),
                        'to': end.tolist(),
                        'atMost': limit,
                        'expected': estimate(x, begin, end, limit),
                    }
                )
    tolerance = {
        'relative': 1e-9,
        'absolute': 1e-12,
        'reason': 'both sum a few thousand products in double precision, in another order',
    }
    write_vector('core/window-mean.json', meta_for(__file__, ['numpy', 'scipy'], tolerance, seed=SEED), cases)


if __name__ == '__main__':
    main()
