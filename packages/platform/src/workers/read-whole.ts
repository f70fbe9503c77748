import { readSync } from 'node:fs';

/** Fills a buffer with the first bytes of an open file; returns it. */
export function readWhole<Buffer extends ArrayBuffer | SharedArrayBuffer>(file: number, buffer: Buffer): Buffer {
  const bytes = new Uint8Array(buffer);
  let read = 0;
  while (read < bytes.length) {
    const count = readSync(file, bytes, read, bytes.length - read, read);
    if (count === 0) break;
    read += count;
  }
  return buffer;
}
