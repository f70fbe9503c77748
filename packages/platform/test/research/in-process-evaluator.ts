/** Stands in for the evaluator process where a Node cannot block the network: the same task functions, in this process. */
import { readFileSync } from 'node:fs';
import type { EvaluatorTask, TaskOutcome } from '../../src/workers/task.ts';

/** An evaluator without a process of its own; for strategies of Assay's own only. */
export function startEvaluator(): Promise<unknown> {
  return Promise.resolve({
    pid: process.pid,
    run: async ({ module, exportName, argument, buffers = {}, files = {} }: EvaluatorTask): Promise<TaskOutcome> => {
      const functions = (await import(module)) as Record<string, (argument: unknown, context: unknown) => unknown>;
      const shared = Object.fromEntries(Object.entries(buffers).map(([name, file]) => [name, sharedBytes(file)]));
      const own = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, ownBytes(file)]));
      const context = { buffers: shared, files: own, workerId: 'worker-1' };
      const result = await functions[exportName]?.(structuredClone(argument), context);
      return { result: structuredClone(result), workerId: 'worker-1' };
    },
    close: () => Promise.resolve(),
  });
}

function sharedBytes(file: string): SharedArrayBuffer {
  const bytes = readFileSync(file);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}

function ownBytes(file: string): ArrayBuffer {
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}
