import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of a run where `reference` is the path of one; undefined where it is an id. */
export function runFolderAt(reference: string, cwd: string): string | undefined {
  const folder = path.resolve(cwd, reference);
  return existsSync(path.join(folder, 'run.json')) ? folder : undefined;
}
