import { textAt } from '../../market/index.ts';
import type { RecordTable } from '../../market/index.ts';
import type { Deriver } from './deriver.ts';
import { GATE_MEASURES, gateAt } from './gate.ts';
import type { Gate, GateMeasure, GateSide } from './gate.ts';

/** Where a bar's evidence is from: a gate in force, the deriver, nowhere. */
export const GATE_SOURCES = ['none', 'derived', 'gate'] as const;

/** Where a bar's evidence is from. */
export type GateSource = (typeof GATE_SOURCES)[number];

/** Measures that derived evidence alone has: what the codec calls by a like name is measured otherwise. */
export const DERIVED_MEASURES = [
  'streak',
  'streakCoherence',
  'streakStability',
  'directionEntropy',
  'directionEntropyLevel',
  'directionFlipRate',
] as const;

/** A measure of evidence, whoever made it. */
export type EvidenceMeasure = GateMeasure | (typeof DERIVED_MEASURES)[number];

/** All measures that evidence may have. */
export const EVIDENCE_MEASURES: readonly EvidenceMeasure[] = [...GATE_MEASURES, ...DERIVED_MEASURES];

/** What guards look at. A number that is not known is NaN. */
export interface GateFacts extends Readonly<Record<EvidenceMeasure, number>> {
  readonly source: GateSource;
  readonly direction: GateSide;
  readonly admit: boolean | undefined;
  readonly hardBlocked: boolean;
  readonly regime: string | undefined;
  readonly tags: readonly string[];
}

const UNKNOWN = Object.freeze(Object.fromEntries(EVIDENCE_MEASURES.map((name) => [name, NaN]))) as Readonly<
  Record<EvidenceMeasure, number>
>;

/** Nothing is known. */
export const NO_FACTS: GateFacts = Object.freeze({
  ...{ source: 'none', direction: 0, admit: undefined, hardBlocked: false, regime: undefined, tags: Object.freeze([]) },
  ...UNKNOWN,
});

/**
 * What a gate says.
 *
 * Source: this project.
 */
export function factsOfGate(gate: Gate): GateFacts {
  const { direction, admit, hardBlocked = false, regime, tags, measures } = gate;
  return { ...UNKNOWN, source: 'gate', direction, admit, hardBlocked, regime, tags, ...measures };
}

/**
 * What each row of a table of gates says.
 *
 * Source: this project.
 */
export function factsOfTable(table: RecordTable): readonly GateFacts[] {
  return Array.from({ length: table.length }, (_, row) => factsOfGate(gateAt(table, row)));
}

/**
 * What a deriver says of the newest bar.
 *
 * Source: this project.
 */
export function factsOfDeriver(deriver: Deriver): GateFacts {
  if (!deriver.hasGate) return NO_FACTS;
  const { direction, streak, hazard, runSurprise, streakCoherence, streakStability } = deriver;
  const { directionEntropy, directionEntropyLevel, directionFlipRate } = deriver;
  return {
    ...NO_FACTS,
    ...{ source: 'derived', direction, hazard, runSurprise, streak, streakCoherence, streakStability },
    ...{ directionEntropy, directionEntropyLevel, directionFlipRate },
  };
}

/**
 * The makers of a table's gates, in their own order.
 *
 * @remarks
 * Causal: no; it looks at the whole table.
 * Source: this project.
 */
export function gateMakers(table: RecordTable): readonly string[] {
  const makers = new Set<string>();
  for (let row = 0; row < table.length; row++) makers.add(textAt(table, 'maker', row) ?? '');
  return [...makers].sort();
}
