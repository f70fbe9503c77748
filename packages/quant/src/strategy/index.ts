export { buyAndHold } from './built-in/buy-and-hold.ts';
export { definitionProblems } from './definition.ts';
export { parameterFault, resolveParameters } from './parameters.ts';
export type { ParameterProblem, ResolvedParameters } from './parameters.ts';
export { STRATEGIES, strategyByName } from './registry.ts';
export type {
  DecisionView,
  Parameters,
  ParameterSpec,
  ParameterValue,
  StrategyContext,
  StrategyDefinition,
  StrategyInstance,
} from './strategy.ts';
