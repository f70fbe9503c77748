/**
 * The chain that makes the trial ledger tamper-evident.
 *
 * 1. Each line carries `prev`, the sha-256 of the line before it; the first line carries 64 zeros. A line that is changed,
 *    taken out or put in between breaks the chain at the line after it.
 * 2. `ledger-head.json` beside the ledger says how many lines have been written and what the last of them hashes to. So
 *    lines that are cut off at the end are missed, too. It is written after the lines: a writer that is killed in between
 *    leaves more lines than it says, never fewer.
 */
import { hash } from 'node:crypto';
import path from 'node:path';
import { DataError } from '@assay/core/errors';
import { hasErrorCode, readJsonFile, writeJsonAtomic } from '../settings/index.ts';
import { readLineBatches } from './log-lines.ts';

/** How far a ledger has been written. */
export interface LedgerHead {
  /** Number of lines. */
  readonly lines: number;
  /** Sha-256 of the last one; 64 zeros where there is none. */
  readonly hash: string;
}

/** A line that follows from the one before. */
export interface ChainedLine {
  readonly kind: string;
  readonly key: string;
  readonly runId: string;
  /** 1 for the first. */
  readonly number: number;
  readonly text: string;
}

/** Follows the lines of a ledger from the first to the last. */
export interface ChainReader {
  /** Takes the next line. */
  next(text: string): ChainedLine;
  /** Tells that there are no more lines; returns how far the ledger has been written. */
  end(): LedgerHead;
}

/** Head of a ledger without lines. */
export const EMPTY_HEAD: LedgerHead = Object.freeze({ lines: 0, hash: '0'.repeat(64) });

/** Form of the ledger: 1 had no chain. */
const LEDGER_FORMAT = 2;

const LINE = /^\{"kind":"([a-z-]+)","key":"([0-9a-f]+)","prev":"([0-9a-f]{64})","runId":"([0-9a-f]{16})",/u;
const LINE_OF_FORMAT_1 = /^\{"kind":"[a-z-]+","key":"[0-9a-f]+","runId":/u;

/** Path of the ledger of a workspace. */
export function ledgerFile(workspace: string): string {
  return path.join(workspace, 'trials', 'ledger.jsonl');
}

/** Path of what says how far the ledger has been written. */
export function ledgerHeadFile(workspace: string): string {
  return path.join(workspace, 'trials', 'ledger-head.json');
}

/** Held by whoever writes the ledger. */
export function ledgerLock(workspace: string): string {
  return path.join(workspace, 'trials', 'ledger.lock');
}

/** How far the ledger has been written at least; undefined where no ledger was ever begun. */
export async function readLedgerHead(workspace: string): Promise<LedgerHead | undefined> {
  const file = ledgerHeadFile(workspace);
  let value: unknown;
  try {
    value = await readJsonFile(file);
  } catch (error) {
    if (hasErrorCode(error, 'NOT_FOUND')) return undefined;
    if (hasErrorCode(error, 'DATA_INVALID')) throw damagedLedger(workspace, `'${file}' is not valid JSON`);
    throw error;
  }
  const { format, lines, hash: last } = (value ?? {}) as { format?: unknown; lines?: unknown; hash?: unknown };
  const isHead = Number.isSafeInteger(lines) && typeof last === 'string' && /^[0-9a-f]{64}$/u.test(last);
  if (format !== LEDGER_FORMAT || !isHead) throw damagedLedger(workspace, `'${file}' is not what Assay writes there`);
  return { lines: lines as number, hash: last };
}

/** Says how far the ledger has been written. */
export async function writeLedgerHead(workspace: string, { lines, hash: last }: LedgerHead): Promise<void> {
  await writeJsonAtomic(ledgerHeadFile(workspace), { format: LEDGER_FORMAT, lines, hash: last });
}

/** Sha-256 of a line, as the next one carries it. */
export function lineHash(text: string): string {
  return hash('sha256', text);
}

/**
 * Follows the chain of a workspace's ledger.
 *
 * @param written - the head that was read before the lines were; undefined where there is none.
 */
export function chainReader(workspace: string, written: LedgerHead | undefined): ChainReader {
  let lines = 0;
  let last = EMPTY_HEAD.hash;
  return {
    next: (text) => {
      const [, kind, key, prev, runId] = LINE.exec(text) ?? [];
      const number = lines + 1;
      if (kind === undefined || key === undefined || runId === undefined) {
        const isOld = number === 1 && LINE_OF_FORMAT_1.test(text);
        throw damagedLedger(workspace, isOld ? 'it is of an older form' : `line ${number} is not an entry`, number);
      }
      if (written === undefined) throw damagedLedger(workspace, `'${ledgerHeadFile(workspace)}' is missing`);
      if (prev !== last) throw damagedLedger(workspace, notFollowing(number), number);
      lines = number;
      last = lineHash(text);
      if (lines === written.lines && last !== written.hash) {
        throw damagedLedger(workspace, `line ${number} is not as it was written`, number);
      }
      return { kind, key, runId, number, text };
    },
    end: () => {
      if (written !== undefined && lines < written.lines) {
        throw damagedLedger(workspace, `it has ${lines} of the ${written.lines} lines that were written`, lines);
      }
      return { lines, hash: last };
    },
  };
}

/** Follows the whole chain and hands every line to `visit`. */
export async function walkLedger(workspace: string, visit: (line: ChainedLine) => void): Promise<LedgerHead> {
  const chain = chainReader(workspace, await readLedgerHead(workspace)); // before the lines: see there
  for await (const batch of readLineBatches(ledgerFile(workspace))) {
    for (const text of batch) visit(chain.next(text));
  }
  return chain.end();
}

/** The error for a ledger that cannot be counted on. */
export function damagedLedger(workspace: string, how: string, line?: number): DataError {
  const file = ledgerFile(workspace);
  return new DataError(`the trial ledger '${file}' is damaged: ${how}`, {
    context: line === undefined ? { file } : { file, line },
    hint:
      'Verdicts count on it, so nothing goes on. Restore ledger.jsonl and ledger-head.json from one backup; or run ' +
      `\`assay runs rebuild-ledger --workspace '${workspace}'\`, which makes the ledger again from what the finished runs ` +
      'hold and keeps the damaged file.',
  });
}

function notFollowing(number: number): string {
  return number === 1
    ? 'its first lines are missing'
    : `line ${number} does not follow from line ${number - 1}: a line was changed, taken out or put in`;
}
