/**
 * Promises inside a sandbox thread, which never returns to its event loop: what they wait for is run, and a rejection that
 * nobody handles is an error of the module, as an exception is.
 */

/** Runs whatever promises are waiting for; throws the first rejection or exception that nobody handled since last time. */
export type PromiseWatch = () => void;

/** Starts to watch. Call it before foreign code is loaded: it takes what it needs of `process`. */
export function watchPromises(): PromiseWatch {
  const failures: unknown[] = [];
  // What Node itself calls after each callback: microtasks, then rejections. The loop of the thread never gets there.
  const runWaiting = (process as unknown as { readonly _tickCallback: () => void })._tickCallback;
  process.on('unhandledRejection', (reason) => failures.push(reason));
  process.on('uncaughtException', (error) => failures.push(error));
  return () => {
    runWaiting();
    if (failures.length === 0) return;
    const first = failures[0];
    failures.length = 0;
    throw unhandled(first);
  };
}

function unhandled(reason: unknown): Error {
  const text = reason instanceof Error ? reason.message : String(reason);
  const error = new Error(`a promise was rejected and nobody handled it: ${text}`);
  if (reason instanceof Error) error.stack = reason.stack ?? text;
  return error;
}
