/**
 * Publication of a run's results under a name.
 *
 * 1. The files are written into a folder of their own, `history/<run id>/`, under a temporary name, forced to disk and
 *    renamed: a cycle in the history is always whole, and stays.
 * 2. `current` is a symbolic link to that folder, exchanged by one rename. The names that people read, such as
 *    `rankings.json`, are links to `current/rankings.json`: all of them change in the same moment.
 * 3. Where the system permits no symbolic links, each file is replaced by one rename, in the order in which the caller gave
 *    them, and `current` is a text file that names the cycle, written last.
 * 4. A failure leaves results alone and puts `error.json` beside them; the next success takes it away. `health.json` is the
 *    daemon's own and stays.
 */
import { lstat, mkdir, open, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError } from '@assay/core/errors';
import {
  ensureDirectory,
  hasErrorCode,
  listNames,
  removeAbandonedTemporaries,
  sha256Hex,
  syncDirectory,
  temporaryPathFor,
  withFileLock,
  withFileName,
  writeFileAtomic,
  writeJsonAtomic,
} from '../settings/index.ts';

/** Where results of one kind under one name stand: `published/<area>/<name>`. */
export interface PublicationPlace {
  readonly workspace: string;
  /** Kind of results, such as `research`. */
  readonly area: string;
  /** Name that the configuration gives. */
  readonly name: string;
}

/** Results to publish. */
export interface Publication extends PublicationPlace {
  readonly runId: string;
  /** Content by file name. The order counts only where the system permits no symbolic links: what is read first goes last. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** False writes as on a system without symbolic links. @default true */
  readonly symbolicLinks?: boolean | undefined;
}

/** Results that are published. */
export interface PublishedResults {
  readonly runId: string;
  /** Name in the history: the run id, with `.2` and so on where the run published other bytes before. */
  readonly cycle: string;
  /** The cycle's own folder: what is read from it is of one cycle, whatever is published meanwhile. */
  readonly folder: string;
  /** File names, sorted. */
  readonly files: readonly string[];
}

/** Why a run published nothing. */
export interface PublishedError {
  readonly code: string;
  readonly step: string | null;
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly runId?: string | undefined;
}

const PLAIN_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/u;
const OWN_NAMES: readonly string[] = ['current', 'history', 'error.json', 'health.json'];
const NO_LINKS: readonly string[] = ['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** Folder of the results under a name. */
export function publishedFolder(place: PublicationPlace): string {
  const area = checkedName('area', place.area);
  return path.join(place.workspace, 'published', area, checkedName('name', place.name));
}

/**
 * Publishes a run's files: readers see the old ones or the new ones, never a mix, also if this process is killed.
 *
 * @throws {InvalidArgumentError} if a name is not plain.
 */
export async function publishResults(publication: Publication): Promise<PublishedResults> {
  const folder = publishedFolder(publication);
  const names = Object.keys(publication.files);
  for (const name of names) checkFile(name);
  checkedName('runId', publication.runId);
  const history = path.join(folder, 'history');
  await ensureDirectory(history);
  return locked(folder, async () => {
    for (const place of [folder, history]) await removeAbandonedTemporaries(place);
    const cycle = await writeCycle(history, publication);
    const linked = (publication.symbolicLinks ?? true) && (await linkFiles(folder, names));
    if (linked) await replaceLink(path.join(folder, 'current'), path.join('history', cycle));
    else await copyFiles(folder, cycle, publication.files);
    await removeOthers(folder, names);
    await rm(path.join(folder, 'error.json'), { force: true });
    await syncDirectory(folder);
    return { runId: publication.runId, cycle, folder: path.join(history, cycle), files: [...names].sort() };
  });
}

/** What an audit holds of a publication: where it goes, and the hash of each file. */
export function publicationFacts({ area, name, files }: Pick<Publication, 'area' | 'name' | 'files'>): {
  readonly area: string;
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
} {
  const sorted = Object.keys(files).sort();
  return { area, name, files: Object.fromEntries(sorted.map((file) => [file, sha256Hex(files[file] ?? '')])) };
}

/** Says beside the results, which stay, why the last attempt gave none. */
export async function publishError(place: PublicationPlace, error: PublishedError): Promise<void> {
  const folder = publishedFolder(place);
  await ensureDirectory(folder);
  await locked(folder, () => writeJsonAtomic(path.join(folder, 'error.json'), { error }));
}

/** What is published under a name now, or undefined. */
export async function readPublished(place: PublicationPlace): Promise<PublishedResults | undefined> {
  const folder = publishedFolder(place);
  const target = await currentTarget(path.join(folder, 'current'));
  if (target === undefined) return undefined;
  const cycle = path.basename(target);
  const cycleFolder = path.join(folder, 'history', cycle);
  return { runId: runIdOf(cycle), cycle, folder: cycleFolder, files: await listNames(cycleFolder) };
}

/** Every name in a workspace under which something is published, with what it is. */
export async function listPublished(workspace: string): Promise<(PublicationPlace & PublishedResults)[]> {
  const root = path.join(workspace, 'published');
  const found = [];
  for (const area of await plainNames(root)) {
    for (const name of await plainNames(path.join(root, area))) {
      const results = await readPublished({ workspace, area, name });
      if (results !== undefined) found.push({ workspace, area, name, ...results });
    }
  }
  return found;
}

async function plainNames(folder: string): Promise<string[]> {
  const names = (await listNames(folder)).filter((name) => PLAIN_NAME.test(name));
  const entries = await Promise.all(names.map((name) => lstat(path.join(folder, name))));
  return names.filter((_, index) => entries[index]?.isDirectory());
}

function locked<T>(folder: string, fn: () => Promise<T>): Promise<T> {
  return withFileLock(path.join(folder, '.publishing.lock'), fn, { what: `'${folder}'` });
}

/** Name of the cycle that holds exactly these files: one that is there, or a new one. */
async function writeCycle(history: string, publication: Publication): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const cycle = attempt === 1 ? publication.runId : `${publication.runId}.${attempt}`;
    const folder = path.join(history, cycle);
    const present = await listNames(folder);
    if (present.length === 0) {
      await writeFolder(folder, publication.files);
      return cycle;
    }
    if (await holdsExactly(folder, present, publication.files)) return cycle;
  }
}

async function writeFolder(folder: string, files: Publication['files']): Promise<void> {
  const temporary = temporaryPathFor(folder);
  await mkdir(temporary);
  try {
    for (const [name, content] of Object.entries(files)) {
      const handle = await open(path.join(temporary, name), 'wx');
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    await syncDirectory(temporary);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw withFileName(folder, error);
  }
  await syncDirectory(path.dirname(folder));
}

async function holdsExactly(folder: string, present: readonly string[], files: Publication['files']): Promise<boolean> {
  const names = Object.keys(files).sort();
  if (names.join('\n') !== present.join('\n')) return false;
  for (const name of names) {
    const wanted = Buffer.from(files[name] ?? '');
    if (!wanted.equals(await readFile(path.join(folder, name)))) return false;
  }
  return true;
}

/** Makes the names people read; false where the system permits no symbolic links. */
async function linkFiles(folder: string, names: readonly string[]): Promise<boolean> {
  try {
    for (const name of names) await replaceLink(path.join(folder, name), path.join('current', name));
    return true;
  } catch (error) {
    if (hasErrorCode(error, ...NO_LINKS)) return false;
    throw error;
  }
}

async function replaceLink(link: string, target: string): Promise<void> {
  if ((await linkTarget(link)) === target) return;
  const temporary = temporaryPathFor(link);
  await symlink(target, temporary);
  await rename(temporary, link);
  await syncDirectory(path.dirname(link));
}

async function copyFiles(folder: string, cycle: string, files: Publication['files']): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFileAtomic(path.join(folder, name), content);
  await writeFileAtomic(path.join(folder, 'current'), `history/${cycle}\n`);
}

/** Removes names that the present cycle does not hold. */
async function removeOthers(folder: string, names: readonly string[]): Promise<void> {
  for (const name of await listNames(folder)) {
    const isOurs = OWN_NAMES.includes(name) || names.includes(name) || name.startsWith('.');
    if (!isOurs) await rm(path.join(folder, name), { force: true });
  }
}

async function currentTarget(current: string): Promise<string | undefined> {
  const target = await linkTarget(current);
  if (target !== undefined) return target;
  try {
    return (await readFile(current, 'utf8')).trim();
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function linkTarget(link: string): Promise<string | undefined> {
  try {
    return await readlink(link);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'EINVAL', 'UNKNOWN')) return undefined;
    throw error;
  }
}

function runIdOf(cycle: string): string {
  return cycle.split('.')[0] ?? cycle;
}

function checkFile(name: string): void {
  checkedName('file', name);
  if (OWN_NAMES.includes(name)) throw new InvalidArgumentError('file', `none of ${OWN_NAMES.join(', ')}`, name);
}

function checkedName(parameter: string, name: string): string {
  if (PLAIN_NAME.test(name)) return name;
  throw new InvalidArgumentError(
    parameter,
    'at most 100 lower-case letters, digits, dots, dashes or underscores, starting with a letter or digit',
    name,
  );
}
