import type { RecordTable } from '../../market/index.ts';
import { REGIME_LABELS } from '../../regimes/index.ts';
import { decideBars, GATE_SOURCES, gateEvidence } from '../../signals/index.ts';
import type { EvidenceSpec, GateEvidence, GateFacts, GateMeasure } from '../../signals/index.ts';
import type { BarColumns, NamedColumns, Parameters } from '../strategy.ts';
import { evidenceSpecOf, guardsOf } from './parameters.ts';

/** Measures that are shown with a decision. */
export const SHOWN_MEASURES: readonly GateMeasure[] = [
  ...(['hazard', 'flipRate', 'runSurprise', 'coherence', 'stability', 'entropy', 'repetitions', 'confidence'] as const),
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
  return { ...shown, signal, blocked, reasons: Float64Array.from(reasons) };
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
    const values = gates.map(value);
    return Float64Array.from({ length }, (_, i) => (row[i] >= 0 ? values[row[i]] : NaN));
  };
  const columns: Record<string, Float64Array> = {
    key,
    source: Float64Array.from(source),
    regime: ofGates(({ regime = '' }) => (REGIME_LABELS as readonly string[]).indexOf(regime)),
  };
  const own: Readonly<Record<string, ArrayLike<number>>> = { ...derived, repetitions: derived.streak };
  for (const name of SHOWN_MEASURES) {
    const from = own[name];
    const column = ofGates((facts) => facts[name]);
    columns[name] = from === undefined ? column : column.map((value, i) => (source[i] === DERIVED ? from[i] : value));
  }
  return columns;
}

const DERIVED = GATE_SOURCES.indexOf('derived');
