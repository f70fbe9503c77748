import type { ColumnKernel } from './column-term.ts';
import { streamKernel } from './stream-kernel.ts';

/**
 * Pearson's correlation of the last `window` pairs, within [-1, 1]; NaN where either side is constant.
 *
 * @param window - number of pairs, a whole number ≥ 2.
 * @returns a stream: takes the next pair and gives the correlation there; NaN during the first window - 1.
 *
 * @remarks
 * Causal: depends on the window's pairs only.
 * Numerics: two passes over the window at each bar, relative to its newest pair: nothing drifts, a constant has exactly no
 * variance.
 * Source: K. Pearson, Philosophical Transactions of the Royal Society A 187 (1896) 253.
 */
export function correlationStream(window: number): (x: number, y: number) => number {
  const [xs, ys] = [new Float64Array(window).fill(NaN), new Float64Array(window).fill(NaN)];
  let position = 0;
  return (x, y) => {
    xs[position] = x;
    ys[position] = y;
    position = position + 1 === window ? 0 : position + 1;
    let [meanX, meanY] = [0, 0];
    for (let i = 0; i < window; i++) {
      meanX += (xs[i] - x) / window;
      meanY += (ys[i] - y) / window;
    }
    let [varianceX, varianceY, product] = [0, 0, 0];
    for (let i = 0; i < window; i++) {
      const [dx, dy] = [xs[i] - x - meanX, ys[i] - y - meanY];
      varianceX += dx * dx;
      varianceY += dy * dy;
      product += dx * dy;
    }
    const scale = Math.sqrt(varianceX) * Math.sqrt(varianceY);
    return scale > 0 ? Math.max(-1, Math.min(1, product / scale)) : NaN;
  };
}

/** Slope of the least-squares line through the last `window` values, per bar. */
export function slopeKernel(window: number): ColumnKernel {
  const middle = (window - 1) / 2;
  const squares = (window * (window * window - 1)) / 12;
  return streamKernel(window - 1, () => {
    const values = new Float64Array(window).fill(NaN);
    let position = 0;
    return (value) => {
      values[position] = value;
      position = position + 1 === window ? 0 : position + 1;
      let product = 0;
      for (let i = 0; i < window; i++) {
        const place = i < position ? i + window - position : i - position;
        product += (place - middle) * (values[i] - value);
      }
      return product / squares;
    };
  });
}
