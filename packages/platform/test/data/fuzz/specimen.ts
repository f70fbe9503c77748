import type { Layout } from '../../../src/sources/index.ts';
import type { TextTable } from './text-table.ts';

/** One small file that is whole: what the fuzzer changes. */
export interface Specimen {
  /** Of the file. */
  readonly name: string;
  readonly layout: Layout;
  readonly table: TextTable;
  /** Writes the table down as the file's only or changed member. */
  readonly write: (table: TextTable) => string;
  /** Packs the member; a second one that is never changed may stand beside it. */
  readonly pack: (member: Buffer) => Buffer | Promise<Buffer>;
  readonly isPacked: boolean;
  /** Rows of the member that is never changed. */
  readonly otherRows: number;
}

/** A specimen of which only the text is given: one member, not packed. */
export function specimen(given: Pick<Specimen, 'name' | 'layout' | 'table' | 'write'> & Partial<Specimen>): Specimen {
  return { pack: (member) => member, isPacked: false, otherRows: 0, ...given };
}

/** Joins cells; those that hold separators or marks stand as they are, as bad exports write them. */
export function lines(separator: string): Specimen['write'] {
  return ({ header, rows }) =>
    [...(header === undefined ? [] : [header]), ...rows].map((row) => `${row.join(separator)}\n`).join('');
}
