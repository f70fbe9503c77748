/** One kind of work; every program is told the case as one line of JSON. */
export interface Case {
  readonly name: 'crossover' | 'fills' | 'brackets' | 'instruments';
  readonly title: string;
  readonly instruments: number;
  /** Bars of the averages; of `crossover` and `instruments` only. */
  readonly fast: number;
  readonly slow: number;
  /** A decision to trade every so many bars; of `fills` and `brackets` only. */
  readonly every: number;
  /** Ticks from the entry to its stop and to its target; of `brackets` only. */
  readonly distance: number;
  /** Peers that can do it. */
  readonly peers: readonly string[];
}

const BOTH = ['nautilus_trader', 'backtesting.py'];

/**
 * Ten lots of each instrument, long or flat, a commission of one basis point.
 *
 * - `crossover`: long while the fast average is above the slow one. Little trades.
 * - `fills`: in at one 50th bar, out at the next: a fill every 50 bars.
 * - `brackets`: in at a 50th bar where nothing is held, with a stop and a target that rest until one of them is met. No bar
 *   is long enough to meet both.
 * - `instruments`: the crossover on four instruments in one account; backtesting.py has one instrument only.
 */
export const CASES: readonly Case[] = [
  {
    name: 'crossover',
    title: 'crossover, little trades',
    instruments: 1,
    fast: 500,
    slow: 2000,
    every: 0,
    distance: 0,
    peers: BOTH,
  },
  {
    name: 'fills',
    title: 'a fill every 50 bars',
    instruments: 1,
    fast: 0,
    slow: 0,
    every: 50,
    distance: 0,
    peers: BOTH,
  },
  {
    name: 'brackets',
    title: 'resting stops and targets',
    instruments: 1,
    fast: 0,
    slow: 0,
    every: 50,
    distance: 400,
    peers: BOTH,
  },
  {
    name: 'instruments',
    title: 'crossover, 4 instruments',
    instruments: 4,
    fast: 500,
    slow: 2000,
    every: 0,
    distance: 0,
    peers: ['nautilus_trader'],
  },
];
