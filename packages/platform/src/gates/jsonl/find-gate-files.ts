import { statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { hasErrorCode } from '../../settings/index.ts';

/** A file of gates. */
export interface GateFile {
  readonly file: string;
  /** What messages call it: relative to the folder that was named. */
  readonly name: string;
  /** The one instrument that its gates may be of. @default any */
  readonly instrument?: string;
}

const GATE_FILE = /\.(?:jsonl|ndjson)(?:\.gz)?$/iu;

/**
 * The files of gates at a place: the file itself, or every `.jsonl` and `.ndjson` below the folder, `.gz` too, by name.
 *
 * @throws {NotFoundError} if there is nothing at the place, or the folder has no such file; says what it has.
 * @throws {PlatformError} USAGE if the place is neither a file nor a folder.
 */
export async function findGateFiles(place: string): Promise<readonly GateFile[]> {
  const entry = await stat(place).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  if (entry === undefined) throw new NotFoundError('file or folder of gates', place, { hint: PATTERN_HINT });
  if (!entry.isDirectory() && !entry.isFile())
    throw new PlatformError('USAGE', `${place} is neither a file nor a folder`, {
      hint: 'Nothing is known of how much a pipe or a device will say: write its lines into a file first.',
    });
  if (entry.isFile()) return [{ file: place, name: path.basename(place) }];
  const names = (await readdir(place, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile() || (one.isSymbolicLink() && leadsToFile(path.join(one.parentPath, one.name))))
    .map((one) => path.relative(place, path.join(one.parentPath, one.name)))
    .filter((name) => !name.split(path.sep).some((part) => part.startsWith('.')))
    .sort();
  const files = names.filter((name) => GATE_FILE.test(name)).map((name) => ({ file: path.join(place, name), name }));
  if (files.length > 0) return files;
  const has =
    names.length === 0 ? 'It is empty.' : `It has ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}.`;
  throw new NotFoundError('file *.jsonl, *.ndjson, *.jsonl.gz or *.ndjson.gz in the folder', place, { hint: has });
}

function leadsToFile(link: string): boolean {
  return statSync(link, { throwIfNoEntry: false })?.isFile() === true;
}

const PATTERN_HINT =
  'Name a file of gates, one JSON object a line, or a folder with files *.jsonl, *.ndjson or these as .gz.';
