import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';

/** A tar archive of these entries. */
export async function tarBytes(
  entries: readonly (Partial<Header> & { name: string; data?: string | Buffer })[],
): Promise<Buffer> {
  const archive = pack();
  for (const { data, ...header } of entries) archive.entry({ mtime: new Date(0), ...header }, Buffer.from(data ?? ''));
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
