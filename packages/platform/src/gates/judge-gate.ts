import { factsOfGate, judgeFacts, reasonList, REFUSALS } from '@assay/quant/signals';
import type { Gate, GateGuards, GateReason } from '@assay/quant/signals';

/** What guards say of a gate. */
export interface JudgedGate {
  readonly isAdmitted: boolean;
  /** All reasons of a refusal, or what is to be remarked of an admission. */
  readonly reasons: readonly GateReason[];
}

const REFUSING: ReadonlySet<string> = new Set(REFUSALS);

/** Judges a gate by itself, as a backtest judges it while it is in force. */
export function judgeGate(gate: Gate, guards: GateGuards): JudgedGate {
  const reasons = reasonList(judgeFacts(factsOfGate(gate), guards));
  return { reasons, isAdmitted: !reasons.some((reason) => REFUSING.has(reason)) };
}
