import { checkSameLength } from '../checks/index.ts';

/** A complex series: element k is re[k] + i·im[k]. */
export interface ComplexSeries {
  /** shape (n,). */
  readonly re: Float64Array;
  /** shape (n,). */
  readonly im: Float64Array;
}

/**
 * Discrete Fourier transform.
 *
 * X[k] = Σ x[t]·exp(-2πi·k·t / n), k = 0…n-1; any n.
 *
 * @param x - shape (n,), real or complex.
 * @returns shape (n,), in the unit of `x`; empty if `x` is.
 * @throws {InvalidArgumentError} if the two parts of a complex series differ in length.
 *
 * @remarks
 * Causal: no, each coefficient needs the whole series.
 * NaN: a NaN or an infinity in `x` makes every coefficient NaN or infinite.
 * Numerics: relative error of the order of 1e-16·log n; every twiddle factor is computed by itself.
 * Cost: O(n log n) for every n.
 * Source: J. W. Cooley and J. W. Tukey, Mathematics of Computation 19 (1965), for powers of two; L. I. Bluestein, IEEE
 * Transactions on Audio and Electroacoustics 18 (1970), for other lengths.
 */
export function fourierTransform(x: Float64Array | ComplexSeries): ComplexSeries {
  const { re, im } = x instanceof Float64Array ? { re: x, im: new Float64Array(x.length) } : x;
  checkSameLength('im', im, re.length);
  return transformAny({ re: re.slice(), im: im.slice() });
}

/**
 * Inverse of `fourierTransform`.
 *
 * x[t] = (1/n)·Σ X[k]·exp(2πi·k·t / n).
 *
 * @param spectrum - shape (n,).
 * @returns shape (n,); the imaginary part is rounding error where the spectrum is that of a real series.
 * @throws {InvalidArgumentError} if its two parts differ in length.
 *
 * @remarks
 * Causal: no.
 * NaN: as `fourierTransform`.
 * Numerics: as `fourierTransform`.
 * Cost: O(n log n).
 * Source: as `fourierTransform`.
 */
export function inverseFourierTransform({ re, im }: ComplexSeries): ComplexSeries {
  checkSameLength('im', im, re.length);
  const n = re.length;
  // The inverse is the transform of the conjugate, conjugated again.
  const turned = transformAny({ re: re.slice(), im: im.map((value) => -value) });
  return { re: turned.re.map((value) => value / n), im: turned.im.map((value) => -value / n) };
}

/** Transforms in place where n is a power of two. */
function transformAny(x: ComplexSeries): ComplexSeries {
  const n = x.re.length;
  if (n < 2) return x;
  return (n & (n - 1)) === 0 ? transformPowerOfTwo(x) : transformByConvolution(x);
}

function transformPowerOfTwo(x: ComplexSeries): ComplexSeries {
  const { re, im } = x;
  const n = re.length;
  reverseBits(re);
  reverseBits(im);
  const turn = unitRoots(n);
  for (let half = 1; half < n; half *= 2) {
    const stride = n / (2 * half);
    for (let start = 0; start < n; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const [c, s] = [turn.re[k * stride], turn.im[k * stride]];
        const [a, b] = [start + k, start + k + half];
        const oddRe = re[b] * c - im[b] * s;
        const oddIm = re[b] * s + im[b] * c;
        re[b] = re[a] - oddRe;
        im[b] = im[a] - oddIm;
        re[a] += oddRe;
        im[a] += oddIm;
      }
    }
  }
  return x;
}

/** The transform as a convolution with a chirp, whose length may be rounded up to a power of two. */
function transformByConvolution({ re, im }: ComplexSeries): ComplexSeries {
  const n = re.length;
  const chirp = chirpOf(n);
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const a = { re: new Float64Array(size), im: new Float64Array(size) };
  const b = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let t = 0; t < n; t++) {
    multiplyInto(a, t, { re: re[t], im: im[t] }, { re: chirp.re[t], im: chirp.im[t] });
    b.re[t] = chirp.re[t];
    b.im[t] = -chirp.im[t];
    if (t > 0) [b.re[size - t], b.im[size - t]] = [chirp.re[t], -chirp.im[t]];
  }
  transformPowerOfTwo(a);
  transformPowerOfTwo(b);
  for (let k = 0; k < size; k++) multiplyInto(a, k, { re: a.re[k], im: a.im[k] }, { re: b.re[k], im: b.im[k] });
  const product = inverseFourierTransform(a);
  const out = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let k = 0; k < n; k++) {
    multiplyInto(out, k, { re: product.re[k], im: product.im[k] }, { re: chirp.re[k], im: chirp.im[k] });
  }
  return out;
}

/** exp(-πi·t² / n), with t² taken modulo 2n in whole numbers, so that the angle keeps its digits. */
function chirpOf(n: number): ComplexSeries {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  let square = 0;
  for (let t = 0; t < n; t++) {
    re[t] = Math.cos((Math.PI * square) / n);
    im[t] = -Math.sin((Math.PI * square) / n);
    square = (square + 2 * t + 1) % (2 * n);
  }
  return { re, im };
}

/** exp(-2πi·k / n), k = 0 … n/2 - 1. */
function unitRoots(n: number): ComplexSeries {
  const re = new Float64Array(n / 2);
  const im = new Float64Array(n / 2);
  for (let k = 0; k < re.length; k++) {
    re[k] = Math.cos((2 * Math.PI * k) / n);
    im[k] = -Math.sin((2 * Math.PI * k) / n);
  }
  return { re, im };
}

function multiplyInto(
  out: ComplexSeries,
  at: number,
  x: { readonly re: number; readonly im: number },
  y: { readonly re: number; readonly im: number },
): void {
  out.re[at] = x.re * y.re - x.im * y.im;
  out.im[at] = x.re * y.im + x.im * y.re;
}

function reverseBits(x: Float64Array): void {
  for (let from = 1, to = 0; from < x.length; from++) {
    let bit = x.length >> 1;
    for (; to & bit; bit >>= 1) to ^= bit;
    to ^= bit;
    if (from < to) [x[from], x[to]] = [x[to], x[from]];
  }
}
