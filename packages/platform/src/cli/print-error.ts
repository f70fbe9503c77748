import { InvariantError, PlatformError } from '@assay/core/errors';
import type { Surroundings } from './context.ts';
import { exitCodeOf } from './exit-codes.ts';

/**
 * Tells the user what went wrong, where, and what to do; returns the exit code.
 *
 * With `json`, standard output gets `{"error": {code, message, hint, context}}`, so that a machine always reads JSON.
 */
export function printError(error: unknown, surroundings: Surroundings, json: boolean): number {
  const known = asPlatformError(error);
  if (json) {
    const { code, message, hint, context } = known;
    surroundings.stdout.write(`${JSON.stringify({ error: { code, message, hint, context } })}\n`);
  } else {
    surroundings.stderr.write(`${describe(known, error, surroundings.env)}\n`);
  }
  return exitCodeOf(known);
}

/** What the system refused is a failure from outside; any other foreign error is a defect of ours. */
function asPlatformError(error: unknown): PlatformError {
  if (PlatformError.is(error)) return error;
  const plain = error instanceof Error ? error : new Error(String(error));
  const { code, syscall, path } = plain as NodeJS.ErrnoException;
  if (typeof code === 'string' && typeof syscall === 'string') {
    return new PlatformError('EXTERNAL_FAILURE', plain.message, { cause: error, context: { code, syscall, path } });
  }
  return new InvariantError(plain.message, { stack: plain.stack });
}

function describe(known: PlatformError, original: unknown, env: Surroundings['env']): string {
  const lines = [`assay: ${known.message}`];
  if (known.hint !== undefined) lines.push(known.hint);
  const isDefect = known.code === 'INVARIANT_VIOLATED' && !PlatformError.is(original);
  const stack = known.context['stack'];
  if (typeof stack === 'string' && (isDefect || env['ASSAY_DEBUG'] !== undefined)) lines.push(stack);
  return lines.join('\n');
}
