/** Whether the trial ledger says of a run what the run says of itself. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { canonicalJson } from '../../settings/index.ts';
import { decodeColumns } from '../columns.ts';
import { TRIALS_ARTEFACT } from '../finished.ts';
import { finishedHeads, readLedger } from '../ledger.ts';
import type { KeyedRecord } from '../manifest.ts';
import type { RunPaths } from '../run-paths.ts';
import type { VerificationProblem } from './problems.ts';
import type { AuditFindings } from './verify-audit.ts';

const LEDGER = 'trials/ledger.jsonl';

interface PointedRecord extends KeyedRecord {
  readonly returnsPointer?: unknown;
}

/** Verifies the whole chain of the ledger, and what it holds of one finished run. */
export async function verifyLedger(
  workspace: string,
  paths: RunPaths,
  { ends, isWhole }: Pick<AuditFindings, 'ends'> & { readonly isWhole: boolean },
): Promise<readonly VerificationProblem[]> {
  const runId = path.basename(paths.folder);
  const own = new Map<string, KeyedRecord>();
  const all = new Set<string>();
  try {
    for await (const entry of readLedger(workspace)) {
      if (entry.kind !== 'trial') continue;
      all.add(entry.key);
      if (entry.runId === runId) own.set(entry.key, entry.record);
    }
    const heads = [...((await finishedHeads(workspace)).get(runId) ?? [])];
    const trials = await readTrialRecords(paths);
    return [
      ...headProblems(heads, [...ends.keys()]),
      ...trials.flatMap((trial) => trialProblems(trial, { own, all })),
      ...(isWhole ? await pointerProblems(paths, trials) : []), // of a file that was changed enough is said
    ];
  } catch (error) {
    if (!PlatformError.is(error, 'DATA_INVALID')) throw error;
    const line = error.context['line'];
    const where = typeof line === 'number' ? `${LEDGER} line ${line}` : LEDGER;
    return [{ where, what: error.message, expected: 'a whole chain', found: 'a broken one' }];
  }
}

function headProblems(heads: readonly string[], ends: readonly string[]): readonly VerificationProblem[] {
  const cut = heads.find((head) => !ends.includes(head));
  if (cut !== undefined) {
    const found = ends.length === 0 ? 'no end' : `ends ${ends.join(', ')}`;
    return [
      { where: 'audit.jsonl', what: 'was cut or exchanged', expected: `the head ${cut} that the ledger noted`, found },
    ];
  }
  const [noted, last] = [heads.at(-1), ends.at(-1)];
  if (noted === last || last === undefined) return [];
  const what = 'has not noted the end of the run; running its config again does';
  return [{ where: LEDGER, what, expected: `head ${last}`, found: noted === undefined ? 'none' : `head ${noted}` }];
}

function trialProblems(
  trial: KeyedRecord,
  { own, all }: { readonly own: ReadonlyMap<string, KeyedRecord>; readonly all: ReadonlySet<string> },
): readonly VerificationProblem[] {
  if (!all.has(trial.key))
    return [{ where: LEDGER, what: 'lacks a trial', expected: `trial ${trial.key}`, found: 'none' }];
  const noted = own.get(trial.key);
  if (noted === undefined || canonicalJson(noted) === canonicalJson(trial)) return [];
  const what = `says something else of trial ${trial.key}`;
  return [{ where: LEDGER, what, expected: canonicalJson(trial), found: canonicalJson(noted) }];
}

async function readTrialRecords({ artefacts }: RunPaths): Promise<readonly PointedRecord[]> {
  try {
    const value = JSON.parse(await readFile(path.join(artefacts, TRIALS_ARTEFACT), 'utf8')) as unknown;
    return Array.isArray(value) ? (value as readonly PointedRecord[]) : [];
  } catch {
    return []; // that it is missing or changed is told by its hash
  }
}

/** The returns that a record points to must be there: `<run>/<step>#<column>`. */
async function pointerProblems(
  paths: RunPaths,
  trials: readonly PointedRecord[],
): Promise<readonly VerificationProblem[]> {
  const problems: VerificationProblem[] = [];
  const columns = new Map<string, readonly string[]>();
  for (const { key, returnsPointer } of trials) {
    const [, run, step, column] = /^([0-9a-f]{16})\/([0-9a-f]{16})#(.+)$/u.exec(String(returnsPointer)) ?? [];
    if (run !== path.basename(paths.folder) || step === undefined || column === undefined) continue;
    const names = columns.get(step) ?? (await columnsOf(path.join(paths.steps, `${step}.cols`)));
    columns.set(step, names);
    if (names.includes(column)) continue;
    const where = `steps/${step}.cols`;
    problems.push({ where, what: `lacks the returns of trial ${key}`, expected: `column ${column}`, found: 'none' });
  }
  return problems;
}

async function columnsOf(file: string): Promise<readonly string[]> {
  try {
    return Object.keys(decodeColumns(await readFile(file), { verify: false }).columns);
  } catch {
    return []; // that it is missing or changed is told by its hash
  }
}
