/**
 * Makes a damaged or lost trial ledger again.
 *
 * 1. Every finished run that is as it was left gives the records of its trials (`trials.json`) and its end.
 * 2. Whatever still reads in the old ledger stays, so that trials of runs that were removed or have not finished go on
 *    counting; what a finished run vouches for wins over it. Nothing vouches for the rest: it is taken as it stands there.
 * 3. The old file is kept beside the new one, which begins with a line that says why, and how much came from where.
 */
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import {
  ensureDirectory,
  hasErrorCode,
  listNames,
  sha256File,
  sha256Hex,
  withFileLock,
  writeFileAtomic,
} from '../settings/index.ts';
import { damagedRun } from './damage.ts';
import { readRunManifest } from './find-runs.ts';
import { finishedRuns, TRIALS_ARTEFACT } from './finished.ts';
import type { ReadFinished } from './finished.ts';
import { isIdentity } from './identity.ts';
import { checkLedger } from './ledger.ts';
import { EMPTY_HEAD, ledgerFile, ledgerLock, lineHash, writeLedgerHead } from './ledger-chain.ts';
import { ledgerLine, reachOf } from './ledger-entries.ts';
import type { FinishedRun, LedgerEntry, LedgerRebuilt, NewEntry } from './ledger-entries.ts';
import { readLineBatches } from './log-lines.ts';
import type { KeyedRecord } from './manifest.ts';
import { runPaths } from './run-paths.ts';
import { checkFinishedAudit } from './soundness.ts';

/** What came of making the ledger again. */
export interface RebuildResult extends LedgerRebuilt {
  /** Trials in the new ledger. */
  readonly trials: number;
  /** Finished runs that vouch for some of them. */
  readonly runs: number;
}

/**
 * Makes the ledger of a workspace again.
 *
 * @param options - `now`: epoch milliseconds, by default Date.now.
 * @returns undefined where the ledger is as it was written: nothing is touched then.
 * @throws {DataError} if a finished run is damaged and the old ledger lacks trials of it.
 */
export async function rebuildLedger(
  workspace: string,
  options: { readonly now?: (() => number) | undefined } = {},
): Promise<RebuildResult | undefined> {
  const file = ledgerFile(workspace);
  await ensureDirectory(path.dirname(file));
  return withFileLock(
    ledgerLock(workspace),
    async () => {
      const reason = await damageOf(workspace);
      if (reason === undefined) return undefined;
      const salvaged = await salvage(file);
      const runs = await finishedRuns(workspace);
      const vouched: PlacedEntry[] = [];
      for (const run of runs) vouched.push(...(await vouchedFor(workspace, run, salvaged)));
      const merged = merge(salvaged, vouched);
      const old = await keepOld(file);
      const trials = merged.filter(({ kind }) => kind === 'trial');
      const keys = new Set(vouched.map(({ key }) => key));
      const fromRuns = trials.filter(({ key }) => keys.has(key)).length;
      const rebuilt: LedgerRebuilt = { reason, old: old.name, fromRuns, fromOld: trials.length - fromRuns };
      const time = new Date((options.now ?? Date.now)()).toISOString();
      const first = { kind: 'rebuilt', key: old.sha256, record: rebuilt, runId: '0'.repeat(16), time } as const;
      await replaceLedger(workspace, [first, ...merged], time);
      return { ...rebuilt, trials: trials.length, runs: runs.length };
    },
    { what: `trial ledger '${file}'` },
  );
}

async function damageOf(workspace: string): Promise<string | undefined> {
  try {
    await checkLedger(workspace);
    return undefined;
  } catch (error) {
    const isOfLedger = PlatformError.is(error) && error.context['file'] === ledgerFile(workspace);
    if (isOfLedger) return error.message;
    throw error;
  }
}

/** An entry with who wrote it and when; null stands for now. */
interface PlacedEntry extends NewEntry {
  readonly runId: string;
  readonly time: string | null;
}

/** The lines of the old ledger that still read as entries. */
async function salvage(file: string): Promise<PlacedEntry[]> {
  const entries: PlacedEntry[] = [];
  for await (const lines of readLineBatches(file)) {
    for (const line of lines) {
      const entry = entryIn(line);
      if (entry !== undefined) entries.push(entry);
    }
  }
  return entries;
}

function entryIn(line: string): PlacedEntry | undefined {
  try {
    const { kind, key, runId, time, record } = JSON.parse(line) as LedgerEntry;
    const isPlaced = isIdentity(runId) && /^[0-9a-f]{16,64}$/u.test(key) && typeof time === 'string';
    return isPlaced && CONTENT[kind](key, record) ? { kind, key, runId, time, record } : undefined;
  } catch {
    return undefined; // whatever is not what it should be
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Whether the record of an entry is one of its kind. */
const CONTENT: Readonly<Record<LedgerEntry['kind'], (key: string, record: object) => boolean>> = {
  trial: (key, record) => (record as KeyedRecord).key === key,
  plan: (_, record) => Array.isArray((record as { readonly trials?: unknown }).trials),
  'plan-withdrawn': (_, record) => isObject(record),
  'run-finished': (_, record) => isObject(record),
  'run-begun-anew': (_, record) => isObject(record),
  rebuilt: (_, record) => isObject(record),
};

/** What a finished run says of its trials and its end; nothing more is asked where the old ledger holds all of them. */
async function vouchedFor(
  workspace: string,
  run: ReadFinished,
  salvaged: readonly PlacedEntry[],
): Promise<PlacedEntry[]> {
  const paths = runPaths(workspace, run.runId);
  try {
    const last = await checkFinishedAudit(paths, run, undefined);
    const { runId } = run;
    const ended = last.event === 'run-finished' ? [await endOf(workspace, runId, last.hash)] : [];
    const records = await trialsOf(workspace, run);
    return [
      ...records.map((record) => ({ kind: 'trial', key: record.key, runId, time: null, record }) as const),
      ...ended,
    ];
  } catch (error) {
    const known = new Set(salvaged.filter(({ kind }) => kind === 'trial').map(({ key }) => key));
    if (hasErrorCode(error, 'DATA_INVALID') && run.trials.every((key) => known.has(key))) return [];
    throw error;
  }
}

async function endOf(workspace: string, runId: string, auditHead: string): Promise<PlacedEntry> {
  const paths = runPaths(workspace, runId);
  const manifest = await readRunManifest(paths);
  if (manifest === undefined) throw damagedRun(paths, 'its manifest is missing');
  const record: FinishedRun = { experimentId: manifest.experimentId, name: manifest.name, auditHead };
  return { kind: 'run-finished', key: auditHead, runId, time: null, record };
}

async function trialsOf(
  workspace: string,
  { runId, trials, artefacts }: ReadFinished,
): Promise<readonly KeyedRecord[]> {
  if (trials.length === 0) return [];
  const paths = runPaths(workspace, runId);
  const file = path.join(paths.artefacts, TRIALS_ARTEFACT);
  const bytes = await readFile(file).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) throw damagedRun(paths, `'${file}' is missing`);
    throw error;
  });
  if (sha256Hex(bytes) !== artefacts[TRIALS_ARTEFACT]) throw damagedRun(paths, `'${file}' is not as it was written`);
  return JSON.parse(new TextDecoder().decode(bytes)) as readonly KeyedRecord[];
}

/** Old entries in their order; what runs vouch for wins, and among these what reaches latest. */
function merge(salvaged: readonly PlacedEntry[], vouched: readonly PlacedEntry[]): readonly PlacedEntry[] {
  const latest = new Map<string, PlacedEntry>();
  for (const entry of vouched) {
    const present = latest.get(nameOf(entry));
    if (present === undefined || reachOf(entry.record) > reachOf(present.record)) latest.set(nameOf(entry), entry);
  }
  const entries = new Map<string, PlacedEntry>();
  for (const [index, entry] of salvaged.entries()) {
    const isRepeated = entry.kind === 'trial' || entry.kind === 'run-finished'; // a plan counts by its place
    entries.set(isRepeated ? nameOf(entry) : `${nameOf(entry)} ${index}`, entry);
  }
  for (const [name, entry] of latest) entries.set(name, { ...entry, time: entries.get(name)?.time ?? null });
  return [...entries.values()];
}

function nameOf({ kind, key }: NewEntry): string {
  return `${kind} ${key}`;
}

/** Copies the old ledger to a name of its own. */
async function keepOld(file: string): Promise<{ readonly name: string | null; readonly sha256: string }> {
  const folder = path.dirname(file);
  const names = await listNames(folder);
  if (!names.includes(path.basename(file))) return { name: null, sha256: EMPTY_HEAD.hash };
  let number = 1;
  while (names.includes(`ledger.damaged-${number}.jsonl`)) number++;
  const name = `ledger.damaged-${number}.jsonl`;
  await copyFile(file, path.join(folder, name));
  return { name, sha256: await sha256File(file) };
}

async function replaceLedger(workspace: string, entries: readonly PlacedEntry[], now: string): Promise<void> {
  let { hash } = EMPTY_HEAD;
  const lines = entries.map(({ runId, time, ...entry }) => {
    const line = ledgerLine(entry, { prev: hash, runId, time: time ?? now });
    hash = lineHash(line);
    return `${line}\n`;
  });
  await writeFileAtomic(ledgerFile(workspace), lines.join('')); // killed after it, the old head still refuses the ledger
  await writeLedgerHead(workspace, { lines: lines.length, hash });
}
