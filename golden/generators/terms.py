"""Rolling terms of the first 400 S&P 500 bars from 2006 on, by pandas, checked against exact sums."""

import math
from fractions import Fraction

import pandas as pd

from vector_file import finite_or_none, meta_for, sp500_provenance, sp500_rows, write_vector

BARS = 400
WINDOW = 20
HORIZON = 10
AGREEMENT = 1e-10


def by_pandas(frame):
    window = frame['close'].rolling(WINDOW)
    terms = pd.DataFrame({'sma20': window.mean()})
    terms['priorHigh20'] = frame['high'].rolling(WINDOW).max().shift(1)
    terms['priorLow20'] = frame['low'].rolling(WINDOW).min().shift(1)
    terms['sd20Ddof0'] = window.std(ddof=0)
    terms['sd20Ddof1'] = window.std(ddof=1)
    terms['zScore20Ddof0'] = (frame['close'] - terms['sma20']) / terms['sd20Ddof0']
    terms['zScore20Ddof1'] = (frame['close'] - terms['sma20']) / terms['sd20Ddof1']
    terms['return10'] = frame['close'].pct_change(HORIZON)
    return terms


def exact(frame, index):
    """The same terms at one bar from rational arithmetic on the doubles."""
    closes = [Fraction(value) for value in frame['close']]
    found = {}
    if index >= WINDOW - 1:
        window = closes[index - WINDOW + 1 : index + 1]
        mean = sum(window) / WINDOW
        squares = sum((value - mean) ** 2 for value in window)
        found['sma20'] = mean
        found['sd20Ddof0'] = math.sqrt(squares / WINDOW)
        found['sd20Ddof1'] = math.sqrt(squares / (WINDOW - 1))
        for ddof in (0, 1):
            found[f'zScore20Ddof{ddof}'] = float(closes[index] - mean) / found[f'sd20Ddof{ddof}']
    if index >= WINDOW:
        found['priorHigh20'] = max(frame['high'][index - WINDOW : index])
        found['priorLow20'] = min(frame['low'][index - WINDOW : index])
    if index >= HORIZON:
        found['return10'] = closes[index] / closes[index - HORIZON] - 1
    return found


def main():
    rows = sp500_rows()
    frame = pd.DataFrame({key: [float(row[key]) for row in rows[:BARS]] for key in ('high', 'low', 'close')})
    terms = by_pandas(frame)
    cases, worst = [], 0.0
    for index in range(BARS):
        values = {name: finite_or_none(terms[name].iloc[index]) for name in terms.columns}
        reference = exact(frame, index)
        for name, value in values.items():
            assert (value is None) == (name not in reference), (index, name)
            if value is not None:
                distance = abs(value - float(reference[name])) / max(1.0, abs(value))
                worst = max(worst, distance)
                assert distance <= AGREEMENT, (index, name, value)
        cases.append({'index': index, 'date': rows[index]['date'], **values})
    meta = meta_for(
        __file__,
        ['pandas'],
        {
            'relative': AGREEMENT,
            'absolute': AGREEMENT,
            'reason': (
                f'pandas updates its window bar by bar; against exact rational sums it is off by at most {worst:.1e}'
                ' here'
            ),
        },
        data=sp500_provenance(rows),
        terms={
            'sma20': 'rolling mean: closes of this bar and the 19 before it; first at index 19',
            'priorHigh20': 'highest high of the 20 bars before this one, this one excluded; first at index 20',
            'priorLow20': 'lowest low of the 20 bars before this one, this one excluded; first at index 20',
            'sd20Ddof0': 'standard deviation of the same 20 closes, divisor 20; first at index 19',
            'sd20Ddof1': 'standard deviation of the same 20 closes, divisor 19; first at index 19',
            'zScore20Ddof0': '(close - sma20) / sd20Ddof0; first at index 19',
            'zScore20Ddof1': '(close - sma20) / sd20Ddof1; first at index 19',
            'return10': 'close / close 10 bars earlier - 1; first at index 10',
        },
        conventions=[
            (
                'Inputs are not repeated here: read them from the file named in data (from 2006 on, first 400 bars) and'
                ' check its hash.'
            ),
            'null: not enough bars yet.',
        ],
    )
    write_vector('features/terms.json', meta, cases)


if __name__ == '__main__':
    main()
