/** Folders for a moment, in the system's temporary folder: what killed processes left there is taken away by the next one. */
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeAbandonedTemporaries, temporaryPathFor } from './files.ts';

/**
 * Lends a new, empty folder to `use` and removes it afterwards, whatever comes of it.
 *
 * @param what - what it is for, in a word, as its name says.
 */
export async function withScratchFolder<Result>(
  what: string,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await scratchPathFor(what);
  await mkdir(folder, { mode: 0o700 });
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A place for a folder that another library makes and removes; nothing is there yet. */
export async function scratchPathFor(what: string): Promise<string> {
  // The folder is shared with other users, whose leftovers are theirs to remove.
  const own = `assay-${process.getuid?.() ?? 'own'}`;
  await removeAbandonedTemporaries(tmpdir(), { beginningWith: `.${own}-` });
  return temporaryPathFor(path.join(tmpdir(), `${own}-${what}`));
}
