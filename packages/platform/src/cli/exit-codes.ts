import { PlatformError } from '@assay/core/errors';
import type { ErrorCode } from '@assay/core/errors';

/** What a command's exit code says. */
export const EXIT_CODES: Readonly<{
  done: 0;
  failed: 1;
  usage: 2;
  unfitData: 3;
  insufficientEvidence: 4;
  interrupted: 130;
}> = Object.freeze({ done: 0, failed: 1, usage: 2, unfitData: 3, insufficientEvidence: 4, interrupted: 130 });

/** Codes that are not listed end with 1. */
const BY_ERROR: Readonly<Partial<Record<ErrorCode, number>>> = {
  CONFIG_INVALID: EXIT_CODES.usage,
  DATA_INVALID: EXIT_CODES.unfitData,
  DATA_UNFIT: EXIT_CODES.unfitData,
  INSUFFICIENT_EVIDENCE: EXIT_CODES.insufficientEvidence,
  INTERRUPTED: EXIT_CODES.interrupted,
  INVALID_ARGUMENT: EXIT_CODES.usage,
  MEMORY_LIMIT: EXIT_CODES.usage,
  NOT_FOUND: EXIT_CODES.usage,
  USAGE: EXIT_CODES.usage,
};

/** The exit code of a command that failed with this error. */
export function exitCodeOf(error: unknown): number {
  return PlatformError.is(error) ? (BY_ERROR[error.code] ?? EXIT_CODES.failed) : EXIT_CODES.failed;
}
