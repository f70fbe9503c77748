/** What a child process has measured. */
export interface Measured {
  /** Of each run, oldest first. */
  readonly seconds: readonly number[];
  /** The same as time of cores, all threads of the process: what others leave of the machine does not change it. */
  readonly coreSeconds: readonly number[];
  readonly peakMiB: number;
  readonly version: string;
  /** Instrument, bar and ticks of the entry, bar and ticks of the exit. */
  readonly trades: readonly (readonly number[])[];
  readonly net: number;
}

const CENT = 0.01;

/**
 * What differs from the trades of this engine; undefined where nothing does. A position that is open behind the last bar is
 * closed there by each in its own way, or left open: its exit is not compared, nor is the profit then.
 */
export function difference(own: Measured, other: Measured, bars: number): string | undefined {
  const [mine, theirs] = [closedTrades(own, bars), closedTrades(other, bars)];
  if (mine.length !== theirs.length) return `${theirs.length} closed trades, not ${mine.length}`;
  const k = mine.findIndex((trade, i) => trade !== theirs[i]);
  if (k >= 0) return `trade ${k} is [${theirs[k]}], not [${mine[k]}]`;
  const isAllClosed = mine.length === own.trades.length && theirs.length === other.trades.length;
  const allowed = 2 * mine.length * CENT;
  return isAllClosed && Math.abs(own.net - other.net) > allowed ? `profit ${other.net}, not ${own.net}` : undefined;
}

/** The trades that were closed before the last bar as text, by instrument and then by entry. */
function closedTrades({ trades }: Measured, bars: number): readonly string[] {
  return trades
    .filter(([, , , exitBar = 0]) => exitBar < bars - 1)
    .toSorted(([a = 0, enteredA = 0], [b = 0, enteredB = 0]) => a - b || enteredA - enteredB)
    .map((trade) => trade.join());
}

/** Least, median and largest of some values. */
export function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.round(q * (sorted.length - 1))] as number).toFixed(digits);
  return sorted.length === 1 ? at(0) : `${at(0)} / ${at(0.5)} / ${at(1)}`;
}
