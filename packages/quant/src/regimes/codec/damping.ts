import { checkInteger } from '@assay/core/checks';
import { dot } from '@assay/core/vector';

const LEAST_ENTROPY = 0.05;
const MATCH_WEIGHT = 0.3;
const ENTROPY_WEIGHT = 0.3;
const INCOHERENCE_WEIGHT = 0.2;
const LEAST = 0.01;
const MOST = 1;

/**
 * Damping of a series of bits, a measure of how little its neighbouring bits depend on each other.
 *
 * 1. Each pair of neighbours is null (0, 0), flip (0, 1 or 1, 0) or rupture (1, 1); the n - 1 pairs overlap.
 * 2. entropy = max(0.05, -Σ s·ln s / ln 3) over the shares s of the three kinds.
 * 3. coherence = 0.6·(1 - entropy) + 0.3·(1 - share of ruptures) + 0.1·(1 - share of flips).
 * 4. λ = min(1, max(0.01, 0.3·entropy + 0.2·(1 - coherence))).
 * 5. The trajectory y[j] = Σ (b[i] - b[0])·exp(-λ·i) over i = 1 … j, j = 1 … n - 1, is matched to three shapes: the decay
 *    exp(-λ·j), the line j / (n - 1), the sine sin(2π·j / (n - 1)). match = largest |cosine| of y and a shape; a trajectory
 *    that is nothing but zeros matches none and leaves the coherence as it is.
 * 6. coherence' = 0.7·coherence + 0.3·match; damping = λ of step 4 with coherence'.
 *
 * @param bits - shape (n,), each 0 or 1, n ≥ 4.
 * @returns between 0.01 and 1, smaller where the bits are more ordered. Ones are not treated as zeros are: it is no measure
 * of the complement.
 * @throws {InvalidArgumentError} if there are fewer than four bits.
 *
 * @remarks
 * Causal: over a window that ends now; the trajectory runs forward from the window's first bit, within it.
 * Cost: O(n).
 * Source: this project, after a published description of such a measure; steps 5 and 6 state what that leaves open.
 */
export function dampingOf(bits: Uint8Array): number {
  checkInteger('bits.length', bits.length, 4);
  const pairs = bits.length - 1;
  let [flips, ruptures] = [0, 0];
  for (let i = 1; i < bits.length; i++) {
    flips += bits[i] ^ bits[i - 1];
    ruptures += bits[i] & bits[i - 1];
  }
  return dampingOfCounts(bits, flips / pairs, ruptures / pairs);
}

function dampingOfCounts(bits: Uint8Array, flips: number, ruptures: number): number {
  const surprise = -(weight(flips) + weight(ruptures) + weight(1 - flips - ruptures)) / Math.log(3);
  const entropy = Math.max(LEAST_ENTROPY, surprise);
  const coherence = 0.6 * (1 - entropy) + 0.3 * (1 - ruptures) + 0.1 * (1 - flips);
  const match = shapeMatch(bits, lambdaOf(entropy, coherence));
  if (Number.isNaN(match)) return lambdaOf(entropy, coherence);
  return lambdaOf(entropy, (1 - MATCH_WEIGHT) * coherence + MATCH_WEIGHT * match);
}

function lambdaOf(entropy: number, coherence: number): number {
  return Math.min(MOST, Math.max(LEAST, ENTROPY_WEIGHT * entropy + INCOHERENCE_WEIGHT * (1 - coherence)));
}

function weight(share: number): number {
  return share <= 0 ? 0 : share * Math.log(share);
}

/** Largest |cosine| of the trajectory and a shape; NaN where the trajectory is zero. */
function shapeMatch(bits: Uint8Array, lambda: number): number {
  const last = bits.length - 1;
  const fade = Math.exp(-lambda);
  const { line, sine, lines, sines } = shapesOf(last);
  const start = bits[0];
  let factor = 1;
  let y = 0;
  let yy = 0;
  let onDecay = 0;
  let onLine = 0;
  let onSine = 0;
  let decays = 0;
  for (let j = 1; j <= last; j++) {
    factor *= fade;
    y += (bits[j] - start) * factor;
    yy += y * y;
    onDecay += y * factor;
    onLine += y * line[j];
    onSine += y * sine[j];
    decays += factor * factor;
  }
  if (yy === 0) return NaN;
  const cosine = (product: number, squares: number): number => Math.abs(product) / Math.sqrt(yy * squares);
  return Math.max(cosine(onDecay, decays), cosine(onLine, lines), cosine(onSine, sines));
}

/** The shapes that do not depend on the bits, j = 0 … last, and their sums of squares. */
interface FixedShapes {
  readonly line: Float64Array;
  readonly sine: Float64Array;
  readonly lines: number;
  readonly sines: number;
}

/** Shapes by the number of steps: lengths of windows are few, and each is asked for again and again. */
const SHAPES: Map<number, FixedShapes> = new Map();

function shapesOf(last: number): FixedShapes {
  const known = SHAPES.get(last);
  if (known !== undefined) return known;
  const line = Float64Array.from({ length: last + 1 }, (_, j) => j / last);
  const sine = Float64Array.from({ length: last + 1 }, (_, j) => Math.sin((2 * Math.PI * j) / last));
  const made = { line, sine, lines: dot(line, line), sines: dot(sine, sine) };
  SHAPES.set(last, made);
  return made;
}
