export { startEvaluator } from './evaluator.ts';
export type { Evaluator, EvaluatorOptions } from './evaluator.ts';
export { mapLimited } from './map-limited.ts';
export { openSandbox } from './sandbox/open-sandbox.ts';
export type { Sandbox, SandboxOptions } from './sandbox/open-sandbox.ts';
export { isModulePath, prepareModule } from './sandbox/prepare-module.ts';
export type { PreparedModule } from './sandbox/prepare-module.ts';
export type { Inspection, StrategyDescription } from './sandbox/messages.ts';
export type { EvaluatorTask, TaskContext, TaskOutcome } from './task.ts';
