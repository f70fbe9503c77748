import type { BacktestRequest } from '../../src/research/index.ts';

/** What is killed and made again. */
export const KILLED_BACKTEST: Omit<BacktestRequest, 'folder'> = {
  strategy: 'time-series-momentum',
  params: { lookback: 5, rebalanceBars: 1, direction: 'long-short' },
  dataset: 'edge',
  name: 'killed',
};
