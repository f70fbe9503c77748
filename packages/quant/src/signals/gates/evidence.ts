/**
 * The evidence bar by bar, before any guard: the gate in force, else what the deriver says, else nothing. It is made once for any
 * number of guards.
 */
import type { EpochMs } from '@assay/core/time';
import type { RecordTable } from '../../market/index.ts';
import { Deriver, DERIVER_DEFAULTS } from './deriver.ts';
import type { DeriverSpec } from './deriver.ts';
import { factsOfTable, GATE_SOURCES, NO_FACTS } from './facts.ts';
import type { GateFacts } from './facts.ts';
import { gatesInForce } from './in-force.ts';
import type { GateSide } from './gate.ts';
import { momentsOf } from './moments.ts';

/** Closes of one instrument, oldest first. */
export interface GateBars {
  readonly length: number;
  readonly close: Float64Array;
  readonly openTime: Float64Array;
  readonly closeTime: Float64Array;
  readonly availableAt: Float64Array;
}

/** Where evidence comes from. */
export interface EvidenceSpec {
  /** Bars that a gate holds; 0 for two of its own strides. */
  readonly gateTtlBars: number;
  /** Does the deriver fill the bars at which no gate is in force? */
  readonly fallback: boolean;
  readonly deriver: DeriverSpec;
}

/** Used where nothing else is asked for. */
export const EVIDENCE_DEFAULTS: EvidenceSpec = Object.freeze({
  ...{ gateTtlBars: 0, fallback: true, deriver: DERIVER_DEFAULTS },
});

/** What the deriver says at each bar, each of shape (n,); NaN and 0 where it says nothing. */
export interface DerivedColumns {
  readonly streak: Int32Array;
  readonly direction: Int8Array;
  readonly startedAt: Float64Array;
  readonly hazard: Float64Array;
  readonly runSurprise: Float64Array;
  readonly streakCoherence: Float64Array;
  readonly streakStability: Float64Array;
  readonly directionEntropy: Float64Array;
  readonly directionEntropyLevel: Float64Array;
  readonly directionFlipRate: Float64Array;
}

/** Evidence of one instrument at each of its bars. */
export interface GateEvidence {
  readonly length: number;
  /** shape (n,): when each bar is decided; a gate counts from the first one on that is not before its `availableAt`. */
  readonly moments: Float64Array;
  /** When the first bar opened: gates that were known before count where their age is known. NaN without bars. */
  readonly from: EpochMs;
  /** shape (n,): index into `GATE_SOURCES`. */
  readonly source: Uint8Array;
  /** shape (n,): row of the gate in force, -1 where none is. */
  readonly row: Int32Array;
  /** What each gate says, by row. */
  readonly gates: readonly GateFacts[];
  readonly table: RecordTable | undefined;
  readonly derived: DerivedColumns;
  /** shape (n,): tells one signal from another: when its gate was, or minus when its streak began; NaN where there is none. */
  readonly key: Float64Array;
}

/**
 * Evidence of one instrument.
 *
 * @param gates - its gates; undefined where no store is connected.
 * @throws {InvalidArgumentError} if the spec is out of its domain.
 *
 * @remarks
 * Causal: bar i depends on bars up to i and on gates with `availableAt` ≤ the bar's moment.
 * Cost: O(n + m log m).
 * Source: this project.
 */
export function gateEvidence(bars: GateBars, gates: RecordTable | undefined, spec: EvidenceSpec): GateEvidence {
  const { length } = bars;
  const moments = momentsOf(bars.availableAt);
  const from = bars.openTime[0] ?? NaN;
  const row =
    gates === undefined ? new Int32Array(length).fill(-1) : gatesInForce(gates, { moments, from }, spec.gateTtlBars);
  const derived = derivedColumns(bars, spec.deriver);
  const source = new Uint8Array(length);
  const key = new Float64Array(length).fill(NaN);
  for (let i = 0; i < length; i++) {
    if (row[i] >= 0) {
      source[i] = GATE;
      key[i] = gates?.eventTime[row[i]] ?? NaN;
    } else if (spec.fallback && derived.direction[i] !== 0) {
      source[i] = DERIVED;
      key[i] = -derived.startedAt[i];
    }
  }
  const facts = gates === undefined ? [] : factsOfTable(gates);
  return { length, moments, from, source, row, gates: facts, table: gates, derived, key };
}

const DERIVED = GATE_SOURCES.indexOf('derived');
const GATE = GATE_SOURCES.indexOf('gate');

/**
 * What the deriver says at each bar.
 *
 * @throws {InvalidArgumentError} if the spec is out of its domain.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export function derivedColumns(
  bars: Pick<GateBars, 'length' | 'close' | 'closeTime'>,
  spec: DeriverSpec,
): DerivedColumns {
  const { length, close, closeTime } = bars;
  const unknown = (): Float64Array => new Float64Array(length).fill(NaN);
  const columns = {
    ...{ streak: new Int32Array(length), direction: new Int8Array(length), startedAt: unknown() },
    ...{ hazard: unknown(), runSurprise: unknown(), streakCoherence: unknown(), streakStability: unknown() },
    ...{ directionEntropy: unknown(), directionEntropyLevel: unknown(), directionFlipRate: unknown() },
  };
  const deriver = new Deriver(spec);
  for (let i = 0; i < length; i++) {
    deriver.push(close[i], closeTime[i]);
    if (!deriver.hasGate) continue;
    columns.streak[i] = deriver.streak;
    columns.direction[i] = deriver.direction;
    columns.startedAt[i] = deriver.startedAt;
    columns.hazard[i] = deriver.hazard;
    columns.runSurprise[i] = deriver.runSurprise;
    columns.streakCoherence[i] = deriver.streakCoherence;
    columns.streakStability[i] = deriver.streakStability;
    columns.directionEntropy[i] = deriver.directionEntropy;
    columns.directionEntropyLevel[i] = deriver.directionEntropyLevel;
    columns.directionFlipRate[i] = deriver.directionFlipRate;
  }
  return columns;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads the facts of bars one after the other: the value that is returned holds until the next bar is read.
 *
 * @returns what is known at a bar.
 *
 * @remarks
 * Cost: nothing is allocated.
 * Source: this project.
 */
export function factsReader({ source, row, gates, derived }: GateEvidence): (bar: number) => GateFacts {
  const own: Mutable<GateFacts> = { ...NO_FACTS, source: 'derived' };
  return (bar) => {
    if (source[bar] === GATE) return gates[row[bar]];
    if (source[bar] !== DERIVED) return NO_FACTS;
    own.direction = derived.direction[bar] as GateSide;
    own.streak = derived.streak[bar];
    own.hazard = derived.hazard[bar];
    own.runSurprise = derived.runSurprise[bar];
    own.streakCoherence = derived.streakCoherence[bar];
    own.streakStability = derived.streakStability[bar];
    own.directionEntropy = derived.directionEntropy[bar];
    own.directionEntropyLevel = derived.directionEntropyLevel[bar];
    own.directionFlipRate = derived.directionFlipRate[bar];
    return own;
  };
}

/**
 * What is known at one bar, as a value of its own.
 *
 * @remarks
 * Causal: as the evidence.
 * Source: this project.
 */
export function factsAt(evidence: GateEvidence, bar: number): GateFacts {
  return { ...factsReader(evidence)(bar) };
}
