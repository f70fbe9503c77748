"""Measures of returns against a benchmark: definitions in 50 digits, and the tools that give the same."""

import empyrical
import mpmath as mp
import numpy as np
import pandas as pd
import quantstats.stats as quantstats
from scipy import stats

import measures
import measures_periods
from measures import moments, quiet
from measures_periods import within
from vector_file import meta_for, write_vector

mp.mp.dps = 50
SEED = 20261122
TOLERANCE = {'relative': 1e-12, 'absolute': 1e-15}


def geometric_mean(values):
    return mp.fprod(1 + value for value in values) ** (mp.mpf(1) / len(values)) - 1


def capture(values, market, sign):
    pairs = [(own, other) for own, other in zip(values, market) if sign * other > 0]
    return geometric_mean([p[0] for p in pairs]) / geometric_mean([p[1] for p in pairs]) if pairs else None


def textbook(returns, benchmark, periods, idle):
    values, market = [mp.mpf(v) for v in returns], [mp.mpf(v) for v in benchmark]
    count, idle = len(values), mp.mpf(idle)
    mean, second = moments(values)[:2]
    market_mean, market_second = moments(market)[:2]
    active_mean, active_second = moments([a - b for a, b in zip(values, market)])[:2]
    tracking = mp.sqrt(active_second * count / (count - 1))
    found = {
        'trackingError': tracking * mp.sqrt(periods),
        'battingAverage': mp.mpf(sum(a > b for a, b in zip(values, market))) / count,
        'upCapture': capture(values, market, 1),
        'downCapture': capture(values, market, -1),
    }
    if tracking > 0:
        found['informationRatio'] = active_mean / tracking * mp.sqrt(periods)
    if found['upCapture'] is not None and found['downCapture']:
        found['captureRatio'] = found['upCapture'] / found['downCapture']
    if market_second > 0:
        shared = mp.fsum((a - mean) * (b - market_mean) for a, b in zip(values, market)) / count
        beta = shared / market_second
        found['beta'] = beta
        found['alpha'] = (mean - idle - beta * (market_mean - idle)) * periods
        found['treynorRatio'] = (mean - idle) * periods / beta
        if second > 0:
            found['benchmarkCorrelation'] = shared / mp.sqrt(second * market_second)
    return {key: value for key, value in found.items() if value is not None}


def by_tools(returns, benchmark, periods, idle):
    own, other = np.array(returns), np.array(benchmark)
    index = pd.date_range('2020-01-01', periods=len(own))
    dated, market = pd.Series(own, index=index), pd.Series(other, index=index)
    root = np.sqrt(periods)
    return {
        'beta': {
            'empyrical': lambda: empyrical.beta(own, other, idle),
            'quantstats': lambda: quantstats.greeks(dated, market)['beta'],
            'scipy': lambda: stats.linregress(other, own).slope,
        },
        'alpha': {
            'empyrical': lambda: empyrical.alpha(own, other, idle, annualization=periods),
            'quantstats': lambda: quantstats.greeks(dated, market, periods)['alpha'],
            'scipy': lambda: stats.linregress(other - idle, own - idle).intercept * periods,
        },
        'benchmarkCorrelation': {'scipy': lambda: stats.pearsonr(own, other).statistic},
        'trackingError': {'numpy': lambda: np.std(own - other, ddof=1) * root},
        'informationRatio': {
            'empyrical': lambda: empyrical.excess_sharpe(own, other) * root,
            'quantstats': lambda: quantstats.information_ratio(dated, market) * root,
        },
        'treynorRatio': {'quantstats': lambda: quantstats.treynor_ratio(dated, market, periods, idle)},
        'upCapture': {'empyrical': lambda: empyrical.up_capture(dated, market, period='yearly')},
        'downCapture': {'empyrical': lambda: empyrical.down_capture(dated, market, period='yearly')},
        'captureRatio': {'empyrical': lambda: empyrical.up_down_capture(dated, market, period='yearly')},
        'battingAverage': {'empyrical': lambda: empyrical.batting_average(dated, market)['batting average']},
    }


def case(name, description, returns, benchmark, periods, idle=0.0):
    found = textbook(returns, benchmark, periods, idle)
    agree, differ = {}, {}
    for measure, tools in by_tools(returns, benchmark, periods, idle).items():
        for tool, call in tools.items():
            answer = quiet(call)
            if within(answer, found.get(measure), TOLERANCE):
                agree.setdefault(measure, []).append(tool)
            else:
                differ.setdefault(measure, {})[tool] = answer
    return {
        'name': name,
        'description': description,
        'periodsPerYear': periods,
        'riskFreePerPeriod': idle,
        'expected': {key: float(value) for key, value in sorted(found.items())},
        'agreeingTools': agree,
        'differingTools': differ,
        'returns': returns,
        'benchmark': benchmark,
    }


def main():
    rng = np.random.default_rng(SEED)
    market = rng.normal(0.0004, 0.01, 400)
    noise = rng.normal(0, 0.006, 400)
    months = rng.normal(0.006, 0.045, 60)
    cases = [
        case('hand-worked', 'beta is a half, alpha 1 %', [0.03, 0.01, -0.01], [0.04, 0.0, -0.04], 1),
        case('market-beta', '0.7 of the market and noise', (0.7 * market + noise).tolist(), market.tolist(), 252),
        case('idle-money', 'the same with idle money', (0.7 * market + noise).tolist(), market.tolist(), 252, 0.0001),
        case('against-the-market', 'beta below zero', (0.0008 - 0.5 * market).tolist(), market.tolist(), 252),
        case('unrelated', 'noise alone', noise.tolist(), market.tolist(), 252),
        case('monthly', 'five years of months', (0.002 + 1.2 * months).tolist(), months.tolist(), 12),
        case('the-benchmark-itself', 'no active return', market.tolist(), market.tolist(), 252),
        case('constant-benchmark', 'a benchmark that does not vary', noise.tolist(), [0.0001] * 400, 252),
        case('falling-benchmark', 'a benchmark that never rose', noise.tolist(), (-np.abs(market)).tolist(), 252),
    ]
    by_hand = cases[0]['expected']
    assert abs(by_hand['beta'] - 0.5) < 1e-15 and abs(by_hand['alpha'] - 0.01) < 1e-15
    meta = meta_for(
        __file__,
        ['mpmath', 'numpy', 'scipy', 'empyrical-reloaded', 'quantstats'],
        {
            **TOLERANCE,
            'rule': '|got - expected| <= relative * |expected| + absolute',
            'reason': 'expected is the exact value for these doubles; sums of 400 terms lose at most three digits',
        },
        support=[measures.__file__, measures_periods.__file__],
        seed=SEED,
        conventions=[
            'A measure that is missing from expected is undefined by its formula.',
            'empyrical compounds alpha over the year, quantstats multiplies it and knows no risk-free return.',
            'empyrical and quantstats leave the information ratio per period; it is made annual here.',
            "Capture is per period: empyrical's with period 'yearly', which raises to the power 1 / m and no further.",
            'quantstats divides the total return by beta for the Treynor ratio.',
        ],
    )
    write_vector('analysis/benchmark-measures.json', meta, cases, case_levels=3)


if __name__ == '__main__':
    main()
