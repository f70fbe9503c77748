import { checkInRange } from '../checks/index.ts';

/**
 * Smallest element.
 *
 * @param x - shape (n,).
 * @returns the minimum; NaN if `x` is empty.
 *
 * @remarks
 * NaN: a NaN in `x` makes the result NaN.
 * Source: this project.
 */
export function minimum(x: Float64Array): number {
  let smallest = x.length > 0 ? x[0] : NaN;
  for (let i = 1; i < x.length; i++) smallest = Math.min(smallest, x[i]);
  return smallest;
}

/**
 * Largest element.
 *
 * @param x - shape (n,).
 * @returns the maximum; NaN if `x` is empty.
 *
 * @remarks
 * NaN: a NaN in `x` makes the result NaN.
 * Source: this project.
 */
export function maximum(x: Float64Array): number {
  let largest = x.length > 0 ? x[0] : NaN;
  for (let i = 1; i < x.length; i++) largest = Math.max(largest, x[i]);
  return largest;
}

/**
 * Quantile of the elements, with linear interpolation between order statistics.
 *
 * With h = (n - 1)·p: s[⌊h⌋] + (h - ⌊h⌋)·(s[⌊h⌋ + 1] - s[⌊h⌋]), where s is `x` in ascending order.
 *
 * @param x - shape (n,), any order; not changed.
 * @param p - fraction of the elements below, 0 to 1.
 * @returns the quantile in the unit of `x`; NaN if `x` is empty.
 * @throws {InvalidArgumentError} if `p` is outside [0, 1].
 *
 * @remarks
 * NaN: a NaN in `x` makes the result NaN.
 * Cost: O(n log n) time, a copy of `x`; for several quantiles sort once and use `quantileSorted`.
 * Source: R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
 * type 7.
 */
export function quantile(x: Float64Array, p: number): number {
  return quantileSorted(x.slice().sort(), p);
}

/**
 * Quantile as `quantile`, of elements that are in ascending order already.
 *
 * @param sorted - shape (n,), ascending with NaN last, as `Float64Array.prototype.sort` leaves it; not checked.
 * @param p - fraction of the elements below, 0 to 1.
 * @returns the quantile in the unit of `sorted`; NaN if it is empty.
 * @throws {InvalidArgumentError} if `p` is outside [0, 1].
 *
 * @remarks
 * NaN: a NaN in `sorted` makes the result NaN.
 * Cost: O(1) time.
 * Source: R. J. Hyndman and Y. Fan, The American Statistician 50 (1996), type 7.
 */
export function quantileSorted(sorted: Float64Array, p: number): number {
  checkInRange('p', p, 0, 1);
  const last = sorted.length - 1;
  if (last < 0 || Number.isNaN(sorted[last])) return NaN;
  const rank = last * p;
  const floor = Math.floor(rank);
  const fraction = rank - floor;
  const lower = sorted[floor];
  const upper = sorted[Math.min(floor + 1, last)];
  if (fraction === 0 || lower === upper) return lower;
  // From the nearer end, so that the result never leaves the interval.
  return fraction < 0.5 ? lower + (upper - lower) * fraction : upper - (upper - lower) * (1 - fraction);
}

/**
 * The order that sorts `x` ascending.
 *
 * @param x - shape (n,); not changed.
 * @returns the indices of the elements, shape (n,): x[order[0]] is the smallest. Equal elements keep their order.
 *
 * @remarks
 * NaN: after every number, in their order.
 * Cost: O(n log n) time.
 * Source: this project, on the stable sort of ECMA-262.
 */
export function argsortStable(x: Float64Array): Uint32Array {
  const order = Uint32Array.from(x, (_, i) => i);
  return order.sort((i, j) => compareNanLast(x[i], x[j]));
}

function compareNanLast(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}
