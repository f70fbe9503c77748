import { readMembers } from '../read-members.ts';
import type { FormatOptions, ReadOptions, ReadSummary } from '../record-sink.ts';

/** Everything that a sink is told. */
export interface Everything extends ReadSummary {
  readonly headers: readonly (readonly string[])[];
  /** `member:row` and the fields of each record. */
  readonly rows: readonly (readonly [place: string, fields: readonly string[]])[];
}

/** Reads a file whole. */
export async function readAll(
  path: string,
  format: FormatOptions = {},
  options: ReadOptions = {},
): Promise<Everything> {
  let current = '';
  const headers: (readonly string[])[] = [];
  const rows: (readonly [string, readonly string[]])[] = [];
  const summary = await readMembers(
    path,
    format,
    {
      member: (name) => void (current = name),
      header: (names) => void headers.push(names),
      records: (batch, firstRow) => {
        batch.forEach((fields, index) => rows.push([`${current}:${firstRow + index}`, fields]));
      },
    },
    options,
  );
  return { ...summary, headers, rows };
}
