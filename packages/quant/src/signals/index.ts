export { checkExpression, compileExpression, compileExpressions } from './compile.ts';
export type {
  CompiledExpression,
  CompiledExpressions,
  ExpressionFacts,
  ExpressionProgram,
  ExpressionRequest,
  ExpressionStream,
} from './compile.ts';
export { expressionNodes, expressionParameters } from './expression.ts';
export type { CallExpression, Expression, SessionField, ValueType } from './expression.ts';
export { ExpressionError } from './expression-error.ts';
export type { Span } from './expression-error.ts';
export { decideBars, decisionAt } from './gates/decision.ts';
export type { DecisionColumns, GateDecision } from './gates/decision.ts';
export { DecisionStream } from './gates/decision-stream.ts';
export type { DecidedBar, DecisionStreamState } from './gates/decision-stream.ts';
export { Deriver, DERIVER_DEFAULTS } from './gates/deriver.ts';
export type { DeriverSpec, DeriverState } from './gates/deriver.ts';
export { EVIDENCE_DEFAULTS, factsAt, gateEvidence } from './gates/evidence.ts';
export type { DerivedColumns, EvidenceSpec, GateBars, GateEvidence } from './gates/evidence.ts';
export { DERIVED_MEASURES, EVIDENCE_MEASURES, factsOfGate, GATE_SOURCES, gateMakers } from './gates/facts.ts';
export type { EvidenceMeasure, GateFacts, GateSource } from './gates/facts.ts';
export { GATE_LEVELS, GATE_MEASURES, gateAt, gateProblems, gateTable } from './gates/gate.ts';
export type { Gate, GateLevel, GateMeasure, GateSide } from './gates/gate.ts';
export { gateOf } from './gates/gate-of.ts';
export type { GateIdentity, GateReading } from './gates/gate-of.ts';
export { guardChecks } from './gates/guard-checks.ts';
export type { GuardCheck } from './gates/guard-checks.ts';
export { DEFAULT_GUARDS, DERIVED_GUARDS, GATE_TAGS, judgeFacts, REGIME_FILTERS } from './gates/guards.ts';
export type { GateGuards, RegimeFilter } from './gates/guards.ts';
export { DEFAULT_TTL_BARS, gatesInForce, gatesWithBarsBefore } from './gates/in-force.ts';
export { guardsAt } from './gates/hazard-thresholds.ts';
export type { HazardThresholdsState } from './gates/hazard-thresholds.ts';
export type { GateTimes, InForceState } from './gates/in-force.ts';
export { barDecidedAt, momentsOf } from './gates/moments.ts';
export { GATE_REASONS, reasonList, REFUSALS, REMARKS } from './gates/reasons.ts';
export type { GateReason, GateRefusal, GateRemark } from './gates/reasons.ts';
export { expressionFromJson } from './json.ts';
export type { ExpressionParameter, ParameterValues } from './parameters.ts';
export { parseExpression } from './parse.ts';
export { printExpression } from './print.ts';
export { computeSignals, expressionSpec, resolveSignal, signalKey } from './signal-spec.ts';
export type { ExpressionSpec, Signal, SignalSpec } from './signal-spec.ts';
