import { ERROR_CODES } from './codes.ts';
import type { ErrorCode } from './codes.ts';

/** A value that survives JSON, so that an error's facts survive a log or a process boundary. */
export type JsonSafe =
  string | number | boolean | null | readonly JsonSafe[] | { readonly [key: string]: JsonSafe | undefined };

/** Facts and origin of an error. */
export interface PlatformErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** JSON-safe facts: parameter name, received value, limits. */
  readonly context?: Readonly<Record<string, JsonSafe | undefined>>;
  /** What the reader can do about it, one sentence. */
  readonly hint?: string;
}

/** The plain form in which an error crosses a process boundary. */
export interface SerializedError {
  readonly name: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly context: Readonly<Record<string, JsonSafe | undefined>>;
}

/** Base class of every error the platform raises on purpose: what went wrong, where, and what to do. */
export class PlatformError extends Error {
  readonly code: ErrorCode;
  readonly context: Readonly<Record<string, JsonSafe | undefined>>;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: PlatformErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PlatformError';
    this.code = code;
    this.context = Object.freeze({ ...options.context });
    this.hint = options.hint;
  }

  /**
   * True for any platform error, including one revived from a log or another process: structural, not `instanceof`.
   *
   * Source: this project.
   */
  static is(error: unknown, code?: ErrorCode): error is PlatformError {
    if (typeof error !== 'object' || error === null) return false;
    const candidate = error as { code?: unknown; message?: unknown; context?: unknown };
    const known = typeof candidate.code === 'string' && (ERROR_CODES as readonly string[]).includes(candidate.code);
    const hasContext = typeof candidate.context === 'object' && candidate.context !== null;
    if (!known || typeof candidate.message !== 'string' || !hasContext) return false;
    return code === undefined || candidate.code === code;
  }

  /** The plain form that survives JSON; `reviveError` is its inverse. */
  toJSON(): SerializedError {
    return { name: this.name, code: this.code, message: this.message, hint: this.hint, context: this.context };
  }
}

/**
 * Rebuilds a platform error from the plain form that `toJSON` made.
 *
 * Source: this project.
 */
export function reviveError(plain: SerializedError): PlatformError {
  const options = plain.hint === undefined ? { context: plain.context } : { context: plain.context, hint: plain.hint };
  const error = new PlatformError(plain.code, plain.message, options);
  error.name = plain.name;
  return error;
}
