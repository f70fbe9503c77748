import type { PlainError } from './task.ts';

const OUT_OF_HEAP = 'ERR_WORKER_OUT_OF_MEMORY';

/** What is known of a thread that ended in the middle of its task. */
export interface ThreadLoss {
  /** Heap that each thread may take, in MiB. */
  readonly heapMb: number;
  /** File names of the user modules that were being evaluated. */
  readonly modules: readonly string[];
}

/** Why a task has no result, when its thread is gone: its heap was full, or it was ended. Other threads work on. */
export function threadLoss(error: unknown, { heapMb, modules }: ThreadLoss): PlainError {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  const names = [...new Set(modules)].map((name) => `'${name}'`).join(', ');
  const busy = names === '' ? '' : ` while the strategy ${modules.length > 1 ? 'modules' : 'module'} ${names} ran`;
  const context = { modules, heapMb, cause: message };
  if (code === OUT_OF_HEAP) {
    return {
      ...{ name: 'PlatformError', code: 'MEMORY_LIMIT', context },
      message: `a worker thread filled the ${heapMb} MiB of heap that it may take${busy}`,
      hint:
        'The threads share half of the memory: raise --memory, lower --workers, or let the strategy keep less. ' +
        'Finished steps are kept: the same command goes on from them.',
    };
  }
  return {
    ...{ name: 'PlatformError', code: 'EXTERNAL_FAILURE', context },
    message: `a worker thread ended in the middle of its task${busy}: ${message}`,
    hint: 'Give the same command again: finished steps are kept, and it goes on from them.',
  };
}
