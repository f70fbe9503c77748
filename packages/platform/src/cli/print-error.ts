import { PlatformError, withoutCredentials } from '@assay/core/errors';
import type { Surroundings } from './context.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { asPlatformError } from './foreign-error.ts';

/**
 * Tells the user what went wrong, where, and what to do; returns the exit code.
 *
 * Addresses in it have lost their users and passwords. With `json`, standard output gets
 * `{"error": {code, message, hint, context}}`, so that a machine always reads JSON.
 */
export function printError(error: unknown, surroundings: Surroundings, json: boolean): number {
  const known = asPlatformError(error);
  if (json) {
    const { code, message, hint, context } = known;
    surroundings.stdout.write(`${withoutCredentials(JSON.stringify({ error: { code, message, hint, context } }))}\n`);
  } else {
    surroundings.stderr.write(`${withoutCredentials(steeringless(describe(known, error, surroundings.env)))}\n`);
  }
  return exitCodeOf(known);
}

/** Says that a signal has stopped the command, as JSON where that was asked for; returns the exit code. */
export function printInterruption(
  args: readonly string[],
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
): number {
  const message = `interrupted; ${goesOn(args) ? 'the same command goes on where this one stopped' : 'the same command starts again'}`;
  if (asksForJson(args)) stdout.write(`${JSON.stringify({ error: { code: 'INTERRUPTED', message, context: {} } })}\n`);
  else stderr.write(`\nassay: ${message}\n`);
  return EXIT_CODES.interrupted;
}

/** Whether the steps of a command are kept: those of a research run and of a backtest are. */
function goesOn(args: readonly string[]): boolean {
  const words = args.filter((word) => !word.startsWith('-'));
  return ['demo', 'research', 'backtest'].includes(words[0] ?? '');
}

/** Says that standard output could not be written to, as on a full disk; returns the exit code. */
export function printOutputFailure(error: NodeJS.ErrnoException, { stderr }: Pick<Surroundings, 'stderr'>): number {
  stderr.write(`assay: the output could not be written: ${error.message}\nFree space, or write to another place.\n`);
  return EXIT_CODES.failed;
}

/** Whether a command line asks for one JSON document on standard output. */
export function asksForJson(args: readonly string[]): boolean {
  return args.includes('--json');
}

/** A text that may quote a file, without what would steer the terminal; lines and tabs stay. */
function steeringless(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Cc}/gu, '\ufffd');
}

function describe(known: PlatformError, original: unknown, env: Surroundings['env']): string {
  const lines = [`assay: ${known.message}`];
  if (known.hint !== undefined) lines.push(known.hint);
  const isDefect = known.code === 'INVARIANT_VIOLATED' && !PlatformError.is(original);
  const stack = known.context['stack'];
  if (typeof stack === 'string' && (isDefect || env['ASSAY_DEBUG'] !== undefined)) lines.push(stack);
  return lines.join('\n');
}
