"""Further measures of return series: definitions in 50 digits, and the tools that give the same."""

import math
from fractions import Fraction

import empyrical
import mpmath as mp
import numpy as np
import pandas as pd
import quantstats.stats as quantstats
from scipy import stats

import measures
from measures import moments, quantile_linear, quiet, series
from vector_file import meta_for, write_vector

mp.mp.dps = 50
TAIL = Fraction(1, 20)
RANGE = 5
STEPS = 4000
DEFAULT_TOLERANCE = {'relative': 1e-12, 'absolute': 1e-15}


def path_of(values):
    """Logarithm of wealth and depth below the running peak at each close; after a loss of everything it stays lost."""
    wealth, peak, logs, depths = mp.mpf(1), mp.mpf(1), [], []
    for value in values:
        wealth *= 1 + value
        peak = max(peak, wealth)
        logs.append(mp.log(wealth) if wealth > 0 else None)
        depths.append(1 - wealth / peak)
    return logs, depths


def runs_of(flags):
    """(start, length) of every run of true flags."""
    found, start = [], None
    for index, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = index
        if not flag and start is not None:
            found.append((start, index - start))
            start = None
    return found


def longest(flags):
    return max((length for _, length in runs_of(flags)), default=0)


def autocorrelation(units, lag):
    return mp.fsum(a * b for a, b in zip(units[lag:], units, strict=False)) / len(units)


def sharpe_measures(values, periods):
    """Annual Sharpe ratio by Lo, and the errors of the plain and the corrected one; None where nothing varies."""
    count = len(values)
    mean, second, third, fourth = moments(values)
    if count < 2 or second == 0:
        return {}
    sharpe = mean / mp.sqrt(second * count / (count - 1))
    skewness, kurtosis = third / second ** mp.mpf('1.5'), fourth / second**2
    factor = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe**2
    found = {'sharpeStandardError': mp.sqrt(factor / (count - 1) * periods)} if factor > 0 else {}
    units = [(value - mean) / mp.sqrt(second) for value in values]
    lags = min(math.ceil(periods) - 1, math.floor(10 * math.log10(count)), count - 1)
    inflation = 1 + 2 * mp.fsum((1 - mp.mpf(k) / periods) * autocorrelation(units, k) for k in range(1, lags + 1))
    if inflation <= 0:
        return found
    scale = mp.sqrt(periods / inflation)
    found['autocorrelationCorrectedSharpe'] = sharpe * scale
    influence = [unit - sharpe / 2 * (unit**2 - 1) for unit in units]
    window = min(math.floor(4 * (count / 100) ** (2 / 9)), count - 1)
    variance = autocorrelation(influence, 0) + 2 * mp.fsum(
        (1 - mp.mpf(j) / (window + 1)) * autocorrelation(influence, j) for j in range(1, window + 1)
    )
    if variance > 0:
        found['autocorrelationCorrectedSharpeError'] = mp.sqrt(variance / (count - 1)) * scale
    return found


def cornish_fisher(values):
    """Value at risk and expected shortfall of the expansion; domain by a grid, tail mean by quadrature."""
    count = len(values)
    mean, second, third, fourth = moments(values)
    if count < 2 or second == 0:
        return {}
    deviation = mp.sqrt(second * count / (count - 1))
    skewness, excess = third / second ** mp.mpf('1.5'), fourth / second**2 - 3

    def expansion(z):
        return (
            z + (z**2 - 1) * skewness / 6 + (z**3 - 3 * z) * excess / 24 - (2 * z**3 - 5 * z) * skewness**2 / 36
        )

    level = mp.mpf(1) / 20
    z = mp.sqrt(2) * mp.erfinv(2 * level - 1)
    quantile = expansion(z)
    grid = np.linspace(-RANGE, RANGE, STEPS + 1)
    below, above = expansion(grid[grid < float(z) - 1e-9]), expansion(grid[grid > float(z) + 1e-9])
    if max(below) >= quantile or min(above) <= quantile:
        return {}
    tail = mp.quad(lambda x: expansion(x) * mp.npdf(x), [-mp.inf, -10, -5, -3, z]) / level
    return {
        'valueAtRisk5CornishFisher': -(mean + deviation * quantile),
        'expectedShortfall5CornishFisher': -(mean + deviation * tail),
    }


def drawdown_measures(values, periods, total, annual):
    logs, depths = path_of(values)
    count = len(values)
    falls = runs_of([depth > 0 for depth in depths])
    deepest = max(depths)
    found = {
        'currentDrawdown': depths[-1],
        'ulcerIndex': mp.sqrt(mp.fsum(depth**2 for depth in depths) / count),
        'painIndex': mp.fsum(depths) / count,
        'nDrawdowns': mp.mpf(len(falls)),
        'longestDrawdownPeriods': mp.mpf(max((length for _, length in falls), default=0)),
        'timeUnderWater': mp.mpf(sum(length for _, length in falls)) / count,
    }
    limit = quantile_linear(depths, 1 - TAIL)
    worst = [depth for depth in depths if depth >= limit]
    found['conditionalDrawdown5'] = mp.fsum(worst) / len(worst)
    if falls:
        bottoms = [max(depths[start : start + length]) for start, length in falls]
        found['averageDrawdown'] = mp.fsum(bottoms) / len(bottoms)
        found['ulcerPerformanceIndex'] = annual / found['ulcerIndex']
        found['painRatio'] = annual / found['painIndex']
        found['recoveryFactor'] = total / deepest
        valleys = [start + depths[start : start + length].index(low) for (start, length), low in zip(falls, bottoms)]
        ended = {
            valley: start + length - valley
            for (start, length), valley in zip(falls, valleys)
            if start + length < count
        }
        if ended:
            found['longestRecoveryPeriods'] = mp.mpf(max(ended.values()))
        valley = valleys[bottoms.index(deepest)]
        if valley in ended:
            found['maxDrawdownRecoveryPeriods'] = mp.mpf(ended[valley])
    if count > 2 and None not in logs:
        mean, middle = mp.fsum(logs) / count, mp.mpf(count - 1) / 2
        spread = mp.fsum((value - mean) ** 2 for value in logs)
        if spread > 0:
            shared = mp.fsum((value - mean) * (t - middle) for t, value in enumerate(logs))
            found['stability'] = shared**2 / (spread * mp.fsum((t - middle) ** 2 for t in range(count)))
    last = round(3 * periods)
    if count >= last:
        part = values[count - last :]
        fall = max(path_of(part)[1])
        if fall > 0:
            found['calmarRatio36Months'] = (mp.fprod(1 + v for v in part) ** (mp.mpf(periods) / last) - 1) / fall
    return found


def textbook(returns, periods):
    values = [mp.mpf(value) for value in returns]
    count = len(values)
    mean, second, _, _ = moments(values)
    gains, losses = [v for v in values if v > 0], [-v for v in values if v < 0]
    growth = mp.fprod(1 + value for value in values)
    annual = growth ** (mp.mpf(periods) / count) - 1
    found = {
        'totalReturn': growth - 1,
        'geometricMeanReturn': growth ** (mp.mpf(1) / count) - 1,
        'downsideDeviation': mp.sqrt(mp.fsum(loss**2 for loss in losses) / count * periods),
        'bestPeriod': max(values),
        'worstPeriod': min(values),
        'winningPeriodShare': mp.mpf(len(gains)) / count,
        'longestWinningPeriods': mp.mpf(longest([v > 0 for v in values])),
        'longestLosingPeriods': mp.mpf(longest([v < 0 for v in values])),
        'valueAtRisk1': -quantile_linear(values, Fraction(1, 100)),
    }
    if losses:
        found['omegaRatio'] = mp.fsum(gains) / mp.fsum(losses)
        found['gainToPainRatio'] = mp.fsum(values) / mp.fsum(losses)
        if gains:
            found['periodPayoffRatio'] = mp.fsum(gains) / len(gains) / (mp.fsum(losses) / len(losses))
    low, high = quantile_linear(values, TAIL), quantile_linear(values, 1 - TAIL)
    if low < 0 <= high:
        found['tailRatio'] = high / -low
    if count > 1:
        deviation = mp.sqrt(second * count / (count - 1))
        found['valueAtRisk5Normal'] = -(mean + deviation * mp.sqrt(2) * mp.erfinv(mp.mpf(2) / 20 - 1))
    return {
        **found,
        **sharpe_measures(values, periods),
        **cornish_fisher(values),
        **drawdown_measures(values, periods, growth - 1, annual),
    }


def by_tools(returns, periods):
    array = np.array(returns, dtype=float)
    dated = pd.Series(array, index=pd.date_range('2020-01-01', periods=len(array)))
    return {
        'totalReturn': {
            'empyrical': lambda: empyrical.cum_returns_final(array),
            'quantstats': lambda: quantstats.comp(dated),
        },
        'geometricMeanReturn': {
            'quantstats': lambda: quantstats.expected_return(dated),
            'scipy': lambda: stats.gmean(1 + array) - 1,
        },
        'downsideDeviation': {'empyrical': lambda: empyrical.downside_risk(array, annualization=periods)},
        'bestPeriod': {'quantstats': lambda: quantstats.best(dated)},
        'worstPeriod': {'quantstats': lambda: quantstats.worst(dated)},
        'winningPeriodShare': {'quantstats': lambda: quantstats.win_rate(dated)},
        'longestWinningPeriods': {'quantstats': lambda: quantstats.consecutive_wins(dated)},
        'longestLosingPeriods': {'quantstats': lambda: quantstats.consecutive_losses(dated)},
        'periodPayoffRatio': {'quantstats': lambda: quantstats.payoff_ratio(dated)},
        'omegaRatio': {
            'empyrical': lambda: empyrical.omega_ratio(array, annualization=periods),
            'quantstats': lambda: quantstats.omega(dated, periods=periods),
        },
        'gainToPainRatio': {'quantstats': lambda: quantstats.gain_to_pain_ratio(dated)},
        'tailRatio': {
            'empyrical': lambda: empyrical.tail_ratio(array),
            'quantstats': lambda: quantstats.tail_ratio(dated),
        },
        'valueAtRisk1': {'empyrical': lambda: -empyrical.value_at_risk(array, 0.01)},
        'valueAtRisk5Normal': {
            'quantstats': lambda: -quantstats.value_at_risk(dated),
            'scipy': lambda: -stats.norm.ppf(0.05, array.mean(), array.std(ddof=1)),
        },
        'stability': {'empyrical': lambda: empyrical.stability_of_timeseries(array)},
        'ulcerIndex': {'quantstats': lambda: quantstats.ulcer_index(dated)},
        'ulcerPerformanceIndex': {'quantstats': lambda: quantstats.ulcer_performance_index(dated)},
        'painIndex': {'empyrical': lambda: -np.mean(empyrical.stats.drawdown_series(array))},
        'currentDrawdown': {
            'empyrical': lambda: -empyrical.stats.drawdown_series(array)[-1],
            'quantstats': lambda: -quantstats.to_drawdown_series(dated).iloc[-1],
        },
        'recoveryFactor': {'quantstats': lambda: quantstats.recovery_factor(dated)},
        'sharpeStandardError': {'numpy': lambda: sharpe_error_in_doubles(array, periods)},
        'autocorrelationCorrectedSharpe': {'quantstats': lambda: quantstats.smart_sharpe(dated, periods=periods)},
    }


def sharpe_error_in_doubles(array, periods):
    sharpe = np.mean(array) / np.std(array, ddof=1)
    kurtosis = stats.kurtosis(array, fisher=False)
    return np.sqrt((1 - stats.skew(array) * sharpe + (kurtosis - 1) / 4 * sharpe**2) / (len(array) - 1) * periods)


def within(answer, expected, limit):
    if answer is None or expected is None:
        return False
    return abs(mp.mpf(answer) - expected) <= limit['relative'] * abs(expected) + limit['absolute']


def case(name, description, returns, periods, tolerance=None):
    kept = [value for value in returns if value is not None]
    found = textbook(kept, periods)
    agree, differ = {}, {}
    for measure, tools in by_tools(kept, periods).items():
        for tool, call in tools.items():
            answer = quiet(call)
            if within(answer, found.get(measure), tolerance or DEFAULT_TOLERANCE):
                agree.setdefault(measure, []).append(tool)
            else:
                differ.setdefault(measure, {})[tool] = answer
    return {
        'name': name,
        'description': description,
        'periodsPerYear': periods,
        **({'tolerance': tolerance} if tolerance else {}),
        'expected': {key: float(value) for key, value in sorted(found.items())},
        'agreeingTools': agree,
        'differingTools': differ,
        'returns': returns,
    }


def main():
    special = {
        'tiny-volatility': {
            'relative': 1e-9,
            'absolute': 3e-14,
            'reason': 'wealth within 2^-46 = 1.4e-14 of its peak counts as at the peak',
        },
        'tiny-volatility-with-drift': {
            'relative': 1e-5,
            'absolute': 0.0,
            'reason': 'deviations from the mean keep about 7 digits: a unit in the last place of 0.001 is 2e-7',
        },
    }
    cases = [
        case(name, description, returns, periods, special.get(name))
        for name, description, returns, periods in series()
        if returns
    ]
    by_hand = cases[0]['expected']
    assert math.isclose(by_hand['gainToPainRatio'], 0.04 / 0.08) and math.isclose(by_hand['omegaRatio'], 0.12 / 0.08)
    depths = [0, 0.05, 1 - 0.95 * 1.02, 1 - 0.95 * 1.02 * 0.97]
    assert math.isclose(by_hand['painIndex'], sum(depths) / 4)
    assert math.isclose(by_hand['ulcerIndex'], math.sqrt(sum(depth**2 for depth in depths) / 4))
    meta = meta_for(
        __file__,
        ['mpmath', 'numpy', 'scipy', 'empyrical-reloaded', 'quantstats'],
        {
            **DEFAULT_TOLERANCE,
            'rule': '|got - expected| <= relative * |expected| + absolute',
            'perCase': 'a case may carry its own tolerance with its reason',
            'reason': 'expected is exact for these doubles; sums of up to 700 terms lose at most three digits',
        },
        support=[measures.__file__],
        seed=measures.SEED,
        conventions=[
            'The series are those of measures.py. A measure that is missing from expected is undefined by its formula.',
            (
                'expected comes from exact arithmetic in mpmath; agreeingTools names the tools that give it to the'
                ' tolerance, differingTools what the others give (null: not finite, or an error).'
            ),
            'The risk-free return is 0.',
            'quantstats divides the squared drawdowns of the ulcer index by n - 1, and leaves the return of its index'
            ' (UPI) unannualised.',
            'quantstats, recovery_factor: the sum of the returns, made positive, instead of the total return.',
            'quantstats, win_rate: share of the periods that are not 0.',
            'quantstats, smart_sharpe: a penalty from the first autocorrelation alone, made positive, over all lags.',
            'empyrical and quantstats give a tail ratio also where both quantiles lie on one side of zero.',
            (
                'Cornish-Fisher: undefined where the expansion crosses its own 5 % quantile again within 5 standard'
                ' deviations, looked for here on a grid of 4,000 steps; the mean below it is by quadrature.'
            ),
        ],
    )
    write_vector('analysis/period-measures.json', meta, cases, case_levels=3)


if __name__ == '__main__':
    main()
