"""Scripted market entries in vectorbt: stop, target and trailing stop by signals, percentage and fixed fees, slippage."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import vectorbt as vbt
from vectorbt.portfolio.enums import StopEntryPrice, StopExitPrice

from engine_data import START, daily, eurusd_hourly, eurusd_synthetic, gbpusd_minute
from engine_script import SCRIPT_COLUMNS, SCRIPT_CONVENTIONS, episodes, table
from engine_trailing import bar_by_bar
from vector_file import meta_for, write_vector

CASH = 1_000_000
MATCH = 1e-9
SUPPORT = ('engine_data.py', 'engine_script.py', 'engine_plain.py', 'engine_trailing.py')
COLUMNS = (
    'episode', 'entryBar', 'entryPrice', 'exitBar', 'exitPrice', 'size', 'grossPnl', 'fees', 'netPnl', 'exitReason',
)  # fmt: skip


def script_for(bars, seed):
    """Market entries; fractions with seven decimals and half of one more, so that no level lies on a price."""
    return [
        one.__class__(**{**one.__dict__, 'stop_fraction': one.stop_fraction + 5e-8, 'target_fraction': one.target_fraction + 5e-8})
        for one in episodes(bars, seed, ('market',))
    ]  # fmt: skip


def run(bars, script, kind, size, fees, fixed, slippage):
    n = len(bars.rows)
    index = pd.to_datetime([START + i * bars.bar_ms for i in range(n)], unit='ms')
    frame = pd.DataFrame([[bars.price(x) for x in row] for row in bars.rows], columns=list('ohlc'), index=index)
    signals = {name: np.zeros(n, dtype=bool) for name in ('entries', 'exits', 'short_entries', 'short_exits')}
    sl, tp = np.full(n, np.nan), np.full(n, np.nan)
    for one in script:
        signals['entries' if one.side > 0 else 'short_entries'][one.at + 1] = True
        if one.until + 1 < n:
            signals['exits' if one.side > 0 else 'short_exits'][one.until + 1] = True
        if kind in ('bracket', 'trailing'):
            sl[one.at + 1] = one.stop_fraction
        if kind == 'bracket':
            tp[one.at + 1] = one.target_fraction
    stops = {} if kind == 'plain' else {'sl_stop': sl, 'sl_trail': kind == 'trailing'}
    if kind == 'bracket':
        stops['tp_stop'] = tp
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        return vbt.Portfolio.from_signals(
            close=frame['c'], open=frame['o'], high=frame['h'], low=frame['l'], price=frame['o'],
            size=size, fees=fees, fixed_fees=fixed, slippage=slippage, init_cash=CASH, freq='1h', accumulate=False,
            stop_entry_price=StopEntryPrice.FillPrice, stop_exit_price=StopExitPrice.StopLimit,
            **signals, **stops,
        )  # fmt: skip


def plain(bars, script, kind, slippage):
    """The same rules in a plain loop."""
    rows = []
    for one in script:
        bar = one.at + 1
        entry = bars.price(bars.rows[bar][0]) * (1 + one.side * slippage)
        if kind == 'trailing':
            found = bar_by_bar(bars, one.at, one.until, one.side, one.stop_fraction, entry)
        else:
            found = bracket(bars, one, entry, kind == 'bracket')
        if found is None:
            continue
        price = found[1] * (1 - one.side * slippage) if found[2] == 'close' else found[1]
        rows.append((one.number, bar, entry, found[0], price, found[2]))
    return rows


def bracket(bars, one, entry, has_stops):
    side = one.side
    stop, target = entry * (1 - side * one.stop_fraction), entry * (1 + side * one.target_fraction)
    for i in range(one.at + 2, min(one.until + 2, len(bars.rows))):
        o, high, low, _ = (bars.price(x) for x in bars.rows[i])
        if has_stops:
            if side * (o - stop) <= 0:
                return i, o, 'stop-gap'
            if low <= stop <= high:
                return i, stop, 'stop'
            if side * (o - target) >= 0:
                return i, o, 'target-gap'
            if low <= target <= high:
                return i, target, 'target'
        if i == one.until + 1:
            return i, o, 'close'
    return None


def trade_rows(portfolio, script, expected, size):
    found = portfolio.exit_trades.values
    closed = [row for row in found if row['status'] == 1]
    assert len(closed) == len(expected), (len(closed), len(expected))
    rows = []
    for row, (number, bar, entry, exit_bar, price, why) in zip(closed, expected, strict=True):
        sign = 1 if row['direction'] == 0 else -1
        mine = (int(row['entry_idx']), int(row['exit_idx']), sign)
        assert mine == (bar, exit_bar, script[number].side), (number, mine, bar, exit_bar)
        assert abs(row['entry_price'] - entry) < MATCH and abs(row['exit_price'] - price) < MATCH, (row, entry, price)
        fees = float(row['entry_fees'] + row['exit_fees'])
        rows.append([
            number, bar, float(row['entry_price']), exit_bar, float(row['exit_price']), sign * size,
            round(float(row['pnl']) + fees, 9), round(fees, 9), round(float(row['pnl']), 9), why,
        ])  # fmt: skip
    return rows


def end_differences(bars, script, expected):
    """Episodes whose closing order meets a stop of the same bar: vectorbt looks at stops first."""
    found = []
    for number, bar, entry, exit_bar, price, why in expected:
        if exit_bar == script[number].until + 1 and why != 'close':
            found.append({'episode': number, 'why': 'stop or target looked at before the closing order of the same open',
                          'contract': {'exitBar': exit_bar, 'exitPrice': bars.price(bars.rows[exit_bar][0]),
                                       'exitReason': 'close'}})  # fmt: skip
    return found


def gap_differences(bars, script, expected):
    """Episodes whose open is beyond the target in a bar that also reaches the stop: vectorbt takes the stop."""
    found = []
    for number, bar, entry, exit_bar, price, why in expected:
        one = script[number]
        target = entry * (1 + one.side * one.target_fraction)
        opened = bars.price(bars.rows[exit_bar][0])
        if why == 'stop' and one.side * (opened - target) >= 0:
            found.append({'episode': number, 'why': 'open beyond the target, stop reached later in the bar',
                          'contract': {'exitBar': exit_bar, 'exitPrice': opened, 'exitReason': 'target-gap'}})  # fmt: skip
    return found


def trailing_replacements(bars, script, expected):
    """Per episode the stop of every bar, given at the close of the bar before: [[bar, price], ...]."""
    moves = []
    for number, bar, entry, exit_bar, _, _ in expected:
        one, mark, steps = script[number], entry, []
        for i in range(bar, min(exit_bar, one.until)):
            if i > bar:
                _, high, low, _ = (bars.price(x) for x in bars.rows[i])
                mark = max(mark, high) if one.side > 0 else min(mark, low)
            level = mark * (1 - one.side * one.stop_fraction)
            if not steps or steps[-1][1] != level:
                steps.append([i, level])
        moves.append([number, steps])
    return moves


def script_table(script, expected, kind):
    by_number = {row[0]: row for row in expected}
    rows = []
    for one in script:
        row = by_number.get(one.number)
        exits = 'none' if kind == 'plain' or row is None or one.at + 1 >= one.until else 'moving' if kind == 'trailing' else 'apart'
        rows.append([
            one.number, one.at, one.until, 'buy' if one.side > 0 else 'sell', 'market', None, None, None,
            None if kind == 'plain' else one.stop_fraction, one.target_fraction if kind == 'bracket' else None,
            exits, one.at + 1 if exits != 'none' else None,
        ])  # fmt: skip
    return table(SCRIPT_COLUMNS, rows)


def case(bars, seed, kind, size, bps=0, fixed=0.0, slippage_bps=0):
    script = script_for(bars, seed)
    portfolio = run(bars, script, kind, size, bps / 1e4, fixed, slippage_bps / 1e4)
    expected = plain(bars, script, kind, slippage_bps / 1e4)
    rows = trade_rows(portfolio, script, expected, size)
    final = CASH + sum(row[8] for row in rows)
    assert abs(final - float(portfolio.value().iloc[-1])) < 1e-4 or len(rows) < len(script)
    named = f'{bps}bp' + (f'+{fixed}' if fixed else '') + (f', slippage {slippage_bps}bp' if slippage_bps else '')
    return {
        'name': f'{bars.key}/{kind}/{named}',
        'engine': 'vectorbt',
        'data': bars.key,
        'instrument': {'kind': 'contract-for-difference', 'currency': 'USD', 'tickSize': '0.0000001', 'lotSize': '1'},
        'account': {'currency': 'USD', 'cash': CASH},
        'lots': size,
        'costs': {'commissionBps': bps, 'fixedPerFill': fixed, 'slippageBps': slippage_bps},
        'assay': {
            'contract': {'variant': 'base', 'degenerateOpen': 'accept', 'latencyMs': 1, 'intrabarPath': 'against'},
        },
        'finalEquity': final,
        'episodes': len(script),
        'differences': end_differences(bars, script, expected)
        + (gap_differences(bars, script, expected) if kind == 'bracket' else []),
        'script': script_table(script, expected, kind),
        'moves': trailing_replacements(bars, script, expected) if kind == 'trailing' else None,
        'trades': table(COLUMNS, rows),
    }


CONVENTIONS = [
    (
        'vectorbt fills in the bar of the signal: signals are shifted by one bar and the price is the open, so that a decision'
        ' at a close fills at the next open.'
    ),
    (
        'Stop, target and trailing stop start with the bar after the entry bar: one order per bar. Levels are fractions of the'
        ' price paid, slippage included (stop_entry_price FillPrice), and are not rounded: use a tick finer than the data'
        ' (here 0.0000001): a stop is rounded against the trader, a target to the side that he asks for. Assay: entryBarExits wait,'
        ' exits attached at these prices; or orders given at the close of the entry bar (exits apart: a stop and a limit at'
        ' the fractions of the price paid, the first fill cancels the other).'
    ),
    'Stop before target in one bar; a stop or target that the open lies beyond fills at the open. Assay: intrabarPath against.',
    (
        'Trailing stop: the water mark is the price paid, then the best extreme of the bars after the entry bar that have'
        ' ended; the extremes of a bar move the stop from the next bar on only. Assay: a stop order replaced at each close'
        ' (exits moving; `moves`: per episode the levels with the bar at whose close each is given), not a trailing-stop order,'
        ' which follows the price along the path inside the bar.'
    ),
    (
        'A stop or target is looked at before the closing signal of the same bar, even where that fills at the open; in Assay'
        ' the closing order, given at the close before, cancels them first. `differences` lists such episodes and those whose'
        ' open is beyond the target in a bar that later reaches the stop, with the exit of the contract. No option follows:'
        ' whether the open is taken depends on what the bar does later.'
    ),
    (
        'Fees: rate * price * units plus the fixed amount, each fill, unrounded. Slippage: price * (1 ± rate) for market'
        ' orders, none for stop and target (StopLimit). Assay: slippage bps, rounded up to whole ticks, is charged on stops'
        ' too; cases with slippage here have no stops.'
    ),
    'bars: bar i opens at start + i * barMs, closes barMs later. Positions that the script leaves open at the end are not listed.',
]


def main():
    cases, data = [], {}
    for bars, size in ((daily(), 20), (eurusd_hourly(), 10_000), (gbpusd_minute(), 10_000), (eurusd_synthetic(), 10_000)):
        data[bars.key] = bars.as_data()
        cases += [
            case(bars, 41, 'plain', size, 2),
            case(bars, 42, 'plain', size, 1, 0.0, 2),
            case(bars, 43, 'bracket', size, 0),
            case(bars, 44, 'bracket', size, 2, 1.25),
            case(bars, 45, 'trailing', size, 2),
        ]
    meta = meta_for(
        __file__,
        ['vectorbt', 'pandas', 'numpy'],
        {
            'price': 1e-7, 'bars': 'exact', 'money': 'price tolerance * size + 2e-6',
            'reason': 'levels are rounded to a tick of 1e-7, slippage up to one; two commissions to a ledger unit',
        },
        seed='41 to 45, see engine_script.py',
        data=data,
        conventions=CONVENTIONS + SCRIPT_CONVENTIONS,
        support=[Path(__file__).with_name(name) for name in SUPPORT],
    )  # fmt: skip
    write_vector('simulation/engine-vectorbt.json', meta, cases, case_levels=6)


if __name__ == '__main__':
    main()
