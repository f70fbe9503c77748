import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from './context.ts';

const NAMES = ['assay', 'assay.cmd'];
const ENTRY = new URL('../../bin/assay.js', import.meta.url);

/**
 * What the user types to call this program again from where they are: `assay` where it is installed, `npx assay` inside a
 * project that has it, else Node with the path of the program.
 *
 * npm and npx put the project's own programs first on the path of what they start; the user's shell does not have them.
 */
export function typedCommand({ cwd, env }: Pick<Surroundings, 'cwd' | 'env'>): string {
  const searched = env['PATH'] ?? env['Path'];
  if (searched === undefined) return 'assay';
  const own = path.join('node_modules', '.bin');
  const installed = searched.split(path.delimiter).filter((folder) => !path.normalize(folder).includes(own));
  if (installed.some(holdsProgram)) return 'assay';
  if (foldersAbove(cwd).some((folder) => holdsProgram(path.join(folder, own)))) return 'npx assay';
  return `node ${shellWord(fileURLToPath(ENTRY))}`;
}

/** A word as a shell reads it back. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function holdsProgram(folder: string): boolean {
  return folder !== '' && NAMES.some((name) => existsSync(path.join(folder, name)));
}

function foldersAbove(folder: string): readonly string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}
