/**
 * How gates lie in Valkey or Redis. With the prefix `assay:gates`:
 *
 * - `assay:gates:instruments`: set of the instruments that have gates;
 * - `assay:gates:events:<instrument>`: sorted set; each member is a gate as a line of JSON (as `docs/schemas/gate-line.schema.json`
 *   says), its score is `availableAt` in epoch milliseconds.
 *
 * Another program may write there, too: what it adds is read by the next pull.
 */
import { InvalidArgumentError } from '@assay/core/errors';

export const DEFAULT_PREFIX = 'assay:gates';

/** Names of keys. @throws {InvalidArgumentError} if the prefix is blank or has blanks in it */
export function redisKeys(prefix: string = DEFAULT_PREFIX): {
  readonly instruments: string;
  readonly events: (instrument: string) => string;
} {
  if (!/^[^\s]{1,200}$/u.test(prefix)) throw new InvalidArgumentError('prefix', 'a word such as assay:gates', prefix);
  return { instruments: `${prefix}:instruments`, events: (instrument) => `${prefix}:events:${instrument}` };
}
