"""A market entry with a trailing stop, walked in whole ticks: along the path of each bar, or bar by bar."""

from engine_plain import corners


def along_path(bars, one, path, gap):
    """The water mark begins at the entry's open and follows the price along the path; the stop lies `trail` ticks behind.

    `gap`: at-open, or at-level where a stop that an open jumps over fills at its level. Prices are those of the side on
    which the exit trades; returns (entry bar, exit bar, exit ticks, reason) or None where the bars end first.
    """
    side, trail = one.side, abs(one.stop)
    mark = None
    for i in range(one.at + 1, min(one.until + 2, len(bars.rows))):
        o = bars.rows[i][0]
        if mark is None:
            mark = o
        if i == one.until + 1:
            return one.at + 1, i, o, 'close'
        if side * (o - (mark - side * trail)) <= 0:
            return one.at + 1, i, o if gap == 'at-open' else mark - side * trail, 'stop-gap'
        mark = max(mark, o) if side > 0 else min(mark, o)
        for corner in corners(path, bars.rows[i]):
            if side * (corner - (mark - side * trail)) <= 0:
                return one.at + 1, i, mark - side * trail, 'stop'
            mark = max(mark, corner) if side > 0 else min(mark, corner)
    return None


def bar_by_bar(bars, at, until, side, fraction, from_price):
    """The stop of a bar follows the extremes of the bars before it, the entry bar left out; prices as doubles.

    Returns (exit bar, exit price, reason) or None.
    """
    mark = from_price
    for i in range(at + 2, min(until + 2, len(bars.rows))):
        o, high, low, _ = (bars.price(x) for x in bars.rows[i])
        level = mark * (1 - side * fraction)
        if side * (o - level) <= 0:
            return i, o, 'stop-gap'
        if low <= level <= high:
            return i, level, 'stop'
        if i == until + 1:
            return i, o, 'close'
        mark = max(mark, high) if side > 0 else min(mark, low)
    return None
