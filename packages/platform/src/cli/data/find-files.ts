import { glob, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { hasErrorCode } from '../../settings/index.ts';

/** Files to import. */
export interface FoundFiles {
  /** Absolute paths, each once. */
  readonly files: readonly string[];
  /** Files of the folders that were named whose endings are not those of data; relative to their folder. */
  readonly leftOut: readonly string[];
}

const DATA_FILE = /\.(?:csv|tsv|txt|json|parquet|gz|zip|tar|tgz)$/iu;
const PATTERN = /[*?[{]/u;

/**
 * The files that a command line names: files as they are, of folders every file below with the ending of data, and of a
 * pattern that no shell has resolved every match.
 *
 * @throws {NotFoundError} if a path does not exist, or a pattern or folder gives nothing.
 * @throws {PlatformError} USAGE if a file is named twice.
 */
export async function findFiles(given: readonly string[], cwd: string): Promise<FoundFiles> {
  const files: string[] = [];
  const leftOut: string[] = [];
  for (const name of given) {
    const found = await filesAt(name, cwd);
    files.push(...found.files);
    leftOut.push(...found.leftOut);
  }
  await checkOnce(files);
  return { files, leftOut };
}

async function filesAt(name: string, cwd: string): Promise<FoundFiles> {
  const place = path.resolve(cwd, name);
  const kind = await kindOf(place);
  if (kind === 'folder') return filesBelow(place, name);
  if (kind === 'file') return { files: [place], leftOut: [] };
  const matches = PATTERN.test(name) ? await matching(name, cwd) : [];
  if (matches.length > 0) return { files: matches, leftOut: [] };
  throw new NotFoundError('file', name, { hint: `Looked for it from '${cwd}'. Name files, folders or patterns.` });
}

async function kindOf(place: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(place)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function matching(pattern: string, cwd: string): Promise<readonly string[]> {
  const matches: string[] = [];
  for await (const match of glob(pattern.replaceAll('\\', '/'), { cwd })) {
    const place = path.resolve(cwd, match);
    if ((await kindOf(place)) === 'file') matches.push(place);
  }
  return matches.sort();
}

async function filesBelow(folder: string, name: string): Promise<FoundFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(path.sep).some((part) => part.startsWith('.')))
    .sort();
  const files = names.filter((file) => DATA_FILE.test(file)).map((file) => path.join(folder, file));
  if (files.length === 0) {
    throw new NotFoundError('file of data in the folder', name, {
      hint: 'Of a folder .csv, .tsv, .txt, .json, .parquet, .gz, .zip, .tar and .tgz are read; name others one by one.',
    });
  }
  return { files, leftOut: names.filter((file) => !DATA_FILE.test(file)) };
}

async function checkOnce(files: readonly string[]): Promise<void> {
  const known = new Set<string>();
  for (const file of files) {
    const actual = await realpath(file);
    if (known.has(actual)) {
      throw new PlatformError('USAGE', `'${file}' was named twice`, {
        hint: 'Name each file once; a folder stands for all files below it.',
      });
    }
    known.add(actual);
  }
}
