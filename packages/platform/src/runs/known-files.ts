/** What an audit says of the files of its run: which there are, and which hash each has. */
import type { AuditEntry } from './audit.ts';

/** Hash of each file of a run's folder by its path below it, forward slashes. */
export type FileHashes = ReadonlyMap<string, string>;

/** Follows an audit and keeps what it says of the run's files. */
export interface KnownFiles {
  readonly hashes: FileHashes;
  /** Takes the next line. */
  take(entry: AuditEntry): void;
}

/** Event after which the run's file of inputs has another content. */
export const INPUTS_LISTED = 'inputs-listed';
/** Event after which an artefact is there. */
export const ARTEFACT_WRITTEN = 'artefact-written';
/** Event after which the file of a step is gone, because nothing asks for it any more. */
export const STEP_DROPPED = 'step-dropped';

/** True for what was added to a run after its end: the lines of its audit vouch for it, finished.json cannot. */
export function isAmendment(file: string): boolean {
  return file.startsWith('amendments/');
}

/** Begins with no file. */
export function knownFiles(): KnownFiles {
  const hashes = new Map<string, string>();
  return { hashes, take: (entry) => takeEntry(hashes, entry) };
}

type Take = (hashes: Map<string, string>, entry: AuditEntry) => void;

const opened: Take = (hashes, entry) => putAll(hashes, '', entry);
const amended: Take = (hashes, entry) => putAll(hashes, 'amendments/', entry);
const computed: Take = (hashes, entry) => put(hashes, textIn(entry, 'file'), textIn(entry, 'resultHash'));
const dropped: Take = (hashes, entry) => {
  for (const form of ['json', 'cols']) hashes.delete(`steps/${textIn(entry, 'key')}.${form}`);
};

/** What each event says of files; the others say nothing of them. */
const TAKES: Readonly<Record<string, Take>> = {
  'run-created': opened,
  'run-resumed': opened,
  'run-reopened': opened,
  'input-kept': (hashes, entry) => put(hashes, `inputs/${textIn(entry, 'name')}`, textIn(entry, 'sha256')),
  [INPUTS_LISTED]: (hashes, entry) => put(hashes, 'inputs.json', textIn(entry, 'sha256')),
  'step-finished': computed,
  'step-recovered': computed,
  'step-invalid': dropped,
  [STEP_DROPPED]: dropped,
  [ARTEFACT_WRITTEN]: (hashes, entry) => put(hashes, `artefacts/${textIn(entry, 'name')}`, textIn(entry, 'sha256')),
  'forward-judged': amended,
  'lockbox-judged': amended,
};

function takeEntry(hashes: Map<string, string>, entry: AuditEntry): void {
  if (Object.hasOwn(TAKES, entry.event)) TAKES[entry.event]?.(hashes, entry);
}

function put(hashes: Map<string, string>, file: string, hash: string): void {
  if (file !== '' && hash !== '') hashes.set(file, hash);
}

function putAll(hashes: Map<string, string>, prefix: string, entry: AuditEntry): void {
  for (const [name, hash] of Object.entries(asTexts(entry['files']))) put(hashes, prefix + name, hash);
}

function textIn(entry: AuditEntry, name: string): string {
  const value = entry[name];
  return typeof value === 'string' ? value : '';
}

function asTexts(value: unknown): Readonly<Record<string, string>> {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isTable ? (value as Readonly<Record<string, string>>) : {};
}
