/** What a file or member is, by its first bytes. */
export type ContentKind = 'gzip' | 'zip' | 'tar' | 'parquet' | 'json' | 'csv';

/** Something that is recognised and not read. */
export interface ForeignContent {
  readonly what: string;
  readonly hint: string;
}

/** Bytes that `recognise` wants to see. */
export const RECOGNISED_BYTES = 512;

const UNPACK = 'Unpack it, or pack it as gzip or zip.';
const TO_CSV = 'Save it as CSV or Parquet.';
const NO_TABLE = 'Was the download refused? Open it in an editor or a browser.';
const MARKS: readonly (readonly [mark: string, what: string, hint: string])[] = [
  ['\xff\xfe', 'UTF-16 text', 'Save it as UTF-8.'],
  ['\xfe\xff', 'UTF-16 text', 'Save it as UTF-8.'],
  ['BZh', 'packed with bzip2', UNPACK],
  ['\xfd7zXZ\0', 'packed with xz', UNPACK],
  ['\x28\xb5\x2f\xfd', 'packed with zstd', UNPACK],
  ['\x04\x22\x4d\x18', 'packed with lz4', UNPACK],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive', UNPACK],
  ['Rar!\x1a\x07', 'a RAR archive', UNPACK],
  ['\xd0\xcf\x11\xe0', 'an Excel workbook', TO_CSV],
  ['ARROW1', 'an Arrow file', TO_CSV],
  ['FEA1', 'a Feather file', TO_CSV],
  ['\x89HDF', 'an HDF5 file', TO_CSV],
  ['ORC', 'an ORC file', TO_CSV],
  ['Obj\x01', 'an Avro file', TO_CSV],
  ['SQLite format 3', 'a SQLite database', TO_CSV],
  ['%PDF', 'a PDF document', TO_CSV],
  ['\x89PNG', 'a picture', 'Name the data files only.'],
];

/** What begins with `head`, the first `RECOGNISED_BYTES` bytes or all there are. */
export function recognise(head: Buffer): ContentKind | ForeignContent {
  const text = head.toString('latin1', 0, RECOGNISED_BYTES);
  if (text.startsWith('\x1f\x8b')) return 'gzip';
  if (/^PK(?:\x03\x04|\x05\x06|\x07\x08)/u.test(text)) return 'zip';
  if (text.startsWith('PAR1')) return 'parquet';
  if (isTarHeader(head)) return 'tar';
  const mark = MARKS.find(([bytes]) => text.startsWith(bytes) && !isWord(text, bytes));
  if (mark !== undefined) return { what: mark[1], hint: mark[2] };
  const start = text.replace(/^\xef\xbb\xbf/u, '').trimStart();
  if (/^<(?:!doctype|html)/iu.test(start)) return { what: 'a web page', hint: NO_TABLE };
  if (/^<\?xml/iu.test(start)) return { what: 'an XML file', hint: TO_CSV };
  if (text.includes('\0'))
    return { what: 'no text file', hint: 'Import CSV, JSON or Parquet; text must be UTF-8, not UTF-16.' };
  return /^[[{]/u.test(start) ? 'json' : 'csv';
}

/** True if marks of plain letters begin a longer text, as a column `ORCL`. */
function isWord(text: string, mark: string): boolean {
  return /^[A-Za-z0-9]+$/u.test(mark) && !/[\0-\x08\x0e-\x1f\x80-\xff]/u.test(text);
}

/** True for a tar header of any age: the sum of its bytes stands in it. */
function isTarHeader(head: Buffer): boolean {
  if (head.length < 512) return false;
  const stated = Number.parseInt(head.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8);
  let sum = 0;
  for (let index = 0; index < 512; index++) sum += index >= 148 && index < 156 ? 32 : (head[index] as number);
  return stated === sum && head[0] !== 0;
}
