"""Probabilistic and deflated Sharpe ratio, minimum track record and backtest length, expected maximum of N trials.

Written from the formulas of Bailey and Lopez de Prado, "The Sharpe ratio efficient frontier" (2012) and "The deflated
Sharpe ratio" (2014), and, with Borwein and Zhu, "Pseudo-mathematics and financial charlatanism" (2014).
Every number is computed twice, with mpmath (40 digits, stored) and with scipy (doubles, asserted).
"""

import math

import mpmath as mp
import numpy as np
from scipy import special

from vector_file import meta_for, write_vector

mp.mp.dps = 40
SEED = 20261121
CONFIDENCE = 0.95
RANDOM_CASES = 40


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def quantile(p):
    """Newton's method from scipy's start."""
    x = mp.mpf(float(special.ndtri(float(p))))
    for _ in range(8):
        x -= (cdf(x) - p) / mp.npdf(x)
    assert abs(cdf(x) - p) < mp.mpf(10) ** -35
    return x


def sharpe_variance_factor(sharpe, skewness, kurtosis):
    """1 - g3*SR + (g4 - 1)/4*SR^2; times 1/(n - 1) it is the variance of the estimated Sharpe ratio."""
    return 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe**2


def probabilistic_sharpe(sharpe, benchmark, n, skewness, kurtosis):
    factor = sharpe_variance_factor(sharpe, skewness, kurtosis)
    return cdf((sharpe - benchmark) * mp.sqrt(n - 1) / mp.sqrt(factor))


def expected_maximum(trials):
    """(1 - gamma) z(1 - 1/N) + gamma z(1 - 1/(N e)), in standard deviations of the trials; N >= 2."""
    return (1 - mp.euler) * quantile(1 - mp.mpf(1) / trials) + mp.euler * quantile(1 - 1 / (trials * mp.e))


def exact_expected_maximum(trials):
    """E[max of N independent standard normals] by quadrature: what the formula above approximates."""
    if trials == 1:
        return mp.mpf(0)
    return mp.quad(
        lambda x: x * trials * mp.npdf(x) * cdf(x) ** (trials - 1), [-12, -4, -2, 0, 1, 2, 3, 4, 5, 6, 8, 12]
    )


def minimum_track_record(sharpe, benchmark, skewness, kurtosis, confidence):
    """1 + (1 - g3*SR + (g4 - 1)/4*SR^2) (z(confidence)/(SR - benchmark))^2, in observations, not rounded up."""
    return 1 + sharpe_variance_factor(sharpe, skewness, kurtosis) * (quantile(confidence) / (sharpe - benchmark)) ** 2


def with_scipy(sharpe, benchmark, n, skewness, kurtosis, trials, variance):
    """The same formulas in doubles, written a second time."""
    factor = 1.0 - skewness * sharpe + 0.25 * (kurtosis - 1.0) * sharpe * sharpe
    maximum = (1.0 - np.euler_gamma) * -special.ndtri(1.0 / trials) - np.euler_gamma * special.ndtri(
        1.0 / (trials * math.e)
    )
    hurdle = math.sqrt(variance) * maximum
    scale = math.sqrt((n - 1.0) / factor)
    return {
        'probabilisticSharpe': special.ndtr((sharpe - benchmark) * scale),
        'expectedMaximum': maximum,
        'hurdleSharpe': hurdle,
        'deflatedSharpe': special.ndtr((sharpe - hurdle) * scale),
    }


def full_case(name, sharpe, benchmark, n, skewness, kurtosis, trials, variance):
    """All figures of one input; per-period Sharpe ratios throughout."""
    arguments = [mp.mpf(value) for value in (sharpe, benchmark, n, skewness, kurtosis, trials, variance)]
    s, b, length, g3, g4, count, spread = arguments
    values, reasons = {}, {}
    factor = sharpe_variance_factor(s, g3, g4)
    usable = factor > 0 and length > 1
    no_inference = (
        'n < 2: no degree of freedom' if length <= 1 else 'variance factor 1 - g3*SR + (g4 - 1)/4*SR^2 is not positive'
    )
    values['sharpeVarianceFactor'] = factor
    values['expectedMaximum'] = expected_maximum(count) if count > 1 else None
    values['hurdleSharpe'] = mp.sqrt(spread) * values['expectedMaximum'] if count > 1 else None
    values['probabilisticSharpe'] = probabilistic_sharpe(s, b, length, g3, g4) if usable else None
    values['deflatedSharpe'] = (
        probabilistic_sharpe(s, values['hurdleSharpe'], length, g3, g4) if usable and count > 1 else None
    )
    values['minimumTrackRecord'] = (
        minimum_track_record(s, b, g3, g4, mp.mpf(CONFIDENCE)) if factor > 0 and s > b else None
    )
    if count <= 1:
        reasons['expectedMaximum'] = reasons['hurdleSharpe'] = reasons['deflatedSharpe'] = (
            'formula undefined for one trial: z(1 - 1/N) is minus infinity'
        )
    if not usable:
        reasons['probabilisticSharpe'] = reasons['deflatedSharpe'] = no_inference
    if factor <= 0:
        reasons['minimumTrackRecord'] = 'variance factor is not positive'
    elif s <= b:
        reasons['minimumTrackRecord'] = 'the Sharpe ratio does not exceed the benchmark: no length is enough'
    if usable and count > 1:
        for key, other in with_scipy(sharpe, benchmark, n, skewness, kurtosis, trials, variance).items():
            assert abs(mp.mpf(float(other)) - values[key]) <= mp.mpf('1e-12') * max(1, abs(values[key])), (name, key)
    return {
        'name': name,
        'sharpe': sharpe,
        'benchmarkSharpe': benchmark,
        'observations': n,
        'skewness': skewness,
        'kurtosis': kurtosis,
        'trials': trials,
        'trialVariance': variance,
        'confidence': CONFIDENCE,
        'expected': {key: None if value is None else float(value) for key, value in values.items()},
        'reasons': reasons,
    }


def published_cases():
    """Figures printed in the papers, with the digits that are printed there or asked for."""
    monthly = 1.585 / math.sqrt(12)
    psr = full_case('published-probabilistic-sharpe', monthly, 0.0, 24, -2.448, 10.164, 100, 0.04)
    assert round(psr['expected']['probabilisticSharpe'], 7) == 0.9132343
    psr['published'] = {'probabilisticSharpe': 0.9132343}
    psr['inputs'] = (
        'annual Sharpe ratio 1.585 over the square root of 12, unrounded; 24 monthly returns; trials and their variance'
        ' are free here'
    )
    dsr = full_case('published-deflated-sharpe', 2.5 / math.sqrt(250), 0.0, 1250, -3.0, 10.0, 100, 0.5 / 250)
    assert round(dsr['expected']['deflatedSharpe'], 7) == 0.9003968
    assert round(dsr['expected']['expectedMaximum'], 7) == 2.5306029
    dsr['published'] = {'deflatedSharpe': 0.9003968, 'expectedMaximum': 2.5306029}
    dsr['inputs'] = 'annual Sharpe ratio 2.5, 1,250 daily returns at 250 a year, 100 trials with annual variance 0.5'
    return [psr, dsr]


def track_record_cases():
    """Years needed to show an annual Sharpe ratio of 2 to be above 1 at 95 %, as printed in the 2012 paper."""
    rows = []
    for name, periods, skewness, kurtosis, years in [
        ('daily-normal', 252, 0.0, 3.0, 2.73),
        ('weekly-normal', 52, 0.0, 3.0, 2.83),
        ('monthly-normal', 12, 0.0, 3.0, 3.24),
        ('monthly-hedge-fund', 12, -0.72, 5.78, 4.99),
    ]:
        sharpe, benchmark = 2 / math.sqrt(periods), 1 / math.sqrt(periods)
        case = full_case(f'published-track-record-{name}', sharpe, benchmark, 60, skewness, kurtosis, 10, 0.01)
        found = case['expected']['minimumTrackRecord'] / periods
        case['published'] = {'minimumTrackRecordYears': years}
        case['periodsPerYear'] = periods
        assert abs(found - years) < 0.006, (name, found)
        rows.append(case)
    return rows


def maximum_cases():
    rows = []
    for trials in [1, 2, 3, 5, 7, 10, 20, 45, 50, 100, 200, 500, 1000, 5000, 10000, 100000, 1000000]:
        approximate = expected_maximum(mp.mpf(trials)) if trials > 1 else None
        exact = exact_expected_maximum(trials)
        length = None if approximate is None else approximate**2
        rows.append(
            {
                'name': f'expected-maximum-{trials}',
                'trials': trials,
                'expected': {
                    'expectedMaximum': None if approximate is None else float(approximate),
                    'minimumBacktestYears': None if length is None else float(length),
                    'minimumBacktestYearsBound': float(2 * mp.log(trials)),
                },
                'exactExpectedMaximum': float(exact),
                'targetAnnualSharpe': 1.0,
                'reasons': (
                    {}
                    if trials > 1
                    else {
                        'expectedMaximum': 'formula undefined for one trial; the exact value is 0',
                        'minimumBacktestYears': 'formula undefined for one trial',
                    }
                ),
            }
        )
    five_years = next(row for row in rows if row['trials'] == 45)
    assert abs(five_years['expected']['minimumBacktestYears'] - 5) < 0.1, five_years
    return rows


def random_cases():
    rng = np.random.default_rng(SEED)
    rows = []
    for index in range(RANDOM_CASES):
        kurtosis = float(rng.uniform(1.5, 25))
        skewness = float(rng.uniform(-1, 1) * math.sqrt(kurtosis - 1) * 0.98)
        n = int(rng.choice([2, 3, 12, 24, 36, 60, 120, 252, 500, 1250, 5000, 20000]))
        trials = int(round(10 ** rng.uniform(0.31, 5)))
        if index % 4 == 3:  # far from the hurdle
            sharpe, benchmark, variance = float(rng.normal(0, 0.3)), 0.0, float(10 ** rng.uniform(-5, -1))
        else:  # within a few standard errors of benchmark and hurdle, where the probabilities are informative
            error = 1 / math.sqrt(n - 1)
            variance = float((error * rng.uniform(0.1, 1)) ** 2)
            hurdle = math.sqrt(variance) * float(expected_maximum(mp.mpf(trials)))
            sharpe = float(hurdle + rng.normal(0, 1.5) * error)
            benchmark = float(rng.choice([0.0, sharpe - rng.normal(0.5, 1.5) * error]))
        rows.append(full_case(f'random-{index + 1}', sharpe, benchmark, n, skewness, kurtosis, trials, variance))
    return rows


def edge_cases():
    return [
        full_case('one-trial', 0.1, 0.0, 500, -0.5, 5.0, 1, 0.01),
        full_case('two-trials', 0.1, 0.0, 500, -0.5, 5.0, 2, 0.01),
        full_case('no-spread-between-trials', 0.1, 0.0, 500, -0.5, 5.0, 50, 0.0),
        full_case('one-observation', 0.1, 0.0, 1, 0.0, 3.0, 10, 0.01),
        full_case('variance-factor-not-positive', 1.0, 0.0, 100, 2.0, 3.0, 10, 0.01),
        full_case('at-benchmark', 0.1, 0.1, 500, 0.0, 3.0, 10, 0.01),
        full_case('zero-sharpe', 0.0, 0.0, 500, -1.0, 8.0, 10, 0.01),
        full_case('negative-sharpe', -0.05, 0.0, 1000, -1.0, 8.0, 10, 0.001),
        full_case('far-tail', 1.0, 0.0, 1250, 0.0, 3.0, 10, 0.01),
    ]


def main():
    tolerance = {
        'relative': 1e-11,
        'absolute': 1e-12,
        'publishedDigits': 'published holds figures rounded to the digits given there',
        'reason': (
            'values are exact to 30 digits; the z-score of a probability is multiplied by up to sqrt(20,000), '
            'which costs two digits of double precision; scipy agrees with every value to 1e-12'
        ),
    }
    meta = meta_for(
        __file__,
        ['mpmath', 'scipy', 'numpy'],
        tolerance,
        seed=SEED,
        conventions=[
            'All Sharpe ratios, benchmarks and trial variances are per period; nothing is annualised.',
            'kurtosis is Pearson (3 for a normal), skewness and kurtosis are biased moments.',
            'The standard error uses n - 1 as in the papers.',
            (
                'deflatedSharpe is the probabilistic Sharpe ratio against hurdleSharpe = sqrt(trialVariance) *'
                ' expectedMaximum(trials).'
            ),
            'minimumTrackRecord is in observations at the given confidence against benchmarkSharpe, not rounded up.',
            (
                'minimumBacktestYears = (expectedMaximum/targetAnnualSharpe)^2; minimumBacktestYearsBound = 2'
                ' ln(N)/targetAnnualSharpe^2.'
            ),
            (
                'exactExpectedMaximum is the exact expectation by quadrature, for information: the formula'
                ' approximates it.'
            ),
            (
                'For one trial the formula has no value; whoever takes 0 (the exact expectation) gets the probabilistic'
                ' ratio against 0.'
            ),
        ],
    )
    cases = published_cases() + track_record_cases() + maximum_cases() + edge_cases() + random_cases()
    write_vector('evidence/sharpe-inference.json', meta, cases)


if __name__ == '__main__':
    main()
