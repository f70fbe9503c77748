"""Child process of the bench: the same paths in numpy. Prints one line of JSON.

Arguments: trades file, bootstrap, sizing, paths, runs, form (whole, rows or parity), places file (parity).
`whole` works on the matrix of all paths at once, `rows` path by path in arrays that fit the cache. `parity` takes the drawn
places from a file and gives the figures that must be those of Assay.
"""

import json
import resource
import sys
import time

import numpy as np

file, bootstrap, sizing, paths, runs, form = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), sys.argv[6]
trades = np.fromfile(file)
n = len(trades)
length = max(2, round(np.sqrt(n)))
fan_at = np.arange(1, 51) * n // 50 - 1
LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]


def places(rng, rows):
    if bootstrap == 'iid':
        return rng.integers(0, n, (rows, n), dtype=np.int32)
    starts = rng.integers(0, n, (rows, -(-n // length)), dtype=np.int32)
    return ((starts[:, :, None] + np.arange(length, dtype=np.int32)) % n).reshape(rows, -1)[:, :n]


def walk(drawn):
    steps = trades[drawn]
    equity = np.cumprod(1 + steps, axis=1) if sizing == 'compounding' else 1 + np.cumsum(steps, axis=1)
    peak = np.maximum(np.maximum.accumulate(equity, axis=1), 1)
    return equity[:, -1] - 1, (1 - equity / peak).max(axis=1), (equity <= 0.2).any(axis=1), equity[:, fan_at]


def figures_of(final, drawdown, ruined, fan):
    drawdown = np.maximum(drawdown, 0)
    bands = np.quantile(fan, LEVELS, axis=0)
    figures = {
        'medianReturn': np.quantile(final, 0.5),
        'returnP5': np.quantile(final, 0.05),
        'drawdownP5': np.quantile(drawdown, 0.05),
        'medianDrawdown': np.quantile(drawdown, 0.5),
        'drawdownP95': np.quantile(drawdown, 0.95),
        'ruinProbability': ruined.mean(),
        'fractionPositive': (final > 0).mean(),
    }
    figures |= {f'fan {level:g}': bands[k, -1] for k, level in enumerate(LEVELS)}
    return {name: float(value) for name, value in figures.items()}


def simulate(rng):
    if form == 'whole':
        return figures_of(*walk(places(rng, paths)))
    parts = [walk(places(rng, 1)) for _ in range(paths)]
    return figures_of(*(np.concatenate(part) for part in zip(*parts)))


if form == 'parity':
    drawn = np.fromfile(sys.argv[7], dtype=np.int32).reshape(paths, n)
    parts = [walk(drawn[k : k + 1]) for k in range(paths)]
    seconds, figures = [], figures_of(*(np.concatenate(part) for part in zip(*parts)))
else:
    seconds = []
    for run in range(runs):
        rng = np.random.default_rng(42)
        start = time.process_time()
        figures = simulate(rng)
        seconds.append(time.process_time() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({'seconds': seconds, 'peakMiB': peak, 'version': f'numpy {np.__version__}', 'figures': figures}))
