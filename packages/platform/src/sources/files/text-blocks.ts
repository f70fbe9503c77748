import { isAscii, isUtf8 } from 'node:buffer';
import { peekBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { dataFault } from './fault.ts';
import type { Place } from './fault.ts';

/** Longest line, and longest record; beyond it the file is no table or a quotation mark was never closed. */
export const MAX_RECORD_BYTES: number = 1 << 20;

/** Text without a line feed this long has other line ends. */
const DECIDING_BYTES = 1 << 16;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Complete lines of text, the last with or without its end. */
export interface TextBlock {
  readonly bytes: Buffer;
  readonly isAscii: boolean;
  /** Character that ends a line: a line feed, or a carriage return where the file has no line feed. */
  readonly lineEnd: '\n' | '\r';
  /** Lines above the first of this block. */
  readonly linesBefore: number;
}

/**
 * UTF-8 text cut into blocks at line ends, without a mark of byte order.
 *
 * @throws {DataError} for zero bytes, bytes that are no UTF-8, and lines without an end.
 */
export async function* textBlocks(bytes: Bytes, place: Place): AsyncGenerator<TextBlock, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let end = 0;
  let linesBefore = 0;
  for await (const chunk of withoutMark(bytes)) {
    const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (end === 0) end = lineEndOf(text, false);
    const length = end === 0 ? 0 : text.lastIndexOf(end) + 1;
    if (text.length - length > MAX_RECORD_BYTES) throw tooLong(place, linesBefore + 1);
    rest = text.subarray(length);
    if (length === 0) continue;
    const block = checked(text.subarray(0, length), end, linesBefore, place);
    yield block;
    linesBefore += countOf(block.bytes, end);
  }
  if (rest.length > 0) yield checked(rest, end === 0 ? lineEndOf(rest, true) : end, linesBefore, place);
}

/** How often `byte` stands in `bytes`. */
export function countOf(bytes: Buffer, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}

/** The complaint about a line without an end. */
export function tooLong(place: Place, line: number): Error {
  const hint = 'Check that it is a table of text, and that every quotation mark is closed.';
  return dataFault(place, `has a record of more than ${MAX_RECORD_BYTES} bytes at line ${line}`, hint);
}

function checked(bytes: Buffer, end: number, linesBefore: number, place: Place): TextBlock {
  const isPlain = isAscii(bytes);
  if (!isPlain && !isUtf8(bytes)) {
    const line = linesBefore + firstBadLine(bytes, end);
    throw dataFault(place, `is not UTF-8 text at line ${line}`, 'Save it as UTF-8.');
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    const line = linesBefore + 1 + countOf(bytes.subarray(0, zero), end);
    throw dataFault(
      place,
      `is not text: line ${line} holds a zero byte`,
      'Save it as UTF-8 text; the file may be UTF-16 or damaged.',
    );
  }
  return { bytes, isAscii: isPlain, lineEnd: end === CARRIAGE_RETURN ? '\r' : '\n', linesBefore };
}

function firstBadLine(bytes: Buffer, end: number): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const next = bytes.indexOf(end, start);
    const stop = next < 0 ? bytes.length : next + 1;
    if (!isUtf8(bytes.subarray(start, stop))) return line;
    start = stop;
  }
  return line;
}

/** Zero while it cannot be told: a return may be half a line end, or stray in a line. */
function lineEndOf(text: Buffer, isWhole: boolean): number {
  if (text.includes(LINE_FEED)) return LINE_FEED;
  return (isWhole || text.length >= DECIDING_BYTES) && text.includes(CARRIAGE_RETURN) ? CARRIAGE_RETURN : 0;
}

async function* withoutMark(marked: Bytes): Bytes {
  const { head, bytes } = await peekBytes(marked, 3);
  let marks = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  for await (const chunk of bytes) {
    yield chunk.subarray(marks);
    marks = 0;
  }
}
