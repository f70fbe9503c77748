export { ERROR_CODES } from './codes.ts';
export type { ErrorCode } from './codes.ts';
export { hasCredentials, withoutCredentials } from './credentials.ts';
export { ConfigError, DataError, InvalidArgumentError, InvariantError, NotFoundError } from './kinds.ts';
export type { ConfigProblem } from './kinds.ts';
export { PlatformError, reviveError } from './platform-error.ts';
export type { JsonSafe, PlatformErrorOptions, SerializedError } from './platform-error.ts';
