/**
 * Every error code the platform can raise, alphabetical. Each has a section in docs/errors.md, which a test proves.
 * Codes are stable: a code is never renamed or reused.
 */
export const ERROR_CODES = [
  'CONFIG_INVALID',
  'CONFLICT',
  'DATA_INVALID',
  'DATA_UNFIT',
  'EXTERNAL_FAILURE',
  'ILLEGAL_STATE',
  'INSUFFICIENT_EVIDENCE',
  'INTERRUPTED',
  'INVALID_ARGUMENT',
  'INVARIANT_VIOLATED',
  'LEDGER_UNBALANCED',
  'MEMORY_LIMIT',
  'NOT_CONVERGED',
  'NOT_FOUND',
  'SANDBOX_DENIED',
  'SHAPE_MISMATCH',
  'STRATEGY_FAILED',
  'USAGE',
] as const;

/** A stable code of an error that was raised on purpose. */
export type ErrorCode = (typeof ERROR_CODES)[number];
