import type { RecordTable } from '../../market/index.ts';
import { REGIME_LABELS } from '../../regimes/index.ts';
import { decideBars, GATE_SOURCES, gateEvidence } from '../../signals/index.ts';
import type { EvidenceMeasure, EvidenceSpec, GateEvidence, GateFacts } from '../../signals/index.ts';
import type { BarColumns, NamedColumns, Parameters } from '../strategy.ts';
import { evidenceSpecOf, guardsOf } from './parameters.ts';

/** Measures that are shown with a decision. */
export const SHOWN_MEASURES: readonly EvidenceMeasure[] = [
  ...(['hazard', 'flipRate', 'runSurprise', 'coherence', 'stability', 'entropy', 'repetitions', 'confidence'] as const),
  ...(['streak', 'streakStability', 'directionEntropy', 'directionFlipRate'] as const),
];

/** Evidence of one instrument with what columns show of it. */
interface ShownEvidence {
  readonly evidence: GateEvidence;
  readonly shown: NamedColumns;
}

/** Kinds of evidence that are kept for the same bars. */
const MOST_KEPT = 4;

// Many sets of guards are judged on the same evidence.
const MADE: WeakMap<
  BarColumns,
  Map<string, ShownEvidence & { readonly gates: RecordTable | undefined }>
> = new WeakMap();

/**
 * The columns of the strategy `gates`: `signal`, `blocked`, `reasons` (bits), and of the evidence `key`, `source`, `regime` and
 * its measures.
 *
 * @remarks
 * Causal: yes; a gate counts from its `availableAt` on.
 * Source: this project.
 */
export function gatesColumns(bars: BarColumns, params: Parameters, gates: RecordTable | undefined): NamedColumns {
  const { evidence, shown } = madeEvidence(bars, gates, evidenceSpecOf(params));
  const { signal, blocked, reasons } = decideBars(evidence, guardsOf(params));
  return { ...shown, signal, blocked, reasons: new Float64Array(reasons) };
}

function madeEvidence(bars: BarColumns, gates: RecordTable | undefined, spec: EvidenceSpec): ShownEvidence {
  const known = MADE.get(bars) ?? new Map<string, ShownEvidence & { readonly gates: RecordTable | undefined }>();
  MADE.set(bars, known);
  const name = JSON.stringify(spec);
  const found = known.get(name);
  if (found !== undefined && found.gates === gates) return found;
  const evidence = gateEvidence(bars, gates, spec);
  const made = { evidence, gates, shown: shownColumns(evidence) };
  known.set(name, made);
  for (const oldest of known.keys()) if (known.size > MOST_KEPT) known.delete(oldest);
  return made;
}

function shownColumns({ length, source, row, gates, derived, key }: GateEvidence): NamedColumns {
  const ofGates = (value: (facts: GateFacts) => number): Float64Array => {
    const column = new Float64Array(length).fill(NaN);
    if (gates.length === 0) return column;
    const values = gates.map(value);
    for (let i = 0; i < length; i++) if (row[i] >= 0) column[i] = values[row[i]];
    return column;
  };
  const columns: Record<string, Float64Array> = {
    key,
    source: new Float64Array(source),
    regime: ofGates(({ regime = '' }) => (REGIME_LABELS as readonly string[]).indexOf(regime)),
  };
  const own: Readonly<Record<string, ArrayLike<number>>> = { ...derived };
  for (const name of SHOWN_MEASURES) {
    columns[name] = ofGates((facts) => facts[name]);
    fillDerived(columns[name], own[name], source);
  }
  return columns;
}

/** Where the evidence is derived, what the deriver says. */
function fillDerived(column: Float64Array, from: ArrayLike<number> | undefined, source: Uint8Array): void {
  if (from === undefined) return;
  for (let i = 0; i < column.length; i++) if (source[i] === DERIVED) column[i] = from[i];
}

const DERIVED = GATE_SOURCES.indexOf('derived');
