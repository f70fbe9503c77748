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
export { GATE_LEVELS, GATE_MEASURES, gateAt, gateProblems, gateTable } from './gates/gate.ts';
export type { Gate, GateLevel, GateMeasure, GateSide } from './gates/gate.ts';
export { expressionFromJson } from './json.ts';
export type { ExpressionParameter, ParameterValues } from './parameters.ts';
export { parseExpression } from './parse.ts';
export { printExpression } from './print.ts';
export { computeSignals, expressionSpec, resolveSignal, signalKey } from './signal-spec.ts';
export type { ExpressionSpec, Signal, SignalSpec } from './signal-spec.ts';
