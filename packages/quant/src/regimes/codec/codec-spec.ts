import { checkInRange, checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { LEVEL_THRESHOLDS, RAW_THRESHOLDS } from '../labels/regime-thresholds.ts';
import type { RegimeThresholds } from '../labels/regime-thresholds.ts';

/** Measures whose level a gate can have for its hazard. */
export const HAZARD_MEASURES = ['flipRate', 'damping'] as const;

/** One of `HAZARD_MEASURES`. */
export type HazardMeasure = (typeof HAZARD_MEASURES)[number];

/** How candles are read: plain data, so that it can be hashed. Nothing in it carries a unit of price. */
export interface CodecSpec {
  /** Candles of one reading, 8 to 512. @default 64 */
  readonly window?: number | undefined;
  /** Candles from one reading to the next, ≥ 1. @default 16 */
  readonly stride?: number | undefined;
  /** Span N of the average true range: an exponential mean with weight 2 / (N + 1); 2 to 1,000. @default 14 */
  readonly atrSpan?: number | undefined;
  /** Candles of the trailing medians of spread and volume, the candle itself included; 2 to 10,000. @default 64 */
  readonly medianWindow?: number | undefined;
  /** Edges of the buckets of change and range: quantiles of the last candles, or those of a random walk. @default 'trailing' */
  readonly edges?: 'trailing' | 'fixed' | undefined;
  /** Candles that changes of the close, and ratios where edges trail, are ranked among, the candle itself included; 16 to 10,000. @default 256 */
  readonly edgeWindow?: number | undefined;
  /** Which measure the hazard is the level of. @default 'flipRate' */
  readonly hazard?: HazardMeasure | undefined;
  /** A signature is remembered for so many minutes, > 0 … @default 720 */
  readonly retentionMinutes?: number | undefined;
  /** … or for so many strides of the timeframe, ≥ 0, whichever is longer. @default 45 */
  readonly retentionStrides?: number | undefined;
  /** Decimals of a signature, 0 to 6. @default 2 */
  readonly signatureDigits?: number | undefined;
  /** Largest share of the last `edgeWindow` closes that are equal to the one before, 0 to 1: with more there is no reading. @default 0.12 */
  readonly maxUnchanged?: number | undefined;
  /**
   * Thresholds of regimes and tags: `levels` of the measures under their null, `raw` values as they are in use elsewhere,
   * or regime thresholds of one's own (the tags are then those of their unit). @default 'levels'
   */
  readonly thresholds?: 'levels' | 'raw' | RegimeThresholds | undefined;
  /** Windows of random-walk candles that levels are found by, 100 to 1,000,000. @default 10000 */
  readonly nullDraws?: number | undefined;
}

/** `CodecSpec` with nothing left open. */
export interface ResolvedCodec {
  readonly window: number;
  readonly stride: number;
  readonly atrSpan: number;
  readonly medianWindow: number;
  readonly edges: 'trailing' | 'fixed';
  readonly edgeWindow: number;
  readonly hazard: HazardMeasure;
  readonly retentionMinutes: number;
  readonly retentionStrides: number;
  readonly signatureDigits: number;
  readonly maxUnchanged: number;
  readonly thresholds: RegimeThresholds;
  readonly nullDraws: number;
}

/** What the codec takes where nothing is said. */
export const CODEC_DEFAULTS: Readonly<ResolvedCodec> = Object.freeze({
  window: 64,
  stride: 16,
  atrSpan: 14,
  medianWindow: 64,
  edges: 'trailing',
  edgeWindow: 256,
  hazard: 'flipRate',
  retentionMinutes: 720,
  retentionStrides: 45,
  signatureDigits: 2,
  maxUnchanged: 0.12,
  thresholds: LEVEL_THRESHOLDS,
  nullDraws: 10_000,
});

/**
 * Edges of |change of the close| / average true range: a candle is in the bucket of as many edges as it reaches. They are the
 * octiles of random-walk candles, so that each of the three bits of a candle of noise is a fair one.
 */
export const CHANGE_EDGES: readonly number[] = Object.freeze([0.1, 0.2, 0.31, 0.43, 0.56, 0.71, 0.93]);

/** The same for candles that are known by their close alone, whose true range is |change|. */
export const CLOSE_CHANGE_EDGES: readonly number[] = Object.freeze([0.22, 0.43, 0.65, 0.87, 1.11, 1.39, 1.78]);

/** Edges of true range / average true range: the quartiles of random-walk candles. */
export const RANGE_EDGES: readonly number[] = Object.freeze([0.8, 0.96, 1.15]);

/** Average true ranges begin with the first one; after so many spans what it was no longer counts. */
const SPANS_TO_FORGET = 4;

/** Candles that the average true range remembers. */
export function rangeMemory({ atrSpan }: Pick<ResolvedCodec, 'atrSpan'>): number {
  return SPANS_TO_FORGET * atrSpan;
}

/**
 * Candles before the first one that is coded: until medians and ranks are full and the beginning of the average true range is forgotten.
 *
 * @remarks
 * Source: this project.
 */
export function codecWarmUp({ medianWindow, atrSpan, edgeWindow }: ResolvedCodec): number {
  return Math.max(medianWindow, rangeMemory({ atrSpan }), edgeWindow);
}

/**
 * Fills in what is not said and checks the rest.
 *
 * @throws {InvalidArgumentError} if an option is unknown or out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolveCodec(spec: CodecSpec = {}): ResolvedCodec {
  const { thresholds = 'levels', ...rest } = spec;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  for (const [name] of given) checkOneOf('codec', name, Object.keys(CODEC_DEFAULTS));
  const resolved: ResolvedCodec = {
    ...CODEC_DEFAULTS,
    ...(Object.fromEntries(given) as Partial<ResolvedCodec>),
    thresholds: thresholdsOf(thresholds),
  };
  checkCounts(resolved);
  checkOneOf('hazard', resolved.hazard, HAZARD_MEASURES);
  checkOneOf('edges', resolved.edges, ['trailing', 'fixed']);
  checkPositive('retentionMinutes', resolved.retentionMinutes);
  checkInRange('retentionStrides', resolved.retentionStrides, 0, Number.MAX_SAFE_INTEGER);
  checkInRange('maxUnchanged', resolved.maxUnchanged, 0, 1);
  return resolved;
}

function checkCounts(resolved: ResolvedCodec): void {
  const counts = [
    ['window', 8, 512],
    ['stride', 1, Number.MAX_SAFE_INTEGER],
    ['atrSpan', 2, 1_000],
    ['medianWindow', 2, 10_000],
    ['edgeWindow', 16, 10_000],
    ['signatureDigits', 0, 6],
    ['nullDraws', 100, 1_000_000],
  ] as const;
  for (const [name, least, most] of counts) {
    checkInteger(name, resolved[name], least);
    checkInRange(name, resolved[name], least, most);
  }
}

const LEVELS = ['trend', 'trendAutocorrelation', 'calm', 'calmAutocorrelation', 'wild', 'wildAutocorrelation'] as const;

function thresholdsOf(given: NonNullable<CodecSpec['thresholds']>): RegimeThresholds {
  if (given === 'levels') return LEVEL_THRESHOLDS;
  if (given === 'raw') return RAW_THRESHOLDS;
  const unit: unknown = typeof given === 'object' ? given.unit : given;
  if (unit !== 'level' && unit !== 'raw')
    throw new InvalidArgumentError('thresholds', "'levels', 'raw', or an object whose unit is 'level' or 'raw'", unit);
  for (const name of LEVELS)
    checkInRange(`thresholds.${name}`, given[name], 0, unit === 'level' ? 1 : Number.MAX_VALUE);
  return given;
}
