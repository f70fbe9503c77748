/**
 * Keeps the memory of the process tree under the limit while an evaluator works.
 *
 * 1. Every 100 ms, and whenever a task is done, the resident memory of the tree is compared with the limit, and so is the
 *    evaluator's own peak, which the system keeps: what was taken and given back between two looks counts too.
 * 2. Past the limit the evaluator is to be ended. Its threads cannot end themselves: a limit of V8's heap does not count
 *    array buffers, and not every loop of a user's module can be interrupted.
 *
 * Where the system does not tell the memory of processes (anything but Linux) nothing is ended.
 */
import { PlatformError } from '@assay/core/errors';
import { formatMemory } from '../settings/index.ts';
import { followTree, peakMemoryBytes } from '../telemetry/index.ts';

const INTERVAL_MS = 100;

/** What is guarded, and how. */
export interface MemoryGuardOptions {
  /** The evaluator process, a child of this one. */
  readonly pid: number;
  /** Most resident memory that this process and its descendants may hold together, in bytes. */
  readonly limitBytes: number;
  /** True while the evaluator has something to do. */
  readonly isBusy: () => boolean;
  /** File names of the user modules that are being evaluated. */
  readonly modules: () => readonly string[];
  /** Called once, with the error to fail with. */
  readonly onExceeded: (error: PlatformError) => void;
}

/** A running guard. */
export interface MemoryGuard {
  /** Looks now; true if the limit was passed. */
  check(): boolean;
  stop(): void;
}

/** Starts to guard; the timer does not keep the process alive. */
export function guardMemory(options: MemoryGuardOptions): MemoryGuard {
  const { pid, limitBytes } = options;
  const tree = followTree(() => [process.pid, pid]);
  let exceeded = false;
  const check = (): boolean => {
    if (exceeded || !options.isBusy()) return exceeded;
    const bytes = Math.max(tree.bytes() ?? 0, peakMemoryBytes(pid) ?? 0);
    if (bytes <= limitBytes) return false;
    exceeded = true;
    clearInterval(timer);
    options.onExceeded(exceededError(bytes, limitBytes, options.modules()));
    return true;
  };
  const timer = setInterval(check, INTERVAL_MS).unref();
  return { check, stop: () => clearInterval(timer) };
}

function exceededError(bytes: number, limitBytes: number, modules: readonly string[]): PlatformError {
  const names = [...new Set(modules)].map((name) => `'${name}'`).join(', ');
  const busy =
    names === '' ? '' : ` while it evaluated the strategy ${modules.length > 1 ? 'modules' : 'module'} ${names}`;
  const own =
    'If the module makes or keeps much, large arrays for one, let it keep less; else raise --memory or lower --workers.';
  const message = `the command took ${formatMemory(bytes)}${busy}, the limit is ${formatMemory(limitBytes)}`;
  return new PlatformError('MEMORY_LIMIT', message, {
    context: { bytes, limitBytes, modules },
    hint: names === '' ? 'Raise --memory, lower --workers, or run on fewer instruments or a shorter period.' : own,
  });
}
