export { buyAndHold } from './built-in/buy-and-hold.ts';
export { combineStrategies } from './combine/combine-strategies.ts';
export type { StrategyPart } from './combine/combine-strategies.ts';
export { barColumns, strategyColumns } from './columns.ts';
export { definitionProblems } from './definition.ts';
export { gateCoverage } from './gates/coverage.ts';
export type {
  BySource,
  CoverageRequest,
  CoveredSegment,
  CoverageStretch,
  CoveredTrade,
  GateCoverage,
  RegimeCoverage,
} from './gates/coverage.ts';
export { evidenceSpecOf, guardsOf, plannerRulesOf } from './gates/parameters.ts';
export { keepPlanner, planBar, PLANNER_REASONS, recallPlanner, startPlanner } from './gates/planner.ts';
export type {
  KeptPlanner,
  PlannerAction,
  PlannerOutcome,
  PlannerReason,
  PlannerRules,
  PlannerSignal,
  PlannerState,
} from './gates/planner.ts';
export { sessionPhase } from './gates/session-window.ts';
export type { SessionPhase, SessionWindow } from './gates/session-window.ts';
export { withExitRules } from './exit-rules.ts';
export type { ExitRules } from './exit-rules.ts';
export { parameterFault, resolveParameters } from './parameters.ts';
export type { ParameterProblem, ResolvedParameters } from './parameters.ts';
export { STRATEGIES, strategyByName } from './registry.ts';
export { declaredStrategy, signalStrategy } from './signal-strategy.ts';
export type { SignalDefinition, Signals } from './signal-strategy.ts';
export type {
  BarColumns,
  ColumnsContext,
  DecisionView,
  IdleBars,
  NamedColumns,
  Parameters,
  ParameterSpec,
  ParameterValue,
  QuoteView,
  StrategyContext,
  StrategyDefinition,
  StrategyInstance,
  WorkingOrderView,
} from './strategy.ts';
