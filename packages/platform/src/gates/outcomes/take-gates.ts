/** What an outcome study keeps of the gates of a store: a few numbers each, for a store may hold millions. */
import type { EpochMs } from '@assay/core/time';
import { gateAt } from '@assay/quant/signals';
import type { Gate, GateGuards, GateSide } from '@assay/quant/signals';
import { isSameGate } from '../gate-store.ts';
import type { GateReader } from '../gate-store.ts';
import { judgeGate } from '../judge-gate.ts';

/** Which way a gate is taken: as it points, against it, or as a price that goes up. */
export const OUTCOME_SIDES = ['follow', 'against', 'price'] as const;
/** Which way a gate is taken. */
export type OutcomeSide = (typeof OUTCOME_SIDES)[number];

/** A gate as it is measured. */
export interface TakenGate {
  readonly eventTime: EpochMs;
  readonly availableAt: EpochMs;
  readonly direction: GateSide;
  /** NaN where it has none. */
  readonly hazard: number;
  readonly isAdmitted: boolean;
}

/** The gates of a reader; of a gate that was restated its first version. */
export interface TakenGates {
  readonly byInstrument: ReadonlyMap<string, readonly TakenGate[]>;
  readonly timeframes: ReadonlySet<string>;
  readonly makers: ReadonlySet<string>;
}

/** Judges the gates of a reader and keeps what is measured of them. */
export async function takeGates(
  reader: GateReader,
  request: { readonly guards: GateGuards; readonly side: OutcomeSide },
): Promise<TakenGates> {
  const byInstrument = new Map<string, TakenGate[]>();
  const [timeframes, makers] = [new Set<string>(), new Set<string>()];
  let last: Gate | undefined;
  for await (const table of reader.tables()) {
    for (let row = 0; row < table.length; row++) {
      const gate = gateAt(table, row);
      const isRestated = last !== undefined && last.instrument === gate.instrument && isSameGate(last, gate);
      if (isRestated) continue;
      last = gate;
      timeframes.add(gate.timeframe);
      makers.add(gate.maker);
      const taken = byInstrument.get(gate.instrument) ?? [];
      byInstrument.set(gate.instrument, taken);
      const { eventTime, availableAt, direction, measures } = gate;
      const isAdmitted = isAdmittedBy(gate, request);
      taken.push({ eventTime, availableAt, direction, hazard: measures.hazard ?? NaN, isAdmitted });
    }
  }
  return { byInstrument, timeframes, makers };
}

/** A price has no use for a direction: a gate that lacks nothing else is admitted where the price is looked at. */
function isAdmittedBy(
  gate: Gate,
  { guards, side }: { readonly guards: GateGuards; readonly side: OutcomeSide },
): boolean {
  const judged = judgeGate(gate, guards);
  return judged.isAdmitted || (side === 'price' && judged.reasons.every((reason) => reason === 'direction-missing'));
}
