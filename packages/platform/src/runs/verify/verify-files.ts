import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { sha256File } from '../../settings/index.ts';
import type { FileHashes } from '../known-files.ts';
import type { VerificationProblem } from './problems.ts';

/** Files that were hashed. */
export interface FileFindings {
  readonly files: number;
  readonly bytes: number;
  readonly problems: readonly VerificationProblem[];
}

/** Folders of a run that may be empty. */
const OWN_FOLDERS: readonly string[] = ['inputs', 'steps', 'artefacts'];

/**
 * Compares every file below a folder with the hash that it should have.
 *
 * @param expected - files that must be there, by path with forward slashes.
 * @param apart - files that are verified elsewhere.
 */
export async function verifyFiles(
  folder: string,
  expected: FileHashes,
  apart: readonly string[],
): Promise<FileFindings> {
  const found = await placesBelow(folder, '');
  const present = new Map(found.map((place) => [place.name, place]));
  const problems: VerificationProblem[] = [];
  let [files, bytes] = [0, 0];
  for (const name of [...expected.keys()].sort()) {
    const hash = expected.get(name) as string;
    const place = present.get(name);
    if (place?.kind !== 'file') {
      problems.push(missing(name, hash, place));
      continue;
    }
    const actual = await sha256File(path.join(folder, ...name.split('/')));
    files++;
    bytes += place.bytes;
    if (actual !== hash)
      problems.push({ where: name, what: 'was changed', expected: `sha-256 ${hash}`, found: `sha-256 ${actual}` });
  }
  const parents = foldersOf([...expected.keys(), ...apart]);
  for (const { name, kind } of found) {
    const isKnown = kind === 'folder' ? parents.has(name) : expected.has(name) || apart.includes(name);
    if (!isKnown) problems.push({ where: name, what: 'does not belong to the run', expected: 'nothing', found: kind });
  }
  return { files, bytes, problems };
}

interface Place {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'symbolic link' | 'something else';
  readonly bytes: number;
}

function missing(name: string, hash: string, place: Place | undefined): VerificationProblem {
  const expected = `a file of sha-256 ${hash}`;
  if (place === undefined) return { where: name, what: 'is missing', expected, found: 'nothing' };
  return { where: name, what: 'was exchanged', expected, found: `a ${place.kind}` };
}

function foldersOf(names: readonly string[]): ReadonlySet<string> {
  const folders = new Set(OWN_FOLDERS);
  for (const name of names) {
    const parts = name.split('/').slice(0, -1);
    parts.forEach((_, index) => folders.add(parts.slice(0, index + 1).join('/')));
  }
  return folders;
}

async function placesBelow(folder: string, prefix: string): Promise<readonly Place[]> {
  const places: Place[] = [];
  const names = (await readdir(path.join(folder, ...prefix.split('/')))).sort();
  for (const entry of names) {
    const name = prefix === '' ? entry : `${prefix}/${entry}`;
    const stats = await lstat(path.join(folder, ...name.split('/')));
    const kind = kindOf(stats);
    places.push({ name, kind, bytes: stats.size });
    if (kind === 'folder') places.push(...(await placesBelow(folder, name)));
  }
  return places;
}

function kindOf(stats: Awaited<ReturnType<typeof lstat>>): Place['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'symbolic link' : 'something else';
}
