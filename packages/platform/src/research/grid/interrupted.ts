import { PlatformError } from '@assay/core/errors';
import { limited } from '../../workers/index.ts';
import type { Evaluator } from '../../workers/index.ts';

/** What a grid throws that was told to end. */
export function interrupted(): PlatformError {
  return new PlatformError('INTERRUPTED', 'the grid was interrupted', {
    hint: 'The same command goes on where it stopped.',
  });
}

/**
 * The same evaluator, which takes no task any more once a signal is aborted, also none that had been waiting for a thread; what is
 * being evaluated comes to its end.
 */
export function interruptible(evaluator: Evaluator, workers: number, signal: AbortSignal | undefined): Evaluator {
  if (signal === undefined) return evaluator;
  // As many as the evaluator itself takes at once, so that all others wait here, where they are looked at again.
  const slots = limited(workers + 1);
  return {
    pid: evaluator.pid,
    run: (task) =>
      slots(() => {
        if (signal.aborted) throw interrupted();
        return evaluator.run(task);
      }),
    close: () => evaluator.close(),
  };
}
