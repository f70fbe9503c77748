import type { EvaluatorTask, TaskReply } from './task.ts';

/** What the main process asks of the evaluator process. */
export interface RunRequest {
  readonly kind: 'run';
  readonly id: number;
  readonly task: EvaluatorTask;
}

/** What the evaluator process says. */
export type RunReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number; readonly reply: TaskReply }
  /** File names of the user modules that its threads evaluate from now on. */
  | { readonly kind: 'modules'; readonly modules: readonly string[] };
