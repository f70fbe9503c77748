/**
 * The audit of a run: what was done, line after line, in a file that only grows.
 *
 * Each line is a JSON object with its number `seq`, the hash of the line before (`prev`), time, event and details, and
 * `hash`, the sha-256 of the canonical JSON of all that. So no line can be changed, dropped or put in between without
 * breaking every line after it. A last line that a killed writer left unfinished is cut off when the audit is opened next,
 * and the next line says so.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { DataError, InvariantError, PlatformError } from '@assay/core/errors';
import type { JsonSafe } from '@assay/core/errors';
import { canonicalJson, ensureDirectory, sha256Hex, strictJson, withFileName } from '../settings/index.ts';
import { cutTornTail, readLastLine, readLineBatches } from './log-lines.ts';

/** Facts of an event. */
export type AuditDetails = Readonly<Record<string, JsonSafe | undefined>>;

/** One line of an audit; the details of the event stand beside these. */
export interface AuditEntry {
  readonly seq: number;
  /** Hash of the line before; 64 zeros for the first. */
  readonly prev: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly event: string;
  readonly hash: string;
  readonly [detail: string]: JsonSafe | undefined;
}

/** An audit that is open for writing. */
export interface Audit {
  /** Adds a line; calls may overlap, the lines do not. */
  append(event: string, details?: AuditDetails): Promise<AuditEntry>;
  /** Hash of the last line; 64 zeros while there is none. */
  head(): string;
  /** Number of lines. */
  length(): number;
  /** Waits for the lines that are on their way and puts them on the disk. */
  sync(): Promise<void>;
  /** As `sync`, and closes the file. */
  close(): Promise<void>;
}

/** How an audit is opened. */
export interface OpenAuditOptions {
  /** Epoch milliseconds. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Called for every line that is there already. */
  readonly onEntry?: ((entry: AuditEntry) => void) | undefined;
}

/** `prev` of the first line. */
export const GENESIS_HASH: string = '0'.repeat(64);

const OWN_FIELDS: readonly string[] = ['seq', 'prev', 'time', 'event', 'hash'];

/**
 * Opens the audit at `file`, or begins it. The caller sees to it that nobody else writes.
 *
 * @throws {DataError} if a line is not as it was written.
 */
export async function openAudit(file: string, options: OpenAuditOptions = {}): Promise<Audit> {
  const now = options.now ?? Date.now;
  await ensureDirectory(path.dirname(file));
  const bytesCut = await cutTornTail(file);
  let head = GENESIS_HASH;
  let length = 0;
  for await (const entry of readAudit(file)) {
    head = entry.hash;
    length = entry.seq + 1;
    options.onEntry?.(entry);
  }
  const handle = await open(file, 'a');
  let size = (await handle.stat()).size;
  let queue: Promise<unknown> = Promise.resolve();

  const write = async (event: string, details: AuditDetails): Promise<AuditEntry> => {
    if ((await handle.stat()).size !== size) throw writtenByOthers(file); // a fork of the chain would be worse
    const entry = sealed({ seq: length, prev: head, time: new Date(now()).toISOString(), event }, details);
    const line = Buffer.from(`${strictJson(entry)}\n`);
    try {
      await handle.appendFile(line);
    } catch (error) {
      await handle.truncate(size); // a full disk must not leave half a line before the next one
      throw withFileName(file, error);
    }
    size += line.length;
    head = entry.hash;
    length++;
    return entry;
  };
  const audit: Audit = {
    append: (event, details = {}) => {
      const written = queue.then(() => write(event, details));
      queue = written.catch(() => undefined);
      return written;
    },
    head: () => head,
    length: () => length,
    sync: async () => {
      await queue;
      await handle.datasync();
    },
    close: async () => {
      await audit.sync();
      await handle.close();
    },
  };
  if (bytesCut > 0) await audit.append('recovered', { bytesCut });
  return audit;
}

/**
 * Lines of an audit, oldest first, each verified before it is given out. An unfinished last line is left out.
 *
 * @throws {DataError} at the first line that is not as it was written.
 */
export async function* readAudit(file: string): AsyncGenerator<AuditEntry> {
  let head = GENESIS_HASH;
  let seq = 0;
  for await (const lines of readLineBatches(file)) {
    for (const line of lines) {
      const entry = verified(line, seq, head, file);
      yield entry;
      head = entry.hash;
      seq++;
    }
  }
}

/**
 * The first line of an audit; undefined where there is none yet.
 *
 * @throws {DataError} if it is not as it was written.
 */
export async function readAuditStart(file: string): Promise<AuditEntry | undefined> {
  for await (const [line] of readLineBatches(file)) {
    if (line !== undefined) return verified(line, 0, GENESIS_HASH, file);
  }
  return undefined;
}

/**
 * The last line of an audit, if it is whole in itself; nothing before it is looked at. Undefined where there is no such
 * line.
 */
export async function readAuditTail(file: string): Promise<AuditEntry | undefined> {
  const line = await readLastLine(file);
  const entry = line === undefined ? undefined : parsed(line);
  return entry !== undefined && isSealed(entry) ? entry : undefined;
}

type EntryCore = Pick<AuditEntry, 'seq' | 'prev' | 'time' | 'event'>;

function sealed(core: EntryCore, details: AuditDetails): AuditEntry {
  const clash = Object.keys(details).find((name) => OWN_FIELDS.includes(name));
  if (clash !== undefined)
    throw new InvariantError(`detail '${clash}' of an audit event has the name of its own field`);
  const body = { ...core, ...details };
  return { ...body, hash: sha256Hex(canonicalJson(body)) };
}

function writtenByOthers(file: string): PlatformError {
  return new PlatformError('CONFLICT', `another process has written to audit '${file}' meanwhile`, {
    context: { file },
    hint: 'Let one process at a time write a run, then run the same command again.',
  });
}

/** Why a line of an audit cannot be the one that was written, with what should stand there. */
export interface AuditFault {
  /** 1 for the first line. */
  readonly line: number;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** What is wrong with a line, given how many stand before it and the hash of the last of them; undefined if nothing is. */
export function faultOfLine(line: string, seq: number, head: string): AuditFault | undefined {
  const fault = (what: string, expected: unknown, found: unknown): AuditFault => ({
    ...{ line: seq + 1, what },
    ...{ expected: String(expected), found: String(found) },
  });
  const entry = parsed(line);
  if (entry === undefined) return fault('it is not an entry', 'one JSON object', shortened(line));
  if (entry.seq !== seq) return fault('it has another number', `seq ${seq}`, `seq ${String(entry.seq)}`);
  if (entry.prev !== head)
    return fault('it does not follow from the line before', `prev ${head}`, `prev ${entry.prev}`);
  const actual = hashOf(entry);
  if (actual !== entry.hash) return fault('its content was changed', `hash ${entry.hash}`, `hash ${String(actual)}`);
  // Two texts can read as one value, such as 1e21 and 1E21; only one of them was written.
  return strictJson(entry) === line ? undefined : fault('it is written in another way', strictJson(entry), line);
}

function verified(line: string, seq: number, head: string, file: string): AuditEntry {
  const fault = faultOfLine(line, seq, head);
  if (fault === undefined) return JSON.parse(line) as AuditEntry;
  const run = path.basename(path.dirname(file)); // an audit stands in the folder of its run
  throw new DataError(`audit '${file}' is not as it was written: line ${seq + 1}: ${fault.what}`, {
    context: { file, ...fault },
    hint:
      `Restore the file from a backup; or remove the run with \`assay runs remove ${run} --force\` and run its config again: ` +
      'its trials stay in the ledger.',
  });
}

function isSealed(entry: AuditEntry): boolean {
  return hashOf(entry) === entry.hash;
}

function hashOf(entry: AuditEntry): string | undefined {
  const body = Object.fromEntries(Object.entries(entry).filter(([name]) => name !== 'hash'));
  try {
    return sha256Hex(canonicalJson(body));
  } catch {
    return undefined; // a number beyond all numbers: no entry holds one
  }
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function parsed(line: string): AuditEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}
