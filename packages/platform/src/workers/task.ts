import type { SerializedError } from '@assay/core/errors';

/** A piece of work for the evaluator: a function of a product module, called with plain data. */
export interface EvaluatorTask {
  /** URL of the module, as `import.meta.url` gives it. */
  readonly module: string;
  /** Name of the exported function: `(argument, context) => result`. */
  readonly exportName: string;
  /** Structured-cloneable. */
  readonly argument: unknown;
  /** Files that the function reads through `context.buffers`: loaded once, shared between the threads. */
  readonly buffers?: Readonly<Record<string, string>> | undefined;
  /** Files that this task alone reads, through `context.files`: let go of with it. */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

/** What a task function is given beside its argument. */
export interface TaskContext {
  readonly buffers: Readonly<Record<string, SharedArrayBuffer>>;
  readonly files: Readonly<Record<string, ArrayBuffer>>;
  /** Which thread does the work, as `worker-1`. */
  readonly workerId: string;
}

/** What a task left behind. */
export interface TaskOutcome {
  readonly result: unknown;
  readonly workerId: string;
}

/** An error in the form in which it crosses threads and processes. */
export type PlainError = SerializedError | { readonly message: string; readonly stack: string };

/** What a thread hands back: errors as values, because a structured clone drops their codes. */
export type TaskReply =
  { readonly ok: true; readonly outcome: TaskOutcome } | { readonly ok: false; readonly error: PlainError };
