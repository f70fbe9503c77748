"""Child process of the bench: a case in nautilus_trader. Arguments: file, runs, case. Prints one line of JSON."""

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
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide, OrderType
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

LOTS, CASH, RATE = 10, 1_000_000_000, "0.0001"
MINUTE = 60_000_000_000

file, runs, work = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
count = work["instruments"]
columns = np.fromfile(file).reshape(count, 4, -1)
walks = [InstrumentId.from_str(f"WALK{k}.SIM") for k in range(count)]
bar_types = [BarType.from_str(f"{walk}-1-MINUTE-LAST-EXTERNAL") for walk in walks]
number_of = {walk: k for k, walk in enumerate(walks)}


def instrument(walk):
    return Equity(
        instrument_id=walk, raw_symbol=Symbol(walk.symbol.value), currency=USD, price_precision=0,
        price_increment=Price(1, 0), lot_size=Quantity(1, 0), maker_fee=Decimal(RATE), taker_fee=Decimal(RATE),
        margin_init=Decimal(0), margin_maint=Decimal(0), ts_event=0, ts_init=0,
    )  # fmt: skip


class Recorded(Strategy):
    """Keeps its fills: instrument, the bar that its price belongs to, price, commission."""

    def __init__(self):
        super().__init__(StrategyConfig(strategy_id="S-1"))
        self.fills = []

    def on_start(self):
        for bar_type in bar_types:
            self.subscribe_bars(bar_type)

    def market(self, walk, side):
        self.submit_order(self.order_factory.market(walk, side, Quantity(LOTS, 0)))

    def on_order_filled(self, event):
        bar = event.ts_event // MINUTE
        # A fill at the close of bar i - 1 is one at the open of bar i: the same price, since bars follow without a gap.
        if event.order_type != OrderType.MARKET:
            bar -= 1
        self.fills.append((number_of[event.instrument_id], int(bar), int(event.last_px), event.commission))


class Crossover(Recorded):
    def on_start(self):
        self.averages = {}
        self.held = set()
        for bar_type in bar_types:
            pair = SimpleMovingAverage(work["fast"]), SimpleMovingAverage(work["slow"])
            for one in pair:
                self.register_indicator_for_bars(bar_type, one)
            self.averages[bar_type] = pair
        super().on_start()

    def on_bar(self, bar):
        bar_type = bar.bar_type
        fast, slow = self.averages[bar_type]
        if not slow.initialized:
            return
        gap = fast.value - slow.value
        if gap > 0 and bar_type not in self.held:
            self.held.add(bar_type)
            self.market(bar_type.instrument_id, OrderSide.BUY)
        elif gap < 0 and bar_type in self.held:
            self.held.remove(bar_type)
            self.market(bar_type.instrument_id, OrderSide.SELL)


class Fills(Recorded):
    def on_start(self):
        self.bars = 0
        super().on_start()

    def on_bar(self, bar):
        self.bars += 1
        if self.bars % work["every"] == 0:
            self.market(walks[0], OrderSide.BUY if self.bars % (2 * work["every"]) != 0 else OrderSide.SELL)


class Brackets(Recorded):
    def on_start(self):
        self.bars = 0
        super().on_start()

    def on_bar(self, bar):
        self.bars += 1
        # An entry and its exit are two fills: an odd number of them holds something.
        if self.bars % work["every"] != 0 or len(self.fills) % 2 != 0:
            return
        close = int(bar.close)
        self.submit_order_list(
            self.order_factory.bracket(
                walks[0], OrderSide.BUY, Quantity(LOTS, 0),
                sl_trigger_price=Price(close - work["distance"], 0), tp_price=Price(close + work["distance"], 0),
                tp_post_only=False,
            )  # fmt: skip
        )


strategies = {"crossover": Crossover, "instruments": Crossover, "fills": Fills, "brackets": Brackets}
volume = Quantity(1_000_000, 0)
bars = [
    Bar(bar_types[k], Price(o, 0), Price(h, 0), Price(low, 0), Price(c, 0), volume, (i + 1) * MINUTE, (i + 1) * MINUTE)
    for i in range(columns.shape[2])
    for k, (o, h, low, c) in enumerate(columns[:, :, i])
]
seconds, core_seconds = [], []
for _ in range(runs):
    config = BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True), risk_engine=RiskEngineConfig(bypass=True))
    engine = BacktestEngine(config)
    engine.add_venue(
        Venue("SIM"), OmsType.NETTING, AccountType.MARGIN, [Money(CASH, USD)], base_currency=USD,
        fee_model=MakerTakerFeeModel(),
    )  # fmt: skip
    for walk in walks:
        engine.add_instrument(instrument(walk))
    engine.add_data(bars)
    strategy = strategies[work["name"]]()
    engine.add_strategy(strategy)
    started, used = time.perf_counter(), time.process_time()
    engine.run()
    seconds.append(time.perf_counter() - started)
    core_seconds.append(time.process_time() - used)
    fills = strategy.fills
    engine.dispose()
rows, fees, net = [], 0.0, 0
for k in range(count):
    own = [fill for fill in fills if fill[0] == k]
    for entry, exit_ in zip(own[::2], own[1::2]):
        rows.append([k, entry[1], entry[2], exit_[1], exit_[2]])
        net += LOTS * (exit_[2] - entry[2])
        fees += float(entry[3].as_decimal()) + float(exit_[3].as_decimal())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
version = nautilus_trader.__version__
measured = {"seconds": seconds, "coreSeconds": core_seconds, "peakMiB": peak, "version": version}
print(json.dumps({**measured, "trades": rows, "net": net - fees}))
