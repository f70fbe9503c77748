"""Moving-average crossover on the S&P 500, trade for trade by backtesting.py and vectorbt; brackets by backtesting.py.

The decision is a state: at each close where both averages exist, be long (or short, in the long-short cases) by a fixed
number of units, or flat. Both engines are fed a target per bar and fill a change at the next bar's open.
"""

from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np

from crossover_brackets import bracket_case
from crossover_engines import (
    CASH,
    SLOW,
    FollowTargetInOneOrder,
    OwnIndicators,
    assert_same_trades,
    backtesting_sma,
    backtesting_trades,
    degenerate_fills,
    engine_result,
    exact_states,
    on_last_bar,
    price_frame,
    run_backtesting,
    run_vectorbt,
    same,
    states_of,
    targets_of,
    vectorbt_sma,
    vectorbt_trades,
    with_closing_bar,
)  # fmt: skip
from vector_file import meta_for, sp500_provenance, sp500_rows, write_vector

COSTS = (0, 5)  # basis points of the notional of every fill
TICK = Decimal('0.01')
SUPPORT = ('crossover_engines.py', 'crossover_brackets.py')


def left_open(frame, targets, commission):
    """What each engine gives for the last position when nothing is added: engine's own way of ending."""
    plain = run_backtesting(frame, targets, commission, finalize=True)
    portfolio = run_vectorbt(frame, targets, commission)
    last_vectorbt = portfolio.exit_trades.values[-1]
    own = backtesting_trades(plain)[-1]
    return {
        'backtesting.py finalize_trades=True': {**own, 'finalEquity': float(plain['Equity Final [$]'])},
        'vectorbt': {
            **vectorbt_trades(portfolio, frame.index)[-1],
            'status': 'open' if last_vectorbt['status'] == 0 else 'closed',
            'finalEquity': float(portfolio.value().iloc[-1]),
        },
    }


def crossover_case(rows, sides, basis_points, tick):
    frame = price_frame(rows, tick)
    commission = basis_points / 10_000
    states, nearest = exact_states(frame['Close'])
    for averages in (backtesting_sma(frame), vectorbt_sma(frame)):
        assert np.array_equal(states_of(*averages), states)
    targets = targets_of(states, sides)
    longer = with_closing_bar(frame)
    flattened = np.append(targets[:-1], [0, 0])
    assert targets[-1] == targets[-2], 'a decision at the last close could not be filled'
    result = run_backtesting(longer, flattened, commission)
    portfolio = run_vectorbt(longer, flattened, commission)
    first = on_last_bar(backtesting_trades(result), frame)
    second = on_last_bar(vectorbt_trades(portfolio, longer.index), frame)
    assert_same_trades(first, second)
    in_one_order = run_backtesting(longer, flattened, commission, FollowTargetInOneOrder)
    assert_same_trades(first, on_last_bar(backtesting_trades(in_one_order), frame))
    curves = result['_equity_curve']['Equity'].to_numpy(), portfolio.value().to_numpy()
    assert all(same(one, two) for one, two in zip(*curves, strict=True))
    final = CASH + sum(row['netPnl'] for row in first)
    assert same(final, curves[0][-1]) and same(final, curves[1][-1])
    costs = f'{basis_points}bp' if basis_points else 'no-costs'
    return {
        'name': f'{sides}/{costs}' + ('/ticks-0.01' if tick else ''),
        'family': 'crossover',
        'sides': sides,
        'commissionBasisPoints': basis_points,
        'priceTick': float(tick) if tick else None,
        'trades': len(first),
        'smallestGapOfAverages': nearest,
        'fillsWhereOpenEqualsPreviousClose': degenerate_fills(frame, first),
        'openPositionAsEachEngineEndsIt': left_open(frame, targets, commission) if targets[-1] else None,
        'engines': {
            'backtesting': engine_result(frame, curves[0], first),
            'vectorbt': engine_result(frame, curves[1], second),
        },
    }


def first_entries(rows):
    """First entry with the target fed in, and with the averages as the engine's own indicators."""
    frame = price_frame(rows, None)
    states, _ = exact_states(frame['Close'])
    fed = backtesting_trades(run_backtesting(frame, targets_of(states, 'long-only'), 0.0))[0]['entryDate']
    own = backtesting_trades(run_backtesting(frame, states, 0.0, OwnIndicators))[0]['entryDate']
    assert fed == rows[SLOW]['date'] and own == rows[SLOW + 1]['date']
    return fed, own


def conventions(rows):
    fed, own = first_entries(rows)
    return [
        (
            'Decision: a state, fast > slow, at each close from bar index 49 of the series on (bar 0 is 2006-01-03); a'
            ' changed target fills at the next open. The state is already long at index 49, so the first entry is at'
            f' the open of index 50, {fed}: no cross is needed.'
        ),
        (
            'Both engines take this state as a target per bar; each computes its own averages, and both give the state'
            ' of exact rational arithmetic at every bar. smallestGapOfAverages is the closest call, so no decision'
            ' hangs on rounding.'
        ),
        (
            'backtesting.py with the averages as its own indicators starts one bar later (it skips the first bar on'
            f' which all are defined): first entry {own}. Hence the target is fed as a data column.'
        ),
        (
            'backtesting.py fills at the next open by itself; vectorbt fills in the bar of the order, so there the'
            ' target is shifted by one bar and the price is the open.'
        ),
        (
            'Reversal: vectorbt makes one order of 20 units and splits it into the closing and the opening trade, fees'
            ' in proportion; backtesting.py gets a close and an opening order, both filled at the same open, or one'
            ' order of 20 netted first in, first out. All three give the same trades and fees.'
        ),
        (
            'Commission: both charge rate * price * units on every fill, half of a reversal on each of its trades;'
            ' equity carries the entry fee from the entry on.'
        ),
        (
            'Neither engine rounds prices or money. The cases named ticks-0.01 take prices rounded to 0.01 first (no'
            ' price lies half way).'
        ),
        (
            'Last position: here it is closed at the last close with commission. Both engines get one added bar with'
            ' all its prices at the last close, into which the order to flatten is filled; its date is written as the'
            ' last bar. Left alone (openPositionAsEachEngineEndsIt), backtesting.py with finalize_trades closes at the'
            ' last bar\'s OPEN, without it the trade is not listed; vectorbt leaves it open, marked at the last close,'
            ' without an exit fee.'
        ),
        (
            'The long-only state is flat at the end, so those cases do not depend on how the end is treated. No'
            ' decision changes at the last close.'
        ),
        (
            'Size is signed (short negative); grossPnl = size * (exitPrice - entryPrice); fees = both commissions;'
            ' netPnl = grossPnl - fees.'
        ),
        (
            'equitySamples are marked at the close of the date, open position included; finalEquity has everything'
            ' closed and paid. The whole curves agree between the engines to 1e-9'
            ' relative at every bar.'
        ),
        (
            'fillsWhereOpenEqualsPreviousClose: an open equal to the close before is suspect in this file (309 of 3,597'
            ' bars); both engines fill there all the same.'
        ),
        (
            'stop-and-target: stop at entry price * 0.97, target at entry price * 1.06, not rounded to ticks'
            ' (nearestMiss: how close lows and highs of the held bars come to them). from-entry-bar: given with the'
            ' order, active in the entry bar; the generator feeds the next open, since backtesting.py wants the prices'
            ' before the fill. from-next-bar: set on the trade at the close of the entry bar.'
        ),
        (
            'once-per-cross: after a stop or target no new entry until the state has been flat; while-long: the close'
            ' of the exit bar may decide to enter again at the next open.'
        ),
        (
            'backtesting.py looks at an order to close first (at the open), then at the stop (low <= stop: filled at'
            ' min(open, stop)), then at the target (high >= target: filled at max(open, target)); both in one bar is'
            ' the stop. No such bar occurs here (bothInExitBar); bracket-candles.json draws them.'
        ),
        (
            'exitReason: signal, stop, stop-gap (opened below the stop), target, target-gap (opened above the target).'
            ' A plain loop in the generator gives the same trades.'
        ),
    ]


TOLERANCE = {
    'relative': 1e-9,
    'absolute': 1e-9,
    'dates': 'exact',
    'size': 'exact',
    'reason': (
        'both engines work in doubles without rounding and agree to 1e-9 relative; an engine with integer ticks or'
        ' rounded postings differs by its own rounding: use the ticks-0.01 cases, where prices are exact to 0.01, and'
        ' for brackets half a tick per fill'
    ),
}


def main():
    rows = sp500_rows()
    crossovers = product((None, TICK), ('long-only', 'long-short'), COSTS)
    brackets = product((True, False), (False, True), COSTS)
    cases = [crossover_case(rows, sides, basis_points, tick) for tick, sides, basis_points in crossovers]
    cases += [bracket_case(rows, in_entry_bar, again, basis_points) for in_entry_bar, again, basis_points in brackets]
    meta = meta_for(
        __file__,
        ['backtesting', 'vectorbt', 'pandas', 'numpy'],
        TOLERANCE,
        data=sp500_provenance(rows),
        conventions=conventions(rows),
        support=[Path(__file__).with_name(name) for name in SUPPORT],
    )
    write_vector('simulation/sma-crossover-sp500.json', meta, cases, case_levels=6)


if __name__ == '__main__':
    main()
