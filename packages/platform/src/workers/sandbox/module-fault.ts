import { PlatformError } from '@assay/core/errors';

/** What went wrong inside a user's module, in the plain form in which it leaves the sandbox. */
export interface ModuleFault {
  readonly code: 'STRATEGY_FAILED' | 'SANDBOX_DENIED';
  /** The module's own words, or what it asked for and may not have. */
  readonly reason: string;
  readonly hint?: string | undefined;
  readonly stack: string;
}

const LONGEST_TEXT = 4_000;

const DENIED_HINT =
  'A strategy module has no network, files, child processes, addons or environment; it decides from its view alone.';

/** The plain form of any error that came out of a user's module; permission denials say what was denied. */
export function moduleFault(error: unknown): ModuleFault {
  const { code, message, hint, stack } = asPlain(error);
  const shortened = { reason: shorten(message), stack: shorten(stack) };
  if (code === 'STRATEGY_FAILED' || code === 'SANDBOX_DENIED') return { code, hint, ...shortened };
  const denied = /^ERR_(ACCESS_DENIED|DLOPEN_DISABLED|UNKNOWN_BUILTIN_MODULE)/u.test(String(code));
  return denied
    ? { code: 'SANDBOX_DENIED', hint: DENIED_HINT, ...shortened }
    : { code: 'STRATEGY_FAILED', ...shortened };
}

/** A fault as it came out of the thread, in which nothing but short, printable text is left. */
export function plainFault(fault: ModuleFault): ModuleFault {
  const { code, reason, hint, stack } = fault;
  return {
    code: code === 'SANDBOX_DENIED' ? code : 'STRATEGY_FAILED',
    reason: printable(reason),
    ...(typeof hint === 'string' ? { hint: printable(hint) } : {}),
    stack: printable(stack),
  };
}

interface Plain {
  readonly code?: unknown;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly stack: string;
}

// Foreign errors may be anything, also an object whose properties throw.
function asPlain(error: unknown): Plain {
  try {
    if (!(error instanceof Error)) return { message: `threw ${String(error)}`, stack: '' };
    const { message, stack } = error;
    const hint = PlatformError.is(error) ? error.hint : undefined;
    const code = (error as { readonly code?: unknown }).code;
    return { code, message: String(message), hint, stack: String(stack ?? message) };
  } catch {
    return { message: 'threw something that cannot be read', stack: '' };
  }
}

// Control characters in a text of the module's own could rewrite the terminal on which it is read.
function printable(text: unknown): string {
  return shorten(String(text)).replaceAll(/[^\P{Cc}\n\t]/gu, '?');
}

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)} …`;
}
