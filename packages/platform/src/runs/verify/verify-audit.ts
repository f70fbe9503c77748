import { strictJson } from '../../settings/index.ts';
import { faultOfLine, GENESIS_HASH } from '../audit.ts';
import type { AuditEntry } from '../audit.ts';
import { knownFiles } from '../known-files.ts';
import type { FileHashes } from '../known-files.ts';
import { readRawLines } from '../log-lines.ts';
import type { RunPaths } from '../run-paths.ts';
import { AFTER_END } from '../soundness.ts';
import type { VerificationProblem } from './problems.ts';

/** Results of a run that its audit says were published, with the hash of each file. */
export interface RecordedPublication {
  readonly area: string;
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What an audit says, and the first line of it that is not as it was written. */
export interface AuditFindings {
  readonly lines: number;
  readonly head: string;
  /** Files of the run with their hashes. */
  readonly files: FileHashes;
  /** Hash of each `run-finished` line, with that of the finished.json that it vouches for. */
  readonly ends: ReadonlyMap<string, string>;
  readonly publications: readonly RecordedPublication[];
  /** It was opened again after it had finished, and that did not come to its end. */
  readonly isOpen: boolean;
  readonly problems: readonly VerificationProblem[];
}

/** Reads an audit byte by byte; lines after a fault count no more. */
export async function verifyAudit(paths: RunPaths): Promise<AuditFindings> {
  const entries: AuditEntry[] = [];
  const problems: VerificationProblem[] = [];
  for await (const { bytes, whole } of readRawLines(paths.audit)) {
    const head = entries.at(-1)?.hash ?? GENESIS_HASH;
    const problem = whole ? faultOf(bytes, entries.length, head) : unfinishedLine(entries.length, bytes);
    if (problem !== undefined) {
      problems.push(problem);
      break;
    }
    entries.push(JSON.parse(textOf(bytes)) as AuditEntry);
  }
  if (entries.length === 0 && problems.length === 0) problems.push(NO_AUDIT);
  problems.push(...entries.flatMap((entry, index) => afterEnd(entry, entries[index - 1])));
  return { ...findingsOf(entries), problems };
}

function findingsOf(entries: readonly AuditEntry[]): Omit<AuditFindings, 'problems'> {
  const known = knownFiles();
  entries.forEach((entry) => known.take(entry));
  const ends = entries.filter(({ event }) => event === 'run-finished');
  const origin = entries.findLast(({ event }) => /^run-(created|resumed|reopened)$/u.test(event));
  return {
    lines: entries.length,
    head: entries.at(-1)?.hash ?? GENESIS_HASH,
    files: known.hashes,
    ends: new Map(ends.map((entry) => [entry.hash, stringOf(entry['finishedHash'])])),
    publications: entries.filter(({ event }) => event === 'publish-started').map(publicationOf),
    isOpen: origin !== undefined && (ends.at(-1)?.seq ?? -1) < origin.seq,
  };
}

const NO_AUDIT: VerificationProblem = {
  where: 'audit.jsonl',
  what: 'is missing or empty',
  expected: 'the record of what was done',
  found: 'no line',
};

function faultOf(bytes: Uint8Array, seq: number, head: string): VerificationProblem | undefined {
  const text = textOf(bytes);
  const fault = faultOfLine(text, seq, head);
  if (fault !== undefined) {
    const { line, what, expected, found } = fault;
    return { where: `audit.jsonl line ${line}`, what, expected, found };
  }
  if (Buffer.from(strictJson(JSON.parse(text))).equals(bytes)) return undefined;
  const what = 'it holds bytes that are no text';
  return { where: `audit.jsonl line ${seq + 1}`, what, expected: 'UTF-8', found: 'other bytes' };
}

function unfinishedLine(seq: number, bytes: Uint8Array): VerificationProblem {
  return {
    where: `audit.jsonl line ${seq + 1}`,
    what: 'is not finished: bytes follow the last line, or its end was cut off',
    expected: 'a line that ends',
    found: `${bytes.length} bytes without an end`,
  };
}

function afterEnd({ seq, event }: AuditEntry, before: AuditEntry | undefined): readonly VerificationProblem[] {
  if (before?.event !== 'run-finished' || AFTER_END.includes(event)) return [];
  const where = `audit.jsonl line ${seq + 1}`;
  return [{ where, what: 'goes on after the end of the run', expected: AFTER_END.join(', '), found: event }];
}

function publicationOf(entry: AuditEntry): RecordedPublication {
  const files = entry['files'] as RecordedPublication['files'];
  return { area: stringOf(entry['area']), name: stringOf(entry['name']), files };
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
