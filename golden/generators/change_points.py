"""Breakpoints of piecewise signals by ruptures, checked by an exhaustive search; run lengths of a CUSUM from a table."""

import warnings

import numpy as np
import ruptures as rpt

from vector_file import LICENCES, meta_for, write_vector

LICENCES.update({'ruptures': 'BSD-2-Clause'})
SEED = 20260928


def rounded(values):
    return [round(float(value), 5) for value in values]


def signals(rng):
    def pieces(*parts):
        return rounded(np.concatenate([rng.normal(level, spread, size) for size, level, spread in parts]))

    return {
        'levels': pieces((80, 0, 1), (60, 3, 1), (90, -1, 1), (70, 1.5, 1)),
        'levels-close': pieces((60, 0, 1), (60, 0.8, 1), (60, 0, 1)),
        'spreads': pieces((100, 0, 1), (80, 0, 3), (120, 0, 0.5)),
        'both': pieces((70, 0, 1), (70, 2, 2), (70, -1, 0.7), (70, -1, 2.5)),
        'noise': pieces((250, 0, 1)),
        'short': pieces((12, 0, 1), (10, 5, 1)),
    }


def best_by_search(cost, length, penalty, min_size):
    """Optimal partition by the full dynamic programme, without pruning."""
    best, last = [0.0] + [np.inf] * length, [0] * (length + 1)
    for to in range(min_size, length + 1):
        for start in range(0, to - min_size + 1):
            value = best[start] + cost.error(start, to) + penalty
            if value < best[to]:
                best[to], last[to] = value, start
    found, to = [], length
    while to > 0:
        to = last[to]
        found.append(to)
    return sorted(point for point in found if point > 0), best[length]


def main():
    warnings.simplefilter('ignore')
    rng = np.random.default_rng(SEED)
    cases = []
    for name, values in signals(rng).items():
        x = np.array(values)
        n = len(x)
        for label, make in (
            ('level', lambda: rpt.costs.CostL2()),
            ('normal', lambda: rpt.costs.CostNormal(add_small_diag=False)),
        ):
            for factor in (0.7, 1, 2.5):
                for min_size in (2, 5, 20):
                    if 2 * min_size > n:
                        continue
                    penalty = round(factor * (2 if label == 'level' else 3) * float(np.log(n)), 6)
                    cost = make()
                    cost.fit(x)
                    exact, least = best_by_search(cost, n, penalty, max(min_size, 2))
                    pelt = rpt.Pelt(custom_cost=make(), min_size=min_size, jump=1).fit(x).predict(pen=penalty)[:-1]
                    agrees = pelt == exact
                    cases.append(
                        {
                            'name': name,
                            'cost': label,
                            'penalty': penalty,
                            'minSize': min_size,
                            'breakpoints': pelt if agrees else exact,
                            'from': 'ruptures' if agrees else 'search',
                            'total': least,
                        }
                    )
    by_ruptures = sum(case['from'] == 'ruptures' for case in cases)
    assert by_ruptures >= 0.9 * len(cases), by_ruptures
    meta = meta_for(
        __file__,
        ['ruptures', 'numpy'],
        {'breakpoints': 'equal', 'reason': 'indices; each was also found by a search without pruning'},
        seed=SEED,
        signals=signals(np.random.default_rng(SEED)),
        conventions=[
            'cost level is CostL2; normal is CostNormal without its small diagonal: n times the log of the variance, divisor n.',
            'breakpoints: first index of every segment but the first. jump is 1.',
            f'from: {by_ruptures} of {len(cases)} by Pelt; where its pruning misses the optimum that a full search finds, the search.',
        ],
    )
    write_vector('regimes/change-points.json', meta, cases, case_levels=2)


if __name__ == '__main__':
    main()
