import { createRng } from '@assay/core/random';
import type { RegimeLevels } from '../labels/regime-label.ts';
import type { WindowRegime } from '../labels/window-regime.ts';
import { layoutOf } from './candle-layout.ts';
import type { CandleLayout } from './candle-layout.ts';
import { codecWarmUp } from './codec-spec.ts';
import type { ResolvedCodec } from './codec-spec.ts';
import { randomCandles } from './random-candles.ts';
import { WindowReader } from './window-reader.ts';

/** Measures whose null is drawn. */
export const NULL_MEASURES = [
  'flipRate',
  'coherence',
  'entropy',
  'lowFrequencyShare',
  'damping',
  'trend',
  'autocorrelation',
  'autocorrelationSize',
  'volatilityRank',
  'lagSteepness',
  'wallSteepness',
] as const;

/** One of `NULL_MEASURES`; steepness is the size of a slope. */
export type NullMeasure = (typeof NULL_MEASURES)[number];

/** What the codec measures on random-walk candles. */
export interface CodecNull {
  readonly layout: CandleLayout;
  /** Windows drawn; a level p has a Monte Carlo standard error of √(p(1 - p) / draws). */
  readonly draws: number;
  /** shape (draws,): the measure of each window, in ascending order. */
  readonly sorted: Readonly<Record<NullMeasure, Float64Array>>;
  /** Mid-p share of noise below a value: (below + half of those equal + 1/2) / (draws + 1); NaN for NaN. */
  readonly level: (measure: NullMeasure, value: number) => number;
  /** Levels of what regimes are told by. */
  readonly regimeLevels: (window: WindowRegime) => RegimeLevels;
  /** Share of noise whose level is at most `cap`: `cap`, but for the steps of a measure that counts. */
  readonly attained: (measure: NullMeasure, cap: number) => number;
}

/** Over a whole path a random walk strays by this share of its price: logarithms are then as good as straight. */
const STRAY = 0.05;

/** Nulls by what they depend on. */
const NULLS: Map<string, CodecNull> = new Map();

/**
 * Null of the codec: its measures on windows that do not overlap, of one long walk of random candles.
 *
 * Candles, not random bits, because bits of a candle depend on each other. The walk is the same for the same spec; a null is
 * drawn once and kept.
 *
 * @remarks
 * Causal: yes; it reads no data.
 * Cost: some tenths of a second for 10,000 windows, once for each spec and layout.
 * Source: this project; H. O. Lancaster, JASA 56 (1961), for mid-p.
 */
export function codecNull(spec: ResolvedCodec, layout: CandleLayout): CodecNull {
  const { window, atrSpan, medianWindow, edges, edgeWindow, nullDraws } = spec;
  const { range, spread, volume } = layout;
  const key = JSON.stringify([window, atrSpan, medianWindow, edges, edgeWindow, nullDraws, range, spread, volume]);
  const known = NULLS.get(key);
  if (known !== undefined) return known;
  const made = nullOf(layout, drawsOf(spec, layout, key));
  NULLS.set(key, made);
  return made;
}

/** The null of a mask of bits, as `codecNull`. */
export function nullOfMask(spec: ResolvedCodec, mask: number): CodecNull {
  return codecNull(spec, layoutOf(mask));
}

/** What of a window each null is of. */
export const LEVELLED: Readonly<Record<NullMeasure, (reader: WindowReader) => number>> = {
  flipRate: ({ bits }) => bits.flipRate,
  coherence: ({ bits }) => bits.coherence,
  entropy: ({ bits }) => bits.entropy,
  lowFrequencyShare: ({ lowFrequencyShare }) => lowFrequencyShare,
  damping: ({ damping }) => damping,
  trend: ({ regime }) => regime.trend,
  autocorrelation: ({ regime }) => regime.autocorrelation,
  autocorrelationSize: ({ regime }) => Math.abs(regime.autocorrelation),
  volatilityRank: ({ regime }) => regime.volatilityRank,
  lagSteepness: ({ bits }) => Math.abs(bits.lagSlope),
  wallSteepness: ({ bits }) => Math.abs(bits.wallSlope),
};

type Draws = Readonly<Record<NullMeasure, Float64Array>>;

function drawsOf(spec: ResolvedCodec, layout: CandleLayout, key: string): Draws {
  const { window, nullDraws } = spec;
  const reader = new WindowReader({ ...spec, stride: window, maxUnchanged: 1 });
  const candles = nullDraws * window + codecWarmUp(spec);
  const next = randomCandles(createRng(`codec-null/${key}`), STRAY / Math.sqrt(candles), layout);
  const candle = { high: NaN, low: NaN, close: NaN, volume: NaN, spread: NaN };
  const draws = Object.fromEntries(NULL_MEASURES.map((name) => [name, new Float64Array(nullDraws)])) as Draws;
  for (let done = 0; done < nullDraws;) {
    if (reader.push(next(candle)) !== 'reading') continue;
    for (const name of NULL_MEASURES) draws[name][done] = LEVELLED[name](reader);
    done += 1;
  }
  return draws;
}

function nullOf(layout: CandleLayout, draws: Draws): CodecNull {
  const sorted = Object.fromEntries(NULL_MEASURES.map((name) => [name, draws[name].sort()])) as Draws;
  const level = (measure: NullMeasure, value: number): number => midP(sorted[measure], value);
  return {
    ...{ layout, draws: sorted.flipRate.length, sorted, level },
    regimeLevels: ({ trend, autocorrelation, volatilityRank }) => ({
      trend: level('trend', trend),
      autocorrelation: level('autocorrelation', autocorrelation),
      autocorrelationSize: level('autocorrelationSize', Math.abs(autocorrelation)),
      volatilityRank: level('volatilityRank', volatilityRank),
    }),
    attained: (measure, cap) => {
      const values = sorted[measure];
      return values.filter((value) => midP(values, value) <= cap).length / values.length;
    },
  };
}

function midP(sorted: Float64Array, value: number): number {
  if (Number.isNaN(value)) return NaN;
  const below = countBelow(sorted, value);
  let upTo = below;
  // Most measures have no ties; those that count have long ones.
  if (sorted[below] === value) upTo = countUpTo(sorted, value);
  return (below + (upTo - below) / 2 + 0.5) / (sorted.length + 1);
}

function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
