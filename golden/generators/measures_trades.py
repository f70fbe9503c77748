"""Measures of closed trades: exact fractions where there is no root, and the tools that give the same."""

import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pandas as pd
import quantstats.stats as quantstats
from scipy import stats

import measures
import measures_periods
from measures import quantile_linear, quiet
from measures_periods import longest, within
from vector_file import meta_for, write_vector

mp.mp.dps = 50
SEED = 20261123
TOLERANCE = {'relative': 1e-12, 'absolute': 1e-15}
RETURNS_PER_UNIT = 1e-9


def exact(number):
    """A fraction in 50 digits; what is so already stays."""
    return mp.mpf(number.numerator) / number.denominator if isinstance(number, Fraction) else number


def mean(values):
    return Fraction(sum(values)) / len(values)


def median(values):
    ordered, middle = sorted(values), len(values) // 2
    return Fraction(ordered[middle] + ordered[-1 - middle]) / 2


def deviation(values):
    centre = mean(values)
    return mp.sqrt(exact(sum((value - centre) ** 2 for value in values)) / (len(values) - 1))


def t_statistic(values):
    centre = mean(values)
    if len(values) < 2 or all(value == centre for value in values):
        return None
    return mp.sqrt(len(values)) * exact(centre) / deviation(values)


def wilson(count, total):
    z = mp.sqrt(2) * mp.erfinv(mp.mpf(95) / 100)
    share = mp.mpf(count) / total
    centre, half = share + z**2 / (2 * total), z * mp.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    return (centre - half) / (1 + z**2 / total), (centre + half) / (1 + z**2 / total)


def odds(net):
    wins, losses = [w for w in net if w > 0], [-w for w in net if w < 0]
    found = {}
    if wins:
        found |= {'averageWinUnits': mean(wins), 'largestWinUnits': Fraction(max(wins))}
    if losses:
        found |= {'averageLossUnits': mean(losses), 'largestLossUnits': Fraction(max(losses))}
        found['profitFactor'] = Fraction(sum(wins), sum(losses))
    if wins and losses:
        found['payoffRatio'] = mean(wins) / mean(losses)
        share = Fraction(len(wins), len(wins) + len(losses))
        found['kellyFraction'] = share - (1 - share) / found['payoffRatio']
    return found


def excursions(trades):
    found = {
        'averageAdverseUnits': mean([t['adverseUnits'] for t in trades]),
        'worstAdverseUnits': Fraction(max(t['adverseUnits'] for t in trades)),
        'averageFavourableUnits': mean([t['favourableUnits'] for t in trades]),
    }
    if found['worstAdverseUnits'] > 0:
        found['excursionRatio'] = found['averageFavourableUnits'] / found['averageAdverseUnits']
    winners = [mp.mpf(t['adverseUnits']) for t in trades if t['netUnits'] > 0]
    if winners:
        found['adverseOfWinnersUnits'] = quantile_linear(winners, Fraction(19, 20))
    losers = [t['favourableUnits'] for t in trades if t['netUnits'] < 0]
    if losers:
        found['favourableOfLosersUnits'] = mean(losers)
    moved = [(t, t['favourableUnits'] + t['adverseUnits']) for t in trades]
    moved = [(t, span) for t, span in moved if span > 0]
    if moved:
        found['entryEfficiency'] = mean([Fraction(t['favourableUnits'], span) for t, span in moved])
        found['exitEfficiency'] = mean([Fraction(t['grossUnits'] + t['adverseUnits'], span) for t, span in moved])
        found['totalEfficiency'] = mean([Fraction(t['grossUnits'], span) for t, span in moved])
    return found


def textbook(trades):
    net = [t['netUnits'] for t in trades]
    bars = [t['barsHeld'] for t in trades]
    gross, costs = sum(t['grossUnits'] for t in trades), sum(t['costUnits'] for t in trades)
    multiples = [Fraction(t['netUnits'], t['initialRiskUnits']) for t in trades if t['initialRiskUnits']]
    lower, upper = wilson(sum(w > 0 for w in net), len(net))
    found = {
        'netUnits': Fraction(sum(net)),
        'grossUnits': Fraction(gross),
        'costUnits': Fraction(costs),
        'expectancyUnits': mean(net),
        'medianNetUnits': median(net),
        'winRate': Fraction(sum(w > 0 for w in net), len(net)),
        'averageBarsHeld': mean(bars),
        'medianBarsHeld': median(bars),
        **{
            name: mean(held)
            for name, held in (
                ('averageBarsWinning', [t['barsHeld'] for t in trades if t['netUnits'] > 0]),
                ('averageBarsLosing', [t['barsHeld'] for t in trades if t['netUnits'] < 0]),
            )
            if held
        },
        'longestWinningTrades': Fraction(longest([w > 0 for w in net])),
        'longestLosingTrades': Fraction(longest([w < 0 for w in net])),
        **odds(net),
        **excursions(trades),
    }
    if gross > 0:
        found['costRatio'] = Fraction(costs, gross)
    if multiples:
        found['expectancyR'] = mean(multiples)
    found = {key: exact(value) for key, value in found.items()}
    roots = {'tradeTStatistic': t_statistic([Fraction(w) for w in net])}
    if len(net) > 1:
        roots['tradeDeviationUnits'] = deviation([Fraction(w) for w in net])
    if multiples:
        roots['systemQualityNumber'] = t_statistic(multiples)
    found |= {key: value for key, value in roots.items() if value is not None}
    return {**found, 'winRateLower95': lower, 'winRateUpper95': upper}


def by_tools(trades):
    net = np.array([t['netUnits'] for t in trades], dtype=float)
    scaled = pd.Series(net * RETURNS_PER_UNIT, index=pd.date_range('2020-01-01', periods=len(net)))
    interval = stats.binomtest(int((net > 0).sum()), len(net)).proportion_ci(0.95, 'wilson')
    return {
        'medianNetUnits': {'numpy': lambda: np.median(net)},
        'profitFactor': {'quantstats': lambda: quantstats.profit_factor(scaled)},
        'payoffRatio': {'quantstats': lambda: quantstats.payoff_ratio(scaled)},
        'kellyFraction': {'quantstats': lambda: quantstats.kelly_criterion(scaled)},
        'winRateLower95': {'scipy': lambda: interval.low},
        'winRateUpper95': {'scipy': lambda: interval.high},
        'tradeDeviationUnits': {'numpy': lambda: np.std(net, ddof=1)},
        'tradeTStatistic': {'scipy': lambda: stats.ttest_1samp(net, 0).statistic},
        'longestWinningTrades': {'quantstats': lambda: quantstats.consecutive_wins(scaled)},
        'longestLosingTrades': {'quantstats': lambda: quantstats.consecutive_losses(scaled)},
    }


def trade(gross, cost, adverse, favourable, bars, risk=None):
    return {
        'grossUnits': gross,
        'costUnits': cost,
        'netUnits': gross - cost,
        'barsHeld': bars,
        'adverseUnits': adverse,
        'favourableUnits': favourable,
        'initialRiskUnits': risk,
    }


def random_trades(rng, count, draw):
    trades = []
    for _ in range(count):
        gross = int(draw() * 1_000_000)
        adverse, favourable = (int(v) for v in rng.exponential(4_000_000, 2))
        risk = int(rng.integers(1_000_000, 9_000_000)) if rng.random() < 0.8 else None
        bounds = max(adverse, -gross), max(favourable, gross)
        trades.append(trade(gross, int(rng.integers(1_000, 90_000)), *bounds, int(rng.integers(1, 60)), risk))
    return trades


def case(name, description, trades):
    found = textbook(trades)
    agree, differ = {}, {}
    for measure, tools in by_tools(trades).items():
        for tool, call in tools.items():
            answer = quiet(call)
            if within(answer, found.get(measure), TOLERANCE):
                agree.setdefault(measure, []).append(tool)
            else:
                differ.setdefault(measure, {})[tool] = answer
    return {
        'name': name,
        'description': description,
        'expected': {key: float(value) for key, value in sorted(found.items())},
        'agreeingTools': agree,
        'differingTools': differ,
        'trades': trades,
    }


def main():
    rng = np.random.default_rng(SEED)
    by_hand = [
        trade(6_000_000, 1_000_000, 2_000_000, 8_000_000, 4, 2_500_000),
        trade(-2_000_000, 1_000_000, 4_000_000, 1_000_000, 2, 1_500_000),
        trade(1_000_000, 1_000_000, 0, 2_000_000, 1),
    ]
    cases = [
        case('hand-worked', 'a gain of 5, a loss of 3 and a trade of net 0', by_hand),
        case('normal', '150 normal results', random_trades(rng, 150, lambda: rng.normal(0.4, 3))),
        case('skewed', '80: many small gains, few large losses', random_trades(rng, 80, lambda: 1 - rng.gamma(0.4, 2))),
        case('all-win', '30 gains', random_trades(rng, 30, lambda: 0.2 + rng.exponential(2))),
        case('all-loss', '25 losses', random_trades(rng, 25, lambda: -0.2 - rng.exponential(2))),
        case('one-trade', 'a single gain', by_hand[:1]),
        case('equal-trades', 'one result, ten times', by_hand[:1] * 10),
        case('no-movement', 'price never moved; only costs', [trade(0, 50_000, 0, 0, 3)] * 4),
    ]
    first = cases[0]['expected']
    assert math.isclose(first['payoffRatio'], 5 / 3) and math.isclose(first['kellyFraction'], 0.5 - 0.5 / (5 / 3))
    assert first['expectancyR'] == 0 and math.isclose(first['entryEfficiency'], (0.8 + 0.2 + 1) / 3)
    meta = meta_for(
        __file__,
        ['mpmath', 'numpy', 'scipy', 'quantstats'],
        {
            **TOLERANCE,
            'rule': '|got - expected| <= relative * |expected| + absolute',
            'reason': 'expected is exact; sums of 150 whole numbers are too; quotients and roots round a few times',
        },
        support=[measures.__file__, measures_periods.__file__],
        seed=SEED,
        conventions=[
            'Money is in ledger units, 1e-6 of a currency unit. A measure that is missing from expected is undefined.',
            'quantstats is given the net results times 1e-9 as though they were returns; its profit factor is infinite'
            ' without a loss.',
            'A trade of net 0 is neither a gain nor a loss; it counts in the win rate, not in the Kelly fraction.',
            'scipy, ttest_1samp: infinite where all results are equal; by definition undefined.',
        ],
    )
    write_vector('analysis/trade-measures.json', meta, cases, case_levels=3)


if __name__ == '__main__':
    main()
