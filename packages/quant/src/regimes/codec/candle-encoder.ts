import { WINDOW_KERNELS } from '../../features/index.ts';
import { CHANGE_EDGES, CLOSE_CHANGE_EDGES, codecWarmUp, RANGE_EDGES } from './codec-spec.ts';
import type { ResolvedCodec } from './codec-spec.ts';

/** One candle as the codec takes it; NaN where unknown. */
export interface Candle {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Distance of the ask from the bid at the close, in price units. */
  readonly spread: number;
}

/** What is carried from candle to candle, JSON-safe: null where a number is not known. */
export interface EncoderState {
  readonly candles: number;
  readonly close: number | null;
  readonly trueRange: number | null;
  readonly sign: number | null;
  readonly spreads: readonly (number | null)[];
  readonly volumes: readonly (number | null)[];
}

/** Spreads and volumes that differ by less, relatively, are equal: bid and ask are decimals, their difference is rounded. */
const EQUAL = 1e-6;

/**
 * Turns candles into codes of eight bits, one at a time.
 *
 * 1. Bit 7, sign: 1 if the close rose, 0 if it fell. Where it did not move the bit is that of the last close that did: no
 *    change of direction was seen.
 * 2. Bits 6 to 4, change: |change of the close| over the average true range, in eight buckets (`CHANGE_EDGES`).
 * 3. Bits 3 and 2, range: true range over its average, in four buckets (`RANGE_EDGES`).
 * 4. Bit 1, spread: 1 if the spread is at most its trailing median.
 * 5. Bit 0, volume: 1 if the volume is at least its trailing median.
 *
 * Averages and medians include the candle itself. A candle without high and low has |change| for its true range and edges of
 * its own.
 */
export class CandleEncoder {
  /** Code of the last candle. */
  code: number = 0;
  /** Is the code one? Not during the warm-up, nor before the price first moved. */
  isKnown: boolean = false;
  /** Did the last candle close where the one before did? */
  isUnchanged: boolean = false;
  hasRange: boolean = false;
  hasSpread: boolean = false;
  hasVolume: boolean = false;
  /** Does spread, volume differ from that of the candle before? */
  spreadMoved: boolean = false;
  volumeMoved: boolean = false;
  /** Average true range at the last candle, in price units. */
  averageRange: number = NaN;

  private readonly weight: number;
  private readonly warmUp: number;
  private readonly spreads: TrailingMedian;
  private readonly volumes: TrailingMedian;
  private candles: number = 0;
  private close: number = NaN;
  private sign: number = -1;

  constructor(spec: Pick<ResolvedCodec, 'atrSpan' | 'medianWindow'>, state?: EncoderState) {
    this.weight = 2 / (spec.atrSpan + 1);
    this.warmUp = codecWarmUp(spec);
    this.spreads = new TrailingMedian(spec.medianWindow);
    this.volumes = new TrailingMedian(spec.medianWindow);
    if (state !== undefined) this.restore(state);
  }

  push({ high, low, close, volume, spread }: Candle): void {
    const before = this.close;
    const change = close - before;
    this.hasRange = !Number.isNaN(high) && !Number.isNaN(low);
    const range = this.hasRange ? Math.max(high, before) - Math.min(low, before) : Math.abs(change);
    this.close = close;
    this.candles += 1;
    this.spreadMoved = this.spreads.push(spread);
    this.volumeMoved = this.volumes.push(volume);
    this.hasSpread = !Number.isNaN(this.spreads.median);
    this.hasVolume = !Number.isNaN(this.volumes.median);
    if (Number.isNaN(change)) return;
    const average = Number.isNaN(this.averageRange)
      ? range
      : this.averageRange + this.weight * (range - this.averageRange);
    this.averageRange = average;
    this.isUnchanged = change === 0;
    if (change !== 0) this.sign = change > 0 ? 1 : 0;
    this.isKnown = this.candles > this.warmUp && this.sign >= 0 && average > 0;
    if (!this.isKnown) return;
    const changes = this.hasRange ? CHANGE_EDGES : CLOSE_CHANGE_EDGES;
    this.code =
      (this.sign << 7) |
      (bucketOf(Math.abs(change) / average, changes) << 4) |
      (bucketOf(range / average, RANGE_EDGES) << 2) |
      (Number(spread <= this.spreads.median * (1 + EQUAL)) << 1) |
      Number(volume >= this.volumes.median * (1 - EQUAL));
  }

  state(): EncoderState {
    return {
      candles: this.candles,
      close: orNull(this.close),
      trueRange: orNull(this.averageRange),
      sign: this.sign < 0 ? null : this.sign,
      spreads: this.spreads.values(),
      volumes: this.volumes.values(),
    };
  }

  private restore(state: EncoderState): void {
    this.candles = state.candles;
    this.close = state.close ?? NaN;
    this.averageRange = state.trueRange ?? NaN;
    this.sign = state.sign ?? -1;
    for (const value of state.spreads) this.spreads.push(value ?? NaN);
    for (const value of state.volumes) this.volumes.push(value ?? NaN);
  }
}

/** Number of edges that a ratio reaches. */
function bucketOf(ratio: number, edges: readonly number[]): number {
  let bucket = 0;
  while (bucket < edges.length && ratio >= edges[bucket]) bucket += 1;
  return bucket;
}

/** NaN as null, for JSON. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** The median of the last values, NaN while any of them is unknown. */
class TrailingMedian {
  median: number = NaN;
  private readonly push1: (value: number) => number;
  private readonly ring: Float64Array;
  private count: number = 0;

  constructor(window: number) {
    this.push1 = WINDOW_KERNELS.median.kernel(window).stream();
    this.ring = new Float64Array(window).fill(NaN);
  }

  /** Is the value another one than that before it? */
  push(value: number): boolean {
    const before = this.ring[(this.count + this.ring.length - 1) % this.ring.length];
    this.ring[this.count % this.ring.length] = value;
    this.count += 1;
    this.median = this.push1(value);
    return !(Math.abs(value - before) <= EQUAL * Math.abs(before));
  }

  /** Oldest first. */
  values(): readonly (number | null)[] {
    const length = Math.min(this.count, this.ring.length);
    return Array.from({ length }, (_, i) => orNull(this.ring[(this.count - length + i) % this.ring.length]));
  }
}
