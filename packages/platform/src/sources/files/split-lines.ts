import type { Place } from './fault.ts';
import type { FormatOptions } from './record-sink.ts';
import { MAX_RECORD_BYTES, tooLong } from './text-blocks.ts';
import type { TextBlock } from './text-blocks.ts';

/** Records of the first `length` bytes of `block`, which are lines without a quotation mark; no line at all is one empty field. */
export function splitLines(block: TextBlock, length: number, format: FormatOptions, place: Place): string[][] {
  const text = block.bytes.toString(block.isAscii ? 'latin1' : 'utf8', 0, length);
  const { separator = ',', comment } = format;
  const records: string[][] = [];
  for (let start = 0, line = 1; start < text.length; line++) {
    let end = text.indexOf(block.lineEnd, start);
    const isOpen = end < 0;
    if (isOpen) end = text.length;
    if (end - start > MAX_RECORD_BYTES) throw tooLong(place, block.linesBefore + line);
    const fields = text.slice(start, end).split(separator);
    for (let index = 0; index < fields.length; index++) fields[index] = (fields[index] as string).trim();
    const first = fields[0] as string;
    const isNone =
      (comment !== undefined && first.startsWith(comment)) || (isOpen && fields.length === 1 && first === '');
    if (!isNone) records.push(fields);
    start = end + 1;
  }
  return records;
}
