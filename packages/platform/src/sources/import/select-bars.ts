import { BAR } from './bar-stage.ts';
import type { Block } from './staged-groups.ts';

/** Rows of a block that make bars. */
export interface SelectedBars {
  /** Rows by place in the block's columns; undefined: all of them. */
  readonly rows: Int32Array | undefined;
  /** The ask's row of each bar, where the sides have files of their own. */
  readonly asks: Int32Array | undefined;
}

/** A row that makes no bar of its own. */
export interface BarClash {
  readonly kind: 'same' | 'contradiction' | 'overlap' | 'no-bid' | 'no-ask';
  /** The row that it stands beside; -1 where that one is not in the block, or is the one that is missing. */
  readonly first: number;
  readonly second: number;
}

/** How rows are put together. */
export interface SelectOptions {
  /** Are bid and ask to be joined? */
  readonly isJoined: boolean;
  /** The eventTime of the bar before the block. */
  readonly previous: number;
  /** Called with what cannot stand; `columns` are the block's. */
  readonly onClash: (clash: BarClash) => void;
  /** Which of two equal rows stands: true for the first one. */
  readonly isFirstKept: (first: number, second: number) => boolean;
}

/** Chooses the rows of a block that make bars: each moment once for each release time, in order, without overlap. */
export function selectBars(block: Block, options: SelectOptions): SelectedBars {
  if (!options.isJoined && isPlain(block, options.previous)) return { rows: undefined, asks: undefined };
  const rows: number[] = [];
  const asks: number[] = [];
  const { columns, from, to } = block;
  const [times, known] = [columns[BAR.eventTime] as Float64Array, columns[BAR.availableAt] as Float64Array];
  let last = { event: options.previous, row: -1 };
  for (let start = from; start < to;) {
    let end = start + 1;
    while (end < to && times[end] === times[start] && known[end] === known[start]) end++;
    const chosen = options.isJoined ? pairOf(block, start, end, options) : oneOf(block, start, end, options);
    start = end;
    if (chosen === undefined) continue;
    const [row, ask] = chosen;
    const event = times[row] as number;
    const isVersion = event === last.event;
    if (!isVersion && ((columns[BAR.openTime] as Float64Array)[row] as number) < last.event) {
      options.onClash({ kind: 'overlap', first: last.row, second: row });
      continue;
    }
    last = { event, row };
    rows.push(row);
    asks.push(ask);
  }
  return { rows: Int32Array.from(rows), asks: options.isJoined ? Int32Array.from(asks) : undefined };
}

/** True if every row comes strictly after the one before it. */
function isPlain({ columns, from, to }: Block, previous: number): boolean {
  const [times, opens] = [columns[BAR.eventTime] as Float64Array, columns[BAR.openTime] as Float64Array];
  let last = previous;
  for (let row = from; row < to; row++) {
    const time = times[row] as number;
    if (time <= last || (opens[row] as number) < last) return false;
    last = time;
  }
  return true;
}

type Chosen = readonly [row: number, ask: number];

function oneOf(block: Block, start: number, end: number, options: SelectOptions): Chosen | undefined {
  let kept = start;
  for (let row = start + 1; row < end; row++) {
    const isSame = areEqual(block.columns, kept, row);
    options.onClash({ kind: isSame ? 'same' : 'contradiction', first: kept, second: row });
    if (isSame && !options.isFirstKept(kept, row)) kept = row;
  }
  return [kept, -1];
}

function pairOf(block: Block, start: number, end: number, options: SelectOptions): Chosen | undefined {
  const sides = block.columns[BAR.side] as Float64Array;
  let split = start;
  while (split < end && sides[split] === 0) split++;
  const bid = split === start ? undefined : oneOf(block, start, split, options);
  const ask = split === end ? undefined : oneOf(block, split, end, options);
  if (bid !== undefined && ask !== undefined) return [bid[0], ask[0]];
  const [found] = (bid ?? ask) as Chosen;
  options.onClash({ kind: bid === undefined ? 'no-bid' : 'no-ask', first: -1, second: found });
  return undefined;
}

/** Equal in everything that a bar says. */
function areEqual(columns: readonly Float64Array[], a: number, b: number): boolean {
  for (let index: number = BAR.openTime; index < columns.length; index++) {
    const column = columns[index] as Float64Array;
    if (!Object.is((column[a] as number) + 0, (column[b] as number) + 0)) return false;
  }
  return true;
}
