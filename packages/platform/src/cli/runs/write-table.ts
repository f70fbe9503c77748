import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { csvText } from '../../research/index.ts';
import type { ExportTable } from '../../research/index.ts';
import {
  produceFileAtomic,
  removeAbandonedTemporaries,
  temporaryPathFor,
  writeNamedFile,
} from '../../settings/index.ts';

/** Writes a table as CSV: a header, `\n` after every line, an empty field for a number that does not exist. */
export async function writeCsv(file: string, table: ExportTable): Promise<void> {
  await writeNamedFile(file, csvText(table));
}

/** Writes a table as Parquet, typed as its columns say, times as UTC timestamps. */
export async function writeParquet(file: string, table: ExportTable, lake: Lakehouse): Promise<void> {
  await removeAbandonedTemporaries(path.dirname(file));
  const text = temporaryPathFor(file);
  const types = table.columns.map(({ name, type }) => `${sqlText(name)}: ${sqlText(type)}`).join(', ');
  const source = `read_csv(${sqlText(text)}, header = true, columns = {${types}}, delim = ',', quote = '"', escape = '"')`;
  try {
    await produceFileAtomic(file, async (temporary) => {
      await writeFile(text, csvText(table));
      const sql = `COPY (SELECT * FROM ${source}) TO ${sqlText(temporary)} (FORMAT parquet, COMPRESSION zstd)`;
      await lake.database.withConnection(async (connection) => void (await connection.run(sql)));
    });
  } finally {
    await rm(text, { force: true });
  }
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
