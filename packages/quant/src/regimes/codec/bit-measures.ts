/** Numbers of one window of bits. NaN where undefined. */
export interface BitMeasures {
  /** Ones and flips, as counts: what levels are looked up by. */
  ones: number;
  flips: number;
  entropy: number;
  coherence: number;
  flipRate: number;
  stability: number;
  lagSlope: number;
  halfLife: number;
  wallSlope: number;
  reynolds: number;
  correlationLength: number;
}

const LAGS = 4;

/**
 * Measures of n bits b[0] … b[n-1] that are sums over bits or pairs of bits.
 *
 * - entropy = -p·log₂ p - (1 - p)·log₂(1 - p), p the share of ones; coherence = 1 - entropy.
 * - flipRate = share of neighbours that differ, of n - 1; stability = 1 - flipRate.
 * - lagSlope = (m[4] - m[1]) / 3, m[τ] the share of i with b[i] = b[i + τ], of n - τ.
 * - wallSlope = flipRate of the last ⌊n/2⌋ bits less that of the first ⌊n/2⌋.
 * - halfLife = ln 2 / |lagSlope| / bitsPerCandle, in candles; correlationLength = 1 / |wallSlope|, in halves of a window until
 *   the flip rate has changed by 1; reynolds = flipRate / |wallSlope|.
 *
 * The three ratios are undefined where their slope is no further from 0 than its standard error, that of shares of
 * independent pairs: √(m[4](1 - m[4]) / (n - 4) + m[1](1 - m[1]) / (n - 1)) / 3, and √(Σ f(1 - f) / (⌊n/2⌋ - 1)) over the
 * flip rates f of both halves.
 *
 * @param out - overwritten.
 * @param bits - shape (n,), each 0 or 1, n ≥ 32.
 */
export function bitMeasuresInto(out: BitMeasures, bits: Uint8Array, bitsPerCandle: number): BitMeasures {
  const n = bits.length;
  const half = n >> 1;
  let [ones, flips, first, last, apart] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) ones += bits[i];
  for (let i = 1; i < half; i++) first += bits[i] ^ bits[i - 1];
  for (let i = half; i <= n - half; i++) flips += bits[i] ^ bits[i - 1];
  for (let i = n - half + 1; i < n; i++) last += bits[i] ^ bits[i - 1];
  for (let i = LAGS; i < n; i++) apart += bits[i] ^ bits[i - LAGS];
  out.ones = ones;
  out.flips = flips + first + last;
  // Of the rarer bit, so that as many zeros as ones elsewhere have the same entropy to the last digit.
  out.entropy = binaryEntropy(Math.min(ones, n - ones) / n);
  out.coherence = 1 - out.entropy;
  out.flipRate = out.flips / (n - 1);
  out.stability = 1 - out.flipRate;
  lagsInto(out, n, 1 - apart / (n - LAGS));
  out.halfLife /= bitsPerCandle;
  wallsInto(out, first / (half - 1), last / (half - 1), half - 1);
  return out;
}

/** Measures that are not yet known. */
export function emptyBitMeasures(): BitMeasures {
  return {
    ...{ ones: 0, flips: 0, entropy: NaN, coherence: NaN, flipRate: NaN, stability: NaN },
    ...{ lagSlope: NaN, halfLife: NaN, wallSlope: NaN, reynolds: NaN, correlationLength: NaN },
  };
}

function lagsInto(out: BitMeasures, n: number, far: number): void {
  const near = out.stability;
  const slope = (far - near) / (LAGS - 1);
  const error = Math.sqrt((far * (1 - far)) / (n - LAGS) + (near * (1 - near)) / (n - 1)) / (LAGS - 1);
  out.lagSlope = slope;
  out.halfLife = Math.abs(slope) > error ? Math.LN2 / Math.abs(slope) : NaN;
}

function wallsInto(out: BitMeasures, first: number, last: number, pairs: number): void {
  const slope = last - first;
  const error = Math.sqrt((first * (1 - first) + last * (1 - last)) / pairs);
  const isKnown = Math.abs(slope) > error;
  out.wallSlope = slope;
  out.reynolds = isKnown ? out.flipRate / Math.abs(slope) : NaN;
  out.correlationLength = isKnown ? 1 / Math.abs(slope) : NaN;
}

function binaryEntropy(share: number): number {
  if (share === 0 || share === 1) return 0;
  return -(share * Math.log2(share) + (1 - share) * Math.log2(1 - share));
}
