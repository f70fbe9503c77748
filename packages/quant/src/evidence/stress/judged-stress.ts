import { countedRegimes } from './regime-stress.ts';
import type { StressEvidence } from './stress-evidence.ts';

/**
 * The stress as rules read it: only regimes that count stand in it, so that one regime and a stretch of `unknown` are not
 * taken for two.
 *
 * @remarks
 * Source: this project.
 */
export function judgedStress(stress: StressEvidence): StressEvidence {
  const counted = countedRegimes(stress.regimes);
  return { ...stress, regimes: counted.length < 2 ? [] : counted };
}
