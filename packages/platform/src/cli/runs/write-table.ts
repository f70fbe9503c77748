import { rm, writeFile } from 'node:fs/promises';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { produceFileAtomic, temporaryPathFor, writeFileAtomic } from '../../settings/index.ts';
import type { Cell, ExportTable } from './row-tables.ts';

/** Writes a table as CSV: a header, `\n` after every line, an empty field for a number that does not exist. */
export async function writeCsv(file: string, table: ExportTable): Promise<void> {
  await writeFileAtomic(file, csvText(table));
}

/** Writes a table as Parquet, typed as its columns say, times as UTC timestamps. */
export async function writeParquet(file: string, table: ExportTable, lake: Lakehouse): Promise<void> {
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

function csvText({ columns, rows }: ExportTable): string {
  return [columns.map(({ name }) => name), ...rows].map((cells) => `${cells.map(csvField).join(',')}\n`).join('');
}

function csvField(cell: Cell): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
