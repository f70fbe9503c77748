import { dirname } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DataError, PlatformError } from '@assay/core/errors';
import { ensureDirectory } from '../settings/index.ts';

/** Limits of the embedded database. */
export interface DatabaseOptions {
  /** Bytes that the database may hold before it spills to `spillFolder`. @default the database's own: 80 % of memory */
  readonly memoryBytes?: number | undefined;
  /** Threads that the database may use; its results do not depend on them. @default one per core */
  readonly threads?: number | undefined;
  /** Where it spills to, for this database alone: made when first needed, removed at the end. */
  readonly spillFolder: string;
}

/**
 * One in-memory DuckDB, started when first asked for, since loading it takes longer than most commands. It never
 * fetches or loads an extension, so it never touches the network.
 */
export class Database {
  private readonly options: DatabaseOptions;
  private instance: Promise<DuckDBInstance> | undefined;

  constructor(options: DatabaseOptions) {
    this.options = options;
  }

  /** A connection with temporary tables of its own, which the caller closes. */
  async connect(): Promise<DuckDBConnection> {
    this.instance ??= start(this.options);
    return (await this.instance).connect();
  }

  /** Runs `work` on a connection of its own, so that calls made at the same time do not wait for each other's results. */
  async withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  /** Ends the database if it was started; it starts again when next used. */
  async close(): Promise<void> {
    const running = this.instance;
    this.instance = undefined;
    (await running)?.closeSync();
  }
}

async function start(options: DatabaseOptions): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  await ensureDirectory(dirname(options.spillFolder));
  const settings: Record<string, string> = {
    temp_directory: options.spillFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'true',
  };
  if (options.threads !== undefined) settings['threads'] = String(options.threads);
  if (options.memoryBytes !== undefined) settings['memory_limit'] = `${Math.floor(options.memoryBytes / 1024)}KiB`;
  return DuckDBInstance.create(':memory:', settings);
}

/** A file's path as an SQL text literal. */
export function sqlPath(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}

/** A file's path as an SQL text literal for functions that expand patterns, which this path is not. */
export function sqlPatternFor(path: string): string {
  return sqlPath(path.replaceAll(/[[*?]/gu, '[$&]'));
}

const SYSTEM_WORDS =
  /no space left|quota exceeded|read-only file system|permission denied|not permitted|too many open files|input\/output error/iu;

/** Is it the system or the disk that failed, and not the file that is wrong? */
function isSystemFailure(cause: unknown): boolean {
  const { code, syscall, message } = cause as NodeJS.ErrnoException;
  if (typeof code === 'string' && typeof syscall === 'string') return code !== 'ENOENT' && code !== 'EISDIR';
  return typeof message === 'string' && message.startsWith('IO Error: ') && SYSTEM_WORDS.test(message);
}

/**
 * What the database says about a file it was reading, as an error of ours. Our own errors stay as they are, and so do those
 * of the system: a full disk is no damaged object.
 */
export function unreadable(path: string, cause: unknown): unknown {
  if (PlatformError.is(cause) || isSystemFailure(cause)) return cause;
  const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  if (/^Out of Memory/iu.test(why)) {
    return new PlatformError('MEMORY_LIMIT', `reading '${path}' does not fit into the memory allowed`, {
      cause,
      hint: 'Raise --memory, or read a shorter period.',
    });
  }
  return new DataError(`lake object '${path}' cannot be read: ${why}`, {
    cause,
    context: { path },
    hint: 'Run `assay data audit` on the dataset; import its source files again if an object is damaged.',
  });
}
