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
 * 2. Power does not depend on where c is counted from: it is counted from the first candle of all, so that sums over blocks
 *    of candles are the same in every window that holds the block. Each is made once, and nothing is ever subtracted.
 * 3. Only low frequencies are summed up. The power of all follows from the variance of the bits (Parseval), with that at n/2,
 *    which has no mirror image, from their alternating sum.
 */
export class LowFrequency {
  private readonly window: number;
  /** Candles of a block: windows begin and end with one. */
  private readonly block: number;
  private readonly nLow: number;
  private readonly turns: ComplexTable;
  private readonly factors: ComplexTable;
  private readonly sums: ComplexTable;
  /** Which block each row of sums is of, counted from the first of all; -1 for none. */
  private readonly owners: Float64Array;
  private readonly total: ComplexTable;

  constructor(window: number, stride: number, mask: number) {
    const { nLow, turns, factors } = tablesOf(window, mask);
    this.window = window;
    this.block = greatestDivisor(window, stride);
    this.nLow = nLow;
    this.turns = turns;
    this.factors = factors;
    this.sums = zeros((window / this.block) * nLow);
    this.owners = new Float64Array(window / this.block).fill(-1);
    this.total = zeros(nLow);
  }

  /**
   * The share; NaN where all bits are equal.
   *
   * @param codes - shape (window,), oldest first.
   * @param end - number of candles up to the last of the window.
   * @param bits - shape (n,), the bits of the codes.
   * @param ones - number of ones among them.
   */
  share(codes: Uint8Array, end: number, bits: Uint8Array, ones: number): number {
    const n = bits.length;
    if (ones === 0 || ones === n) return NaN;
    const mirrored = ones * (n - ones);
    const middle = n % 2 === 0 ? alternatingSum(bits) ** 2 : 0;
    return this.lowPower(codes, end) / ((mirrored + middle) / 2);
  }

  private lowPower(codes: Uint8Array, end: number): number {
    const { nLow, block, owners, total, sums } = this;
    const blocks = owners.length;
    total.re.fill(0);
    total.im.fill(0);
    for (let b = 0; b < blocks; b++) {
      const number = end / block - blocks + b;
      const row = number % blocks;
      if (owners[row] !== number) this.sumBlock(row, number, codes.subarray(b * block, (b + 1) * block));
      for (let k = 0; k < nLow; k++) {
        total.re[k] += sums.re[row * nLow + k];
        total.im[k] += sums.im[row * nLow + k];
      }
    }
    let power = 0;
    for (let k = 0; k < nLow; k++) power += total.re[k] * total.re[k] + total.im[k] * total.im[k];
    return power;
  }

  private sumBlock(row: number, number: number, codes: Uint8Array): void {
    const { nLow, window } = this;
    const re = this.sums.re.subarray(row * nLow, (row + 1) * nLow).fill(0);
    const im = this.sums.im.subarray(row * nLow, (row + 1) * nLow).fill(0);
    const [turnRe, turnIm] = [this.turns.re, this.turns.im];
    const [factorRe, factorIm] = [this.factors.re, this.factors.im];
    for (let i = 0; i < codes.length; i++) {
      const turn = ((number * codes.length + i) % window) * nLow;
      const factor = codes[i] * nLow;
      for (let k = 0; k < nLow; k++) {
        const a = turnRe[turn + k];
        const b = turnIm[turn + k];
        const c = factorRe[factor + k];
        const d = factorIm[factor + k];
        re[k] += a * c - b * d;
        im[k] += a * d + b * c;
      }
    }
    this.owners[row] = number;
  }
}

function zeros(length: number): ComplexTable {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
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
