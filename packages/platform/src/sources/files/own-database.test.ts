import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OwnDatabase } from './own-database.ts';

let databases: readonly [OwnDatabase, OwnDatabase];

beforeEach(() => {
  databases = [new OwnDatabase(), new OwnDatabase()];
});

afterEach(() => Promise.all(databases.map((database) => database.close())));

function spillFolderOf(database: OwnDatabase, spilling = ''): Promise<string> {
  return database.withConnection(async (connection) => {
    if (spilling !== '') await connection.run(spilling);
    const read = await connection.runAndReadAll("SELECT current_setting('temp_directory') AS folder");
    return (read.getRowObjectsJS()[0] as { readonly folder: string }).folder;
  });
}

describe('OwnDatabase', () => {
  it('X-08: spills into a folder of its own, so that reads at the same time do not overwrite each other', async () => {
    const folders = await Promise.all(databases.map((database) => spillFolderOf(database)));
    expect(new Set(folders).size).toBe(2);
  });

  it('X-08: leaves nothing of it', async () => {
    const [database] = databases;
    await spillFolderOf(database, "SET memory_limit = '64MB'");
    const folder = await spillFolderOf(
      database,
      'CREATE TEMP TABLE t AS SELECT random() AS a, i FROM range(8000000) r(i)',
    );
    expect(existsSync(folder)).toBe(true);
    await database.close();
    expect(existsSync(folder)).toBe(false);
  });
});
