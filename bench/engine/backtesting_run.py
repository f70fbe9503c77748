"""Child process of the bench: a case in backtesting.py. Arguments: file, runs, case. Prints one line of JSON."""

import json
import resource
import sys
import time
import warnings

import backtesting
import backtesting.backtesting as engine_module
import numpy as np
import pandas as pd
from backtesting import Backtest, Strategy

LOTS, CASH, RATE = 10, 1_000_000_000, 0.0001
engine_module._tqdm = lambda sequence, **_: sequence  # no progress bars
warnings.simplefilter("ignore")

file, runs, work = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
opens, highs, lows, closes = np.fromfile(file).reshape(4, -1)
index = pd.date_range("2020-01-01", periods=len(opens), freq="min")
frame = pd.DataFrame({"Open": opens, "High": highs, "Low": lows, "Close": closes}, index=index)


def average(prices, window):
    """Exact for whole prices."""
    sums = np.concatenate(([0.0], np.cumsum(prices)))
    out = np.full(len(prices), np.nan)
    out[window - 1 :] = (sums[window:] - sums[:-window]) / window
    return out


class Crossover(Strategy):
    def init(self):
        fast, slow = average(self.data.Close, work["fast"]), average(self.data.Close, work["slow"])
        # An array of the engine would make it skip the first bar on which all averages exist.
        self.gap = np.nan_to_num(fast - slow)

    def next(self):
        gap = self.gap[len(self.data) - 1]
        if gap > 0 and not self.position:
            self.buy(size=LOTS)
        elif gap < 0 and self.position:
            self.position.close()


class Fills(Strategy):
    def init(self):
        pass

    def next(self):
        bars = len(self.data)
        if bars % work["every"] != 0:
            return
        if bars % (2 * work["every"]) != 0:
            self.buy(size=LOTS)
        else:
            self.position.close()


class Brackets(Strategy):
    def init(self):
        pass

    def next(self):
        if len(self.data) % work["every"] != 0 or self.position:
            return
        close = self.data.Close[-1]
        self.buy(size=LOTS, sl=close - work["distance"], tp=close + work["distance"])


strategies = {"crossover": Crossover, "fills": Fills, "brackets": Brackets}
seconds, core_seconds = [], []
for _ in range(runs):
    engine = Backtest(frame, strategies[work["name"]], cash=CASH, commission=RATE, finalize_trades=True)
    started, used = time.perf_counter(), time.process_time()
    result = engine.run()
    seconds.append(time.perf_counter() - started)
    core_seconds.append(time.process_time() - used)
found = result["_trades"]
rows = [
    [0, int(row.EntryBar), round(row.EntryPrice), int(row.ExitBar), round(row.ExitPrice)]
    for row in found.itertuples()
]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
net = float(found["PnL"].sum())
measured = {"seconds": seconds, "coreSeconds": core_seconds, "peakMiB": peak, "version": backtesting.__version__}
print(json.dumps({**measured, "trades": rows, "net": net}))
