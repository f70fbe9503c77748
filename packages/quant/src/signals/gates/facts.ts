import { textAt } from '../../market/index.ts';
import type { RecordTable } from '../../market/index.ts';
import type { Deriver } from './deriver.ts';
import { GATE_MEASURES, gateAt } from './gate.ts';
import type { Gate, GateMeasure, GateSide } from './gate.ts';

/** Where a bar's evidence is from: a gate in force, the deriver, nowhere. */
export const GATE_SOURCES = ['none', 'derived', 'gate'] as const;

/** Where a bar's evidence is from. */
export type GateSource = (typeof GATE_SOURCES)[number];

/** What guards look at. A number that is not known is NaN. */
export interface GateFacts extends Readonly<Record<GateMeasure, number>> {
  readonly source: GateSource;
  readonly direction: GateSide;
  readonly admit: boolean | undefined;
  readonly hardBlocked: boolean;
  readonly regime: string | undefined;
  readonly tags: readonly string[];
}

const UNKNOWN = Object.freeze(Object.fromEntries(GATE_MEASURES.map((name) => [name, NaN]))) as Readonly<
  Record<GateMeasure, number>
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
 * What a deriver says of the newest bar: its repetitions are the moves of the streak.
 *
 * Source: this project.
 */
export function factsOfDeriver(deriver: Deriver): GateFacts {
  if (!deriver.hasGate) return NO_FACTS;
  const { direction, streak, hazard, runSurprise, coherence, coherenceLevel, stability } = deriver;
  const { entropy, entropyLevel, flipRate } = deriver;
  return {
    ...NO_FACTS,
    ...{ source: 'derived', direction, repetitions: streak, hazard, runSurprise, coherence, coherenceLevel },
    ...{ stability, entropy, entropyLevel, flipRate },
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
