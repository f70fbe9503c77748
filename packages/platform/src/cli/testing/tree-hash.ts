import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** A hash over names and contents of everything below a folder; the same for a folder that is not there. */
export function treeHash(folder: string): string {
  const hash = createHash('sha256');
  for (const name of namesBelow(folder)) {
    const file = path.join(folder, name);
    const entry = lstatSync(file);
    const content = entry.isSymbolicLink() ? readlinkSync(file) : entry.isDirectory() ? 'folder' : readFileSync(file);
    hash.update(`${name}\0`).update(content).update('\0');
  }
  return hash.digest('hex');
}

function namesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  } catch {
    return [];
  }
}
