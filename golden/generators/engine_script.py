"""Orders by bar, the same for every engine: episodes of one entry with stop and target, closed after some bars at the latest."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Episode:
    """Decided at the close of bar `at`; what is left is cancelled and closed by an order at the close of bar `until`."""

    number: int
    at: int
    until: int
    side: int  # 1 buys, -1 sells
    kind: str  # market, limit, stop
    level: int | None  # ticks of a limit or stop entry
    stop: int  # ticks
    target: int
    stop_fraction: float | None  # of the entry price, market entries
    target_fraction: float | None


def away(ticks, fraction):
    """Ticks that a fraction of a price comes to: the nearest whole, at least one; no fraction here lies half way."""
    exact = abs(ticks) * fraction
    assert abs(exact % 1 - 0.5) > 1e-6
    return max(1, round(exact))


def episodes(bars, seed, kinds, spread=0, from_bar=40, rest=2):
    """Episodes one after the other that never overlap, drawn from a seed; levels from what is known at the decision.

    With a spread the bars are bids and every ask lies that many ticks higher: buyers pay it.
    """
    rng = random.Random(f'{seed}-{bars.key}')
    found, at = [], from_bar
    while at + 40 < len(bars.rows):
        usual = sum(high - low for _, high, low, _ in bars.rows[at - 20 : at]) / 20
        side, kind, hold = rng.choice((1, -1)), rng.choice(kinds), rng.randint(1, 24)
        close, opened = bars.rows[at][3], bars.rows[at + 1][0]
        risk, gain = (max(3 + spread, round(usual * rng.uniform(0.4, 3.0))) for _ in range(2))
        beside = max(2 + spread, round(usual * rng.uniform(0.1, 1.2)))
        level = None if kind == 'market' else close - side * beside if kind == 'limit' else close + side * beside
        fractions = (round(risk / close, 7), round(gain / close, 7)) if kind == 'market' else (None, None)
        base = opened + (spread if side > 0 else 0) if kind == 'market' else level
        distances = [away(base, one) for one in fractions] if kind == 'market' else [risk, gain]
        stop, target = base - side * distances[0], base + side * distances[1]
        if side * (close - stop) > 0 and side * (target - close) > 0 or kind != 'market':
            found.append(Episode(len(found), at, at + hold, side, kind, level, stop, target, *fractions))
        at += hold + rest + rng.randint(0, 3)
    return found


SCRIPT_COLUMNS = (
    'episode', 'at', 'until', 'side', 'type', 'levelTicks', 'stopTicks', 'targetTicks',
    'stopFraction', 'targetFraction', 'exits', 'exitsAt',
)  # fmt: skip
TRADE_COLUMNS = (
    'episode', 'entryBar', 'entryTicks', 'exitBar', 'exitTicks', 'size', 'grossPnl', 'fees', 'netPnl', 'exitReason',
)  # fmt: skip


def trailing_episodes(bars, seed, spread=0):
    """Market entries whose `stop` is the distance in ticks at which a trailing stop follows; no target."""
    changes = {'target': None, 'stop_fraction': None, 'target_fraction': None}
    found = []
    for one in episodes(bars, seed, ('limit',), spread):
        distance = max(4 + spread, abs(one.level - one.stop) * 2 // 3)
        found.append(Episode(**{**one.__dict__, **changes, 'kind': 'market', 'level': None, 'stop': distance}))
    return found


def script_row(one, exits, exits_at=None):
    """One episode; `exits`: attached, apart (two orders at the close of bar `exits_at`) or none."""
    side = 'buy' if one.side > 0 else 'sell'
    return [
        one.number, one.at, one.until, side, one.kind, one.level, one.stop, one.target,
        one.stop_fraction, one.target_fraction, exits, exits_at,
    ]  # fmt: skip


def table(columns, rows):
    return {'columns': list(columns), 'rows': rows}


def trade_table(trades):
    return table(TRADE_COLUMNS, [[row[key] for key in TRADE_COLUMNS] for row in trades])


SCRIPT_CONVENTIONS = [
    (
        'script: an episode is an entry order (`type`, `levelTicks` of a limit or stop) given at the close of bar `at`, for'
        ' `lots`, with a stop and a target; at the close of bar `until` everything that still works is cancelled and an'
        ' open position is closed by a market order. Episodes do not overlap.'
    ),
    (
        'exits attached: stop and target belong to the entry order and work from its fill on, for market entries as the'
        ' fractions of the entry price (to the nearest tick: stopTicks, targetTicks), else at the ticks. exits apart: two'
        ' orders, a stop and a limit for the whole position, of which the first fill cancels the other, given at the close'
        ' of bar `exitsAt`. exits none: the entry does not fill, or fills in bar `until`.'
    ),
    'size is signed (short negative) and in units; a lot is one unit. exitReason close: by the order given at `until`.',
]
