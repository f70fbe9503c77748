import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { regimeDirection, regimeOf } from '../labels/regime-label.ts';
import { parseTimeframe } from '../../market/index.ts';
import type { Bar, Timeframe, TimeframeUnit } from '../../market/index.ts';
import { orNull } from './candle-encoder.ts';
import { nullOfMask } from './codec-null.ts';
import type { CodecNull } from './codec-null.ts';
import type { CodecMeasure, CodecReading } from './codec-reading.ts';
import { resolveCodec } from './codec-spec.ts';
import type { CodecSpec, ResolvedCodec } from './codec-spec.ts';
import { semanticTags } from './semantic-tags.ts';
import { SignatureMemory } from './signature-memory.ts';
import type { SignatureState } from './signature-memory.ts';
import { WindowReader } from './window-reader.ts';
import type { ReaderState } from './window-reader.ts';

/** Counts the meanings that the codec's measures have had: readings of two versions do not belong together. */
export const CODEC_VERSION = 2;

/** Where a stream stands, JSON-safe: a stream that is given it goes on as if it had never stopped. */
export interface CodecState {
  readonly version: typeof CODEC_VERSION;
  readonly spec: ResolvedCodec;
  readonly timeframe: Timeframe;
  readonly reader: ReaderState;
  readonly signatures: SignatureState;
  readonly flipRate: number | null;
  readonly availableAt: EpochMs | null;
}

/** A codec that is fed one bar at a time. */
export interface CodecStream {
  /**
   * Takes the next bar.
   *
   * @param spread - distance of the ask from the bid at its close, in price units; NaN where it is not known.
   * @returns a reading every `stride` bars, once a window is full; else undefined.
   */
  push(bar: CodecBar, spread?: number): CodecReading | undefined;
  /** Where it stands now. */
  state(): CodecState;
}

/** What the codec needs of a bar. */
export type CodecBar = Pick<Bar, 'eventTime' | 'availableAt' | 'high' | 'low' | 'close' | 'volume'>;

const UNIT_MS: Readonly<Record<TimeframeUnit, number>> = {
  ...{ m: MS_PER_MINUTE, h: MS_PER_HOUR, d: MS_PER_DAY, w: 7 * MS_PER_DAY, mo: 30 * MS_PER_DAY },
};

/**
 * The codec as a stream.
 *
 * A bar whose close is not finite and > 0 is passed over. Levels are under the null of candles that know as much as those of
 * the window (`codecNull`).
 *
 * @param state - of a stream with the same spec and timeframe, to go on from.
 * @throws {InvalidArgumentError} if an option is unknown or out of its domain, or the state is of another spec or timeframe.
 *
 * @remarks
 * Causal: a reading depends on the bars so far; it is available when the last of them is.
 * Cost: O(1) a bar, O(window) a reading.
 * Source: this project; docs/methods/gate-codec.md.
 */
export function codecStream(spec: CodecSpec, timeframe: Timeframe, state?: CodecState): CodecStream {
  const resolved = resolveCodec(spec);
  if (state !== undefined) checkState(state, resolved, timeframe);
  return new WindowStream(resolved, timeframe, state);
}

/**
 * Length of a bar in milliseconds: a month counts 30 days, a session one.
 *
 * @throws {InvalidArgumentError} if the text is no timeframe.
 *
 * @remarks
 * Source: this project.
 */
export function timeframeMs(timeframe: Timeframe): number {
  const { count, unit } = parseTimeframe(timeframe);
  return count * UNIT_MS[unit];
}

/** For how long a signature is remembered. */
function retentionMs({ retentionMinutes, retentionStrides, stride }: ResolvedCodec, timeframe: Timeframe): number {
  return Math.max(retentionMinutes * MS_PER_MINUTE, retentionStrides * stride * timeframeMs(timeframe));
}

function checkState(state: CodecState, spec: ResolvedCodec, timeframe: Timeframe): void {
  const [was, wanted] = [state, { version: CODEC_VERSION, spec, timeframe }].map((one) =>
    JSON.stringify([one.version, Object.entries(one.spec).sort(), one.timeframe]),
  );
  if (was !== wanted) throw new InvalidArgumentError('state', `of a codec with ${wanted}`, was);
}

class WindowStream implements CodecStream {
  private readonly spec: ResolvedCodec;
  private readonly timeframe: Timeframe;
  private readonly reader: WindowReader;
  private readonly signatures: SignatureMemory;
  private readonly nulls: Map<number, CodecNull> = new Map();
  private flipRate: number;
  private availableAt: number;

  constructor(spec: ResolvedCodec, timeframe: Timeframe, state: CodecState | undefined) {
    this.spec = spec;
    this.timeframe = timeframe;
    this.reader = new WindowReader(spec, state?.reader);
    this.signatures = new SignatureMemory(retentionMs(spec, timeframe), state?.signatures);
    this.flipRate = state?.flipRate ?? NaN;
    this.availableAt = state?.availableAt ?? -Infinity;
  }

  push(bar: CodecBar, spread: number = NaN): CodecReading | undefined {
    const { high, low, close, volume, eventTime } = bar;
    this.availableAt = Math.max(this.availableAt, bar.availableAt);
    if (!(close > 0 && close < Infinity)) return undefined;
    const found = this.reader.push({ high, low, close, volume, spread });
    if (found === 'none') return undefined;
    const before = this.flipRate;
    this.flipRate = found === 'unfit' ? NaN : this.reader.bits.flipRate;
    return found === 'unfit' ? undefined : this.reading(eventTime, before);
  }

  state(): CodecState {
    return {
      ...{ version: CODEC_VERSION, spec: this.spec, timeframe: this.timeframe, reader: this.reader.state() },
      ...{ signatures: this.signatures.state(), flipRate: orNull(this.flipRate) },
      availableAt: this.availableAt === -Infinity ? null : this.availableAt,
    };
  }

  private reading(eventTime: EpochMs, flipRateBefore: number): CodecReading {
    const { reader, spec } = this;
    const { bits, regime: window } = reader;
    const noise = this.noise();
    const { regime, confidence } = regimeOf(window, spec.thresholds, noise.regimeLevels);
    const signature = this.signature();
    const hazard = spec.hazard === 'flipRate' ? bits.flipRate : reader.damping;
    const measures: Numbers = {
      hazard: noise.level(spec.hazard, hazard),
      coherenceLevel: noise.level('coherence', bits.coherence),
      entropyLevel: noise.level('entropy', bits.entropy),
      flipRate: bits.flipRate,
      damping: reader.damping,
      coherence: bits.coherence,
      stability: bits.stability,
      entropy: bits.entropy,
      lagSlope: bits.lagSlope,
      wallSlope: bits.wallSlope,
      repetitions: this.signatures.count(eventTime, signature),
      confidence,
    };
    put(measures, 'lowFrequencyLevel', noise.level('lowFrequencyShare', reader.lowFrequencyShare));
    put(measures, 'lowFrequencyShare', reader.lowFrequencyShare);
    put(measures, 'reynolds', bits.reynolds);
    put(measures, 'halfLife', bits.halfLife);
    put(measures, 'correlationLength', bits.correlationLength);
    put(measures, 'hazardSlope', bits.flipRate - flipRateBefore);
    put(measures, 'trend', window.trend);
    put(measures, 'autocorrelation', window.autocorrelation);
    put(measures, 'volatilityRatio', window.volatilityRatio);
    put(measures, 'volatilityRank', window.volatilityRank);
    put(measures, 'volatilityLevel', noise.level('volatilityRank', window.volatilityRank));
    // The flatter a slope the longer the length, known or not.
    measures.halfLifeLevel = 1 - noise.level('lagSteepness', Math.abs(bits.lagSlope));
    measures.correlationLengthLevel = 1 - noise.level('wallSteepness', Math.abs(bits.wallSlope));
    const direction = regimeDirection(regime, window.displacement);
    const tags = semanticTags(measures, spec.thresholds.unit, reader.unchangedShare);
    return { eventTime, availableAt: this.availableAt, direction, regime, tags, signature, measures };
  }

  private noise(): CodecNull {
    const { mask } = this.reader;
    const known = this.nulls.get(mask);
    if (known !== undefined) return known;
    const made = nullOfMask(this.spec, mask);
    this.nulls.set(mask, made);
    return made;
  }

  private signature(): string {
    const { coherence, stability, entropy } = this.reader.bits;
    const digits = this.spec.signatureDigits;
    return `${coherence.toFixed(digits)}|${stability.toFixed(digits)}|${entropy.toFixed(digits)}`;
  }
}

type Numbers = Partial<Record<CodecMeasure, number>>;

function put(measures: Numbers, name: CodecMeasure, value: number): void {
  if (!Number.isNaN(value)) measures[name] = value;
}
