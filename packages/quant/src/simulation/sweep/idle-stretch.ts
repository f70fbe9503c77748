import type { IdleBars, NamedColumns } from '../../strategy/index.ts';

/**
 * The first bar from `from` on that is not an idle one; `last` where there is none before.
 *
 * @param closeTime - when each bar is decided, ascending.
 * @param named - the strategy's columns.
 *
 * @remarks
 * Cost: O(bars that are passed over).
 * Source: this project.
 */
export function firstBusyBar(
  { zero, before }: IdleBars,
  { closeTime, named }: { readonly closeTime: Float64Array; readonly named: NamedColumns },
  from: number,
  last: number,
): number {
  let busy = Math.min(last, firstAtOrAfterFrom(closeTime, before, from));
  for (let k = 0; k < zero.length; k++) busy = firstOther(named[zero[k]], from, busy);
  return busy;
}

/** The first place from `from` on that does not hold 0; `end` where there is none before. A NaN is not 0. */
function firstOther(column: Float64Array | undefined, from: number, end: number): number {
  if (column === undefined) return from;
  let i = from;
  while (i < end && column[i] === 0) i++;
  return i;
}

/** Most waits are short: looked for in growing steps, then by halves. */
function firstAtOrAfterFrom(times: Float64Array, time: number, from: number): number {
  let step = 1;
  let low = from;
  while (low + step < times.length && times[low + step] < time) {
    low += step;
    step *= 2;
  }
  let high = Math.min(times.length, low + step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
