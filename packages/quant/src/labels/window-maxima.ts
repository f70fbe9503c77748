/**
 * The largest value in each window that follows a position: max of values[i + 1 .. last[i]].
 *
 * @param values - shape (n,), finite.
 * @param last - shape (n,): last position of each window, not falling from one to the next, ≥ i.
 * @returns shape (n,); NaN for an empty window.
 *
 * @remarks
 * Cost: O(n): each position enters and leaves a queue of falling values once.
 * Source: D. Lemire, "Streaming maximum-minimum filter using no more than three comparisons per element", Nordic Journal
 * of Computing 13 (2006), for windows of varying length.
 */
export function windowMaxima(values: Float64Array, last: Int32Array): Float64Array {
  const maxima = new Float64Array(values.length).fill(NaN);
  const queue = new Int32Array(values.length);
  let [head, tail, next] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    for (; next <= last[i]; next++) {
      while (tail > head && values[queue[tail - 1]] <= values[next]) tail--;
      queue[tail++] = next;
    }
    while (head < tail && queue[head] <= i) head++;
    if (head < tail && last[i] > i) maxima[i] = values[queue[head]];
  }
  return maxima;
}
