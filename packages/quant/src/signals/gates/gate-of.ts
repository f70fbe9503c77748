import type { Gate } from './gate.ts';

/** What a maker reads of a window of bars, before it is said of which instrument and by whom. */
export type GateReading = Omit<
  Gate,
  'instrument' | 'timeframe' | 'maker' | 'stride' | 'admit' | 'hardBlocked' | 'reasons'
>;

/** Of what and by whom a gate is made. */
export type GateIdentity = Pick<Gate, 'instrument' | 'timeframe' | 'maker' | 'stride'>;

/**
 * A reading as a gate. It decides nothing: whether it is admitted is for the guards of whoever uses it.
 *
 * @remarks
 * Causal: yes; the gate has the reading's own times.
 * Source: this project.
 */
export function gateOf(reading: GateReading, identity: GateIdentity): Gate {
  return { ...identity, ...reading, reasons: [] };
}
