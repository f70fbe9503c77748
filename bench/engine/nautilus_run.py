"""Child process of the bench: the same crossover in nautilus_trader. Arguments: file, runs. Prints one line of JSON."""

import json
import resource
import sys
import time
from decimal import Decimal

import nautilus_trader
import numpy as np
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.backtest.models import MakerTakerFeeModel
from nautilus_trader.config import LoggingConfig, RiskEngineConfig, StrategyConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

FAST, SLOW, LOTS, CASH, RATE = 20, 50, 10, 1_000_000_000, "0.0001"
MINUTE = 60_000_000_000

file, runs = sys.argv[1], int(sys.argv[2])
columns = np.fromfile(file).reshape(4, -1)
walk = InstrumentId.from_str("WALK.SIM")
bar_type = BarType.from_str(f"{walk}-1-MINUTE-LAST-EXTERNAL")


def instrument():
    return Equity(
        instrument_id=walk, raw_symbol=Symbol("WALK"), currency=USD, price_precision=0,
        price_increment=Price(1, 0), lot_size=Quantity(1, 0), maker_fee=Decimal(RATE), taker_fee=Decimal(RATE),
        margin_init=Decimal(0), margin_maint=Decimal(0), ts_event=0, ts_init=0,
    )  # fmt: skip


class Crossover(Strategy):
    def __init__(self):
        super().__init__(StrategyConfig(strategy_id="S-1"))
        self.fast, self.slow = SimpleMovingAverage(FAST), SimpleMovingAverage(SLOW)
        self.is_long, self.fills = False, []

    def on_start(self):
        self.register_indicator_for_bars(bar_type, self.fast)
        self.register_indicator_for_bars(bar_type, self.slow)
        self.subscribe_bars(bar_type)

    def on_bar(self, bar):
        if not self.slow.initialized:
            return
        gap = self.fast.value - self.slow.value
        if gap > 0 and not self.is_long:
            self.trade(OrderSide.BUY)
        elif gap < 0 and self.is_long:
            self.trade(OrderSide.SELL)

    def trade(self, side):
        self.is_long = side == OrderSide.BUY
        self.submit_order(self.order_factory.market(walk, side, Quantity(LOTS, 0)))

    def on_order_filled(self, event):
        self.fills.append((event.ts_event // MINUTE, int(event.last_px), event.commission))


volume = Quantity(1_000_000, 0)
bars = [
    Bar(bar_type, Price(o, 0), Price(h, 0), Price(low, 0), Price(c, 0), volume, (i + 1) * MINUTE, (i + 1) * MINUTE)
    for i, (o, h, low, c) in enumerate(zip(*columns))
]
seconds = []
for _ in range(runs):
    config = BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True), risk_engine=RiskEngineConfig(bypass=True))
    engine = BacktestEngine(config)
    engine.add_venue(
        Venue("SIM"), OmsType.NETTING, AccountType.MARGIN, [Money(CASH, USD)], base_currency=USD,
        fee_model=MakerTakerFeeModel(),
    )  # fmt: skip
    engine.add_instrument(instrument())
    engine.add_data(bars)
    strategy = Crossover()
    engine.add_strategy(strategy)
    started = time.perf_counter()
    engine.run()
    seconds.append(time.perf_counter() - started)
    fills = strategy.fills
    engine.dispose()
pairs = list(zip(fills[::2], fills[1::2]))
# A fill at the close of bar i - 1 is one at the open of bar i: the same price, since bars follow without a gap.
rows = [[int(entry[0]), entry[1], int(exit_[0]), exit_[1]] for entry, exit_ in pairs]
fees = sum(float(fill[2].as_decimal()) for pair in pairs for fill in pair)
net = sum(LOTS * (exit_[1] - entry[1]) for entry, exit_ in pairs) - fees
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
version = nautilus_trader.__version__
print(json.dumps({"seconds": seconds, "peakMiB": peak, "version": version, "trades": rows, "net": net}))
