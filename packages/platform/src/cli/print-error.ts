import { PlatformError } from '@assay/core/errors';
import type { CommandContext } from './context.ts';
import { exitCodeOf } from './exit-codes.ts';

/**
 * Tells the user what went wrong, where, and what to do; returns the exit code.
 *
 * With `json`, standard output gets `{"error": {code, message, hint, context}}`, so that a machine always reads JSON.
 */
export function printError(error: unknown, context: CommandContext, json: boolean): number {
  const exitCode = exitCodeOf(error);
  if (json) {
    const code = PlatformError.is(error) ? error.code : 'INVARIANT_VIOLATED';
    const message = error instanceof Error ? error.message : String(error);
    const facts = PlatformError.is(error) ? { hint: error.hint, context: error.context } : {};
    context.stdout.write(`${JSON.stringify({ error: { code, message, ...facts } })}\n`);
    return exitCode;
  }
  context.stderr.write(`${describe(error, context.env)}\n`);
  return exitCode;
}

function describe(error: unknown, env: CommandContext['env']): string {
  if (PlatformError.is(error)) {
    const stack = error.context['stack'];
    const more = typeof stack === 'string' && env['ASSAY_DEBUG'] !== undefined ? `\n${stack}` : '';
    const hint = error.hint === undefined ? '' : `\n${error.hint}`;
    return `assay: ${error.message}${hint}${more}`;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `assay: this is a defect of Assay, please report it:\n${text}`;
}
