/**
 * The trial ledger of a workspace: every configuration that was ever evaluated, once. It only grows.
 *
 * 1. Writers take turns by a lock. A writer first cuts off what a killed one left of its last line.
 * 2. A trial whose key is there is written again only where its record reaches later (`to`): bars were appended. The last
 *    line of a key counts; the number of trials stays what it was.
 * 3. Each line is one JSON object, `kind` and `key` first. Finished runs stand in it too, with the head of their audit, so
 *    that an audit cannot be exchanged afterwards.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { ensureDirectory, removeAbandonedTemporaries, strictJson, withFileLock } from '../settings/index.ts';
import { cutTornTail, readLineBatches } from './log-lines.ts';
import type { KeyedRecord } from './manifest.ts';

/** A trial as it stands in the ledger. */
export interface TrialEntry<Trial extends KeyedRecord = KeyedRecord> {
  readonly kind: 'trial';
  readonly key: string;
  /** The run that made it first. */
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly record: Trial;
}

/** What the ledger keeps of a run that has finished. */
export interface FinishedRun {
  readonly experimentId: string;
  readonly name: string;
  /** Hash of the last line of the run's audit. */
  readonly auditHead: string;
}

/** A finished run as it stands in the ledger. */
export interface FinishedRunEntry {
  readonly kind: 'run-finished';
  /** The audit's head. */
  readonly key: string;
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly record: FinishedRun;
}

/** A line of the ledger. */
export type LedgerEntry<Trial extends KeyedRecord = KeyedRecord> = TrialEntry<Trial> | FinishedRunEntry;

/** Where entries come from. */
export interface AppendOptions {
  readonly runId: string;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** What an append did. */
export interface AppendResult {
  /** Entries written. */
  readonly added: number;
  /** Entries that were there already. */
  readonly known: number;
}

/** Which trials are prior trials. */
export interface PriorTrialsOptions<Trial extends KeyedRecord> {
  /** Keys of the run's own trials. */
  readonly exclude: ReadonlySet<string>;
  /** True for the trials that count against the run. */
  readonly family: (trial: Trial) => boolean;
}

/** Path of the ledger of a workspace. */
export function ledgerFile(workspace: string): string {
  return path.join(workspace, 'trials', 'ledger.jsonl');
}

/** Adds the trials that are not there yet or reach later than before, all on the disk when it returns. */
export async function appendTrials<Trial extends KeyedRecord>(
  workspace: string,
  trials: readonly Trial[],
  options: AppendOptions,
): Promise<AppendResult> {
  return append(
    workspace,
    trials.map((record) => ({ kind: 'trial', key: record.key, record })),
    options,
  );
}

/** Notes that a run has finished, with the head of its audit. */
export async function appendFinishedRun(
  workspace: string,
  record: FinishedRun,
  options: AppendOptions,
): Promise<AppendResult> {
  return append(workspace, [{ kind: 'run-finished', key: record.auditHead, record }], options);
}

/**
 * Every line of the ledger, oldest first. A line that is being written is left out.
 *
 * @throws {DataError} at a line that is no entry.
 */
export async function* readLedger<Trial extends KeyedRecord>(workspace: string): AsyncGenerator<LedgerEntry<Trial>> {
  const file = ledgerFile(workspace);
  let number = 0;
  for await (const lines of readLineBatches(file)) {
    for (const line of lines) yield parsed<Trial>(line, ++number, file);
  }
}

/** Records of all trials in the ledger, oldest first. */
export async function readTrials<Trial extends KeyedRecord>(workspace: string): Promise<Trial[]> {
  return collect(workspace, () => true);
}

/** The trials that came before a run: those of its family, less its own, sorted by key. */
export async function priorTrials<Trial extends KeyedRecord>(
  workspace: string,
  options: PriorTrialsOptions<Trial>,
): Promise<Trial[]> {
  const trials = await collect<Trial>(workspace, (trial) => !options.exclude.has(trial.key) && options.family(trial));
  return trials.sort((one, other) => (one.key < other.key ? -1 : 1));
}

async function collect<Trial extends KeyedRecord>(
  workspace: string,
  wanted: (trial: Trial) => boolean,
): Promise<Trial[]> {
  const trials = new Map<string, Trial>();
  for await (const entry of readLedger<Trial>(workspace)) {
    if (entry.kind === 'trial') trials.set(entry.key, entry.record);
  }
  return [...trials.values()].filter(wanted);
}

interface NewEntry {
  readonly kind: LedgerEntry['kind'];
  readonly key: string;
  readonly record: unknown;
}

async function append(workspace: string, entries: readonly NewEntry[], options: AppendOptions): Promise<AppendResult> {
  const file = ledgerFile(workspace);
  await ensureDirectory(path.dirname(file));
  return withFileLock(
    path.join(path.dirname(file), 'ledger.lock'),
    async () => {
      await removeAbandonedTemporaries(path.dirname(file));
      await cutTornTail(file);
      const known = await reachByKey(file, new Set(entries.map(({ kind, key }) => `${kind} ${key}`)));
      const time = new Date((options.now ?? Date.now)()).toISOString();
      const lines: string[] = [];
      for (const { kind, key, record } of entries) {
        if (!/^[0-9a-f]{16,64}$/u.test(key))
          throw new InvalidArgumentError('key', '16 to 64 lower-case hex digits', key);
        const reach = reachOf(record);
        if ((known.get(`${kind} ${key}`) ?? -Infinity) >= reach) continue;
        known.set(`${kind} ${key}`, reach);
        lines.push(`${strictJson({ kind, key, runId: options.runId, time, record })}\n`);
      }
      if (lines.length > 0) await appendDurably(file, lines.join(''));
      return { added: lines.length, known: entries.length - lines.length };
    },
    { what: `trial ledger '${file}'` },
  );
}

async function appendDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a');
  try {
    const { size } = await handle.stat();
    try {
      await handle.appendFile(text);
    } catch (error) {
      await handle.truncate(size); // a full disk must not leave half a line before the next one
      throw error;
    }
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

const LINE_BEGINNING = /^\{"kind":"([a-z-]+)","key":"([0-9a-f]+)",/u;

/** How far the last line of each wanted key reaches. */
async function reachByKey(file: string, wanted: ReadonlySet<string>): Promise<Map<string, number>> {
  const reach = new Map<string, number>();
  let number = 0;
  for await (const lines of readLineBatches(file)) {
    for (const line of lines) {
      number++;
      const [, kind, key] = LINE_BEGINNING.exec(line) ?? [];
      if (kind === undefined || key === undefined) throw broken(file, number);
      if (wanted.has(`${kind} ${key}`)) reach.set(`${kind} ${key}`, reachOf(parsed(line, number, file).record));
    }
  }
  return reach;
}

/** Last judged moment of a record; a record without one reaches as far as any other of its key. */
function reachOf(record: unknown): number {
  const to = (record as { readonly to?: unknown } | null)?.to;
  return typeof to === 'number' ? to : 0;
}

function parsed<Trial extends KeyedRecord>(line: string, number: number, file: string): LedgerEntry<Trial> {
  let entry: LedgerEntry<Trial>;
  try {
    entry = JSON.parse(line) as LedgerEntry<Trial>;
  } catch (error) {
    throw broken(file, number, error);
  }
  if (entry.kind !== 'trial' && entry.kind !== 'run-finished') throw broken(file, number);
  return entry;
}

function broken(file: string, line: number, cause?: unknown): DataError {
  return new DataError(`trial ledger '${file}' is damaged: line ${line} is not an entry`, {
    ...(cause === undefined ? {} : { cause }),
    context: { file, line },
    hint: 'Restore the file: deflation counts on it.',
  });
}
