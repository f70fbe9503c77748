import type { EpochMs } from '@assay/core/time';
import type { RegimeLabel } from '../labels/regime-thresholds.ts';

/** Numbers that a reading may carry; one that is undefined is left out. */
export const CODEC_MEASURES = [
  'hazard',
  'coherenceLevel',
  'entropyLevel',
  'lowFrequencyLevel',
  'volatilityLevel',
  'halfLifeLevel',
  'correlationLengthLevel',
  'flipRate',
  'damping',
  'coherence',
  'stability',
  'entropy',
  'lowFrequencyShare',
  'reynolds',
  'lagSlope',
  'wallSlope',
  'halfLife',
  'correlationLength',
  'hazardSlope',
  'repetitions',
  'confidence',
  'trend',
  'autocorrelation',
  'volatilityRatio',
  'volatilityRank',
] as const;

/** One of `CODEC_MEASURES`. */
export type CodecMeasure = (typeof CODEC_MEASURES)[number];

/** What the codec says of a window of candles, when its last candle is known. It holds features alone. */
export interface CodecReading {
  /** When the window's last candle closed. */
  readonly eventTime: EpochMs;
  /** When the last of the candles so far could be known. */
  readonly availableAt: EpochMs;
  readonly direction: -1 | 0 | 1;
  readonly regime: RegimeLabel;
  readonly tags: readonly string[];
  /** Coherence, stability and entropy, rounded: as `0.01|0.52|0.99`. */
  readonly signature: string;
  readonly measures: Readonly<Partial<Record<CodecMeasure, number>>>;
}
