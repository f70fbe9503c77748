import { WINDOW_KERNELS } from '../../features/index.ts';
import { CHANGE_EDGES, CLOSE_CHANGE_EDGES, codecWarmUp, RANGE_EDGES, rangeMemory } from './codec-spec.ts';
import type { ResolvedCodec } from './codec-spec.ts';
import { TrailingFlags } from './trailing-flags.ts';
import type { FlagState } from './trailing-flags.ts';

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
  /** Sizes of the changes of the close. */
  readonly moves: readonly (number | null)[];
  /** 1 for candles with high and low. */
  readonly kinds: FlagState;
  /** 1 for closes equal to the one before. */
  readonly still: FlagState;
  /** Ratios to the average true range, where edges trail. */
  readonly changes: readonly (number | null)[];
  readonly ranges: readonly (number | null)[];
}

/** Spreads and volumes that differ by less, relatively, are equal: bid and ask are decimals, their difference is rounded. */
const EQUAL = 1e-6;

/** Share of candles of the other kind that ranks stand: docs/methods/gate-codec.md has what it does to levels. */
export const MOST_STRANGERS = 0.05;

/**
 * Turns candles into codes of eight bits, one at a time.
 *
 * 1. Bit 7, sign: 1 if the close rose, 0 if it fell. Where it did not move the bit is that of the last close that did: no
 *    change of direction was seen.
 * 2. Bits 6 to 4, change: |change of the close| over the average true range, in eight buckets.
 * 3. Bits 3 and 2, range: true range over its average, in four buckets.
 * 4. Bit 1, spread: 1 if the spread is at most its trailing median.
 * 5. Bit 0, volume: 1 if the volume is at least its trailing median.
 *
 * Edges of buckets are octiles and quartiles: of the ratios of the last `edgeWindow` candles (`trailing`: a bucket is
 * ⌊8·rank⌋, ties in the middle), or those of a random walk (`fixed`: `CHANGE_EDGES`, `RANGE_EDGES`). Averages, medians and
 * edges include the candle itself. A candle without high and low has |change| for its true range.
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
  /** Share of the last `edgeWindow` changes of the close that are smaller than this one, ties in the middle. */
  moveRank: number = NaN;

  private readonly weight: number;
  private readonly warmUp: number;
  private readonly memory: number;
  private readonly kinds: TrailingFlags;
  private readonly still: TrailingFlags;
  private readonly isTrailing: boolean;
  private readonly spreads: TrailingValues;
  private readonly volumes: TrailingValues;
  private readonly moves: TrailingValues;
  private readonly changes: TrailingValues;
  private readonly ranges: TrailingValues;
  private candles: number = 0;
  private close: number = NaN;
  private sign: number = -1;

  constructor(spec: ResolvedCodec, state?: EncoderState) {
    const { medianWindow, edgeWindow } = spec;
    this.weight = 2 / (spec.atrSpan + 1);
    this.warmUp = codecWarmUp(spec);
    this.memory = rangeMemory(spec);
    this.kinds = new TrailingFlags(Math.max(edgeWindow, this.memory), state?.kinds);
    this.still = new TrailingFlags(Math.max(edgeWindow, spec.window), state?.still);
    this.isTrailing = spec.edges === 'trailing';
    this.spreads = new TrailingValues('median', medianWindow);
    this.volumes = new TrailingValues('median', medianWindow);
    this.moves = new TrailingValues('rank', edgeWindow);
    this.changes = new TrailingValues('rank', edgeWindow);
    this.ranges = new TrailingValues('rank', edgeWindow);
    if (state !== undefined) this.restore(state);
  }

  /** Are all candles that the average remembers of one kind: with high and low, or known by their closes alone? */
  get isAverageOfOneKind(): boolean {
    return this.kinds.inARow >= this.memory;
  }

  /** Do more candles than a few differ in kind from the others that the last one is ranked among? */
  get isMixed(): boolean {
    const { share } = this.kinds;
    return Math.min(share, 1 - share) > MOST_STRANGERS;
  }

  /** Share of the last closes, those of `edgeWindow` or of a window, that are equal to the one before. */
  get stillShare(): number {
    return this.still.share;
  }

  push({ high, low, close, volume, spread }: Candle): void {
    const before = this.close;
    const change = close - before;
    this.hasRange = !Number.isNaN(high) && !Number.isNaN(low);
    this.kinds.push(this.hasRange);
    const range = this.hasRange ? Math.max(high, before) - Math.min(low, before) : Math.abs(change);
    this.close = close;
    this.candles += 1;
    this.spreadMoved = this.spreads.push(spread);
    this.volumeMoved = this.volumes.push(volume);
    this.hasSpread = !Number.isNaN(this.spreads.value);
    this.hasVolume = !Number.isNaN(this.volumes.value);
    if (Number.isNaN(change)) return;
    this.average(range);
    // Prices are decimals: changes of as many ticks differ in the last digits of a double.
    this.moves.push(Math.fround(Math.abs(change)));
    this.moveRank = this.moves.value;
    this.isUnchanged = change === 0;
    this.still.push(this.isUnchanged);
    if (change !== 0) this.sign = change > 0 ? 1 : 0;
    const buckets = this.buckets(Math.abs(change) / this.averageRange, range / this.averageRange);
    this.isKnown = this.candles > this.warmUp && this.sign >= 0 && buckets >= 0;
    if (!this.isKnown) return;
    this.code =
      (this.sign << 7) |
      (buckets << 2) |
      (Number(spread <= this.spreads.value * (1 + EQUAL)) << 1) |
      Number(volume >= this.volumes.value * (1 - EQUAL));
  }

  state(): EncoderState {
    return {
      candles: this.candles,
      close: orNull(this.close),
      trueRange: orNull(this.averageRange),
      sign: this.sign < 0 ? null : this.sign,
      ...{ spreads: this.spreads.values(), volumes: this.volumes.values() },
      ...{ moves: this.moves.values(), kinds: this.kinds.state(), still: this.still.state() },
      ...{ changes: this.changes.values(), ranges: this.ranges.values() },
    };
  }

  private average(range: number): void {
    const before = this.averageRange;
    this.averageRange = Number.isNaN(before) ? range : before + this.weight * (range - before);
  }

  /** The five bits of change and range; -1 where they are not known. */
  private buckets(change: number, range: number): number {
    if (!this.isTrailing) {
      if (!(this.averageRange > 0)) return -1;
      const edges = this.hasRange ? CHANGE_EDGES : CLOSE_CHANGE_EDGES;
      return (bucketOf(change, edges) << 2) | bucketOf(range, RANGE_EDGES);
    }
    this.changes.push(change);
    this.ranges.push(range);
    const place = this.changes.value;
    if (Number.isNaN(place)) return -1;
    return (Math.min(7, Math.floor(8 * place)) << 2) | Math.min(3, Math.floor(4 * this.ranges.value));
  }

  private restore(state: EncoderState): void {
    this.candles = state.candles;
    this.close = state.close ?? NaN;
    this.averageRange = state.trueRange ?? NaN;
    this.sign = state.sign ?? -1;
    this.spreads.restore(state.spreads);
    this.volumes.restore(state.volumes);
    this.moves.restore(state.moves);
    this.changes.restore(state.changes);
    this.ranges.restore(state.ranges);
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

/** A statistic of the last values, the last one included; NaN while any of them is unknown. */
class TrailingValues {
  value: number = NaN;
  private readonly statistic: (value: number) => number;
  private readonly ring: Float64Array;
  private count: number = 0;

  constructor(name: 'median' | 'rank', window: number) {
    this.statistic = WINDOW_KERNELS[name].kernel(window).stream();
    this.ring = new Float64Array(window).fill(NaN);
  }

  /** Is the value another one than that before it? */
  push(value: number): boolean {
    const before = this.ring[(this.count + this.ring.length - 1) % this.ring.length];
    this.ring[this.count % this.ring.length] = value;
    this.count += 1;
    this.value = this.statistic(value);
    return !(Math.abs(value - before) <= EQUAL * Math.abs(before));
  }

  /** Oldest first. */
  values(): readonly (number | null)[] {
    const length = Math.min(this.count, this.ring.length);
    return Array.from({ length }, (_, i) => orNull(this.ring[(this.count - length + i) % this.ring.length]));
  }

  restore(values: readonly (number | null)[]): void {
    for (const value of values) this.push(value ?? NaN);
  }
}
