/** The config of the demo: six families of strategies, and buy and hold, on the sample from 2006 on. */
export const DEMO_CONFIG: string = `# yaml-language-server: $schema=research.schema.json
#
# The config of \`assay demo\`, which writes this file anew each time: copy it before you change it.

name: demo
hypothesis: >-
  Well-known timing rules on the S&P 500 index and on five stocks; none is expected to stand once costs and the number of
  trials are counted.

packs:
  - name: sp500
    dataset: sample
    timeframe: 1d
    symbols: [SP500]
    start: 2006-01-01     # the opens before repeat the close of the day before
    walkForward: { trainSize: 3y, testSize: 1y }
  - name: stocks
    dataset: sample
    timeframe: 1mo        # closes only: orders fill at the next close
    symbols: [AAPL, AMZN, GOOG, IBM, MSFT]
    mode: universe
    start: 2006-01-01
    walkForward: { trainSize: 24, testSize: 12, purgeSize: 1 }
    sizing: { kind: target-weight, weight: 0.2 }

strategies:
  - class: buy-and-hold   # the benchmark: shown, not judged
  - class: moving-average-crossover
    packs: [sp500]
    sweep:
      fast: [5, 10, 20, 50]
      slow: [50, 100, 150, 200]
  - class: channel-breakout
    packs: [sp500]
    sweep:
      entryWindow: [20, 55, 100]
      exitWindow: [10, 20]
      stopFraction: [0, 0.05]
  - class: mean-reversion
    packs: [sp500]
    sweep:
      window: [5, 10, 20]
      entryZ: [1, 1.5, 2]
      exitZ: [0, 0.5]
  - class: time-series-momentum
    packs: [sp500]
    sweep:
      lookback: [63, 126, 252]
      rebalanceBars: [5, 21]
      direction: [long-only, long-short]
  - class: day-of-week
    packs: [sp500]
    sweep:
      weekday: { min: 1, max: 5, step: 1 }
  - class: random-entry   # no edge by construction: it shows what chance looks like
    packs: [sp500]
    sweep:
      seed: { min: 1, max: 8, step: 1 }
      holdBars: [5, 20]
  - class: time-series-momentum
    packs: [stocks]
    params: { rebalanceBars: 1 }
    sweep:
      lookback: [3, 6, 9, 12]
  - class: random-entry
    packs: [stocks]
    params: { entryProbability: 0.2, holdBars: 3 }
    sweep:
      seed: { min: 1, max: 4, step: 1 }
`;
