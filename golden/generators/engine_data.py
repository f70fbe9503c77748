"""Bars that the engine vectors are made from: real daily, hourly and minute bars by reference, synthetic ones drawn here."""

import csv
import gzip
import hashlib
import random
from dataclasses import dataclass, field
from decimal import Decimal

from vector_file import ROOT, sp500_provenance, sp500_rows

SHARED = ROOT.parent / 'shared' / 'data'
DAY, HOUR, MINUTE = 86_400_000, 3_600_000, 60_000
START = 1_136_073_600_000  # 2006-01-01T00:00Z: bars are set one after the other from here on


@dataclass(frozen=True)
class Bars:
    """Whole ticks. Bar i opens at START + i * bar_ms and closes bar_ms later, whatever pauses the file has."""

    key: str
    tick: str
    bar_ms: int
    rows: list  # (open, high, low, close)
    origin: dict = field(hash=False)

    @property
    def decimals(self):
        return -Decimal(self.tick).as_tuple().exponent

    def price(self, ticks):
        return float(Decimal(int(ticks)) * Decimal(self.tick))

    def as_data(self):
        """What the vector says about the bars; only synthetic ones stand in it."""
        base = {'tick': self.tick, 'barMs': self.bar_ms, 'start': START, 'bars': len(self.rows), **self.origin}
        digest = hashlib.sha256(';'.join(','.join(map(str, row)) for row in self.rows).encode()).hexdigest()
        return {**base, 'ticksSha256': digest}


def checked(key, tick, bar_ms, rows, origin):
    for row in rows:
        o, high, low, c = row
        assert low <= min(o, c) and max(o, c) <= high and low > 0, (key, row)
    return Bars(key, tick, bar_ms, rows, origin)


def ticks_of(text, tick):
    return int((Decimal(text) / Decimal(tick)).to_integral_value())


def daily():
    rows = sp500_rows()[:1500]
    bars = [tuple(ticks_of(row[key], '0.01') for key in ('open', 'high', 'low', 'close')) for row in rows]
    bars = [(o, max(o, h, low, c), min(o, h, low, c), c) for o, h, low, c in bars]
    reading = 'open, high, low, close rounded to 0.01, half to even; the range widened to open and close'
    return checked('SP500-1d', '0.01', DAY, bars, {'kind': 'package', **sp500_provenance(rows), 'reading': reading})


def shared_file(path, opener, first, count, parse, reading):
    """Rows `first` (1 = the first below the header) and `count` of a file beside the project."""
    with opener(SHARED / path, 'rt', newline='', encoding='utf-8') as file:
        rows = list(csv.reader(file))[first : first + count]
    stored = hashlib.sha256((SHARED / path).read_bytes()).hexdigest()
    origin = {
        'kind': 'shared',
        'file': f'../shared/data/{path}',
        'sha256': stored,
        'gzip': path.endswith('.gz'),
        'firstRow': first,
        'rows': count,
        'columns': 'time,open,high,low,close',
        'reading': reading,
    }
    return [parse(row) for row in rows], origin


def four(row, tick, scaled=False):
    values = [int(float(text)) if scaled else ticks_of(text, tick) for text in row[1:5]]
    o, h, low, c = values
    return o, max(values), min(values), c


def eurusd_hourly():
    path = 'AminHP__gym-anytrading/gym_anytrading/datasets/data/FOREX_EURUSD_1H_ASK.csv'
    rows, origin = shared_file(path, open, 1, 1500, lambda row: four(row, '0.00001'), 'price / tick, rounded')
    return checked('EURUSD-1h', '0.00001', HOUR, rows, origin)


def usdjpy_hourly():
    path = 'ejtraderLabs__historical-data/USDJPY/USDJPYh1.csv.gz'
    rows, origin = shared_file(path, gzip.open, 1, 1500, lambda row: four(row, None, True), 'the numbers are ticks')
    return checked('USDJPY-1h', '0.001', HOUR, rows, origin)


def gbpusd_minute():
    path = 'nautechsystems__nautilus_trader/fxcm-gbpusd-m1-bid-2012.csv.gz'
    rows, origin = shared_file(path, gzip.open, 2001, 2000, lambda row: four(row, '0.00001'), 'price / tick, rounded')
    return checked('GBPUSD-1m', '0.00001', MINUTE, rows, origin)


def synthetic(key, seed, tick, level, scale, bar_ms, count=600):
    """A random walk in whole ticks with gaps and now and then a wide bar; seeded."""
    rng = random.Random(f'{seed}-{key}')
    rows, price = [], level
    for _ in range(count):
        wide = 4 if rng.random() < 0.06 else 1
        opened = price + round(rng.gauss(0, scale * (2 if rng.random() < 0.1 else 0.25)))
        closed = opened + round(rng.gauss(0, scale * wide))
        high = max(opened, closed) + abs(round(rng.gauss(0, scale * wide * 0.6)))
        low = min(opened, closed) - abs(round(rng.gauss(0, scale * wide * 0.6)))
        rows.append((opened, high, low, closed))
        price = closed
    origin = {'kind': 'inline', 'seed': seed, 'ticks': [list(row) for row in rows]}
    return checked(key, tick, bar_ms, rows, origin)


def eurusd_synthetic():
    return synthetic('EURUSD-synthetic', 20261121, '0.00001', 110_000, 90, HOUR)


def usdjpy_synthetic():
    return synthetic('USDJPY-synthetic', 20261121, '0.001', 150_000, 120, HOUR)
