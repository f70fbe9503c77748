import { realShareOfBars } from '@assay/quant/evidence';
import type { EvidenceCounts } from '@assay/quant/evidence';
import { HAZARD_LIMITS } from './plan-axes.ts';

/** Share of real gates above which a wider hazard band is worth a look. */
const COVERED_ABOVE = 0.7;

/** The best cell of an instrument among the hazard caps that were tried. */
export interface ChosenCap {
  readonly instrument: string;
  /** Caps that were tried, in rising order. */
  readonly caps: readonly unknown[];
  /** Cap of the best cell; undefined where no cell qualifies, or the strategy has none. */
  readonly cap: unknown;
  readonly coverage: EvidenceCounts | undefined;
}

/**
 * Where real gates cover most bars and the best cap lies at the end of the band, the band may be too narrow. That is told and not
 * acted on: a band that widened by itself would choose its trials by their results.
 */
export function bandNotes(chosen: readonly ChosenCap[]): readonly string[] {
  return chosen.flatMap(({ instrument, caps, cap, coverage }) => {
    const share = realShareOfBars(coverage);
    if (share.reason !== undefined || share.value <= COVERED_ABOVE) return [];
    if (typeof cap !== 'number' || caps.length < 2) return [];
    if (cap !== caps[0] && cap !== caps.at(-1)) return [];
    return [
      `maxHazard: on ${instrument} the best cap ${cap} lies at the end of the band and real gates cover ` +
        `${Math.floor(share.value * 100)} % of the bars: ${adviceOn(cap)}`,
    ];
  });
}

function adviceOn(cap: number): string {
  const [low, high] = HAZARD_LIMITS;
  return low < cap && cap < high
    ? "a wider band (grid.hazardBand, or caps of your own with --axes 'maxHazard=…') is worth trying"
    : `no band goes beyond ${low} to ${high}; --axes 'maxHazard=…' tries caps of your own`;
}
