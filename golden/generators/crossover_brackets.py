"""The crossover with a stop and a target in backtesting.py, and the same rules in a plain loop to check them."""

from fractions import Fraction

from backtesting import Strategy

from crossover_engines import (
    MATCH,
    UNITS,
    assert_same_trades,
    backtesting_trades,
    degenerate_fills,
    engine_result,
    exact_states,
    price_frame,
    run_backtesting,
    targets_of,
    trade,
)  # fmt: skip

STOP, TARGET = Fraction(3, 100), Fraction(6, 100)


class Bracketed(Strategy):
    """Long while the target is, stop 3 % below and target 6 % above the entry price."""

    in_entry_bar = True
    again_after_exit = False
    used = False  # this stretch of the long state has had its entry

    def init(self):
        pass

    def next(self):
        wanted = int(self.data.Target[-1])
        if not self.in_entry_bar:
            for open_trade in self.trades:
                if open_trade.sl is None:
                    open_trade.sl = open_trade.entry_price * float(1 - STOP)
                    open_trade.tp = open_trade.entry_price * float(1 + TARGET)
        if not wanted:
            self.used = False
            if self.position:
                self.position.close()
            return
        if self.position or (self.used and not self.again_after_exit):
            return
        self.used = True
        if self.in_entry_bar:
            fill = float(self.data.NextOpen[-1])
            self.buy(size=UNITS, sl=fill * float(1 - STOP), tp=fill * float(1 + TARGET))
        else:
            self.buy(size=UNITS)


def plain_brackets(frame, targets, commission, in_entry_bar, again):
    """The same rules in a plain loop, to be sure that they are what the conventions say."""
    opens, highs, lows, closes = (frame[key].to_numpy() for key in ('Open', 'High', 'Low', 'Close'))
    rows, entry, used = [], None, False
    order = None

    def leave(i, price, why):
        size, (at, paid) = UNITS, entry
        fees = size * (paid + price) * commission
        rows.append(
            trade(
                (frame.index[at], paid), (frame.index[i], price), size, size * (price - paid), fees, {'exitReason': why}
            )
        )

    for i in range(len(frame)):
        if order == 'buy':
            entry = (i, opens[i])
        elif order == 'sell':
            leave(i, opens[i], 'signal')
            entry = None
        order = None
        if entry and (in_entry_bar or i > entry[0]):
            stop, target = entry[1] * float(1 - STOP), entry[1] * float(1 + TARGET)
            if lows[i] <= stop:
                leave(i, min(opens[i], stop), 'stop-gap' if opens[i] < stop else 'stop')
                entry = None
            elif highs[i] >= target:
                leave(i, max(opens[i], target), 'target-gap' if opens[i] > target else 'target')
                entry = None
        if not targets[i]:
            used = False
            order = 'sell' if entry else None
        elif not entry and (again or not used):
            order, used = 'buy', True
    if entry:
        leave(len(frame) - 1, closes[-1], 'end')
    return rows


def nearest_misses(frame, trades):
    """How close lows came to stops and highs to targets: half a tick may not turn a miss into a hit."""
    above_stop, below_target = [], []
    for row in trades:
        held = frame.loc[row['entryDate'] : row['exitDate']]
        stop, target = row['entryPrice'] * float(1 - STOP), row['entryPrice'] * float(1 + TARGET)
        above_stop += [abs(value - stop) for value in held['Low']]
        below_target += [abs(value - target) for value in held['High']]
    return {'lowFromStop': float(min(above_stop)), 'highFromTarget': float(min(below_target))}


def bracket_case(rows, in_entry_bar, again, basis_points):
    frame = price_frame(rows, None)
    commission = basis_points / 10_000
    states, _ = exact_states(frame['Close'])
    targets = targets_of(states, 'long-only')
    assert targets[-1] == 0 and targets[-2] == 0, 'the series ends flat, so no closing bar is needed'
    following = frame['Open'].shift(-1).fillna(frame['Close'].iloc[-1])
    strategy = type('Case', (Bracketed,), {'in_entry_bar': in_entry_bar, 'again_after_exit': again})
    result = run_backtesting(frame.assign(NextOpen=following), targets, commission, strategy)
    found = result['_trades'].sort_values('EntryBar')
    trades = backtesting_trades(result)
    for row, kept in zip(found.itertuples(), trades, strict=True):
        stop, target = row.EntryPrice * float(1 - STOP), row.EntryPrice * float(1 + TARGET)
        bar = frame.loc[row.ExitTime]
        ordered_out = targets[row.ExitBar - 1] == 0
        if ordered_out:
            assert row.ExitPrice == bar['Open']
            kept['exitReason'] = 'signal'
        elif row.ExitPrice <= stop + MATCH:
            kept['exitReason'] = 'stop-gap' if bar['Open'] < stop else 'stop'
        else:
            assert row.ExitPrice >= target - MATCH
            kept['exitReason'] = 'target-gap' if bar['Open'] > target else 'target'
        kept['stopPrice'], kept['targetPrice'] = stop, target
        kept['bothInExitBar'] = bool(bar['Low'] <= stop and bar['High'] >= target)
    plain = plain_brackets(frame, targets, commission, in_entry_bar, again)
    assert_same_trades(trades, plain)
    assert [row['exitReason'] for row in trades] == [row['exitReason'] for row in plain]
    when = 'from-entry-bar' if in_entry_bar else 'from-next-bar'
    entries = 'while-long' if again else 'once-per-cross'
    reasons = [row['exitReason'] for row in trades]
    return {
        'name': f'stop-and-target/{when}/{entries}/' + (f'{basis_points}bp' if basis_points else 'no-costs'),
        'family': 'stop-and-target',
        'sides': 'long-only',
        'stopFraction': float(STOP),
        'targetFraction': float(TARGET),
        'bracketActive': when,
        'entries': entries,
        'commissionBasisPoints': basis_points,
        'priceTick': None,
        'trades': len(trades),
        'exitReasons': {reason: reasons.count(reason) for reason in sorted(set(reasons))},
        'nearestMiss': nearest_misses(frame, trades),
        'fillsWhereOpenEqualsPreviousClose': degenerate_fills(frame, trades),
        'engines': {
            'backtesting': engine_result(frame, result['_equity_curve']['Equity'].to_numpy(), trades),
        },
    }
