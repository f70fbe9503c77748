"""Hidden Markov models by hmmlearn: fits from a given start, probabilities, paths; switching variance by statsmodels."""

import math
import warnings

import numpy as np
from hmmlearn import hmm
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from vector_file import LICENCES, meta_for, sp500_provenance, sp500_rows, write_vector

LICENCES.update({'hmmlearn': 'BSD-3-Clause', 'statsmodels': 'BSD-3-Clause'})
SEED = 20260928
AGREEMENT = 1e-9


def floats(array):
    return np.asarray(array, dtype=float).tolist()


def model_of(start, transition, means, variances):
    emission = {'kind': 'gaussian', 'means': floats(means), 'variances': floats(variances)}
    return {'start': floats(start), 'transition': floats(transition), 'emission': emission}


def umbrella():
    """The textbook's umbrella: five days, two states, two symbols."""
    model = hmm.CategoricalHMM(n_components=2, init_params='')
    model.startprob_ = np.array([0.5, 0.5])
    model.transmat_ = np.array([[0.7, 0.3], [0.3, 0.7]])
    model.emissionprob_ = np.array([[0.9, 0.1], [0.2, 0.8]])
    symbols = [0, 0, 1, 0, 0]
    column = np.array(symbols).reshape(-1, 1)
    score, smoothed = model.score_samples(column)
    path_score, path = model.decode(column)
    assert f'{score:.4f} {path_score:.4f}' == '-3.3725 -4.4590'
    emission = {'kind': 'discrete', 'probabilities': floats(model.emissionprob_)}
    described = {'start': [0.5, 0.5], 'transition': floats(model.transmat_), 'emission': emission}
    return {
        'name': 'umbrella',
        'model': described,
        'observations': symbols,
        'logLikelihood': float(score),
        'smoothed': floats(smoothed),
        'pathLogProbability': float(path_score),
        'path': path.tolist(),
    }


def switching(rng, length, volatilities, stay):
    state, values = 0, []
    for _ in range(length):
        if rng.random() > stay:
            state = int((state + 1 + rng.integers(len(volatilities) - 1)) % len(volatilities))
        values.append(round(float(rng.normal(0.0002, volatilities[state])), 6))
    return values


def fitted(name, observations, start, iterations, source=None):
    """`iterations` of hmmlearn from `start`, without priors and without an early stop."""
    column = np.asarray(observations).reshape(-1, 1)
    nstates = len(start['start'])
    model = hmm.GaussianHMM(
        nstates, 'diag', min_covar=0, covars_prior=0, covars_weight=1, n_iter=iterations, tol=-np.inf, init_params=''
    )
    model.startprob_ = np.array(start['start'])
    model.transmat_ = np.array(start['transition'])
    model.means_ = np.array(start['emission']['means']).reshape(-1, 1)
    model.covars_ = np.array(start['emission']['variances']).reshape(-1, 1)
    model.fit(column)
    score, smoothed = model.score_samples(column)
    path_score, path = model.decode(column)
    variances = model.covars_.reshape(nstates)
    found = model_of(model.startprob_, model.transmat_, model.means_.ravel(), variances)
    case = {
        'name': name,
        'observations': None if source else floats(observations),
        'source': source,
        'initial': start,
        'iterations': iterations,
        'history': floats(model.monitor_.history),
        'model': found,
        'logLikelihood': float(score),
        'pathLogProbability': float(path_score),
        'pathChanges': (np.flatnonzero(np.diff(path)) + 1).tolist(),
        'firstState': int(path[0]),
        'smoothedEvery50': floats(smoothed[::50]),
        'filteredEvery50': filtered(observations, found)[::50],
    }
    assert abs(plain_log_likelihood(observations, found) - score) < AGREEMENT * abs(score)
    return case


def steps(observations, model):
    """The forward recursion in plain logs: a second way to every log-likelihood here."""
    means, variances = np.array(model['emission']['means']), np.array(model['emission']['variances'])
    alpha = np.log(np.array(model['start']))
    transition = np.log(np.array(model['transition']))
    for index, value in enumerate(observations):
        if index > 0:
            alpha = np.array([np.logaddexp.reduce(alpha + transition[:, j]) for j in range(len(means))])
        alpha = alpha - 0.5 * (np.log(2 * math.pi * variances) + (value - means) ** 2 / variances)
        yield alpha


def plain_log_likelihood(observations, model):
    *_, last = steps(observations, model)
    return float(np.logaddexp.reduce(last))


def filtered(observations, model):
    return [floats(np.exp(alpha - np.logaddexp.reduce(alpha))) for alpha in steps(observations, model)]


def start_for(observations, nstates):
    spread = float(np.std(observations))
    ladder = [2.0 ** (2 * i / (nstates - 1) - 1) for i in range(nstates)]
    leave = 0.1 / (nstates - 1)
    transition = [[0.9 if i == j else leave for j in range(nstates)] for i in range(nstates)]
    means = [float(np.mean(observations)) + 0.1 * spread * i for i in range(nstates)]
    return model_of([1 / nstates] * nstates, transition, means, [(spread * rung) ** 2 for rung in ladder])


def by_statsmodels(name, observations, iterations_start):
    """A regression on a constant with switching mean and variance, started from known probabilities."""
    start = iterations_start
    nstates = len(start['start'])
    regression = MarkovRegression(np.array(observations), k_regimes=nstates, trend='c', switching_variance=True)
    # statsmodels moves the given probabilities by one transition before the first observation.
    before = np.linalg.solve(np.array(start['transition']).T, np.array(start['start']))
    regression.initialize_known(before)
    transition = np.array(start['transition'])
    moves = [transition[i, j] for j in range(nstates - 1) for i in range(nstates)]
    params = np.array([*moves, *start['emission']['means'], *start['emission']['variances']])
    result = regression.filter(params)
    assert abs(result.llf - plain_log_likelihood(observations, start)) < AGREEMENT * abs(result.llf)
    return {
        'name': name,
        'observations': floats(observations),
        'model': start,
        'logLikelihood': float(result.llf),
        'filteredEvery20': floats(np.asarray(result.filtered_marginal_probabilities)[::20]),
        'smoothedEvery20': floats(np.asarray(regression.smooth(params).smoothed_marginal_probabilities)[::20]),
    }


def main():
    warnings.simplefilter('ignore')
    rng = np.random.default_rng(SEED)
    rows = sp500_rows()
    closes = [float(row['close']) for row in rows]
    returns = [math.log(b / a) for a, b in zip(closes, closes[1:])]
    two = switching(rng, 600, [0.006, 0.018], 0.98)
    three = switching(rng, 600, [0.004, 0.010, 0.026], 0.97)
    four = switching(rng, 800, [0.003, 0.007, 0.015, 0.032], 0.97)
    far = [round(1000 + 1e4 * value, 3) for value in two[:300]]
    short = two[:40]
    cases = {
        'umbrella': umbrella(),
        'fits': [
            fitted('sp500-two-states', returns, start_for(returns, 2), 10, 'sp500'),
            fitted('sp500-two-states-absolute', np.abs(returns), start_for(np.abs(returns), 2), 50, 'sp500-absolute'),
            fitted('two-states', two, start_for(two, 2), 25),
            fitted('three-states', three, start_for(three, 3), 25),
            fitted('four-states', four, start_for(four, 4), 25),
            fitted('two-states-far-from-zero', far, start_for(far, 2), 25),
            fitted('two-states-short', short, start_for(short, 2), 10),
        ],
        'switchingRegressions': [
            by_statsmodels('two-states', two, start_for(two, 2)),
            by_statsmodels('three-states', three, start_for(three, 3)),
        ],
    }
    meta = meta_for(
        __file__,
        ['hmmlearn', 'statsmodels', 'numpy'],
        {
            'logLikelihood': 1e-6,
            'probability': 1e-6,
            'relative': 1e-6,
            'reason': 'both sum thousands of terms in another order; each log-likelihood was checked here in plain logs',
        },
        seed=SEED,
        data=sp500_provenance(rows),
        conventions=[
            'history: log-likelihood at the beginning of each iteration; model and logLikelihood: after the last one.',
            'hmmlearn without its prior of variances (covars_prior=0), without a floor and without an early stop.',
            'source sp500: log returns of the closes of the file named in data; sp500-absolute: their absolute values.',
            'pathChanges: first index of each new state of the most likely path; smoothed: rows 0, 50, 100 and so on.',
            'switchingRegressions: likelihood and probabilities at the given parameters, no fit.',
        ],
    )
    write_vector('regimes/hidden-markov.json', meta, cases, case_levels=3)


if __name__ == '__main__':
    main()
