"""Child process of the bench: the same with pandas and pyarrow. Arguments: step, folder, file. Prints one line of JSON."""

import json
import os
import resource
import sys
import time

import pandas as pd

step, folder, file = sys.argv[1:4]
parquet = os.path.join(folder, "bars.pandas.parquet")
numbers = {name: "float64" for name in ("open", "high", "low", "close", "volume")}
started = time.perf_counter()
if step == "import":
    bars = pd.read_csv(file, dtype={"symbol": "category", **numbers}, parse_dates=["time"], date_format="%Y-%m-%dT%H:%M:%SZ")
    bars.sort_values(["symbol", "time"], kind="stable", ignore_index=True).to_parquet(parquet, compression="zstd")
    found = {"rows": len(bars)}
else:
    bars = pd.read_parquet(parquet)
    minutes = (bars["time"].dt.tz_localize(None) - pd.Timestamp("2020-01-01")) // pd.Timedelta(minutes=1)
    found = {
        "rows": len(bars),
        "closeCents": float((bars["close"] * 100).round().sum()),
        "volume": float(bars["volume"].sum()),
        "minutes": int(minutes.sum()),
        "instruments": int(bars["symbol"].nunique()),
    }
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": seconds, "peakMiB": peak, "found": found}))
