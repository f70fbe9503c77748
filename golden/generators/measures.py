"""Performance measures of return series: textbook definitions in 50 digits, and the tools that give the same."""

import math
import warnings
from fractions import Fraction

import empyrical
import mpmath as mp
import numpy as np
import pandas as pd
import quantstats.stats as quantstats
from scipy import stats

from vector_file import finite_or_none, meta_for, write_vector

mp.mp.dps = 50
SEED = 20261121
TAIL = 0.05
DEFAULT_TOLERANCE = {'relative': 1e-12, 'absolute': 1e-15}
EMPTY = 'no return'

MEASURES = [
    'mean', 'standardDeviation', 'sharpe', 'sortino', 'maxDrawdown', 'annualisedReturn', 'annualisedVolatility',
    'calmar', 'skewness', 'kurtosis', 'valueAtRisk', 'expectedShortfall',
]  # fmt: skip


def moments(values):
    """Mean and the central moments two to four, over n."""
    count = len(values)
    mean = mp.fsum(values) / count
    return mean, *[mp.fsum((value - mean) ** power for value in values) / count for power in (2, 3, 4)]


def quantile_linear(values, level):
    """Linear interpolation between order statistics at (n - 1) * level, level as an exact fraction."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * level
    lower = math.floor(position)
    upper = min(lower + 1, len(ordered) - 1)
    weight = position - lower
    return ordered[lower] + (ordered[upper] - ordered[lower]) * mp.mpf(weight.numerator) / weight.denominator


def compounded(values):
    """Final wealth from 1 and the deepest fall below the running maximum, the starting 1 included; at most 0."""
    wealth, peak, worst = mp.mpf(1), mp.mpf(1), mp.mpf(0)
    for value in values:
        wealth *= 1 + value
        peak = max(peak, wealth)
        worst = min(worst, wealth / peak - 1)
    return wealth, worst


def textbook(returns, periods):
    """Every measure as an exact number, and for the undefined ones the reason."""
    values = [mp.mpf(value) for value in returns]
    count = len(values)
    if count == 0:
        return {name: None for name in MEASURES}, {name: EMPTY for name in MEASURES}
    found, reasons = {name: None for name in MEASURES}, {}
    mean, second, third, fourth = moments(values)
    wealth, drawdown = compounded(values)
    downside = mp.sqrt(mp.fsum(min(value, 0) ** 2 for value in values) / count)
    found['mean'] = mean
    found['maxDrawdown'] = drawdown
    found['annualisedReturn'] = wealth ** (mp.mpf(periods) / count) - 1
    found['valueAtRisk'] = quantile_linear(values, Fraction(1, 20))
    tail = [value for value in values if value <= found['valueAtRisk']]
    found['expectedShortfall'] = mp.fsum(tail) / len(tail)
    if count < 2:
        for name in ('standardDeviation', 'annualisedVolatility', 'sharpe'):
            reasons[name] = 'fewer than two returns'
    else:
        deviation = mp.sqrt(second * count / (count - 1))
        found['standardDeviation'] = deviation
        found['annualisedVolatility'] = deviation * mp.sqrt(periods)
        if deviation > 0:
            found['sharpe'] = mean / deviation * mp.sqrt(periods)
        else:
            reasons['sharpe'] = 'no volatility: all returns are equal'
    if second > 0:
        found['skewness'] = third / second ** mp.mpf('1.5')
        found['kurtosis'] = fourth / second**2
    else:
        reasons['skewness'] = reasons['kurtosis'] = 'no volatility: all returns are equal'
    if downside > 0:
        found['sortino'] = mean / downside * mp.sqrt(periods)
    else:
        reasons['sortino'] = 'no negative return: the downside deviation is zero'
    if drawdown < 0:
        found['calmar'] = found['annualisedReturn'] / abs(drawdown)
    else:
        reasons['calmar'] = 'no drawdown'
    return found, reasons


def by_tools(returns, periods):
    """The same measures by each tool, as it ships; a tool that computes something else is found out by comparison."""
    array = np.array(returns, dtype=float)
    series = pd.Series(array, index=pd.date_range('2020-01-01', periods=len(array)))
    per_year = {'annualization': periods}
    return {
        'mean': {'numpy': lambda: np.mean(array)},
        'standardDeviation': {
            'numpy': lambda: np.std(array, ddof=1),
            'scipy': lambda: stats.tstd(array),
            'quantstats': lambda: quantstats.volatility(series, annualize=False),
        },
        'sharpe': {
            'numpy': lambda: np.mean(array) / np.std(array, ddof=1) * math.sqrt(periods),
            'empyrical': lambda: empyrical.sharpe_ratio(array, **per_year),
            'quantstats': lambda: quantstats.sharpe(series, periods=periods),
        },
        'sortino': {
            'numpy': lambda: np.mean(array) / np.sqrt(np.mean(np.minimum(array, 0) ** 2)) * math.sqrt(periods),
            'empyrical': lambda: empyrical.sortino_ratio(array, **per_year),
            'quantstats': lambda: quantstats.sortino(series, periods=periods),
        },
        'maxDrawdown': {
            'empyrical': lambda: empyrical.max_drawdown(array),
            'quantstats': lambda: quantstats.max_drawdown(series),
        },
        'annualisedReturn': {
            'empyrical': lambda: empyrical.annual_return(array, **per_year),
            'quantstats': lambda: quantstats.cagr(series, periods=periods),
        },
        'annualisedVolatility': {
            'numpy': lambda: np.std(array, ddof=1) * math.sqrt(periods),
            'empyrical': lambda: empyrical.annual_volatility(array, **per_year),
            'quantstats': lambda: quantstats.volatility(series, periods=periods),
        },
        'calmar': {
            'empyrical': lambda: empyrical.calmar_ratio(array, **per_year),
            'quantstats': lambda: quantstats.calmar(series, periods=periods),
        },
        'skewness': {'scipy': lambda: stats.skew(array, bias=True), 'quantstats': lambda: quantstats.skew(series)},
        'kurtosis': {
            'scipy': lambda: stats.kurtosis(array, fisher=False, bias=True),
            'quantstats': lambda: quantstats.kurtosis(series),
        },
        'valueAtRisk': {
            'numpy': lambda: np.quantile(array, TAIL),
            'empyrical': lambda: empyrical.value_at_risk(array, TAIL),
            'quantstats': lambda: quantstats.value_at_risk(series),
        },
        'expectedShortfall': {
            'numpy': lambda: np.mean(array[array <= np.quantile(array, TAIL)]),
            'empyrical': lambda: empyrical.conditional_value_at_risk(array, TAIL),
            'quantstats': lambda: quantstats.conditional_value_at_risk(series, method='historical'),
        },
    }


def quiet(call):
    """A tool's answer, or None where it raises or is not finite."""
    with warnings.catch_warnings(), np.errstate(all='ignore'):
        warnings.simplefilter('ignore')
        try:
            return finite_or_none(call())
        except (ValueError, ZeroDivisionError, IndexError, TypeError):
            return None


def case(name, description, returns, periods, tolerance=None):
    kept = [value for value in returns if value is not None]
    found, reasons = textbook(kept, periods)
    agree, differ = {}, {}
    for measure, tools in by_tools(kept, periods).items():
        expected = found[measure]
        if expected is None:
            continue
        limit = (tolerance or {}).get('perMeasure', {}).get(measure, tolerance or DEFAULT_TOLERANCE)
        for tool, call in tools.items():
            answer = quiet(call)
            same = (
                answer is not None
                and abs(mp.mpf(answer) - expected) <= limit['relative'] * abs(expected) + limit['absolute']
            )
            if same:
                agree.setdefault(measure, []).append(tool)
            else:
                differ.setdefault(measure, {})[tool] = answer
    return {
        'name': name,
        'description': description,
        'periodsPerYear': periods,
        **({'tolerance': tolerance} if tolerance else {}),
        'expected': {key: None if value is None else float(value) for key, value in found.items()},
        'reasons': reasons,
        'agreeingTools': agree,
        'differingTools': differ,
        'returns': returns,
    }


def series():
    rng = np.random.default_rng(SEED)
    normal = rng.normal(0.0004, 0.01, 504).tolist()
    skewed = (0.02 - rng.gamma(2.0, 0.01, 300)).tolist()
    fat = (rng.standard_t(3, 500) * 0.008).tolist()
    wins = np.abs(rng.normal(0.002, 0.004, 120)).tolist()
    losses = (-np.abs(rng.normal(0.001, 0.004, 80))).tolist()
    ruined = rng.normal(0.001, 0.01, 60).tolist()
    ruined[30] = -1.0
    tiny = (rng.normal(0, 1, 250) * 1e-12).tolist()
    drifting = (0.001 + rng.normal(0, 1, 250) * 1e-12).tolist()
    monthly = rng.normal(0.007, 0.04, 96).tolist()
    hourly = rng.normal(0.00002, 0.003, 700).tolist()
    holed = [
        None if index in (0, 7, 8, 50, 99) else value
        for index, value in enumerate(rng.normal(0.0005, 0.012, 100).tolist())
    ]
    order_statistic = rng.normal(0, 0.02, 101).tolist()
    yield 'hand-worked', 'four returns whose measures fit on paper', [0.1, -0.05, 0.02, -0.03], 4
    yield 'normal', 'seeded normal, mean 0.0004, sd 0.01, two years of days', normal, 252
    yield 'skewed', '0.02 minus a gamma variable: negative skew', skewed, 252
    yield 'fat-tailed', 'Student t with 3 degrees of freedom, scaled', fat, 252
    yield 'constant-positive', 'one value, 50 times', [0.001] * 50, 252
    yield (
        'constant-with-rounding',
        'one value whose plain sum rounds: a naive standard deviation is 9e-19, not 0',
        [0.007] * 50,
        252,
    )
    yield 'constant-negative', 'one negative value, 50 times', [-0.001] * 50, 252
    yield 'constant-zero', 'no return at all, 50 times', [0.0] * 50, 252
    yield 'one-point-positive', 'a single gain', [0.01], 252
    yield 'one-point-negative', 'a single loss', [-0.02], 252
    yield 'empty', 'no return', [], 252
    yield 'two-points', 'the shortest series with a standard deviation', [0.01, -0.02], 252
    yield 'all-win', 'every return is positive', wins, 252
    yield 'all-loss', 'every return is negative', losses, 252
    yield 'ruin-in-the-middle', '-100 % at index 30 of 60; what follows cannot matter for wealth', ruined, 252
    yield 'first-return-is-the-drawdown', 'the only fall is from the starting wealth', [-0.1, 0.02, 0.03, 0.01], 252
    yield 'tiny-volatility', 'standard deviation 1e-12 around zero', tiny, 252
    yield 'tiny-volatility-with-drift', 'standard deviation 1e-12 around 0.001: not constant', drifting, 252
    yield 'monthly', 'eight years of months', monthly, 12
    yield 'around-the-clock', 'hours of a market that never closes', hourly, 8766
    yield 'holes', 'null marks a missing return; measures are of the 95 that are there', holed, 252
    yield 'quantile-on-an-order-statistic', '101 returns: (n - 1) * 0.05 is whole', order_statistic, 252


def main():
    wealth_measures = {'relative': 0.0, 'absolute': 3e-14}
    spread_measures = {'relative': 1e-6, 'absolute': 0.0}
    shape_measures = {'relative': 0.0, 'absolute': 1e-5}
    special = {
        'tiny-volatility': {
            'relative': 1e-11,
            'absolute': 0.0,
            'perMeasure': {
                'skewness': {'relative': 1e-11, 'absolute': 1e-13},
                'maxDrawdown': wealth_measures,
                'annualisedReturn': wealth_measures,
                'calmar': {'relative': 0.05, 'absolute': 0.0},
            },
            'reason': (
                '1 + r keeps 4 digits of r = 1e-12 in doubles, and 250 of them are multiplied (the wealth measures'
                ' only)'
            ),
        },
        'tiny-volatility-with-drift': {
            **DEFAULT_TOLERANCE,
            'perMeasure': {
                'standardDeviation': spread_measures,
                'annualisedVolatility': spread_measures,
                'sharpe': spread_measures,
                'skewness': shape_measures,
                'kurtosis': shape_measures,
            },
            'reason': (
                'deviations from the mean keep about 7 digits: one unit in the last place of 0.001 is 2e-7 of 1e-12'
            ),
        },
    }
    cases = [
        case(name, description, returns, periods, special.get(name)) for name, description, returns, periods in series()
    ]
    by_hand = cases[0]['expected']
    assert math.isclose(by_hand['mean'], 0.01) and math.isclose(by_hand['standardDeviation'], math.sqrt(0.0134 / 3))
    assert math.isclose(by_hand['sortino'], 0.01 / math.sqrt(0.0034 / 4) * 2)
    assert math.isclose(by_hand['annualisedReturn'], 1.1 * 0.95 * 1.02 * 0.97 - 1)
    assert math.isclose(by_hand['maxDrawdown'], 0.95 * 1.02 * 0.97 - 1)
    alone = [
        (c['name'], m) for c in cases for m, v in c['expected'].items() if v is not None and m not in c['agreeingTools']
    ]
    assert not alone, alone
    meta = meta_for(
        __file__,
        ['mpmath', 'numpy', 'scipy', 'empyrical-reloaded', 'quantstats'],
        {
            **DEFAULT_TOLERANCE,
            'rule': '|got - expected| <= relative * |expected| + absolute',
            'perCase': 'a case may carry its own tolerance, also per measure, with its reason',
            'reason': (
                'expected is the exact value for these doubles; sums of up to 700 terms in doubles lose at most three'
                ' digits'
            ),
        },
        seed=SEED,
        definitions={
            'mean': 'sum / n',
            'standardDeviation': 'sqrt(sum((r - mean)^2) / (n - 1))',
            'sharpe': 'mean / standardDeviation * sqrt(periodsPerYear), risk-free rate 0',
            'sortino': 'mean / sqrt(sum(min(r, 0)^2) / n) * sqrt(periodsPerYear)',
            'maxDrawdown': (
                'min over t of wealth_t / max(1, wealth up to t) - 1; at most 0; the starting wealth 1 counts as a peak'
            ),
            'annualisedReturn': 'prod(1 + r)^(periodsPerYear / n) - 1',
            'annualisedVolatility': 'standardDeviation * sqrt(periodsPerYear)',
            'calmar': 'annualisedReturn / -maxDrawdown',
            'skewness': 'm3 / m2^1.5, moments over n',
            'kurtosis': 'm4 / m2^2, moments over n; 3 for a normal',
            'valueAtRisk': (
                '5 % quantile of the returns, linear between order statistics at (n - 1) * 0.05; a return, usually'
                ' negative'
            ),
            'expectedShortfall': 'mean of the returns at or below valueAtRisk; a return, usually negative',
        },
        conventions=[
            (
                'expected comes from exact arithmetic in mpmath; agreeingTools names the tools that give it to 1e-12'
                ' (or to the case\'s own tolerance), differingTools what the others give (null: not finite, or an'
                ' error).'
            ),
            (
                'quantstats: skew and kurtosis are bias-corrected (kurtosis as excess), value at risk is that of a'
                ' fitted normal; these differ by definition.'
            ),
            (
                'On constant series a plain mean / sd may divide by the rounding error of the sd; the textbook value is'
                ' undefined.'
            ),
            'For the series with holes the tools are given the returns that are there.',
            'Annualised figures of a few points are defined by formula; whether they may be shown is another question.',
        ],
    )
    write_vector('analysis/measures.json', meta, cases, case_levels=3)


if __name__ == '__main__':
    main()
