/** Whether what a run has published is what its audit holds the hashes of. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode, listNames, sha256Hex } from '../../settings/index.ts';
import { publishedFolder, readPublished } from '../publish.ts';
import type { PublicationPlace } from '../publish.ts';
import type { VerificationProblem } from './problems.ts';
import type { AuditFindings, RecordedPublication } from './verify-audit.ts';

/** Published copies that were hashed. */
export interface PublishedFindings {
  readonly files: number;
  readonly problems: readonly VerificationProblem[];
}

/** Verifies every published cycle of a run, and the names under which the current one is read. */
export async function verifyPublished(
  workspace: string,
  runId: string,
  { publications, ends }: Pick<AuditFindings, 'publications' | 'ends'>,
): Promise<PublishedFindings> {
  const places = new Map(publications.map(({ area, name }) => [`${area}/${name}`, { workspace, area, name }]));
  const problems: VerificationProblem[] = [];
  let files = 0;
  for (const [label, place] of places) {
    const recorded = publications.filter(({ area, name }) => area === place.area && name === place.name);
    const history = path.join(publishedFolder(place), 'history');
    const cycles = (await listNames(history)).filter((name) => name === runId || name.startsWith(`${runId}.`));
    const there: Hashes[] = [];
    for (const cycle of cycles) {
      const hashes = await hashesIn(path.join(history, cycle));
      there.push(hashes);
      files += hashes.size;
      problems.push(...cycleProblems(`published/${label}/history/${cycle}`, hashes, recorded));
      problems.push(...(await headProblems(`published/${label}/history/${cycle}`, path.join(history, cycle), ends)));
    }
    problems.push(...lostProblems(label, there, recorded));
    problems.push(...(await currentProblems(place, runId)));
  }
  return { files, problems };
}

type Hashes = ReadonlyMap<string, string>;

async function hashesIn(folder: string): Promise<Hashes> {
  const hashes = new Map<string, string>();
  for (const name of await listNames(folder)) hashes.set(name, (await hashOf(path.join(folder, name))) ?? 'no file');
  return hashes;
}

/** Hash of a file's content; undefined where there is no such file. */
async function hashOf(file: string): Promise<string | undefined> {
  try {
    return sha256Hex(await readFile(file));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'EISDIR', 'ELOOP', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function cycleProblems(
  where: string,
  found: Hashes,
  recorded: readonly RecordedPublication[],
): readonly VerificationProblem[] {
  const compared = recorded.map(({ files }) => differences(where, found, files));
  const nearest = compared.toSorted((one, other) => one.length - other.length)[0];
  return nearest ?? [];
}

function differences(
  where: string,
  found: Hashes,
  files: RecordedPublication['files'],
): readonly VerificationProblem[] {
  const names = [...new Set([...Object.keys(files), ...found.keys()])].sort();
  return names.flatMap((name): VerificationProblem[] => {
    const [expected, actual] = [files[name], found.get(name)];
    if (expected === actual) return [];
    const place = `${where}/${name}`;
    if (expected === undefined)
      return [{ where: place, what: 'was not published by the run', expected: 'nothing', found: 'a file' }];
    if (actual === undefined)
      return [{ where: place, what: 'is missing', expected: `a file of sha-256 ${expected}`, found: 'nothing' }];
    return [{ where: place, what: 'was changed', expected: `sha-256 ${expected}`, found: `sha-256 ${actual}` }];
  });
}

/** What the run published last must be there. */
function lostProblems(
  label: string,
  there: readonly Hashes[],
  recorded: readonly RecordedPublication[],
): readonly VerificationProblem[] {
  const last = recorded.at(-1);
  if (last === undefined || there.length > 0) return [];
  const where = `published/${label}/history`;
  const expected = Object.keys(last.files).join(', ');
  return [{ where, what: 'what the run published is not there', expected, found: 'nothing of this run' }];
}

/** The summary says how far the audit had come when the run finished: that must be an end of it. */
async function headProblems(
  where: string,
  folder: string,
  ends: AuditFindings['ends'],
): Promise<readonly VerificationProblem[]> {
  const head = await readFile(path.join(folder, 'summary.json'), 'utf8')
    .then((text) => (JSON.parse(text) as { readonly auditHead?: unknown } | null)?.auditHead)
    .catch(() => undefined); // that it is missing, changed or no JSON any more is told by its hash
  if (typeof head !== 'string' || ends.has(head)) return [];
  const expected = `an end of the audit: ${[...ends.keys()].join(', ')}`;
  return [{ where: `${where}/summary.json`, what: 'names another audit', expected, found: `auditHead ${head}` }];
}

/** The names that people read, where they are those of this run. */
async function currentProblems(place: PublicationPlace, runId: string): Promise<readonly VerificationProblem[]> {
  const current = await readPublished(place);
  if (current?.runId !== runId) return [];
  const problems: VerificationProblem[] = [];
  for (const name of current.files) {
    const expected = await hashOf(path.join(current.folder, name));
    const found = await hashOf(path.join(publishedFolder(place), name));
    if (expected === found) continue;
    const where = `published/${place.area}/${place.name}/${name}`;
    const hash = `sha-256 ${expected ?? 'of no file'}`;
    problems.push({
      where,
      what: 'is not the current result',
      expected: hash,
      found: `sha-256 ${found ?? 'of no file'}`,
    });
  }
  return problems;
}
