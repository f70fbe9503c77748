"""Drawn candles: how backtesting.py fills a stop and a target in gaps, in one bar, in the entry bar, beside an exit."""

import warnings

import backtesting.backtesting as engine_module
import pandas as pd
from backtesting import Backtest, Strategy

from vector_file import meta_for, write_vector

engine_module._tqdm = lambda sequence, **_: sequence  # no progress bars

UNITS, CASH = 10, 1_000_000
LEAD = [(100.0, 101.0, 99.0, 100.0), (100.0, 101.0, 99.0, 100.0)]
ENTRY = (100.0, 101.0, 99.0, 100.5)
REST = (100.0, 100.5, 99.5, 100.0)
DECISION_BAR, ENTRY_BAR = 1, 2

# name, bars from the entry bar on (open, high, low, close), bar after whose close an exit order is given (or None)
LONG = [
    ('stop-inside-bar', [ENTRY, (100.0, 101.0, 96.5, 98.0)], None),
    ('stop-touched-exactly', [ENTRY, (100.0, 101.0, 97.0, 98.0)], None),
    ('stop-missed-by-one-tick', [ENTRY, (100.0, 101.0, 97.01, 98.0), REST], None),
    ('open-at-stop', [ENTRY, (97.0, 99.0, 96.0, 98.0)], None),
    ('gap-through-stop', [ENTRY, (95.0, 96.0, 94.0, 95.5)], None),
    ('gap-through-stop-then-recovery', [ENTRY, (95.0, 101.0, 94.0, 100.0)], None),
    ('target-inside-bar', [ENTRY, (101.0, 106.5, 100.0, 105.0)], None),
    ('target-touched-exactly', [ENTRY, (101.0, 106.0, 100.0, 105.0)], None),
    ('target-missed-by-one-tick', [ENTRY, (101.0, 105.99, 100.0, 105.0), REST], None),
    ('gap-through-target', [ENTRY, (108.0, 109.0, 107.0, 108.5)], None),
    ('gap-through-target-then-fall-back', [ENTRY, (108.0, 109.0, 104.0, 105.0)], None),
    ('both-in-one-bar-open-between', [ENTRY, (100.0, 107.0, 96.0, 103.0)], None),
    ('both-in-one-bar-open-above-target', [ENTRY, (107.0, 108.0, 96.0, 98.0)], None),
    ('both-in-one-bar-open-below-stop', [ENTRY, (95.0, 107.0, 94.0, 106.5)], None),
    ('entry-bar-stop', [(100.0, 101.0, 96.0, 98.0), REST], None),
    ('entry-bar-target', [(100.0, 107.0, 99.0, 105.0), REST], None),
    ('entry-bar-both', [(100.0, 107.0, 96.0, 103.0), REST], None),
    ('exit-order-and-stop-in-one-bar', [ENTRY, REST, (99.0, 100.0, 96.0, 98.0)], 3),
    ('exit-order-and-gap-through-stop', [ENTRY, REST, (95.0, 96.0, 94.0, 95.0)], 3),
    ('exit-order-and-target-in-one-bar', [ENTRY, REST, (101.0, 107.0, 100.0, 106.0)], 3),
    ('stop-in-the-bar-before-the-exit-order-fills', [ENTRY, (100.0, 101.0, 96.5, 98.0), REST], 3),
    ('nothing-hit', [ENTRY, REST, REST], None),
]


def mirrored(bars):
    """The same path turned upside down around 100."""
    return [tuple(round(200.0 - price, 10) for price in (o, low, high, c)) for o, high, low, c in bars]


def strategy_for(side, stop, target, with_order, exit_after):
    class Drawn(Strategy):
        def init(self):
            pass

        def next(self):
            bar = len(self.data) - 1
            if bar == DECISION_BAR:
                place = self.buy if side == 'long' else self.sell
                place(size=UNITS, **({'sl': stop, 'tp': target} if with_order else {}))
            elif not with_order and self.trades and self.trades[0].sl is None:
                self.trades[0].sl, self.trades[0].tp = stop, target
            if bar == exit_after and self.position:
                self.position.close()

    return Drawn


def case(name, side, bars, exit_after, with_order):
    stop, target = (97.0, 106.0) if side == 'long' else (103.0, 94.0)
    candles = [*LEAD, *bars]
    for o, high, low, c in candles:
        assert low <= min(o, c) and high >= max(o, c), (name, o, high, low, c)
    frame = pd.DataFrame(
        candles, columns=['Open', 'High', 'Low', 'Close'], index=pd.date_range('2024-01-01', periods=len(candles))
    )
    strategy = strategy_for(side, stop, target, with_order, exit_after)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        result = Backtest(frame, strategy, cash=CASH).run()
    rows = result['_trades']
    assert len(rows) <= 1
    left = None
    if len(rows):
        row = rows.iloc[0]
        assert row['EntryBar'] == ENTRY_BAR and row['EntryPrice'] == candles[ENTRY_BAR][0]
        left = {'bar': int(row['ExitBar']), 'price': float(row['ExitPrice'])}
    return {
        'name': f'{side}/{name}' + ('' if with_order else '/bracket-from-next-bar'),
        'side': side, 'stop': stop, 'target': target,
        'bracketActive': 'from-entry-bar' if with_order else 'from-next-bar',
        'decisionBar': DECISION_BAR, 'exitOrderAfterBar': exit_after,
        'entry': {'bar': ENTRY_BAR, 'price': candles[ENTRY_BAR][0]},
        'exit': left,
        'candles': [list(candle) for candle in candles],
    }  # fmt: skip


def main():
    cases = []
    for name, bars, exit_after in LONG:
        cases.append(case(name, 'long', bars, exit_after, True))
        cases.append(case(name, 'short', mirrored(bars), exit_after, True))
        if name.startswith('entry-bar'):
            cases.append(case(name, 'long', bars, exit_after, False))
            cases.append(case(name, 'short', mirrored(bars), exit_after, False))
    meta = meta_for(
        __file__,
        ['backtesting', 'pandas'],
        {'absolute': 0, 'reason': 'every price is one of the drawn ones'},
        conventions=[
            (
                'candles are [open, high, low, close]; the entry is decided at the close of bar 1 and filled at the'
                ' open of bar 2 (100).'
            ),
            (
                'exitOrderAfterBar: a market order to close is given at that close and fills at the next open, before'
                ' stop and target are looked at.'
            ),
            'exit null: still open after the last bar.',
            (
                'A stop is hit when the low is at or below it (short: high at or above); it fills at the stop, or at'
                ' the open where that is worse.'
            ),
            (
                'A target is hit when the high is at or above it (short: low at or below), touch included; it fills at'
                ' the target, or at the open where that is better.'
            ),
            (
                'Both in one bar: always the stop, at the stop or at a worse open; also where the open was already'
                ' beyond the target, so that the target would have come first.'
            ),
            (
                'Entry bar: a bracket given with the order is active in the entry bar itself, stop first; one set at'
                ' the entry bar\'s close is active from the next bar.'
            ),
            'Short cases are the long ones mirrored around 100.',
        ],
    )
    write_vector('simulation/bracket-candles.json', meta, cases)


if __name__ == '__main__':
    main()
