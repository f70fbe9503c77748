/**
 * The last double, going from `low` to `high`, that meets a condition which holds at `low`, fails at `high` and changes
 * once between them.
 */
export function bisectBoundary(low: number, high: number, holds: (x: number) => boolean): number {
  let [inside, outside] = [low, high];
  for (;;) {
    const middle = inside + (outside - inside) / 2;
    if (middle === inside || middle === outside) return inside;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
}

/** The smallest whole number in [low, high] that meets a condition which, once met, stays met up to `high`. */
export function smallestInteger(low: number, high: number, holds: (k: number) => boolean): number {
  let [first, last] = [low, high];
  while (first < last) {
    const middle = Math.floor((first + last) / 2);
    if (holds(middle)) last = middle;
    else first = middle + 1;
  }
  return first;
}
