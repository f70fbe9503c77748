import { windowRegimeInto } from '../labels/window-regime.ts';
import type { WindowRegime } from '../labels/window-regime.ts';
import { bitMeasuresInto, emptyBitMeasures } from './bit-measures.ts';
import type { BitMeasures } from './bit-measures.ts';
import { CandleEncoder } from './candle-encoder.ts';
import type { Candle, EncoderState } from './candle-encoder.ts';
import { maskOf, placesOf } from './candle-layout.ts';
import type { ResolvedCodec } from './codec-spec.ts';
import { dampingOf } from './damping.ts';
import { LowFrequency } from './low-frequency.ts';

/** What is carried from candle to candle, JSON-safe. */
export interface ReaderState {
  readonly encoder: EncoderState;
  readonly coded: number;
  readonly codes: readonly number[];
  readonly closes: readonly number[];
  readonly moveRanks: readonly number[];
  readonly unchanged: readonly number[];
  /**
   * Number of the last candle without range, spread, volume, of the last one ranked among candles of two kinds, and of the last whose
   * spread, volume moved; -1 for none.
   */
  readonly marks: Readonly<Record<keyof Marks, number>>;
}

/** Largest share of a window's closes that are equal to the one before. */
const MOST_UNCHANGED = 0.5;

interface Marks {
  rangeless: number;
  spreadless: number;
  volumeless: number;
  mixed: number;
  spreadMoved: number;
  volumeMoved: number;
}

/** How the bits of one layout are read. */
interface LayoutReader {
  readonly places: readonly number[];
  readonly bits: Uint8Array;
  readonly lowFrequency: LowFrequency;
}

/**
 * Codes candles and measures a window of them every stride: the one definition that batch, stream and null share.
 *
 * 1. Each candle is coded (`CandleEncoder`). The first window ends with the candle that fills it, the next `stride` candles on.
 * 2. The bits of spread are read where every candle of the window has one and they are not all the same, likewise volume;
 *    those of range where every candle has high and low. What is absent leaves fewer bits.
 * 3. A window has no reading where it stands still: more than half of its closes are equal to the one before, or more than
 *    `maxUnchanged` of the last `edgeWindow`. Many closes are judged, for a calm window of a market has more such closes than a
 *    wild one. Nor has it one where a candle is ranked among candles with high and low and others without: more than one in
 *    twenty of the rarer kind.
 * 4. The bits, oldest candle first, are measured.
 */
export class WindowReader {
  readonly bits: BitMeasures = emptyBitMeasures();
  readonly regime: WindowRegime = {
    ...{ trend: NaN, autocorrelation: NaN, volatilityRatio: NaN, volatilityRank: NaN, displacement: NaN },
  };
  lowFrequencyShare: number = NaN;
  damping: number = NaN;
  /** Share of the window's closes that are equal to the one before. */
  unchangedShare: number = NaN;
  /** Which bits of the codes were read. */
  mask: number = 0;

  private readonly spec: ResolvedCodec;
  private readonly encoder: CandleEncoder;
  private readonly layouts: Map<number, LayoutReader> = new Map();
  private readonly ring: {
    readonly codes: Uint8Array;
    readonly closes: Float64Array;
    readonly moveRanks: Float64Array;
    readonly unchanged: Uint8Array;
  };
  private readonly codes: Uint8Array;
  private readonly closes: Float64Array;
  private readonly marks: Marks = {
    ...{ rangeless: -1, spreadless: -1, volumeless: -1, mixed: -1, spreadMoved: -1, volumeMoved: -1 },
  };
  private coded: number = 0;

  constructor(spec: ResolvedCodec, state?: ReaderState) {
    const { window } = spec;
    this.spec = spec;
    this.encoder = new CandleEncoder(spec, state?.encoder);
    this.ring = {
      ...{ codes: new Uint8Array(window), closes: new Float64Array(window) },
      ...{ moveRanks: new Float64Array(window), unchanged: new Uint8Array(window) },
    };
    this.codes = new Uint8Array(window);
    this.closes = new Float64Array(window);
    if (state !== undefined) this.restore(state);
  }

  /**
   * Takes the next candle.
   *
   * @returns `none` between two readings and before the first one, `reading` with the measures filled in, `unfit` where a
   * window is due that has no reading.
   */
  push(candle: Candle): 'none' | 'reading' | 'unfit' {
    const { encoder } = this;
    encoder.push(candle);
    if (!encoder.isKnown) return 'none';
    this.mark();
    const { window, stride } = this.spec;
    const place = this.coded % window;
    this.ring.codes[place] = encoder.code;
    this.ring.closes[place] = candle.close;
    this.ring.moveRanks[place] = encoder.moveRank;
    this.ring.unchanged[place] = Number(encoder.isUnchanged);
    this.coded += 1;
    if (this.coded < window || (this.coded - window) % stride !== 0) return 'none';
    return this.measure();
  }

  state(): ReaderState {
    const { codes, closes, moveRanks, unchanged } = this.ring;
    const known = Math.min(this.coded, this.spec.window);
    return {
      encoder: this.encoder.state(),
      coded: this.coded,
      ...{ codes: [...codes.subarray(0, known)], closes: [...closes.subarray(0, known)] },
      ...{ moveRanks: [...moveRanks.subarray(0, known)], unchanged: [...unchanged.subarray(0, known)] },
      marks: { ...this.marks },
    };
  }

  private restore(state: ReaderState): void {
    this.coded = state.coded;
    this.ring.codes.set(state.codes);
    this.ring.closes.set(state.closes);
    this.ring.moveRanks.set(state.moveRanks);
    this.ring.unchanged.set(state.unchanged);
    Object.assign(this.marks, state.marks);
  }

  private mark(): void {
    const { encoder, marks, coded } = this;
    if (!encoder.hasRange) marks.rangeless = coded;
    if (!encoder.hasSpread) marks.spreadless = coded;
    if (!encoder.hasVolume) marks.volumeless = coded;
    if (encoder.isMixed) marks.mixed = coded;
    if (encoder.spreadMoved) marks.spreadMoved = coded;
    if (encoder.volumeMoved) marks.volumeMoved = coded;
  }

  private measure(): 'reading' | 'unfit' {
    this.mask = this.maskNow();
    this.unroll();
    const { window, maxUnchanged } = this.spec;
    let unchanged = 0;
    for (let i = 0; i < window; i++) unchanged += this.ring.unchanged[i];
    this.unchangedShare = unchanged / window;
    if (this.unchangedShare > MOST_UNCHANGED || this.encoder.stillShare > maxUnchanged) return 'unfit';
    if (this.marks.mixed >= this.coded - window) return 'unfit';
    const { bits, places, lowFrequency } = this.layout();
    let at = 0;
    for (let i = 0; i < window; i++) {
      const code = this.codes[i];
      for (const place of places) bits[at++] = (code >> place) & 1;
    }
    bitMeasuresInto(this.bits, bits, places.length);
    this.lowFrequencyShare = lowFrequency.share(this.codes, this.coded, bits, this.bits.ones);
    this.damping = dampingOf(bits);
    const { averageRange, isAverageOfOneKind } = this.encoder;
    // The sum does not depend on which rank is the first.
    windowRegimeInto(this.regime, this.closes, isAverageOfOneKind ? averageRange : NaN, this.ring.moveRanks);
    return 'reading';
  }

  private maskNow(): number {
    const { marks, coded } = this;
    const first = coded - this.spec.window;
    return maskOf({
      range: marks.rangeless < first,
      spread: marks.spreadless < first && marks.spreadMoved > first,
      volume: marks.volumeless < first && marks.volumeMoved > first,
    });
  }

  /** The window's codes and closes, oldest first. */
  private unroll(): void {
    const start = this.coded % this.spec.window;
    const { codes, closes } = this.ring;
    this.codes.set(codes.subarray(start));
    this.codes.set(codes.subarray(0, start), codes.length - start);
    this.closes.set(closes.subarray(start));
    this.closes.set(closes.subarray(0, start), closes.length - start);
  }

  private layout(): LayoutReader {
    const known = this.layouts.get(this.mask);
    if (known !== undefined) return known;
    const places = placesOf(this.mask);
    const made = {
      places,
      bits: new Uint8Array(places.length * this.spec.window),
      lowFrequency: new LowFrequency(this.spec.window, this.spec.stride, this.mask),
    };
    this.layouts.set(this.mask, made);
    return made;
  }
}
