"""Scripted orders in nautilus_trader: brackets on bid and ask bars, a spread on both sides, fees, dollars and yen."""

from decimal import Decimal
from pathlib import Path

from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.backtest.models import LatencyModel, MakerTakerFeeModel
from nautilus_trader.config import LoggingConfig, RiskEngineConfig, StrategyConfig
from nautilus_trader.model.currencies import EUR, JPY, USD
from nautilus_trader.model.data import Bar, BarType, QuoteTick
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide, OrderType, TrailingOffsetType, TriggerType
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

from engine_data import daily, eurusd_hourly, eurusd_synthetic, gbpusd_minute, usdjpy_hourly, usdjpy_synthetic
from engine_plain import assert_same, differing, plain_trades
from engine_trailing import along_path
from engine_script import (
    SCRIPT_COLUMNS,
    SCRIPT_CONVENTIONS,
    TRADE_COLUMNS,
    episodes,
    script_row,
    table,
    trailing_episodes,
)  # fmt: skip
from vector_file import LICENCES, meta_for, write_vector

LICENCES.setdefault('nautilus_trader', 'LGPL-3.0-or-later')
CASH = 1_000_000
NS = 1_000_000  # nanoseconds in a millisecond
AFTER_OPEN = 1000  # nanoseconds from a bar's opening to its first quote
TRAILING = ('trailing-stop',)
PLENTY = 1_000_000_000
SUPPORT = ('engine_data.py', 'engine_script.py', 'engine_plain.py', 'engine_trailing.py')


def instrument_of(bars, quote, fee):
    base = USD if quote is JPY else EUR
    free = dict.fromkeys(
        ('lot_size', 'max_quantity', 'min_quantity', 'max_price', 'min_price', 'max_notional', 'min_notional')
    )
    symbol = f'{base.code}/{quote.code}'
    return CurrencyPair(
        instrument_id=InstrumentId.from_str(f'{symbol}.SIM'), raw_symbol=Symbol(symbol), base_currency=base,
        quote_currency=quote, price_precision=bars.decimals, size_precision=0,
        price_increment=Price(bars.price(1), bars.decimals), size_increment=Quantity(1, 0),
        margin_init=Decimal(0), margin_maint=Decimal(0), maker_fee=Decimal(fee), taker_fee=Decimal(fee),
        ts_event=0, ts_init=0, **free,
    )  # fmt: skip


class Scripted(Strategy):
    """Entries at the close of their bar; exits of stop entries when these have filled; the end of each episode."""

    def __init__(self, bars, script, instrument, lots, bid_type):
        super().__init__(StrategyConfig(strategy_id='S-1'))
        self.bars, self.instrument, self.lots, self.bid_type = bars, instrument, lots, bid_type
        self.starts, self.ends = {one.at: one for one in script}, {one.until: one for one in script}
        self.bar, self.episode, self.found, self.entry_id = 0, None, [], None

    def on_start(self):
        self.subscribe_bars(self.bid_type)

    def price(self, ticks):
        return Price(self.bars.price(ticks), self.bars.decimals)

    def on_bar(self, bar):
        if self.bar in self.ends:
            self.cancel_all_orders(self.instrument.id)
            self.close_all_positions(self.instrument.id)
        self.entry_id = None if self.bar in self.starts else self.entry_id
        if self.bar in self.starts:
            self.enter(self.starts[self.bar])
        self.bar += 1

    def enter(self, one):
        self.episode = one
        side = OrderSide.BUY if one.side > 0 else OrderSide.SELL
        asked = {'instrument_id': self.instrument.id, 'order_side': side, 'quantity': Quantity(self.lots, 0)}
        if one.target is None:
            order = self.order_factory.market(**asked)
            self.entry_id = order.client_order_id
            self.submit_order(order)
            return
        if one.kind == 'stop':
            order = self.order_factory.stop_market(trigger_price=self.price(one.level), **asked)
            self.entry_id = order.client_order_id
            self.submit_order(order)
            return
        limit = {'entry_order_type': OrderType.LIMIT, 'entry_price': self.price(one.level)} if one.kind == 'limit' else {}
        bracket = self.order_factory.bracket(
            sl_trigger_price=self.price(one.stop), tp_price=self.price(one.target), tp_post_only=False, **limit, **asked
        )
        self.submit_order_list(bracket)

    def on_order_filled(self, event):
        self.found.append((self.episode, event))
        one = self.episode
        if self.entry_id is None or event.client_order_id != self.entry_id:
            return
        if self.bar >= one.until and event.ts_event % (self.bars.bar_ms * NS) != AFTER_OPEN:
            return
        side = OrderSide.SELL if one.side > 0 else OrderSide.BUY
        asked = {
            'instrument_id': self.instrument.id,
            'order_side': side,
            'quantity': Quantity(self.lots, 0),
            'reduce_only': True,
        }
        if one.target is None:
            offset = Decimal(one.stop) * Decimal(self.bars.tick)
            self.submit_order(
                self.order_factory.trailing_stop_market(
                    trailing_offset=offset, trailing_offset_type=TrailingOffsetType.PRICE,
                    trigger_type=TriggerType.BID_ASK, **asked,
                )
            )  # fmt: skip
            return
        self.submit_order(self.order_factory.stop_market(trigger_price=self.price(one.stop), **asked))
        self.submit_order(self.order_factory.limit(price=self.price(one.target), **asked))

    def on_position_closed(self, event):
        self.cancel_all_orders(self.instrument.id)


def data_of(bars, instrument, spread):
    """Per bar its first quote, then its ask and its bid bar at the close."""
    size, volume = Quantity(PLENTY, 0), Quantity(4 * PLENTY, 0)
    minutes = bars.bar_ms // 60_000
    step = f'{minutes}-MINUTE' if minutes < 60 else '1-HOUR' if minutes == 60 else '1-DAY'
    bid, ask = (BarType.from_str(f'{instrument.id}-{step}-{side}-EXTERNAL') for side in ('BID', 'ASK'))

    def price(ticks):
        return Price(bars.price(ticks), bars.decimals)

    events = []
    for i, row in enumerate(bars.rows):
        opens, closes = i * bars.bar_ms * NS + AFTER_OPEN, (i + 1) * bars.bar_ms * NS
        events.append(QuoteTick(instrument.id, price(row[0]), price(row[0] + spread), size, size, opens, opens))
        events.append(Bar(ask, *(price(ticks + spread) for ticks in row), volume, closes, closes))
        events.append(Bar(bid, *(price(ticks) for ticks in row), volume, closes, closes))
    return events, bid


def run(bars, script, lots, spread, fee, adaptive, quote):
    instrument = instrument_of(bars, quote, fee)
    logging = LoggingConfig(bypass_logging=True)
    engine = BacktestEngine(BacktestEngineConfig(logging=logging, risk_engine=RiskEngineConfig(bypass=True)))
    engine.add_venue(
        Venue('SIM'), OmsType.NETTING, AccountType.MARGIN, [Money(CASH, USD)], base_currency=USD,
        default_leverage=Decimal(50), latency_model=LatencyModel(base_latency_nanos=0, insert_latency_nanos=1), fee_model=MakerTakerFeeModel(),
        bar_adaptive_high_low_ordering=adaptive, reject_stop_orders=False,
    )  # fmt: skip
    engine.add_instrument(instrument)
    events, bid = data_of(bars, instrument, spread)
    engine.add_data(events)
    strategy = Scripted(bars, script, instrument, lots, bid)
    engine.add_strategy(strategy)
    engine.run()
    account = engine.cache.account_for_venue(Venue('SIM'))
    balances = [(event.ts_event, float(event.balances[0].total.as_double())) for event in account.events]
    found = strategy.found
    engine.dispose()
    return found, balances


def bar_of_event(bars, event):
    return (event.ts_event - 1) // (bars.bar_ms * NS)


def rate_bar(bars, event, is_arriving):
    """The bar whose opening quote converts: an order that was resting when an open met it has only seen the one before."""
    is_open = event.ts_event % (bars.bar_ms * NS) == AFTER_OPEN
    is_resting = event.order_type != OrderType.MARKET and not is_arriving
    return bar_of_event(bars, event) - (1 if is_open and is_resting else 0)


def trade_rows(bars, found, lots):
    """Pairs of fills; the bar is that of the fill's time."""

    def bar_of(event):
        return bar_of_event(bars, event)

    rows = []
    assert len(found) % 2 == 0
    for (one, entry), (other, exit_) in zip(found[::2], found[1::2], strict=True):
        assert one is other and int(entry.last_qty) == lots == int(exit_.last_qty)
        ticks = [round(event.last_px.as_double() / float(bars.tick)) for event in (entry, exit_)]
        size = one.side * lots
        gross = float(size * (ticks[1] - ticks[0]) * Decimal(bars.tick))
        parts = [float(event.commission.as_decimal()) for event in (entry, exit_)]
        fees = round(sum(parts), 9)
        first = [bar_of(entry) == one.at + 1, one.kind == 'stop' and bar_of(exit_) == bar_of(entry) + 1]
        rows.append({
            'rateBars': [rate_bar(bars, event, at) for event, at in zip((entry, exit_), first, strict=True)],
            'episode': one.number, 'entryBar': bar_of(entry), 'entryTicks': ticks[0],
            'exitBar': bar_of(exit_), 'exitTicks': ticks[1], 'size': size,
            'feeParts': parts, 'grossPnl': gross, 'fees': fees, 'netPnl': round(gross - fees, 9),
        })  # fmt: skip
    return rows


def on_bid(bars, one, spread):
    """The episode in prices of the bid: what a buyer compares with the ask lies a spread lower there."""
    entry, exits = (spread, 0) if one.side > 0 else (0, spread)
    level = None if one.level is None else one.level - entry
    changes = {'level': level, 'stop': one.stop - exits, 'target': one.target - exits}
    return type(one)(**{**one.__dict__, **changes}), entry, exits


def plain_trailing(bars, script, spread, path, gap):
    rows = []
    for one in script:
        found = along_path(bars, one, path, gap)
        if found is None:
            continue
        entry_bar, exit_bar, ticks, why = found
        bought, sold = (spread, 0) if one.side > 0 else (0, spread)
        rows.append({
            'episode': one.number, 'entryBar': entry_bar, 'entryTicks': bars.rows[entry_bar][0] + bought,
            'exitBar': exit_bar, 'exitTicks': ticks + sold, 'exitReason': why,
        })  # fmt: skip
    return rows


def plain_of(bars, script, spread, path, gap):
    if script[0].target is None:
        return plain_trailing(bars, script, spread, path, gap)
    rows = []
    for one in script:
        moved, entry, exits = on_bid(bars, one, spread)
        rules = {'path': path, 'exits': 'from-next-look' if one.kind == 'stop' else 'from-entry', 'gap': gap}
        for row in plain_trades(bars, [moved], rules):
            rows.append({**row, 'entryTicks': row['entryTicks'] + entry, 'exitTicks': row['exitTicks'] + exits})
    return rows


def script_of(bars, script, trades, spread):
    by_episode = {row['episode']: row for row in trades}
    rows = []
    for one in script:
        row = by_episode.get(one.number)
        if one.target is None:
            rows.append(script_row(one, 'trailing'))
            continue
        moved = on_bid(bars, one, spread)[0]
        if one.kind != 'stop' or (row and one.side * (bars.rows[row['entryBar']][0] - moved.level) >= 0):
            rows.append(script_row(one, 'attached'))
        elif row is not None and row['entryBar'] < one.until:
            rows.append(script_row(one, 'apart', row['entryBar']))
        else:
            rows.append(script_row(one, 'none'))
    return table(SCRIPT_COLUMNS, rows)


def case(bars, seed, kinds, lots, spread=0, fee='0', adaptive=False, quote=USD):
    script = trailing_episodes(bars, seed, spread) if kinds == TRAILING else episodes(bars, seed, kinds, spread)
    path = 'nearest' if adaptive else 'high-first'
    found, balances = run(bars, script, lots, spread, fee, adaptive, quote)
    trades = trade_rows(bars, found, lots)
    plain = plain_of(bars, script, spread, path, 'at-level')
    name = f'{bars.key}/{"+".join(kinds)}/{path}/spread {spread}/fee {fee}'
    assert_same(trades, plain, name)
    reasons = {row['episode']: row['exitReason'] for row in plain}
    for row in trades:
        row['exitReason'] = reasons[row['episode']]
    assert_balance(bars, trades, spread, quote is JPY, balances[-1][1])
    contract = plain_of(bars, script, spread, path, 'at-open')
    bps = float(Decimal(fee) * 10_000)
    return {
        'name': name,
        'engine': 'nautilus_trader',
        'data': bars.key,
        'askAboveBidTicks': spread,
        'instrument': {
            'kind': 'currency-pair', 'baseCurrency': 'USD' if quote is JPY else 'EUR', 'currency': quote.code,
            'tickSize': bars.tick, 'lotSize': '1',
        },
        'account': {'currency': 'USD', 'cash': CASH},
        'lots': lots,
        'costs': {'commissionBps': bps},
        'assay': {
            'contract': {'variant': 'base', 'degenerateOpen': 'accept', 'latencyMs': 1, 'intrabarPath': path},
            'spread': 'quoted' if spread else 'none',
        },
        'moneyPerFill': 0 if fee == '0' else 0.5 + 0.5 * float(fee) + 1e-6 if quote is JPY else 0.005 + 0.005 * float(fee) + 1e-6,
        'finalBalance': round(balances[-1][1], 2),
        'balances': [list(step) for step in balance_steps(bars, balances)] if quote is JPY else None,
        'rateBars': [row['rateBars'] for row in trades] if quote is JPY else None,
        'episodes': len(script),
        'differences': [
            {'episode': item['episode'], 'why': 'a later open jumps over the level', 'contract': item['contract']}
            for item in differing(plain, contract)
        ],
        'script': script_of(bars, script, trades, spread),
        'trades': table(TRADE_COLUMNS, [[row[key] for key in TRADE_COLUMNS] for row in trades]),
    }  # fmt: skip


def balance_steps(bars, balances):
    """Balance in dollars after each change, with the bar of its time."""
    steps = []
    for time, balance in balances:
        bar = max(0, (time - 1) // (bars.bar_ms * NS))
        if not steps or steps[-1][1] != balance:
            steps.append((bar, round(balance, 2)))
    return steps


def assert_balance(bars, trades, spread, is_yen, final):
    """The account's end by the stated conversion: at most two cents off for each trade that falls on a half."""
    total = CASH
    for row in trades:
        for bar, side, profit, part in (
            (row['rateBars'][0], row['size'], 0, 0), (row['rateBars'][1], -row['size'], row['grossPnl'], 1),
        ):  # fmt: skip
            fee = row['feeParts'][part]
            quote = bars.price(bars.rows[bar][0] + (spread if side > 0 else 0)) if is_yen else 1
            total += round(profit / quote, 2) - round(fee / quote, 2)
    assert abs(total - final) < 0.02 + 0.001 * len(trades), (total, final, len(trades))


CONVENTIONS = [
    (
        'Each bar is fed as one quote 1000 ns after its opening (bid = open, ask = open + spread) and as a bid and an ask bar at'
        ' its close, volume far above the orders. Orders take 1 ns to arrive (insert latency), cancels none: a market order of'
        ' a close fills at the quote of the next opening. Without the quote and the latency nautilus_trader would fill it at'
        ' once, at the close of the bar that was just seen.'
    ),
    (
        'Path of a bar: open, high, low, close (high-first), or with bar_adaptive_high_low_ordering the extreme nearer the'
        ' open first, a tie low first (nearest). Assay: intrabarPath of the case\'s contract.'
    ),
    (
        'Buys trade at the ask, sells at the bid; levels are compared with the side on which the order trades. The ask lies'
        ' askAboveBidTicks above the bars of the vector at every moment. Assay: a series with side bid and an ask, spread'
        ' quoted.'
    ),
    (
        'A limit fills at its level when touched, also where a later open is better; only a limit that is already reached when'
        ' it arrives at the next open fills at that open. A stop fills at its level even where an open jumps over it. Assay:'
        ' gapThroughStop level, gapThroughLimit level. Without them it fills both at the open (limit-at-open,'
        ' stop-gapped-at-open): `differences` lists every episode in which this matters, with the trade of the contract on the'
        ' same path.'
    ),
    (
        'Stop and target of market and limit entries are a bracket and work from the fill on (attached). Those of a stop entry'
        ' are sent when it fills: inside a bar they arrive at the next open (apart), at an open in the same bar (attached).'
    ),
    (
        'trailing-stop: a market entry; the trailing stop is sent when it fills, arrives at the same open, and follows the'
        ' price along the path, stopTicks behind (exits trailing). The water mark begins at the open of the side on which the'
        ' exit trades.'
    ),
    (
        'Commission: notional rounded to the currency\'s decimals (cents, whole yen), times the rate, rounded again, halves up.'
        ' Assay: commission bps with decimals 2 (yen: 0); without them fees differ by at most moneyPerFill of the case.'
    ),
    (
        'Account in dollars, pair in yen: commission and profit of a fill are turned into dollars apart, each rounded to cents,'
        ' a buy at 1 / ask and a sell at 1 / bid of the last quote at an opening: that of the bar in rateBars [entry, exit] of'
        ' each trade (an order that was resting when an open met it still has the quote before). Assay exchanges their sum'
        ' unrounded at the rate it is given: give it that rate. balances: [bar, dollars] after each change; finalBalance.'
    ),
    'grossPnl, fees and netPnl are in the currency of the pair. bars: bar i opens at start + i * barMs, closes barMs later.',
    'Every trade is found a second time by a plain walk of the path in whole ticks (engine_plain.py, engine_trailing.py).',
]


def plans():
    every, fee = ('market', 'limit', 'stop'), '0.0002'
    for bars in (eurusd_synthetic(), eurusd_hourly(), gbpusd_minute()):
        yield bars, 21, ('market',), 0, '0', False, USD
        yield bars, 22, ('market',), 8, fee, False, USD
        yield bars, 23, ('limit',), 0, fee, False, USD
        yield bars, 24, ('stop',), 8, fee, False, USD
        yield bars, 25, every, 8, fee, True, USD
        yield bars, 30, TRAILING, 0, fee, False, USD
        yield bars, 31, TRAILING, 8, fee, True, USD
    yield daily(), 26, every, 0, fee, False, USD
    yield daily(), 27, every, 25, fee, True, USD
    for bars in (usdjpy_synthetic(), usdjpy_hourly()):
        yield bars, 28, ('market',), 0, '0', False, JPY
        yield bars, 29, every, 10, fee, True, JPY


def main():
    cases, data = [], {}
    for bars, seed, kinds, spread, fee, adaptive, quote in plans():
        lots = 20 if bars.key.startswith('SP500') else 10_000
        data[bars.key] = bars.as_data()
        cases.append(case(bars, seed, kinds, lots, spread, fee, adaptive, quote))
    meta = meta_for(
        __file__,
        ['nautilus_trader'],
        {
            'ticks': 'exact', 'bars': 'exact', 'moneyPerFill': 'in each case',
            'reason': 'nautilus_trader rounds notional, commission and balances to cents or whole yen',
        },
        seed='21 to 31, see engine_script.py',
        data=data,
        conventions=CONVENTIONS + SCRIPT_CONVENTIONS,
        support=[Path(__file__).with_name(name) for name in SUPPORT],
    )  # fmt: skip
    write_vector('simulation/engine-nautilus.json', meta, cases, case_levels=6)


if __name__ == '__main__':
    main()
