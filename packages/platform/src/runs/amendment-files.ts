/**
 * Files that were added to a finished run: `amendments/`. The audit line of the event that added them holds their hashes; a file
 * without such a line was left by a process that was killed, and counts for nothing.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '@assay/core/errors';
import { ensureDirectory, hasErrorCode, sha256Hex, writeFileAtomic } from '../settings/index.ts';
import { readAmendments } from './amend-run.ts';
import type { Amendment } from './amend-run.ts';
import type { AuditEntry } from './audit.ts';
import { runPaths } from './run-paths.ts';

/** Events that come with files, and what those are published as: the latest of each kind. */
const PUBLISHED_AS: Readonly<Partial<Record<Amendment, string>>> = {
  'lockbox-judged': 'lockbox',
  'forward-judged': 'forward',
};

/** Files of one event, by their name in the folder, with the hash of each. */
export type AmendedFiles = Readonly<Record<string, string>>;

/** Writes the files of an event that is about to be added; gives the hashes that its line has to hold. */
export async function writeAmendment(
  workspace: string,
  runId: string,
  files: Readonly<Record<string, string>>,
): Promise<AmendedFiles> {
  const folder = runPaths(workspace, runId).amendments;
  await ensureDirectory(folder);
  for (const [name, text] of Object.entries(files)) await writeFileAtomic(path.join(folder, name), text);
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256Hex(text)]));
}

/**
 * The files of one event by name.
 *
 * @throws {DataError} if one is missing or not as it was written.
 */
export async function readAmended(
  workspace: string,
  runId: string,
  entry: AuditEntry,
): Promise<Readonly<Record<string, string>>> {
  const { amendments } = runPaths(workspace, runId);
  const texts: Record<string, string> = {};
  for (const [name, hash] of Object.entries(filesOf(entry))) {
    const file = path.join(amendments, name);
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    if (text !== undefined && sha256Hex(text) === hash) texts[name] = text;
    else throw damaged(file, text === undefined ? 'is missing' : 'is not as it was written', entry);
  }
  return texts;
}

/** What was added last of each kind, by the name under which it is published: `forward.json`, `lockbox.html`. */
export async function amendmentFiles(workspace: string, runId: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const [event, published] of Object.entries(PUBLISHED_AS)) {
    const last = (await readAmendments(workspace, runId, event as Amendment)).at(-1);
    if (last === undefined) continue;
    const texts = await readAmended(workspace, runId, last);
    for (const [name, text] of Object.entries(texts)) files[`${published}${path.extname(name)}`] = text;
  }
  return files;
}

function filesOf({ files }: AuditEntry): AmendedFiles {
  return typeof files === 'object' && files !== null && !Array.isArray(files) ? (files as AmendedFiles) : {};
}

function damaged(file: string, how: string, { event, seq }: AuditEntry): DataError {
  return new DataError(`'${file}' ${how}; line ${seq + 1} of the audit ('${event}') holds its hash`, {
    context: { file },
    hint: 'Judge it again with `assay verdict forward RUN`: from the same bars the same file is written again.',
  });
}
