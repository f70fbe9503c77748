/** Compares the bytes of a run with those of its replay, file by file. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode, strictJson } from '../../settings/index.ts';
import { firstDifference } from './first-difference.ts';
import type { FirstDifference } from './first-difference.ts';

/** A file of the run and how the replay's copy of it is. */
export interface ReplayedFile {
  /** Below the run's folder; `published/…` for what it published. */
  readonly name: string;
  readonly equal: boolean;
}

/** A file that the replay did not reproduce. */
export interface ReplayDifference extends Partial<FirstDifference> {
  readonly file: string;
  readonly what: 'differs' | 'was not made again' | 'was made by the replay only';
}

/** Two folders that should hold the same. */
export interface ComparedFolders {
  readonly recorded: string;
  readonly replayed: string;
  /** Put before the names. @default '' */
  readonly prefix?: string;
  /** Files that say when and how a run was made. */
  readonly apart: readonly string[];
  /** What was added to the run after its end. @default nothing */
  readonly apartBelow?: string | undefined;
  /** Take the moment of the publication out of JSON files. @default false */
  readonly withoutMoment?: boolean;
}

/** Compares every file of two folders. */
export async function compareReplay({
  recorded,
  replayed,
  prefix = '',
  apart,
  apartBelow,
  withoutMoment = false,
}: ComparedFolders): Promise<{
  readonly files: readonly ReplayedFile[];
  readonly differences: readonly ReplayDifference[];
}> {
  const [was, is] = [await filesBelow(recorded), await filesBelow(replayed)];
  const names = [...new Set([...was, ...is])]
    .filter((name) => !apart.includes(name) && !(apartBelow !== undefined && name.startsWith(apartBelow)))
    .sort();
  const files: ReplayedFile[] = [];
  const differences: ReplayDifference[] = [];
  for (const name of names) {
    const [one, other] = await Promise.all(
      [recorded, replayed].map((folder) => contentOf(folder, name, withoutMoment)),
    );
    const found = differenceOf(name, one, other);
    if (one !== undefined) files.push({ name: prefix + name, equal: found === undefined });
    if (found !== undefined) differences.push({ ...found, file: prefix + name });
  }
  return { files, differences };
}

function differenceOf(
  name: string,
  one: Buffer | undefined,
  other: Buffer | undefined,
): Omit<ReplayDifference, 'file'> | undefined {
  if (one === undefined) return { what: 'was made by the replay only' };
  if (other === undefined) return { what: 'was not made again' };
  return one.equals(other) ? undefined : { what: 'differs', ...firstDifference(name, one, other) };
}

async function contentOf(folder: string, name: string, withoutMoment: boolean): Promise<Buffer | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path.join(folder, ...name.split('/')));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  if (!withoutMoment || !name.endsWith('.json')) return bytes;
  const value = JSON.parse(bytes.toString('utf8')) as object;
  const lasting = Object.entries(value).filter(([name]) => name !== 'generatedAt');
  return Buffer.from(strictJson(Object.fromEntries(lasting), { indent: 2 }));
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).map((name) => name.split(path.sep).join('/'));
  const kinds = await Promise.all(names.map((name) => lstat(path.join(folder, ...name.split('/')))));
  return names.filter((_, index) => !(kinds[index]?.isDirectory() ?? true));
}
