/**
 * Reading CSV.
 *
 * 1. Text comes in blocks of complete lines.
 * 2. While there is no quotation mark a record is a line, split at each separator: several times as fast as the library.
 * 3. From the first line with a quotation mark on, csv-parse reads; both give the same records, which a test proves.
 */
import type { Bytes } from './bytes.ts';
import { CsvEngine } from './csv-engine.ts';
import type { Place } from './fault.ts';
import { RecordNumbering } from './record-batches.ts';
import type { RecordBatch } from './record-batches.ts';
import type { FormatOptions } from './record-sink.ts';
import { splitLines } from './split-lines.ts';
import { textBlocks } from './text-blocks.ts';
import type { TextBlock } from './text-blocks.ts';

/**
 * Records of a CSV text.
 *
 * @throws {DataError} if it is no UTF-8 text, or quotes wrongly.
 */
export async function* csvRecords(
  bytes: Bytes,
  format: FormatOptions,
  place: Place,
): AsyncGenerator<RecordBatch, void, undefined> {
  const numbering = new RecordNumbering(format.header ?? true);
  let engine: CsvEngine | undefined;
  for await (const whole of textBlocks(bytes, place)) {
    const block = withoutLines(whole, format.skipLines ?? 0);
    const plain = engine === undefined ? plainLength(block, format.quote) : 0;
    if (plain > 0) yield* numbering.batches(splitLines(block, plain, format, place));
    if (plain === block.bytes.length) continue;
    engine ??= new CsvEngine(format, block, plain, place);
    yield* numbering.batches(await engine.write(block.bytes.subarray(plain)));
  }
  if (engine !== undefined) yield* numbering.batches(await engine.end());
}

/** How many bytes of the block are lines without a quotation mark. */
function plainLength({ bytes, lineEnd }: TextBlock, quote: string | false = '"'): number {
  const first = quote === false ? -1 : bytes.indexOf(quote);
  return first < 0 ? bytes.length : first === 0 ? 0 : bytes.lastIndexOf(lineEnd, first - 1) + 1;
}

/** The block below the first `count` lines of the file. */
function withoutLines(block: TextBlock, count: number): TextBlock {
  let { bytes, linesBefore } = block;
  for (; linesBefore < count && bytes.length > 0; linesBefore++) {
    const end = bytes.indexOf(block.lineEnd);
    bytes = end < 0 ? bytes.subarray(bytes.length) : bytes.subarray(end + 1);
  }
  return { ...block, bytes, linesBefore };
}
