import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { scratchPathFor } from '../../settings/index.ts';
import type { ParquetDatabase } from './record-sink.ts';

/** A small database for one read, started when first used. It never touches the network, nor the disk but to read. */
export class OwnDatabase implements ParquetDatabase {
  private instance: Promise<DuckDBInstance> | undefined;

  async withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.instance ??= start();
    const connection = await (await this.instance).connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  async close(): Promise<void> {
    (await this.instance)?.closeSync();
  }
}

async function start(): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return DuckDBInstance.create(':memory:', {
    // A folder that no other database uses: all of them give their files the same names, so two in one folder overwrite each
    // other's. The database makes it when it first spills and removes it when it closes.
    temp_directory: await scratchPathFor('spill'),
    memory_limit: '512MiB',
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
}
