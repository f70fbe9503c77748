import type { CodecReading } from './codec-reading.ts';

/** What readings have to have in common to be counted together. */
export interface Strand {
  readonly regime: string;
  /** ⌊10 · hazard⌋, 0 to 9. */
  readonly hazardDecile: number;
  /** Repetitions, 5 for five and more. */
  readonly repetitions: number;
  /** Of the hazard slope: beyond ±0.01, within, or not known. */
  readonly slope: 'rising' | 'falling' | 'flat' | 'unknown';
}

/** What a strand is of: a reading of the codec, or a gate of any maker. */
export interface StrandReading {
  readonly regime: string;
  readonly measures: Pick<CodecReading['measures'], 'hazard' | 'repetitions' | 'hazardSlope'>;
}

const MOST_REPETITIONS = 5;
const FLAT_SLOPE = 0.01;

/**
 * The strand of a reading.
 *
 * @returns undefined where it has no hazard or no repetitions.
 *
 * @remarks
 * Causal: of the reading alone.
 * Source: this project; deciles of a level hold a tenth of noise each.
 */
export function strandOf({ regime, measures }: StrandReading): Strand | undefined {
  const { hazard, repetitions, hazardSlope } = measures;
  if (hazard === undefined || repetitions === undefined) return undefined;
  return {
    regime,
    hazardDecile: Math.min(9, Math.floor(10 * hazard)),
    repetitions: Math.min(MOST_REPETITIONS, repetitions),
    slope: slopeOf(hazardSlope),
  };
}

function slopeOf(slope: number | undefined): Strand['slope'] {
  if (slope === undefined) return 'unknown';
  if (slope > FLAT_SLOPE) return 'rising';
  return slope < -FLAT_SLOPE ? 'falling' : 'flat';
}

/**
 * A strand as a word: `mean-revert/3/5+/flat`.
 *
 * @remarks
 * Source: this project.
 */
export function strandKey({ regime, hazardDecile, repetitions, slope }: Strand): string {
  return [regime, hazardDecile, repetitions === MOST_REPETITIONS ? '5+' : repetitions, slope].join('/');
}
