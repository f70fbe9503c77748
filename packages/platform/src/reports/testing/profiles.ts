import type { Behaviour } from './account.ts';

type Axis = readonly [name: string, values: readonly (number | string)[]];

/** A made-up row: how its strategy behaves and which parameters were swept. */
export interface Profile extends Behaviour {
  readonly params: Readonly<Record<string, number | string | boolean>>;
  readonly axes: readonly Axis[];
  /** Share of the centre's Sharpe ratio that neighbours keep, on average. */
  readonly robustness: number;
}

const BASE = { holdingDays: 20, lookEvery: 3, threshold: 0.2, leverage: 1, skill: 0, robustness: 0.8 };

/** Eight rows of every verdict and several shapes: two axes, one axis, none; many trades, few, none. */
export const PROFILES: readonly Profile[] = [
  {
    ...BASE,
    name: 'time-series-momentum',
    skill: 0.78,
    leverage: 0.6,
    params: { lookback: 126, threshold: 0.02 },
    axes: [
      ['lookback', [21, 42, 63, 126, 252]],
      ['threshold', [0, 0.01, 0.02, 0.05]],
    ],
  },
  {
    ...BASE,
    name: 'moving-average-crossover',
    skill: 0.5,
    leverage: 0.9,
    params: { fast: 20, slow: 100, longOnly: true },
    axes: [
      ['fast', [5, 10, 20, 50]],
      ['slow', [50, 100, 150, 200]],
    ],
  },
  {
    ...BASE,
    name: './strategies/overnight-gap.ts',
    skill: 2.1,
    leverage: 0.3,
    holdingDays: 4,
    lookEvery: 1,
    threshold: 1.6,
    params: { gap: 0.004 },
    axes: [['gap', [0.002, 0.004, 0.006, 0.008]]],
  },
  {
    ...BASE,
    name: 'channel-breakout',
    skill: 0.1,
    holdingDays: 40,
    params: { window: 55 },
    axes: [['window', [20, 40, 55, 80, 110, 150]]],
  },
  {
    ...BASE,
    name: 'mean-reversion',
    holdingDays: 5,
    threshold: -0.4,
    leverage: 1.9,
    skill: -0.12,
    params: { window: 10, entry: 1.5 },
    axes: [
      ['window', [5, 10, 20]],
      ['entry', [1, 1.5, 2, 2.5]],
    ],
  },
  {
    ...BASE,
    name: 'day-of-week',
    holdingDays: 1,
    lookEvery: 5,
    threshold: -3,
    params: { enter: 'monday' },
    axes: [['enter', ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']]],
    robustness: 0.1,
  },
  {
    ...BASE,
    name: 'turn-of-year',
    holdingDays: 12,
    lookEvery: 251,
    threshold: -2,
    skill: 0.4,
    params: {},
    axes: [],
  },
  {
    ...BASE,
    name: 'volatility-filter',
    threshold: Infinity,
    params: { level: 0.08 },
    axes: [['level', [0.06, 0.08, 0.1]]],
  },
];
