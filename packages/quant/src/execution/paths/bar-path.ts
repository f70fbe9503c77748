import type { IntrabarPath } from '../fill-contract.ts';
import type { PathBar, SettledPath } from './path-types.ts';

/**
 * The path of a bar where it does not depend on the account; undefined for `against` and `for`.
 *
 * Source: this project.
 */
export function settledPath(rule: IntrabarPath, bar: PathBar): SettledPath | undefined {
  if (rule === 'high-first' || rule === 'low-first') return rule;
  if (rule !== 'nearest') return undefined;
  return bar.high - bar.open < bar.open - bar.low ? 'high-first' : 'low-first';
}

/**
 * The corners of a path after the open, in whole ticks: one extreme, the other, the close.
 *
 * Source: this project.
 */
export function cornersOf(
  path: SettledPath,
  bar: Pick<PathBar, 'high' | 'low' | 'close'>,
): readonly [number, number, number] {
  return path === 'high-first' ? [bar.high, bar.low, bar.close] : [bar.low, bar.high, bar.close];
}

/**
 * Length of a path in ticks, from the open over both extremes to the close.
 *
 * Source: this project.
 */
export function pathLength(path: SettledPath, bar: PathBar): number {
  const first = path === 'high-first' ? bar.high : bar.low;
  const second = path === 'high-first' ? bar.low : bar.high;
  return Math.abs(first - bar.open) + (bar.high - bar.low) + Math.abs(bar.close - second);
}

/**
 * The price at a position of a path.
 *
 * @param position - ticks travelled from the open; beyond the end it is the close.
 *
 * @remarks
 * Source: this project.
 */
export function priceOnPath(path: SettledPath, bar: PathBar, position: number): number {
  let [price, left] = [bar.open, position];
  for (const corner of cornersOf(path, bar)) {
    const way = Math.abs(corner - price);
    if (left <= way) return price + Math.sign(corner - price) * left;
    left -= way;
    price = corner;
  }
  return price;
}

/**
 * Lowest and highest price between two positions of a path, ends included: what a position that was held between them
 * has seen.
 *
 * @param from - ticks travelled from the open, `to` not before it.
 * @returns whole ticks.
 *
 * @remarks
 * Source: this project.
 */
export function extremesOnPath(
  path: SettledPath,
  bar: PathBar,
  from: number,
  to: number,
): { readonly low: number; readonly high: number } {
  const [a, b] = [priceOnPath(path, bar, from), priceOnPath(path, bar, to)];
  let [low, high] = a < b ? [a, b] : [b, a];
  let [price, position] = [bar.open, 0];
  for (const corner of cornersOf(path, bar)) {
    position += Math.abs(corner - price);
    price = corner;
    if (position < from || position > to) continue;
    low = Math.min(low, corner);
    high = Math.max(high, corner);
  }
  return { low, high };
}
