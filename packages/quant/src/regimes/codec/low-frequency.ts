import { placesOf } from './candle-layout.ts';

/** Complex numbers in rows of `nLow`. */
interface ComplexTable {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** What windows of one length and layout share. */
interface FrequencyTables {
  readonly nLow: number;
  readonly turns: ComplexTable;
  readonly factors: ComplexTable;
}

/** Share of the lowest quarter of frequencies that counts as low. */
const QUARTER = 4;

/**
 * The low-frequency share of windows of codes: power of the bits at frequencies k = 1 … ⌊⌊n/2⌋/4⌋ over that at k = 1 … ⌊n/2⌋,
 * n the bits of a window, each frequency counted once, the mean left out.
 *
 * 1. The Fourier coefficient at k is a sum over candles of exp(-2πi·k·c / window), c the candle, times a factor that depends
 *    on the candle's code alone: one table of factors, one of turns.
 * 2. Only low frequencies are summed up. The power of all follows from the variance of the bits (Parseval), with that at n/2,
 *    which has no mirror image, from their alternating sum.
 */
export class LowFrequency {
  private readonly window: number;
  private readonly nLow: number;
  private readonly turns: ComplexTable;
  private readonly factors: ComplexTable;
  private readonly re: Float64Array;
  private readonly im: Float64Array;

  constructor(window: number, mask: number) {
    const { nLow, turns, factors } = tablesOf(window, mask);
    this.window = window;
    this.nLow = nLow;
    this.turns = turns;
    this.factors = factors;
    this.re = new Float64Array(nLow);
    this.im = new Float64Array(nLow);
  }

  /**
   * The share; NaN where all bits are equal.
   *
   * @param codes - shape (window,), oldest first.
   * @param bits - shape (n,), the bits of the codes.
   * @param ones - number of ones among them.
   */
  share(codes: Uint8Array, bits: Uint8Array, ones: number): number {
    const n = bits.length;
    if (ones === 0 || ones === n) return NaN;
    const mirrored = ones * (n - ones);
    const middle = n % 2 === 0 ? alternatingSum(bits) ** 2 : 0;
    return this.lowPower(codes) / ((mirrored + middle) / 2);
  }

  private lowPower(codes: Uint8Array): number {
    const { re, im, nLow } = this;
    const [turnRe, turnIm] = [this.turns.re, this.turns.im];
    const [factorRe, factorIm] = [this.factors.re, this.factors.im];
    re.fill(0);
    im.fill(0);
    for (let candle = 0; candle < this.window; candle++) {
      const turn = candle * nLow;
      const factor = codes[candle] * nLow;
      for (let k = 0; k < nLow; k++) {
        const a = turnRe[turn + k];
        const b = turnIm[turn + k];
        const c = factorRe[factor + k];
        const d = factorIm[factor + k];
        re[k] += a * c - b * d;
        im[k] += a * d + b * c;
      }
    }
    let power = 0;
    for (let k = 0; k < nLow; k++) power += re[k] * re[k] + im[k] * im[k];
    return power;
  }
}

/** Tables by window and mask: few are in use, and a stream begins often. */
const TABLES: Map<string, FrequencyTables> = new Map();

function tablesOf(window: number, mask: number): FrequencyTables {
  const key = `${window}/${mask}`;
  const known = TABLES.get(key);
  if (known !== undefined) return known;
  const places = placesOf(mask);
  const n = window * places.length;
  const nLow = Math.floor(Math.floor(n / 2) / QUARTER);
  const turns = circle(window, nLow, (candle, k) => (((candle * k) % window) / window) * 2 * Math.PI);
  const made = { nLow, turns, factors: codeFactors(places, n, nLow) };
  TABLES.set(key, made);
  return made;
}

/** cos and -sin of an angle for each row and k = 1 … nLow. */
function circle(rows: number, nLow: number, angle: (row: number, k: number) => number): ComplexTable {
  const [re, im] = [new Float64Array(rows * nLow), new Float64Array(rows * nLow)];
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < nLow; k++) {
      re[row * nLow + k] = Math.cos(angle(row, k + 1));
      im[row * nLow + k] = -Math.sin(angle(row, k + 1));
    }
  }
  return { re, im };
}

function codeFactors(places: readonly number[], n: number, nLow: number): ComplexTable {
  const steps = circle(places.length, nLow, (bit, k) => ((bit * k) / n) * 2 * Math.PI);
  const [re, im] = [new Float64Array(256 * nLow), new Float64Array(256 * nLow)];
  for (let code = 0; code < 256; code++) {
    for (const [bit, place] of places.entries()) {
      if (((code >> place) & 1) === 0) continue;
      for (let k = 0; k < nLow; k++) {
        re[code * nLow + k] += steps.re[bit * nLow + k];
        im[code * nLow + k] += steps.im[bit * nLow + k];
      }
    }
  }
  return { re, im };
}

function alternatingSum(bits: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bits.length; i++) sum += i % 2 === 0 ? bits[i] : -bits[i];
  return sum;
}
