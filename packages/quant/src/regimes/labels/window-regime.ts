/** Numbers of the closes of one window that regimes are told by; NaN where undefined. None has a unit. */
export interface WindowRegime {
  /** Least-squares slope of the closes, time running from 0 to 1 over the window, over their standard deviation. */
  trend: number;
  /** Of log returns, at one candle of lag. */
  autocorrelation: number;
  /** Standard deviation of log returns over (average true range / last close). It depends on the path within the candle. */
  volatilityRatio: number;
  /** Mean rank of the sizes of the changes of the close among those of the last candles, 0 to 1; 1/2 on average. */
  volatilityRank: number;
  /** Last close less the mean close, over the last close: how far the window has strayed. */
  displacement: number;
}

/**
 * What the closes of a window say of their regime.
 *
 * - trend = slope / σ(closes), x[i] = i / (w - 1), divisor w: between -√12 and √12, which a straight line reaches.
 * - autocorrelation = Σ (r[t] - m)(r[t-1] - m) / Σ (r[t] - m)² over the w - 1 log returns within the window, m their mean.
 * - volatilityRatio = σ(r) / (averageRange / last close), divisor w - 1; 0.63 on a continuous random walk, 1.05 on one of a
 *   single step a candle.
 * - volatilityRank = Σ ranks / w. Ranks of independent changes are as likely in any order, whatever law the changes have.
 *
 * @param out - overwritten.
 * @param closes - shape (w,), oldest first, > 0; w ≥ 3.
 * @param averageRange - average true range at the last candle, in price units; NaN where it is of candles of two kinds.
 * @param ranks - shape (w,): rank of the size of each close's change among the last ones, 0 to 1.
 *
 * @remarks
 * Causal: over a window that ends now.
 * NaN: trend and autocorrelation where all closes are equal.
 * Numerics: closes are taken less the first one.
 * Source: this project; time is scaled so that the trend does not shrink with the length of the window.
 */
export function windowRegimeInto(
  out: WindowRegime,
  closes: Float64Array,
  averageRange: number,
  ranks: Float64Array,
): WindowRegime {
  const w = closes.length;
  const [first, last] = [closes[0], closes[w - 1]];
  let [sum, squares, products, rankSum] = [0, 0, 0, 0];
  for (let i = 0; i < w; i++) sum += closes[i] - first;
  for (let i = 0; i < w; i++) rankSum += ranks[i];
  const mean = sum / w;
  for (let i = 0; i < w; i++) {
    const distance = closes[i] - first - mean;
    squares += distance * distance;
    products += distance * (i / (w - 1) - 0.5);
  }
  // Σ (x - 1/2)² of x = i / (w - 1).
  const slope = products / ((w * (w + 1)) / (12 * (w - 1)));
  out.trend = squares > 0 ? slope / Math.sqrt(squares / w) : NaN;
  out.volatilityRank = rankSum / w;
  out.displacement = (last - first - mean) / last;
  returnsInto(out, closes, averageRange / last);
  return out;
}

function returnsInto(out: WindowRegime, closes: Float64Array, relativeRange: number): void {
  const n = closes.length - 1;
  const mean = Math.log(closes[n] / closes[0]) / n;
  let [squares, products, before] = [0, 0, 0];
  for (let t = 1; t <= n; t++) {
    const distance = Math.log(closes[t] / closes[t - 1]) - mean;
    squares += distance * distance;
    if (t > 1) products += distance * before;
    before = distance;
  }
  out.autocorrelation = squares > 0 ? products / squares : NaN;
  out.volatilityRatio = relativeRange > 0 ? Math.sqrt(squares / n) / relativeRange : NaN;
}
