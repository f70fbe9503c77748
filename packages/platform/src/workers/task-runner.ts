import { closeSync, fstatSync, openSync } from 'node:fs';
import { parentPort, threadId } from 'node:worker_threads';
import { PlatformError } from '@assay/core/errors';
import { readWhole } from './read-whole.ts';
import { onSandboxAnnouncement } from './sandbox/announcements.ts';
import type { SandboxAnnouncement } from './sandbox/announcements.ts';
import type { PlainError, TaskContext, TaskReply } from './task.ts';

/** A task with its files already in shared memory. */
export interface LoadedTask {
  readonly module: string;
  readonly exportName: string;
  readonly argument: unknown;
  readonly buffers: Readonly<Record<string, SharedArrayBuffer>>;
  /** Files that the thread reads itself. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a thread tells its process beside its results. */
export interface ThreadMessage extends SandboxAnnouncement {
  readonly threadId: number;
}

onSandboxAnnouncement((announcement) => parentPort?.postMessage({ ...announcement, threadId } satisfies ThreadMessage));

/** Entry of every evaluator thread: imports the task's module and calls its function. */
export async function runTask(task: LoadedTask): Promise<TaskReply> {
  const workerId = `worker-${threadId}`;
  try {
    const module = (await import(task.module)) as Record<string, unknown>;
    const run = module[task.exportName] as (argument: unknown, context: TaskContext) => unknown;
    const result = await run(task.argument, { buffers: task.buffers, files: filesOf(task), workerId });
    return { ok: true, outcome: { result, workerId } };
  } catch (error) {
    return { ok: false, error: plainError(error) };
  }
}

function filesOf({ files }: LoadedTask): Readonly<Record<string, ArrayBuffer>> {
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, ownBytes(file)]));
}

// A buffer of its own, aligned, not a part of Node's pool.
function ownBytes(file: string): ArrayBuffer {
  const opened = openSync(file, 'r');
  try {
    return readWhole(opened, new ArrayBuffer(fstatSync(opened).size));
  } finally {
    closeSync(opened);
  }
}

function plainError(error: unknown): PlainError {
  if (PlatformError.is(error)) {
    return { name: error.name, code: error.code, message: error.message, hint: error.hint, context: error.context };
  }
  const plain = error instanceof Error ? error : new Error(String(error));
  return { message: plain.message, stack: plain.stack ?? plain.message };
}
