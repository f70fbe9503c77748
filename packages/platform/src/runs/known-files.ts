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

function takeEntry(hashes: Map<string, string>, entry: AuditEntry): void {
  const text = (name: string): string => (typeof entry[name] === 'string' ? entry[name] : '');
  const put = (file: string, hash: string): void => {
    if (hash !== '') hashes.set(file, hash);
  };
  switch (entry.event) {
    case 'run-created':
    case 'run-resumed':
    case 'run-reopened':
      for (const [file, hash] of Object.entries(asTexts(entry['files']))) hashes.set(file, hash);
      break;
    case 'input-kept':
      put(`inputs/${text('name')}`, text('sha256'));
      break;
    case INPUTS_LISTED:
      put('inputs.json', text('sha256'));
      break;
    case 'step-finished':
    case 'step-recovered':
      if (text('file') !== '') put(text('file'), text('resultHash'));
      break;
    case 'step-invalid':
    case STEP_DROPPED:
      for (const form of ['json', 'cols']) hashes.delete(`steps/${text('key')}.${form}`);
      break;
    case 'forward-judged':
    case 'lockbox-judged':
      for (const [name, hash] of Object.entries(asTexts(entry['files']))) put(`amendments/${name}`, hash);
      break;
    case ARTEFACT_WRITTEN:
      put(`artefacts/${text('name')}`, text('sha256'));
      break;
  }
}

function asTexts(value: unknown): Readonly<Record<string, string>> {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isTable ? (value as Readonly<Record<string, string>>) : {};
}
