"""Bootstrap inference: automatic block lengths, reality check, superior ability, StepM, Holm, Benjamini-Hochberg.

arch gives the block lengths, the p-values and the superior sets; statsmodels the adjusted p-values. arch does not divide the
means by their errors; the studentized cases give it series that are divided by them already, which is the same statistic.
In the exact cases the resampled places are recorded, so that the same p-values must come out; in the sampled cases only the
data are, and p-values agree within the error of both bootstraps.
"""

import numpy as np
from arch.bootstrap import SPA, CircularBlockBootstrap, StationaryBootstrap, StepM, optimal_block_length
from statsmodels.stats.multitest import multipletests

import vector_file
from vector_file import meta_for, write_vector

vector_file.LICENCES.update({'arch': 'NCSA', 'statsmodels': 'BSD-3-Clause'})
SEED = 20261121
SIZES = [0.01, 0.05, 0.1, 0.25]


def rounded(values, digits=6):
    return np.round(np.asarray(values, dtype=float), digits)


def ar(rng, n, *phis):
    x = np.zeros(n + 200)
    noise = rng.standard_normal(n + 200)
    for t in range(len(phis), n + 200):
        x[t] = noise[t] + sum(phi * x[t - 1 - i] for i, phi in enumerate(phis))
    return rounded(x[200:])


def block_length_cases():
    rng = np.random.default_rng(SEED)
    series = {
        'white-noise-300': rounded(rng.standard_normal(300)),
        'ar-0.3-250': ar(rng, 250, 0.3),
        'ar-0.7-400': ar(rng, 400, 0.7),
        'ar-minus-0.5-200': ar(rng, 200, -0.5),
        'ar-2-300': ar(rng, 300, 0.5, 0.3),
        'near-unit-root-150': ar(rng, 150, 0.98),
        'random-walk-120': rounded(np.cumsum(rng.standard_normal(120))),
        'moving-average-10-350': rounded(np.convolve(rng.standard_normal(359), np.ones(10) / 10, 'valid')),
        'heavy-tails-200': rounded(rng.standard_t(3, 200)),
        'small-returns-far-from-zero-180': rounded(0.05 + 1e-3 * ar(rng, 180, 0.4), 9),
        'forty': ar(rng, 40, 0.5),
    }
    rows = []
    for name, x in series.items():
        found = optimal_block_length(x)
        rows.append(
            {
                'name': f'block-length-{name}',
                'kind': 'block-length',
                'series': x.tolist(),
                'expected': {
                    'stationary': float(found['stationary'].iloc[0]),
                    'circular': float(found['circular'].iloc[0]),
                },
            }
        )
    return rows


def excess_returns(rng, rows, edges, common=0.5, phi=0.2):
    """Columns that share a part of their noise and remember the period before."""
    shared = ar(rng, rows, phi)
    columns = [
        edge + np.sqrt(common) * shared + np.sqrt(1 - common) * ar(rng, rows, phi) * scale
        for edge, scale in zip(edges, np.linspace(0.5, 2, len(edges)))
    ]
    return rounded(np.column_stack(columns), 5)


def spa_of(excess, block, reps, kind, seed):
    """arch wants losses: the benchmark loses nothing, a model loses its negative excess return."""
    test = SPA(np.zeros(len(excess)), -excess, block_size=block, reps=reps, bootstrap=kind, studentize=False, seed=seed)
    test.compute()
    return test


def counts_of(test, reps):
    return {name: int(round(float(p) * reps)) for name, p in test.pvalues.items()}


def places_of(rows, block, reps, kind, seed):
    bootstrap = (StationaryBootstrap if kind == 'stationary' else CircularBlockBootstrap)(
        block, np.arange(rows), seed=seed
    )
    return np.array([data[0][0] for data in bootstrap.bootstrap(reps)])


def superiority(excess, block, reps, kind, seed):
    """Counts of replications above the statistic, for all and for every step down, and the superior sets."""
    means = excess.mean(0)
    test = spa_of(excess, block, reps, kind, seed)
    order = np.argsort(-means, kind='stable')
    steps = []
    for step in range(len(order)):
        selector = np.zeros(excess.shape[1], dtype=bool)
        selector[order[step:]] = True
        test.subset(selector)
        test.compute()
        steps.append(counts_of(test, reps))
    superior = {}
    for size in SIZES:
        step_m = StepM(
            np.zeros(len(excess)), -excess, size=size, block_size=block, reps=reps, bootstrap=kind, studentize=False, seed=seed
        )
        step_m.compute()
        superior[str(size)] = [int(a) for a in step_m.superior_models]
    return {'best': int(order[0]), 'order': [int(a) for a in order], 'steps': steps, 'superior': superior}


def exact_case(name, rng, rows, edges, block, reps, kind):
    seed = int(rng.integers(1, 2**31))
    excess = excess_returns(rng, rows, edges)
    places = places_of(rows, block, reps, kind, seed)
    means = np.array([excess[p].mean(0) for p in places])
    errors = means.std(0)
    limit = np.sqrt(2 * np.log(np.log(rows)))
    raw = spa_of(excess, block, reps, kind, seed)
    # Both estimates of the error must call the same series hopeless, else the cases would not be comparable.
    hopeless = excess.mean(0) < -errors * limit
    assert (hopeless == ~raw._valid_columns).all(), name
    scaled = spa_of(excess / errors, block, reps, kind, seed)
    assert (hopeless == ~scaled._valid_columns).all(), name
    return {
        'name': f'exact-{name}',
        'kind': 'superiority-exact',
        'rows': rows,
        'cols': len(edges),
        'data': excess.ravel().tolist(),
        'places': places.ravel().tolist(),
        'replications': reps,
        'hopeless': int(hopeless.sum()),
        'expected': {
            'means': excess.mean(0).tolist(),
            'errors': errors.tolist(),
            'plain': superiority(excess, block, reps, kind, seed),
            'studentized': superiority(excess / errors, block, reps, kind, seed),
        },
    }


def sampled_case(name, rng, rows, edges, block, kind):
    reps = 20_000
    excess = excess_returns(rng, rows, edges)
    test = spa_of(excess, block, reps, kind, SEED)
    return {
        'name': f'sampled-{name}',
        'kind': 'superiority-sampled',
        'rows': rows,
        'cols': len(edges),
        'data': excess.ravel().tolist(),
        'bootstrap': kind,
        'blockLength': block,
        'replications': reps,
        'expected': {key: float(value) for key, value in test.pvalues.items()},
    }


def superiority_cases():
    rng = np.random.default_rng(SEED + 1)
    return [
        exact_case('nothing', rng, 60, [0, 0, 0, 0, 0], 4, 99, 'stationary'),
        exact_case('one-edge', rng, 80, [0.9, 0, -0.1, 0, 0, -1.5], 3, 99, 'stationary'),
        exact_case('three-edges', rng, 80, [0.8, 0, 1.0, 0, 1.6, -0.9, -1.2], 5, 99, 'circular'),
        exact_case('all-worse', rng, 50, [-0.5, -0.8, -1.4], 2, 99, 'circular'),
        exact_case('one-series', rng, 40, [0.2], 3, 99, 'stationary'),
        sampled_case('nothing', rng, 120, [0] * 8, 5, 'stationary'),
        sampled_case('weak-edge', rng, 120, [0.2, 0, 0, -0.6, -0.6, -0.6], 4, 'stationary'),
        sampled_case('circular', rng, 150, [0.15, 0.05, 0, -0.5, -1], 6, 'circular'),
    ]


def multiple_testing_cases():
    rng = np.random.default_rng(SEED + 2)
    inputs = {
        'textbook': [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0],
        'ties': [0.02, 0.02, 0.02, 0.5, 0.5, 1.0, 1.0],
        'extremes': [0.0, 1.0, 0.0, 1e-300],
        'one': [0.03],
        'uniform-100': rng.uniform(size=100).tolist(),
        'mixed-60': np.concatenate([rng.uniform(size=50), rng.uniform(0, 1e-3, size=10)]).tolist(),
    }
    names = {'holm': 'holm', 'benjaminiHochberg': 'fdr_bh', 'benjaminiYekutieli': 'fdr_by'}
    return [
        {
            'name': f'adjusted-{name}',
            'kind': 'multiple-testing',
            'pValues': list(p),
            'expected': {key: multipletests(p, method=method)[1].tolist() for key, method in names.items()},
        }
        for name, p in inputs.items()
    ]


def main():
    tolerance = {
        'relative': 1e-9,
        'absolute': 1e-12,
        'adjusted': 'relative 1e-14',
        'sampled': '4 standard errors of the difference of two bootstraps, and 1 / (B + 1) for the observed sample',
        'reason': (
            'block lengths are a cube root of a ratio of sums of a few hundred products; counts of replications are whole'
            ' numbers and must be equal; adjusted p-values are one or two products, in another order'
        ),
    }
    meta = meta_for(
        __file__,
        ['arch', 'statsmodels', 'numpy'],
        tolerance,
        seed=SEED,
        conventions=[
            (
                'arch takes the sums under the root of an autocorrelation over one pair fewer than its product; in these'
                ' series that decides nothing (in a series of 16 it may).'
            ),
            'A matrix is row by row, time along rows. Excess returns: positive is better than the benchmark.',
            'steps[i] counts the replications whose maximum over order[i..] is above the statistic of order[i].',
            'A p-value of this project is (1 + count) / (1 + replications); arch has count / replications.',
            'errors are population standard deviations of the means over the replications.',
            'studentized: arch is given the series divided by errors.',
            'hopeless: series below -error * sqrt(2 ln ln rows); both estimates of the error agree on them.',
            'superior: sets of StepM by its consistent critical value, an interpolated percentile, not a p-value.',
        ],
    )
    write_vector('core/inference.json', meta, block_length_cases() + superiority_cases() + multiple_testing_cases())


if __name__ == '__main__':
    main()
