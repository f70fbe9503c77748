"""The crossover's decisions and its two engines: bars, targets, runs of backtesting.py and vectorbt, their trades."""

import warnings
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import backtesting.backtesting as engine_module
import numpy as np
import pandas as pd
import vectorbt as vbt
from backtesting import Backtest, Strategy

engine_module._tqdm = lambda sequence, **_: sequence  # no progress bars

FAST, SLOW, UNITS, CASH = 20, 50, 10, 1_000_000
MATCH = 1e-9
EQUITY_EVERY = 250


def price_frame(rows, tick):
    """Open, high, low, close by date; rounded to the tick where one is given (no price lies half way)."""

    def parse(text):
        price = Decimal(text)
        if tick is None:
            return float(price)
        assert price % tick != tick / 2, text
        return float(price.quantize(tick, rounding=ROUND_HALF_EVEN))

    columns = {key.capitalize(): [parse(row[key]) for row in rows] for key in ('open', 'high', 'low', 'close')}
    return pd.DataFrame(columns, index=pd.to_datetime([row['date'] for row in rows]))


def exact_states(closes):
    """1 where fast > slow, -1 where fast < slow, 0 while one is undefined, by rationals; and the closest call."""
    values = [Fraction(value) for value in closes]
    states, nearest = [], None
    for index in range(len(values)):
        if index < SLOW - 1:
            states.append(0)
            continue
        gap = sum(values[index - FAST + 1 : index + 1]) / FAST - sum(values[index - SLOW + 1 : index + 1]) / SLOW
        assert gap != 0, index
        nearest = abs(gap) if nearest is None else min(nearest, abs(gap))
        states.append(1 if gap > 0 else -1)
    return np.array(states), float(nearest)


def states_of(fast, slow):
    """The same decision from an engine's own averages."""
    return np.where(np.isnan(slow), 0, np.sign(np.nan_to_num(fast) - np.nan_to_num(slow))).astype(int)


def targets_of(states, sides):
    return states * UNITS if sides == 'long-short' else np.maximum(states, 0) * UNITS


def with_closing_bar(frame):
    """One more bar, all of it at the last close: an order to flatten given at the last close fills at that close."""
    last = frame['Close'].iloc[-1]
    extra = pd.DataFrame({key: [last] for key in frame.columns}, index=[frame.index[-1] + pd.Timedelta(days=1)])
    return pd.concat([frame, extra])


def trade(entry, exit_, size, gross, fees, extra=None):
    (entry_date, entry_price), (exit_date, exit_price) = entry, exit_
    return {
        'entryDate': entry_date.strftime('%Y-%m-%d'), 'entryPrice': float(entry_price),
        'exitDate': exit_date.strftime('%Y-%m-%d'), 'exitPrice': float(exit_price),
        'size': int(size), 'grossPnl': float(gross), 'fees': float(fees), 'netPnl': float(gross - fees),
        **(extra or {}),
    }  # fmt: skip


class FollowTarget(Strategy):
    """Holds data.Target units; a reversal is a close and an opening order, both filled at the next open."""

    def init(self):
        pass

    def next(self):
        wanted, held = int(self.data.Target[-1]), self.position.size
        if wanted == held:
            return
        if held:
            self.position.close()
        if wanted > 0:
            self.buy(size=wanted)
        elif wanted < 0:
            self.sell(size=-wanted)


class FollowTargetInOneOrder(FollowTarget):
    """A reversal is one order of twice the size, netted first in, first out."""

    def next(self):
        change = int(self.data.Target[-1]) - self.position.size
        if change > 0:
            self.buy(size=change)
        elif change < 0:
            self.sell(size=-change)


class OwnIndicators(Strategy):
    """The averages as indicators of the engine: it then skips the first bar on which all of them are defined."""

    def init(self):
        self.fast = self.I(lambda close: pd.Series(close).rolling(FAST).mean(), self.data.Close)
        self.slow = self.I(lambda close: pd.Series(close).rolling(SLOW).mean(), self.data.Close)

    def next(self):
        wanted = UNITS if self.fast[-1] > self.slow[-1] else 0
        if wanted and not self.position:
            self.buy(size=wanted)
        elif self.position and not wanted:
            self.position.close()


def run_backtesting(frame, targets, commission, strategy=FollowTarget, finalize=False):
    data = frame.assign(Target=targets)
    engine = Backtest(data, strategy, cash=CASH, commission=commission, finalize_trades=finalize)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        return engine.run()


def backtesting_sma(frame):
    return frame['Close'].rolling(FAST).mean().to_numpy(), frame['Close'].rolling(SLOW).mean().to_numpy()


def backtesting_trades(result):
    rows = []
    for row in result['_trades'].sort_values('EntryBar').itertuples():
        gross = row.Size * (row.ExitPrice - row.EntryPrice)
        assert abs(gross - row.Commission - row.PnL) < MATCH
        rows.append(
            trade((row.EntryTime, row.EntryPrice), (row.ExitTime, row.ExitPrice), row.Size, gross, row.Commission)
        )
    return rows


def run_vectorbt(frame, targets, commission):
    """Orders for the target of the close before, at this bar's open; vectorbt does not shift by itself."""
    wanted = pd.Series(targets, index=frame.index).shift(1, fill_value=0).astype(float)
    changed = wanted != wanted.shift(1, fill_value=0.0)
    return vbt.Portfolio.from_orders(
        close=frame['Close'],
        price=frame['Open'],
        size=wanted.where(changed),
        size_type='targetamount',
        direction='both',
        fees=commission,
        slippage=0.0,
        init_cash=CASH,
        freq='1D',
    )


def vectorbt_sma(frame):
    return vbt.MA.run(frame['Close'], FAST).ma.to_numpy(), vbt.MA.run(frame['Close'], SLOW).ma.to_numpy()


def vectorbt_trades(portfolio, index):
    rows = []
    for record in portfolio.exit_trades.values:
        sign = 1 if record['direction'] == 0 else -1
        fees = record['entry_fees'] + record['exit_fees']
        size = sign * int(round(record['size']))
        entry, exit_ = (
            (index[record['entry_idx']], record['entry_price']),
            (index[record['exit_idx']], record['exit_price']),
        )
        rows.append(trade(entry, exit_, size, record['pnl'] + fees, fees))
    return rows


def same(left, right):
    return abs(left - right) <= MATCH * max(1.0, abs(left))


def assert_same_trades(first, second):
    assert len(first) == len(second), (len(first), len(second))
    for one, two in zip(first, second, strict=True):
        for key in ('entryDate', 'exitDate', 'size'):
            assert one[key] == two[key], (one, two)
        for key in ('entryPrice', 'exitPrice', 'grossPnl', 'fees', 'netPnl'):
            assert same(one[key], two[key]), (key, one, two)


def on_last_bar(trades, frame):
    """The exit on the added bar belongs to the last real bar, at its close."""
    last, added = frame.index[-1].strftime('%Y-%m-%d'), (frame.index[-1] + pd.Timedelta(days=1)).strftime('%Y-%m-%d')
    for row in trades:
        if row['exitDate'] == added:
            assert row['exitPrice'] == frame['Close'].iloc[-1]
            row['exitDate'] = last
    return trades


def equity_samples(frame, curve):
    picked = range(SLOW, len(frame) - 1, EQUITY_EVERY)
    return [{'date': frame.index[i].strftime('%Y-%m-%d'), 'equity': float(curve[i])} for i in picked]


def engine_result(frame, curve, trades):
    return {'finalEquity': float(curve[-1]), 'equitySamples': equity_samples(frame, curve), 'trades': trades}


def degenerate_fills(frame, trades):
    """Dates of fills at an open that equals the close before: such opens are suspect in this file."""
    suspect = set(frame.index[frame['Open'] == frame['Close'].shift(1)].strftime('%Y-%m-%d'))
    last = frame.index[-1].strftime('%Y-%m-%d')
    fills = [row['entryDate'] for row in trades] + [row['exitDate'] for row in trades if row['exitDate'] != last]
    return sorted(suspect & set(fills))
