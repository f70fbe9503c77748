"""Probability of backtest overfitting by cross-validation over all halves of a history, computed the long way.

Written from Bailey, Borwein, Lopez de Prado and Zhu, "The probability of backtest overfitting" (2017): every split slices the
matrix of returns itself; numpy gives the Sharpe ratios, scipy the ranks, the line and the logits. Nothing is shared
between splits.
"""

from itertools import combinations

import numpy as np
from scipy import special, stats

from vector_file import meta_for, write_vector

SEED = 20261121


def sharpe(block):
    """Of every column, per period; 0 where a column does not vary."""
    deviation = block.std(0, ddof=1)
    flat = np.ptp(block, axis=0) == 0
    return np.where(flat, 0.0, block.mean(0) / np.where(flat, 1.0, deviation))


def overfitting(returns, blocks):
    rows, trials = returns.shape
    edges = [rows * b // blocks for b in range(blocks + 1)]
    parts = [returns[edges[b] : edges[b + 1]] for b in range(blocks)]
    logits, inside, outside = [], [], []
    for chosen in combinations(range(blocks), blocks // 2):
        sample = sharpe(np.concatenate([parts[b] for b in chosen]))
        test = sharpe(np.concatenate([parts[b] for b in range(blocks) if b not in chosen]))
        best = int(np.argmax(sample))
        logits.append(special.logit(stats.rankdata(test)[best] / (trials + 1)))
        inside.append(sample[best])
        outside.append(test[best])
    line = stats.linregress(inside, outside)
    return {
        'splits': len(logits),
        'probability': float(np.mean(np.array(logits) <= 0)),
        'lossProbability': float(np.mean(np.array(outside) < 0)),
        'degradationSlope': float(line.slope),
        'degradationIntercept': float(line.intercept),
        'meanLogit': float(np.mean(logits)),
        'meanInSample': float(np.mean(inside)),
        'meanOutOfSample': float(np.mean(outside)),
    }


def case(name, returns, blocks):
    returns = np.round(returns, 5)
    return {
        'name': name,
        'rows': returns.shape[0],
        'cols': returns.shape[1],
        'blocks': blocks,
        'data': returns.ravel().tolist(),
        'expected': overfitting(returns, blocks),
    }


def main():
    rng = np.random.default_rng(SEED)
    noise = lambda rows, trials: 0.01 * rng.standard_normal((rows, trials))
    edge = noise(160, 9)
    edge[:, 3] += 0.006
    idle = noise(96, 6)
    idle[:, 2] = 0.0
    idle[:50, 4] = 0.0
    common = noise(100, 7) * 0.3 + noise(100, 1)
    meta = meta_for(
        __file__,
        ['numpy', 'scipy'],
        {
            'relative': 1e-9,
            'absolute': 1e-11,
            'reason': 'sums over blocks instead of slices, differences of sums in the other half, and a least-squares line through both',
        },
        seed=SEED,
        conventions=[
            'Row by row, time along rows. Sharpe ratios per period with n - 1.',
            'Block b holds the rows from floor(b T / S) to floor((b + 1) T / S).',
            'Ranks of equal Sharpe ratios are averaged; a column that does not vary in a half has 0 there.',
        ],
    )
    write_vector(
        'evidence/backtest-overfitting.json',
        meta,
        [
            case('noise', noise(120, 8), 8),
            case('one-edge', edge, 8),
            case('idle-trials', idle, 6),
            case('correlated', common, 10),
            case('rows-not-divisible', noise(103, 5), 6),
            case('two-trials-two-blocks', noise(20, 2), 2),
        ],
    )


if __name__ == '__main__':
    main()
