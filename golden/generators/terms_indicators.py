"""Averages, oscillators, ranges and order statistics of the first 400 S&P 500 bars from 2006 on, by TA-Lib and pandas."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import talib

import vector_file
from vector_file import finite_or_none, meta_for, sp500_provenance, sp500_rows, write_vector

BARS = 400
AGREEMENT = 1e-10
LAG = 3

vector_file.LICENCES.setdefault('TA-Lib', 'BSD-2-Clause')


def by_talib(frame):
    high, low, close = (frame[key].to_numpy() for key in ('high', 'low', 'close'))
    return {
        'ema20': talib.EMA(close, 20),
        'rsi14': talib.RSI(close, 14),
        'trueRange': talib.TRANGE(high, low, close),
        'atr14': talib.ATR(high, low, close, 14),
        'slope10': talib.LINEARREG_SLOPE(close, 10),
    }


def by_pandas(frame):
    close, volume = frame['close'], frame['volume']
    return {
        'rollingMax20': frame['high'].rolling(20).max(),
        'rollingMin20': frame['low'].rolling(20).min(),
        'sumVolume5': volume.rolling(5).sum(),
        'median20': close.rolling(20).median(),
        'median5': close.rolling(5).median(),
        'rank20': (close.rolling(20).rank(method='average') - 1) / 19,
        'correlationVolume20': close.rolling(20).corr(volume),
        'autocorrelation10': close.rolling(10).corr(close.shift(LAG)),
    }


def smoothed(values, window, weight):
    """Exact exponential average begun at the mean of the first values, as (index, value)."""
    level = sum(values[:window]) / window
    found = {window - 1: level}
    for index in range(window, len(values)):
        level += weight * (values[index] - level)
        # Sixty decimal digits keep the fractions short and every double exact.
        level = Fraction(round(level * 10**60), 10**60)
        found[index] = level
    return found


def exact_averages(frame):
    """EMA, RSI, ATR and Wilder's average of closes from rational arithmetic on the doubles."""
    high, low, close = ([Fraction(value) for value in frame[key]] for key in ('high', 'low', 'close'))
    changes = [b - a for a, b in zip(close, close[1:])]
    ranges = [max(high[i], close[i - 1]) - min(low[i], close[i - 1]) for i in range(1, len(close))]
    up = smoothed([max(change, 0) for change in changes], 14, Fraction(1, 14))
    down = smoothed([max(-change, 0) for change in changes], 14, Fraction(1, 14))
    return {
        'ema20': smoothed(close, 20, Fraction(2, 21)),
        'wilder14': smoothed(close, 14, Fraction(1, 14)),
        'rsi14': {index + 1: 100 * up[index] / (up[index] + down[index]) for index in up},
        'trueRange': {index + 1: value for index, value in enumerate(ranges)},
        'atr14': {index + 1: value for index, value in smoothed(ranges, 14, Fraction(1, 14)).items()},
    }


def exact_correlation(first, second):
    xs, ys = ([Fraction(value) for value in column] for column in (first, second))
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    product = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys))
    squares = sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)
    return float(product) / math.sqrt(squares)


def exact_fits(frame, index):
    """Slope and correlations at one bar from rational arithmetic."""
    close, volume = frame['close'], frame['volume']
    found = {}
    if index >= 9:
        window = [Fraction(value) for value in close[index - 9 : index + 1]]
        product = sum((Fraction(i) - Fraction(9, 2)) * value for i, value in enumerate(window))
        found['slope10'] = product / Fraction(10 * 99, 12)
    if index >= 19:
        found['correlationVolume20'] = exact_correlation(close[index - 19 : index + 1], volume[index - 19 : index + 1])
    if index >= 9 + LAG:
        earlier = close[index - 9 - LAG : index + 1 - LAG]
        found['autocorrelation10'] = exact_correlation(close[index - 9 : index + 1], earlier)
    return found


def references(frame):
    averages = exact_averages(frame)
    for index in range(BARS):
        found = {name: values[index] for name, values in averages.items() if index in values}
        yield {**found, **exact_fits(frame, index)}


def main():
    rows = sp500_rows()
    keys = ('high', 'low', 'close', 'volume')
    frame = pd.DataFrame({key: [float(row[key]) for row in rows[:BARS]] for key in keys})
    terms = {**by_talib(frame), **{name: column.to_numpy() for name, column in by_pandas(frame).items()}}
    terms['wilder14'] = np.full(BARS, np.nan)
    exact_wilder = exact_averages(frame)['wilder14']
    seeded = frame['close'].copy()
    seeded[:13] = np.nan
    seeded[13] = float(exact_wilder[13])
    terms['wilder14'][13:] = seeded[13:].ewm(alpha=1 / 14, adjust=False).mean()
    checked = {*exact_averages(frame), 'slope10', 'correlationVolume20', 'autocorrelation10'}
    cases, worst = [], 0.0
    for index, reference in enumerate(references(frame)):
        values = {name: finite_or_none(column[index]) for name, column in terms.items()}
        for name in checked:
            assert (values[name] is None) == (name not in reference), (index, name)
            if values[name] is not None:
                distance = abs(values[name] - float(reference[name])) / max(1.0, abs(values[name]))
                worst = max(worst, distance)
                assert distance <= AGREEMENT, (index, name, values[name], float(reference[name]))
        cases.append({'index': index, 'date': rows[index]['date'], **values})
    meta = meta_for(
        __file__,
        ['TA-Lib', 'pandas'],
        {
            'relative': AGREEMENT,
            'absolute': AGREEMENT,
            'reason': f'both update bar by bar; against exact rational arithmetic they are off by at most {worst:.1e} here',
        },
        data=sp500_provenance(rows),
        terms={
            'ema20': 'TA-Lib EMA: weight 2/21, begun at the mean of the first 20 closes; first at index 19',
            'wilder14': 'pandas ewm, weight 1/14, begun at the mean of the first 14 closes; first at index 13',
            'rsi14': "TA-Lib RSI: Wilder's averages of 14 rises and falls; first at index 14",
            'trueRange': 'TA-Lib TRANGE; first at index 1',
            'atr14': "TA-Lib ATR: Wilder's average of the true range; first at index 14",
            'slope10': 'TA-Lib LINEARREG_SLOPE of 10 closes; first at index 9',
            'rollingMax20': 'pandas: highest high of this bar and the 19 before it; first at index 19',
            'rollingMin20': 'pandas: lowest low of this bar and the 19 before it; first at index 19',
            'sumVolume5': 'pandas: volume of this bar and the 4 before it; first at index 4',
            'median20': 'pandas: median of 20 closes; first at index 19',
            'median5': 'pandas: median of 5 closes; first at index 4',
            'rank20': "pandas: (average rank of this close among 20 - 1) / 19; first at index 19",
            'correlationVolume20': 'pandas: correlation of 20 closes and volumes; first at index 19',
            'autocorrelation10': 'pandas: correlation of 10 closes with those 3 bars earlier; first at index 12',
        },
        conventions=[
            (
                'Inputs are not repeated here: read them from the file named in data (from 2006 on, first 400 bars) and'
                ' check its hash.'
            ),
            'null: not enough bars yet.',
            'Averages, ranges, slope and correlations are also checked against exact rational arithmetic.',
        ],
    )
    write_vector('features/indicators.json', meta, cases)


if __name__ == '__main__':
    main()
