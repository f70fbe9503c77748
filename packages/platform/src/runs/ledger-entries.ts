/** Lines of the trial ledger: what they hold, and how they are written and read. */
import { InvalidArgumentError } from '@assay/core/errors';
import { strictJson } from '../settings/index.ts';
import { isIdentity } from './identity.ts';
import { damagedLedger } from './ledger-chain.ts';
import type { ChainedLine } from './ledger-chain.ts';
import type { KeyedRecord } from './manifest.ts';

interface EntryOf<Kind extends string, Content> {
  readonly kind: Kind;
  readonly key: string;
  /** Hash of the line before. */
  readonly prev: string;
  /** The run that wrote it. */
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly record: Content;
}

/** A trial as it stands in the ledger, with the run that made it first. */
export type TrialEntry<Trial extends KeyedRecord = KeyedRecord> = EntryOf<'trial', Trial>;

/** What a run is going to try; `key` is a digest of the trials' keys. */
export type PlanEntry<Trial extends KeyedRecord = KeyedRecord> = EntryOf<'plan', { readonly trials: readonly Trial[] }>;

/** A run has failed: what it planned no longer counts. */
export type PlanWithdrawnEntry = EntryOf<'plan-withdrawn', { readonly reason: string }>;

/** What the ledger keeps of a run that has finished. */
export interface FinishedRun {
  readonly experimentId: string;
  readonly name: string;
  /** Hash of the last line of the run's audit. */
  readonly auditHead: string;
}

/** A finished run as it stands in the ledger; `key` is the audit's head. */
export type FinishedRunEntry = EntryOf<'run-finished', FinishedRun>;

/** A run that had finished was removed and is made again: what was noted of its audit no longer holds. */
export type RunBegunAnewEntry = EntryOf<'run-begun-anew', Readonly<Record<string, never>>>;

/** How a ledger came to be made again. */
export interface LedgerRebuilt {
  /** What was wrong with the old one. */
  readonly reason: string;
  /** Name of the file that holds the old one; null where there was none. */
  readonly old: string | null;
  /** Trials that finished runs vouch for, and those that only the old ledger held. */
  readonly fromRuns: number;
  readonly fromOld: number;
}

/** The ledger was made again; `key` is the hash of the old file. */
export type LedgerRebuiltEntry = EntryOf<'rebuilt', LedgerRebuilt>;

/** A line of the ledger. */
export type LedgerEntry<Trial extends KeyedRecord = KeyedRecord> =
  TrialEntry<Trial> | PlanEntry<Trial> | PlanWithdrawnEntry | FinishedRunEntry | RunBegunAnewEntry | LedgerRebuiltEntry;

/** An entry before it has its place in the chain. */
export interface NewEntry {
  readonly kind: LedgerEntry['kind'];
  readonly key: string;
  readonly record: unknown;
}

/** Text of a new line, without its newline. */
export function ledgerLine(
  { kind, key, record }: NewEntry,
  place: { readonly prev: string; readonly runId: string; readonly time: string },
): string {
  if (!/^[0-9a-f]{16,64}$/u.test(key)) throw new InvalidArgumentError('key', '16 to 64 lower-case hex digits', key);
  const { prev, runId, time } = place;
  if (!isIdentity(runId)) throw new InvalidArgumentError('runId', '16 lower-case hex digits', runId);
  return strictJson({ kind, key, prev, runId, time, record });
}

/** Last judged moment of a record; a record without one reaches as far as any other of its key. */
export function reachOf(record: unknown): number {
  const to = (record as { readonly to?: unknown } | null)?.to;
  return typeof to === 'number' ? to : 0;
}

/** A line as an entry. */
export function parsedEntry<Trial extends KeyedRecord>(
  workspace: string,
  { text, number }: Pick<ChainedLine, 'text' | 'number'>,
): LedgerEntry<Trial> {
  try {
    return JSON.parse(text) as LedgerEntry<Trial>;
  } catch {
    throw damagedLedger(workspace, `line ${number} is not an entry`, number); // the last line, before its head was written
  }
}
