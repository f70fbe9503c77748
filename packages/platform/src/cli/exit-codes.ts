import { PlatformError } from '@assay/core/errors';
import type { ErrorCode } from '@assay/core/errors';

/** What a command's exit code says. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  unfitData: 3,
  insufficientEvidence: 4,
  interrupted: 130,
} as const satisfies Readonly<Record<string, number>>;

const BY_ERROR: Readonly<Partial<Record<ErrorCode, number>>> = {
  USAGE: EXIT_CODES.usage,
  CONFIG_INVALID: EXIT_CODES.usage,
  INVALID_ARGUMENT: EXIT_CODES.usage,
  MEMORY_LIMIT: EXIT_CODES.usage,
  NOT_FOUND: EXIT_CODES.usage,
  DATA_INVALID: EXIT_CODES.unfitData,
  DATA_UNFIT: EXIT_CODES.unfitData,
  INSUFFICIENT_EVIDENCE: EXIT_CODES.insufficientEvidence,
  INTERRUPTED: EXIT_CODES.interrupted,
};

/** The exit code of a command that failed with this error. */
export function exitCodeOf(error: unknown): number {
  return PlatformError.is(error) ? (BY_ERROR[error.code] ?? EXIT_CODES.failed) : EXIT_CODES.failed;
}
