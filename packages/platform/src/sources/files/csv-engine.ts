import { once } from 'node:events';
import { CsvError, parse } from 'csv-parse';
import type { Parser } from 'csv-parse';
import { dataFault, reasonOf } from './fault.ts';
import type { Place } from './fault.ts';
import type { FormatOptions } from './record-sink.ts';
import { countOf, MAX_RECORD_BYTES, tooLong } from './text-blocks.ts';
import type { TextBlock } from './text-blocks.ts';

/** csv-parse, given text block by block. */
export class CsvEngine {
  private readonly place: Place;
  private readonly parser: Parser;
  private readonly linesBefore: number;
  private records: string[][] = [];

  /** @param start - where in `block` the text begins that it will be given. */
  constructor(format: FormatOptions, block: TextBlock, start: number, place: Place) {
    this.place = place;
    this.linesBefore = block.linesBefore + countOf(block.bytes.subarray(0, start), block.lineEnd.charCodeAt(0));
    this.parser = parse({
      delimiter: format.separator ?? ',',
      quote: format.quote ?? '"',
      escape: format.quote === undefined || format.quote === false ? '"' : format.quote,
      comment: format.comment ?? null,
      comment_no_infix: true,
      record_delimiter: block.lineEnd,
      trim: true,
      relax_column_count: true,
      max_record_size: MAX_RECORD_BYTES,
    });
    this.parser.on('data', (record: string[]) => this.records.push(record));
    this.parser.on('error', () => undefined);
  }

  /** Records that are complete with these lines. */
  async write(bytes: Buffer): Promise<string[][]> {
    const error = await new Promise<unknown>((resolve) => this.parser.write(bytes, resolve));
    if (error instanceof Error) throw this.explained(error);
    return this.taken();
  }

  /** The records that are left. */
  async end(): Promise<string[][]> {
    try {
      this.parser.end();
      await once(this.parser, 'end');
    } catch (error) {
      throw this.explained(error);
    }
    return this.taken();
  }

  private taken(): string[][] {
    const { records } = this;
    this.records = [];
    return records;
  }

  private explained(error: unknown): unknown {
    if (!(error instanceof CsvError)) return error;
    const line = this.linesBefore + Number(error['lines'] ?? 1);
    if (error.code === 'CSV_MAX_RECORD_SIZE') return tooLong(this.place, line);
    const what = QUOTING[error.code] ?? `is not CSV as declared (${reasonOf(error)})`;
    const hint = 'Correct the quotation marks; if they are plain characters, declare that there is no quoting.';
    return dataFault(this.place, `${what} at line ${line}`, hint, { cause: error });
  }
}

const QUOTING: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: 'has a quotation mark inside a field',
  CSV_INVALID_CLOSING_QUOTE: 'has text behind a closing quotation mark',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'has text behind a closing quotation mark',
  CSV_QUOTE_NOT_CLOSED: 'ends inside quotation marks',
};
