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
import { DataError, InvariantError } from '@assay/core/errors';
import type { JsonSafe } from '@assay/core/errors';
import { canonicalJson, ensureDirectory, sha256Hex, strictJson } from '../settings/index.ts';
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
    const entry = sealed({ seq: length, prev: head, time: new Date(now()).toISOString(), event }, details);
    const line = Buffer.from(`${strictJson(entry)}\n`);
    try {
      await handle.appendFile(line);
    } catch (error) {
      await handle.truncate(size); // a full disk must not leave half a line before the next one
      throw error;
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

function verified(line: string, seq: number, head: string, file: string): AuditEntry {
  const entry = parsed(line);
  if (entry !== undefined && entry.seq === seq && entry.prev === head && isSealed(entry)) return entry;
  throw new DataError(`audit '${file}' is not as it was written: line ${seq + 1} does not follow from the one before`, {
    context: { file, line: seq + 1 },
    hint: 'Restore the file, or remove the run and make it again.',
  });
}

function isSealed({ hash, ...body }: AuditEntry): boolean {
  return sha256Hex(canonicalJson(body)) === hash;
}

function parsed(line: string): AuditEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}
