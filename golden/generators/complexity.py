"""Permutation entropies by antropy and ordpy, rescaled ranges and efficiency ratios from their definitions by numpy."""

import antropy
import numpy as np
import ordpy

from vector_file import LICENCES, meta_for, write_vector

LICENCES.update({'antropy': 'BSD-3-Clause', 'ordpy': 'MIT'})
SEED = 20261121
FIRST_BLOCK, SIZES = 8, 6


def entropy(x, order):
    found = antropy.perm_entropy(x, order=order, delay=1, normalize=True)
    other = ordpy.permutation_entropy(x, dx=order)
    assert abs(found - other) < 1e-12, (found, other)
    return float(found)


def hurst(x):
    sizes = np.floor(np.linspace(FIRST_BLOCK, len(x), SIZES)).astype(int)
    points = []
    for size in sizes:
        blocks = x[: len(x) // size * size].reshape(-1, size)
        walk = np.cumsum(blocks - blocks.mean(axis=1, keepdims=True), axis=1)
        points.append(np.mean((walk.max(axis=1) - walk.min(axis=1)) / blocks.std(axis=1, ddof=1)))
    return float(np.polyfit(np.log(sizes), np.log(points), 1)[0])


def efficiency(x):
    return float(abs(x[-1] - x[0]) / np.abs(np.diff(x)).sum())


def main():
    rng = np.random.default_rng(SEED)
    cases = []
    for n in (16, 20, 64, 97, 120, 252):
        noise = np.round(rng.standard_normal(n), 6)
        persistent = np.round(np.convolve(rng.standard_normal(n + 9), np.ones(10), 'valid'), 6)
        for name, x in ((f'noise, {n}', noise), (f'persistent, {n}', persistent)):
            cases.append({
                'name': name, 'x': [float(value) for value in x], 'hurst': hurst(x), 'efficiency': efficiency(np.cumsum(x)),
                'entropy': {str(order): entropy(x, order) for order in (2, 3, 5)},
            })
    tolerance = {'relative': 1e-11, 'absolute': 1e-12, 'reason': 'sums and a line of six points in another order'}
    write_vector('features/complexity.json', meta_for(__file__, ['antropy', 'ordpy', 'numpy'], tolerance, SEED), cases)


if __name__ == '__main__':
    main()
