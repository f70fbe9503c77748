/**
 * The trial ledger of a workspace: every configuration that was ever evaluated, once. It only grows, and it shows when it was
 * changed: see `ledger-chain.ts`.
 *
 * 1. Writers take turns by a lock; those of one process are taken together while another writes. A writer first follows the whole chain, then cuts off what a killed one left of its last
 *    line.
 * 2. A trial whose key is there is written again only where its record reaches later (`to`): bars were appended. The last
 *    line of a key counts; the number of trials stays what it was.
 * 3. A run registers what it is going to try when it begins (`plan`), so that a run that begins meanwhile counts it. A plan
 *    counts until the run has finished, has failed (`plan-withdrawn`) or is removed.
 * 4. Each line is one JSON object, `kind`, `key`, `prev` and `runId` first. Finished runs stand in it too, with the head of
 *    their audit, so that an audit cannot be exchanged afterwards.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { ensureDirectory, removeAbandonedTemporaries, withFileLock, withFileName } from '../settings/index.ts';
import { batched } from './batched.ts';
import { isFile } from './find-runs.ts';
import { finishedRuns } from './finished.ts';
import { priorTrialsDigest } from './identity.ts';
import {
  chainReader,
  damagedLedger,
  EMPTY_HEAD,
  ledgerFile,
  ledgerLock,
  lineHash,
  readLedgerHead,
  walkLedger,
  writeLedgerHead,
} from './ledger-chain.ts';
import type { ChainedLine, LedgerHead } from './ledger-chain.ts';
import { ledgerLine, parsedEntry, reachOf } from './ledger-entries.ts';
import type { FinishedRun, LedgerEntry, NewEntry, PlanEntry } from './ledger-entries.ts';
import { cutTornTail, readLineBatches } from './log-lines.ts';
import type { KeyedRecord } from './manifest.ts';
import { runPaths } from './run-paths.ts';

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

/** Registers what a run is going to try; nothing is written where the same plan of the run counts already. */
export async function registerPlan<Trial extends KeyedRecord>(
  workspace: string,
  trials: readonly Trial[],
  options: AppendOptions,
): Promise<AppendResult> {
  const key = priorTrialsDigest(trials.map((trial) => trial.key));
  return append(workspace, [{ kind: 'plan', key, record: { trials } }], options);
}

/** Takes back what a run planned and will not try; what it has tried stays. */
export async function withdrawPlan(workspace: string, reason: string, options: AppendOptions): Promise<AppendResult> {
  return append(workspace, [{ kind: 'plan-withdrawn', key: options.runId, record: { reason } }], options);
}

/** Notes that a run has finished, with the head of its audit. */
export async function appendFinishedRun(
  workspace: string,
  record: FinishedRun,
  options: AppendOptions,
): Promise<AppendResult> {
  return append(workspace, [{ kind: 'run-finished', key: record.auditHead, record }], options);
}

/** Notes that a run is made for the first time, or again: nothing is written where the ledger knows of no end of it. */
export async function noteCreatedRun(workspace: string, options: AppendOptions): Promise<void> {
  if (!(await finishedHeads(workspace)).has(options.runId)) return;
  await append(workspace, [{ kind: 'run-begun-anew', key: options.runId, record: {} }], options);
}

/**
 * Every line of the ledger, oldest first. A line that is being written is left out.
 *
 * @throws {DataError} at the first line that is not as it was written, or at the end if lines are missing there.
 */
export async function* readLedger<Trial extends KeyedRecord>(workspace: string): AsyncGenerator<LedgerEntry<Trial>> {
  const chain = chainReader(workspace, await readLedgerHead(workspace));
  for await (const lines of readLineBatches(ledgerFile(workspace))) {
    for (const text of lines) yield parsedEntry<Trial>(workspace, chain.next(text));
  }
  chain.end();
}

/** Records of all trials that were evaluated, oldest first. */
export async function readTrials<Trial extends KeyedRecord>(workspace: string): Promise<Trial[]> {
  return [...(await collect<Trial>(workspace)).trials.values()];
}

/**
 * Checks that the ledger is as it was written and holds the trials of every finished run.
 *
 * @throws {DataError} that says what is wrong and what to do.
 */
export async function checkLedger(workspace: string): Promise<void> {
  await collectChecked(workspace);
}

/**
 * The trials that came before a run: those of its family that were evaluated or that a run under way has planned, less its
 * own, sorted by key.
 *
 * @throws {DataError} as `checkLedger` does.
 */
export async function priorTrials<Trial extends KeyedRecord>(
  workspace: string,
  options: PriorTrialsOptions<Trial>,
): Promise<Trial[]> {
  const { trials, plans } = await collectChecked<Trial>(workspace);
  for (const line of plans.values()) {
    if (!(await isUnderWay(workspace, line.runId))) continue;
    const { record } = parsedEntry<Trial>(workspace, line) as PlanEntry<Trial>;
    for (const trial of record.trials) if (!trials.has(trial.key)) trials.set(trial.key, trial);
  }
  const prior = [...trials.values()].filter((trial) => !options.exclude.has(trial.key) && options.family(trial));
  return prior.sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** Heads of the audits of finished runs, by run, as the ledger holds them. */
export async function finishedHeads(workspace: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const heads = new Map<string, Set<string>>();
  await walkLedger(workspace, ({ kind, key, runId }) => {
    if (kind === 'run-finished') heads.set(runId, (heads.get(runId) ?? new Set()).add(key));
    else if (kind === 'run-begun-anew') heads.delete(runId);
  });
  return heads;
}

async function collectChecked<Trial extends KeyedRecord>(workspace: string): Promise<Collected<Trial>> {
  const runs = await finishedRuns(workspace); // before the ledger: a run finishes after its trials stand there
  const collected = await collect<Trial>(workspace);
  for (const { runId, trials } of runs) {
    const missing = trials.filter((key) => !collected.trials.has(key)).length;
    if (missing > 0)
      throw damagedLedger(
        workspace,
        `${missing} of the ${trials.length} trials of finished run '${runId}' are missing`,
      );
  }
  return collected;
}

interface Collected<Trial> {
  readonly trials: Map<string, Trial>;
  /** The last plan of each run that neither finished nor withdrew it, unread: plans are long. */
  readonly plans: ReadonlyMap<string, ChainedLine>;
}

async function collect<Trial extends KeyedRecord>(workspace: string): Promise<Collected<Trial>> {
  const trials = new Map<string, Trial>();
  const plans = new Map<string, ChainedLine>();
  await walkLedger(workspace, (line) => {
    if (line.kind === 'trial') trials.set(line.key, parsedEntry<Trial>(workspace, line).record as Trial);
    else if (line.kind === 'plan') plans.set(line.runId, line);
    else plans.delete(line.runId);
  });
  return { trials, plans };
}

/** True for a run that began and has not finished: it may still try what it planned. */
async function isUnderWay(workspace: string, runId: string): Promise<boolean> {
  const { manifest, finished } = runPaths(workspace, runId);
  return (await isFile(manifest)) && !(await isFile(finished));
}

/** Entries of one caller. */
interface AppendRequest {
  readonly entries: readonly NewEntry[];
  readonly options: AppendOptions;
}

const appendBatched = batched(appendAll);

function append(workspace: string, entries: readonly NewEntry[], options: AppendOptions): Promise<AppendResult> {
  return appendBatched(workspace, { entries, options });
}

async function appendAll(workspace: string, requests: readonly AppendRequest[]): Promise<readonly AppendResult[]> {
  const file = ledgerFile(workspace);
  await ensureDirectory(path.dirname(file));
  return withFileLock(
    ledgerLock(workspace),
    async () => {
      await removeAbandonedTemporaries(path.dirname(file));
      const known = await knownEntries(workspace, requests);
      await cutTornTail(file);
      let { lines, hash } = known.head;
      const added: string[] = [];
      const results = requests.map(({ entries, options: { runId, now = Date.now } }): AppendResult => {
        const time = new Date(now()).toISOString();
        const before = added.length;
        for (const entry of entries) {
          if (!known.take(entry, runId)) continue;
          const line = ledgerLine(entry, { prev: hash, runId, time });
          added.push(`${line}\n`);
          hash = lineHash(line);
          lines++;
        }
        return { added: added.length - before, known: entries.length - (added.length - before) };
      });
      if (added.length > 0) await write(workspace, added.join(''), { before: known.head, after: { lines, hash } });
      return results;
    },
    { what: `trial ledger '${file}'` },
  );
}

async function write(
  workspace: string,
  text: string,
  heads: { readonly before: LedgerHead; readonly after: LedgerHead },
): Promise<void> {
  if (heads.before.lines === 0) await writeLedgerHead(workspace, EMPTY_HEAD); // a ledger is never without its head
  await appendDurably(ledgerFile(workspace), text);
  await writeLedgerHead(workspace, heads.after);
}

async function appendDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a');
  try {
    const { size } = await handle.stat();
    try {
      await handle.appendFile(text);
    } catch (error) {
      await handle.truncate(size); // a full disk must not leave half a line before the next one
      throw withFileName(file, error);
    }
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** What the ledger knows of the entries that are to be added. */
interface KnownEntries {
  readonly head: LedgerHead;
  /** True if the entry is to be written; it is known from then on. */
  take(entry: NewEntry, ownRun: string): boolean;
}

async function knownEntries(workspace: string, requests: readonly AppendRequest[]): Promise<KnownEntries> {
  const wanted = new Set(requests.flatMap(({ entries }) => entries).map(({ kind, key }) => `${kind} ${key}`));
  const reach = new Map<string, number>();
  const plans = new Map<string, string>();
  const head = await walkLedger(workspace, (line) => {
    const { kind, key, runId } = line;
    if (kind === 'plan') plans.set(runId, key);
    else if (kind !== 'trial') plans.delete(runId);
    const name = `${kind} ${key}`;
    if (wanted.has(name)) reach.set(name, reachOf(parsedEntry(workspace, line).record));
  });
  const take = ({ kind, key, record }: NewEntry, ownRun: string): boolean => {
    if (kind === 'plan') {
      if (plans.get(ownRun) === key) return false;
      plans.set(ownRun, key);
      return true;
    }
    if (kind === 'plan-withdrawn') return plans.delete(ownRun);
    if (kind === 'run-begun-anew') return true;
    const reaching = reachOf(record);
    if ((reach.get(`${kind} ${key}`) ?? -Infinity) >= reaching) return false;
    reach.set(`${kind} ${key}`, reaching);
    return true;
  };
  return { head, take };
}
