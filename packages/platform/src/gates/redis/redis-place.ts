import { PlatformError } from '@assay/core/errors';
import { readVariable } from '../../settings/index.ts';
import type { Environment } from '../../settings/index.ts';

/** A server of Valkey or Redis, and how to get in. */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly isEncrypted: boolean;
  /** Not enumerable in `shown`. */
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** The address as anybody may see it. */
  readonly shown: string;
}

const PROTOCOLS: Readonly<Record<string, boolean>> = {
  'redis:': false,
  'valkey:': false,
  'rediss:': true,
  'valkeys:': true,
};
const DEFAULT_PORT = 6379;

/** Is a place the address of a server? */
export function isRedisAddress(place: string): boolean {
  return /^(?:redis|valkey)s?:\/\//iu.test(place);
}

/**
 * A server by its address on the command line, which may name a user but no password; the password is that of
 * `ASSAY_GATES_PASSWORD`.
 *
 * @throws {PlatformError} USAGE if the address is none, or holds a password: command lines are seen by everybody.
 */
export function redisPlace(address: string, env: Environment): RedisPlace {
  const place = parsed(address, '--store');
  if (place.password !== undefined) {
    throw new PlatformError('USAGE', `invalid '--store': must not hold a password (${place.shown})`, {
      hint: 'Every program on the machine sees a command line. Put it into ASSAY_GATES_PASSWORD, or the whole address into ASSAY_GATES_URL.',
    });
  }
  return { ...place, password: readVariable(env, 'ASSAY_GATES_PASSWORD') };
}

/** The server of `ASSAY_GATES_URL`; undefined where it is not set. */
export function redisOfEnvironment(env: Environment): RedisPlace | undefined {
  const address = readVariable(env, 'ASSAY_GATES_URL');
  if (address === undefined) return undefined;
  const place = parsed(address, 'ASSAY_GATES_URL');
  return { ...place, password: place.password ?? readVariable(env, 'ASSAY_GATES_PASSWORD') };
}

// The address is not repeated in an error as it is: it may hold a password.
function parsed(address: string, origin: string): RedisPlace {
  const invalid = (rule: string): PlatformError =>
    new PlatformError('USAGE', `invalid '${origin}': must be ${rule}`, {
      hint: 'Write redis://host:6379/0, or rediss:// for an encrypted connection; valkey:// is the same.',
    });
  const decoded = (part: 'user' | 'password'): string | undefined => {
    const written = part === 'user' ? url.username : url.password;
    if (written === '') return undefined;
    try {
      return decodeURIComponent(written);
    } catch {
      throw invalid(`an address whose ${part} stands in it as in every address: write % as %25, @ as %40, / as %2F`);
    }
  };
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw invalid('the address of a server, as redis://127.0.0.1:6379/0');
  }
  const isEncrypted = PROTOCOLS[url.protocol.toLowerCase()];
  if (isEncrypted === undefined || url.hostname === '')
    throw invalid('the address of a server, as redis://127.0.0.1:6379/0');
  const database = /^\/?(\d{0,4})$/u.exec(url.pathname)?.[1];
  if (database === undefined) throw invalid('an address that ends with the number of a database, as /0');
  if (url.search !== '' || url.hash !== '') throw invalid('an address without ? and #');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  return {
    ...{ host, port, isEncrypted, database: Number(database) },
    username: decoded('user'),
    password: decoded('password'),
    shown: `${isEncrypted ? 'rediss' : 'redis'}://${url.hostname}:${port}/${Number(database)}`,
  };
}
