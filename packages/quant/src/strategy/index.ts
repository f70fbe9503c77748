export type {
  DecisionView,
  Parameters,
  ParameterSpec,
  ParameterValue,
  StrategyContext,
  StrategyDefinition,
  StrategyInstance,
} from './strategy.ts';
