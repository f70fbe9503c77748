import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DataError, PlatformError } from '@assay/core/errors';

/** Limits of the embedded database. */
export interface DatabaseOptions {
  /** Bytes that the database may hold before it spills to `spillFolder`. @default the database's own: 80 % of memory */
  readonly memoryBytes?: number | undefined;
  /** Threads that the database may use; its results do not depend on them. @default one per core */
  readonly threads?: number | undefined;
  /** Where it spills to; made when first needed. */
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

  /** Runs `work` on a connection of its own, so that calls made at the same time do not wait for each other's results. */
  async withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.instance ??= start(this.options);
    const connection = await (await this.instance).connect();
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

/** What the database says about a file it was reading, as an error of ours; our own errors stay as they are. */
export function unreadable(path: string, cause: unknown): PlatformError {
  if (PlatformError.is(cause)) return cause;
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
