import { PlatformError } from '@assay/core/errors';

/**
 * What to make of a task whose thread a strategy has brought down: a result that says so. That of a whole evaluator is the run's
 * own failure, and is thrown on.
 */
export function lostThread<Result>(
  resultOf: (message: string) => Result,
): (error: unknown) => { readonly result: Result; readonly workerId: undefined } {
  return (error) => {
    if (!PlatformError.is(error) || error.code !== 'STRATEGY_FAILED') throw error;
    return { result: resultOf(error.message), workerId: undefined };
  };
}
