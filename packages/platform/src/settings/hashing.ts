import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Sha-256 of bytes, or of a text's UTF-8 bytes, as 64 hex characters. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Sha-256 of a file's content as 64 hex characters; reads it as a stream, so its size does not matter. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
