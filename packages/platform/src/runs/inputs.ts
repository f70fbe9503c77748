import { chmod, copyFile, link, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '@assay/core/errors';
import {
  ensureDirectory,
  hasErrorCode,
  produceFileAtomic,
  readJsonFile,
  sha256File,
  sha256Hex,
  writeJsonAtomic,
} from '../settings/index.ts';
import { checkedFileName } from './run-paths.ts';
import { damagedRun } from './damage.ts';
import type { RunPaths } from './run-paths.ts';

/** A file that a run reads. */
export interface RunInput {
  readonly source: string;
  /** Its name below `inputs/`, with forward slashes. */
  readonly name: string;
  /**
   * True where the file will never be changed in place, as the objects of the lakehouse: it is hard-linked (copied where that
   * is not possible) and made read-only. A file that its owner may edit is always copied, and left as it is.
   */
  readonly immutable: boolean;
  /** Its hash where the caller knows it; else it is computed. */
  readonly sha256?: string | undefined;
}

/** An input that a run holds. */
export interface KeptInput {
  readonly sha256: string;
  readonly bytes: number;
}

/** Inputs of a run by name. */
export type KeptInputs = Readonly<Record<string, KeptInput>>;

const READ_ONLY = 0o444;

/** An input in its place. */
export interface PlacedInput extends KeptInput {
  readonly name: string;
  readonly file: string;
  /** It had been kept before, but its file was gone and was taken from its source again. */
  readonly restored: boolean;
}

/**
 * Puts inputs into a run's folder and notes their hashes; one that is there already must be the same.
 *
 * @returns the inputs that were given, in their order, each with its place in the run's folder.
 * @throws {DataError} if another content has the name.
 */
export async function keepInputs(paths: RunPaths, inputs: readonly RunInput[]): Promise<readonly PlacedInput[]> {
  const list: Record<string, KeptInput> = { ...(await readInputs(paths)) };
  const kept: PlacedInput[] = [];
  for (const input of inputs) {
    const name = checkedFileName('name', input.name);
    const file = path.join(paths.inputs, name);
    const restored = list[name] !== undefined && !(await isThere(file));
    await keepFile(input, file);
    const sha256 = input.sha256 ?? (await sha256File(file));
    const entry = { sha256, bytes: (await stat(file)).size };
    list[name] = entry;
    kept.push({ ...entry, name, file, restored });
  }
  if (inputs.length > 0) await writeList(paths, list);
  return kept;
}

/** A text that a run goes by, and what to do where another one has the name. */
export interface TextInput {
  readonly name: string;
  readonly text: string;
  /** `first`: the one that is there stays. `last`: it is replaced. */
  readonly keep: 'first' | 'last';
}

/**
 * Puts a text into a run's folder as an input.
 *
 * @returns the text that the run goes by, which is the one of before with `keep: 'first'`.
 * @throws {DataError} if that one is not as it was kept.
 */
export async function keepText(
  paths: RunPaths,
  { name, text, keep }: TextInput,
): Promise<PlacedInput & { readonly text: string }> {
  const file = path.join(paths.inputs, checkedFileName('name', name));
  const list = { ...(await readInputs(paths)) };
  const present = await readIfThere(file);
  const isKept = present !== undefined && keep === 'first';
  if (isKept && (list[name]?.sha256 ?? sha256Hex(present)) !== sha256Hex(present))
    throw damagedRun(paths, `'${file}' is not as it was written`);
  const chosen = isKept ? present : text;
  if (chosen !== present) {
    await produceFileAtomic(file, (temporary) => writeFile(temporary, chosen));
    await chmod(file, READ_ONLY);
  }
  const entry = { sha256: sha256Hex(chosen), bytes: Buffer.byteLength(chosen) };
  await writeList(paths, { ...list, [name]: entry });
  return { ...entry, name, file, text: chosen, restored: false };
}

async function writeList(paths: RunPaths, list: KeptInputs): Promise<void> {
  const sorted = Object.keys(list)
    .sort()
    .map((name) => [name, list[name]] as const);
  await writeJsonAtomic(paths.inputList, Object.fromEntries(sorted));
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The inputs that a run holds; none where it holds none. */
export async function readInputs(paths: RunPaths): Promise<KeptInputs> {
  try {
    const value = await readJsonFile(paths.inputList);
    if (typeof value === 'object' && value !== null) return value as KeptInputs;
  } catch (error) {
    if (hasErrorCode(error, 'NOT_FOUND')) return {};
    if (hasErrorCode(error, 'DATA_INVALID')) throw damagedRun(paths, `'${paths.inputList}' is not valid JSON`, error);
    throw error;
  }
  throw damagedRun(paths, `'${paths.inputList}' is not as it was written`);
}

async function keepFile(input: RunInput, file: string): Promise<void> {
  await ensureDirectory(path.dirname(file));
  if (await isThere(file)) return checkSame(input, file);
  if (!input.immutable || !(await linked(input.source, file))) {
    await produceFileAtomic(file, (temporary) => copyFile(input.source, temporary));
  }
  await chmod(file, READ_ONLY);
}

async function linked(source: string, file: string): Promise<boolean> {
  try {
    await link(source, file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) return false;
    throw error;
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function checkSame(input: RunInput, file: string): Promise<void> {
  const expected = input.sha256 ?? (await sha256File(input.source));
  if ((await sha256File(file)) === expected) return;
  throw new DataError(`input '${file}' of the run holds other content than '${input.source}'`, {
    context: { file, source: input.source },
    hint: `One of the two was changed. Restore it from a backup; or remove '${file}', and it is kept anew.`,
  });
}
