import type { CodecMeasure } from './codec-reading.ts';

/** A word for what measures say together. */
export interface SemanticTag {
  readonly name: string;
  readonly unit: 'level' | 'raw' | 'both';
  /** What has to be true, as text. */
  readonly rule: string;
  readonly holds: (measures: Measures) => boolean;
}

type Measures = Readonly<Partial<Record<CodecMeasure, number>>>;

const of = (measures: Measures, name: CodecMeasure): number => measures[name] ?? NaN;

/**
 * Tags of a reading, in the order in which it carries them. Those of raw thresholds are in use elsewhere; on noise `ruptured`
 * holds of nearly every window, `coherent` of none: docs/methods/gate-codec.md has the shares.
 */
export const SEMANTIC_TAGS: readonly SemanticTag[] = Object.freeze([
  {
    name: 'coherent',
    unit: 'level',
    rule: 'coherenceLevel >= 0.9 and hazard <= 0.1',
    holds: (m) => of(m, 'coherenceLevel') >= 0.9 && of(m, 'hazard') <= 0.1,
  },
  {
    name: 'coherent',
    unit: 'raw',
    rule: 'coherence >= 0.7 and stability >= 0.7',
    holds: (m) => of(m, 'coherence') >= 0.7 && of(m, 'stability') >= 0.7,
  },
  {
    name: 'ruptured',
    unit: 'level',
    rule: 'hazard >= 0.9 and entropyLevel >= 0.5',
    holds: (m) => of(m, 'hazard') >= 0.9 && of(m, 'entropyLevel') >= 0.5,
  },
  {
    name: 'ruptured',
    unit: 'raw',
    rule: 'flipRate >= 0.4 and entropy >= 0.9',
    holds: (m) => of(m, 'flipRate') >= 0.4 && of(m, 'entropy') >= 0.9,
  },
  { name: 'low-hazard', unit: 'level', rule: 'hazard <= 0.1', holds: (m) => of(m, 'hazard') <= 0.1 },
  { name: 'low-hazard', unit: 'raw', rule: 'flipRate <= 0.1', holds: (m) => of(m, 'flipRate') <= 0.1 },
  { name: 'calming', unit: 'both', rule: 'hazardSlope < 0', holds: (m) => of(m, 'hazardSlope') < 0 },
]);

/** The tag of windows with many closes equal to the one before. */
export const UNCHANGED_TAG = 'unchanged';
/** Share of closes equal to the one before from which on a window is tagged. */
export const UNCHANGED_SHARE = 0.1;

/**
 * The tags of a reading.
 *
 * @param unit - whether thresholds are levels or raw values.
 * @param unchangedShare - share of its closes that are equal to the one before.
 *
 * @remarks
 * Causal: over a window that ends now.
 * Source: this project.
 */
export function semanticTags(measures: Measures, unit: 'level' | 'raw', unchangedShare: number): readonly string[] {
  const tags: string[] = [];
  for (const tag of SEMANTIC_TAGS) {
    if ((tag.unit === unit || tag.unit === 'both') && tag.holds(measures)) tags.push(tag.name);
  }
  if (unchangedShare >= UNCHANGED_SHARE) tags.push(UNCHANGED_TAG);
  return tags;
}
