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
  /** What the last opening of the run was made with. */
  readonly origin: AuditEntry | undefined;
  /** It was opened again after it had finished, and that did not come to its end. */
  readonly isOpen: boolean;
  readonly problems: readonly VerificationProblem[];
}

/** Reads an audit byte by byte; lines after a fault count no more. */
export async function verifyAudit(paths: RunPaths): Promise<AuditFindings> {
  const known = knownFiles();
  const ends = new Map<string, string>();
  const publications: RecordedPublication[] = [];
  const problems: VerificationProblem[] = [];
  let [head, lines] = [GENESIS_HASH, 0];
  let origin: AuditEntry | undefined;
  let [last, lastEnd]: [AuditEntry | undefined, AuditEntry | undefined] = [undefined, undefined];
  for await (const { bytes, whole } of readRawLines(paths.audit)) {
    const problem = whole ? faultOf(bytes, lines, head) : unfinishedLine(lines, bytes);
    if (problem !== undefined) {
      problems.push(problem);
      break;
    }
    const entry = JSON.parse(textOf(bytes)) as AuditEntry;
    if (last?.event === 'run-finished' && !AFTER_END.includes(entry.event)) problems.push(afterEnd(entry));
    known.take(entry);
    if (entry.event === 'run-finished') lastEnd = entry;
    if (entry.event === 'run-finished') ends.set(entry.hash, stringOf(entry['finishedHash']));
    if (entry.event === 'publish-started') publications.push(publicationOf(entry));
    if (/^run-(created|resumed|reopened)$/u.test(entry.event)) origin = entry;
    [head, last] = [entry.hash, entry];
    lines++;
  }
  if (lines === 0 && problems.length === 0) problems.push(NO_AUDIT);
  const isOpen = origin !== undefined && (lastEnd === undefined || lastEnd.seq < origin.seq);
  return { lines, head, files: known.hashes, ends, publications, origin, isOpen, problems };
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

function afterEnd({ seq, event }: AuditEntry): VerificationProblem {
  const where = `audit.jsonl line ${seq + 1}`;
  return { where, what: 'goes on after the end of the run', expected: AFTER_END.join(', '), found: event };
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
