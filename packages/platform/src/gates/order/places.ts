/** Where staged rows were read. */
import type { SourceRows } from '@assay/quant/market';

/** Where a gate was read. */
export interface GateOrigin {
  /** Number of the file. */
  readonly file: number;
  /** Line in it, from 1. */
  readonly line: number;
}

/** What the names of the files are, and their hashes. */
export interface StagedFile {
  readonly name: string;
  readonly sha256: string;
}

/** Rows that are handed out at a time, at most. */
export const TABLE_ROWS = 16_384;

/** A place as people read it: `week-43.jsonl:17`. */
export function placeName({ file, line }: GateOrigin, files: readonly StagedFile[]): string {
  return `${files[file]?.name ?? '?'}:${line}`;
}

/** Numbers of files and lines as places in the files that are in use. */
export function sourceRows(file: Float64Array, line: Float64Array, files: readonly StagedFile[]): SourceRows {
  const used = [...new Set(file)].sort((a, b) => a - b);
  const places = new Map(used.map((number, place) => [number, place]));
  return {
    files: used.map((number) => files[number]?.sha256 ?? ''),
    file: Int32Array.from(file, (number) => places.get(number) ?? -1),
    row: Int32Array.from(line),
  };
}
