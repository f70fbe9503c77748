/**
 * The trial ledger as a reader sees it: trials in families, with their number and the number of independent trials that the
 * correlations of their returns amount to.
 *
 * A family here is what touches the same data, directly or through other trials: overlapping instruments and overlapping
 * periods. The trials that one row is judged with are those that overlap the row itself, which may be fewer.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sampleMatrix } from '@assay/core/inference';
import { DataError, InvalidArgumentError, NotFoundError, PlatformError } from '@assay/core/errors';
import { distinctTrials, effectiveTrials, familyOf } from '@assay/quant/evidence';
import type { TrialRecord } from '@assay/quant/evidence';
import { checkLedger, decodeColumns, readTrials, runPaths } from '../../runs/index.ts';
import type { Columns } from '../../runs/index.ts';
import { hasErrorCode } from '../../settings/index.ts';

/** Which trials are asked for. */
export interface TrialFilter {
  readonly instrument?: string | undefined;
  readonly strategy?: string | undefined;
}

/** How many independent trials a family amounts to. */
export interface EffectiveCount {
  /** Null where no returns are left to correlate. */
  readonly effective: number | null;
  /** Trials whose returns were read; the others count one each. */
  readonly correlated: number;
}

/** Trials on overlapping data. */
export interface TrialFamily extends EffectiveCount {
  readonly instruments: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Number of trials, those that the filter leaves out included: every one of them raises the hurdle. */
  readonly count: number;
  /** The trials that were asked for, by key. */
  readonly trials: readonly TrialRecord[];
}

/** One trial with its family. */
export interface FoundTrial {
  readonly trial: TrialRecord;
  readonly family: EffectiveCount & { readonly count: number };
  /** File and column that hold its returns; null where they are no longer there. */
  readonly returns: { readonly file: string; readonly column: string } | null;
}

/**
 * The families of the ledger.
 *
 * @throws {DataError} if the ledger is not as it was written.
 */
export async function trialFamilies(workspace: string, filter: TrialFilter): Promise<readonly TrialFamily[]> {
  const records = await allTrials(workspace);
  const isAsked = ({ instruments, strategy }: TrialRecord): boolean =>
    (filter.instrument === undefined || instruments.includes(filter.instrument)) &&
    (filter.strategy === undefined || strategy === filter.strategy);
  const families: TrialFamily[] = [];
  for (const members of connected(records)) {
    const trials = members.filter(isAsked);
    if (trials.length === 0) continue;
    families.push({
      instruments: [...new Set(members.flatMap(({ instruments }) => instruments))].sort(),
      from: Math.min(...members.map(({ from }) => from)),
      to: Math.max(...members.map(({ to }) => to)),
      count: members.length,
      ...(await effectiveCount(workspace, members)),
      trials: trials.sort((one, other) => (one.key < other.key ? -1 : 1)),
    });
  }
  return families;
}

/**
 * One trial of the ledger.
 *
 * @param reference - its key, or the beginning of it.
 * @throws {NotFoundError} if no trial's key begins so; {InvalidArgumentError} if several do; {DataError} if the ledger is not as
 * it was written.
 */
export async function findTrial(workspace: string, reference: string): Promise<FoundTrial> {
  const hint = '`assay trials list` shows the keys.';
  const records = await allTrials(workspace);
  const found = records.filter(({ key }) => key.startsWith(reference.toLowerCase()));
  const [trial] = found;
  if (reference === '' || trial === undefined) throw new NotFoundError('trial', reference, { hint });
  if (found.length > 1)
    throw new InvalidArgumentError('key', `of one trial: ${found.length} keys begin so`, reference, { hint });
  const family = familyOf(records, trial);
  return {
    trial,
    family: { count: family.length, ...(await effectiveCount(workspace, family)) },
    returns: (await returnsOf(workspace, [trial])).size === 0 ? null : placeOf(workspace, trial),
  };
}

async function allTrials(workspace: string): Promise<readonly TrialRecord[]> {
  await checkLedger(workspace);
  return distinctTrials(await readTrials<TrialRecord>(workspace));
}

/** Trials in groups that share data, in the order of their first trials. */
function connected(records: readonly TrialRecord[]): readonly TrialRecord[][] {
  const groups: { span: { instruments: Set<string>; from: number; to: number }[]; members: TrialRecord[] }[] = [];
  for (const record of records) {
    const { from, to, instruments } = record;
    const touching = groups.filter(({ span }) =>
      span.some((one) => one.from <= to && one.to >= from && instruments.some((id) => one.instruments.has(id))),
    );
    const [first] = touching;
    const own = { instruments: new Set(instruments), from, to };
    if (first === undefined) {
      groups.push({ span: [own], members: [record] });
      continue;
    }
    for (const other of touching.slice(1)) {
      first.span.push(...other.span);
      first.members.push(...other.members);
      groups.splice(groups.indexOf(other), 1);
    }
    const isKnown = first.span.some(
      (one) => one.from === from && one.to === to && instruments.every((id) => one.instruments.has(id)),
    );
    if (!isKnown) first.span.push(own);
    first.members.push(record);
  }
  return groups.map(({ members }) => members);
}

/**
 * Trials over the same periods are correlated with each other; those of other periods, and those whose returns are gone, add to
 * the number as though they were independent.
 */
async function effectiveCount(workspace: string, records: readonly TrialRecord[]): Promise<EffectiveCount> {
  const returns = await returnsOf(workspace, records);
  const alike = new Map<string, Float64Array[]>();
  for (const record of records) {
    const column = returns.get(record.key);
    if (column === undefined) continue;
    const name = `${record.from}/${record.to}/${column.length}/${record.timeframe}`;
    alike.set(name, [...(alike.get(name) ?? []), column]);
  }
  let effective = records.length - returns.size;
  for (const columns of alike.values()) {
    const { participationRatio } = effectiveTrials(sampleMatrix(columns));
    effective += Number.isFinite(participationRatio.value) ? participationRatio.value : columns.length;
  }
  return { effective: returns.size === 0 ? null : effective, correlated: returns.size };
}

/** The returns of trials by key, as far as the steps that hold them are still there. */
async function returnsOf(
  workspace: string,
  records: readonly TrialRecord[],
): Promise<ReadonlyMap<string, Float64Array>> {
  const files = new Map<string, Columns | undefined>();
  const found = new Map<string, Float64Array>();
  for (const record of records) {
    const place = placeOf(workspace, record);
    if (place === null) continue;
    if (!files.has(place.file)) files.set(place.file, await columnsOf(place.file));
    const column = files.get(place.file)?.[place.column];
    if (column instanceof Float64Array) found.set(record.key, column);
  }
  return found;
}

/** `RUN/STEP#COLUMN` as a file of the workspace. */
function placeOf(workspace: string, { returnsPointer }: TrialRecord): FoundTrial['returns'] {
  const match = /^([0-9a-f]{16})\/([0-9a-f]+)#(.+)$/u.exec(returnsPointer);
  if (match === null) return null;
  const [, runId, step, column] = match as unknown as readonly [string, string, string, string];
  return { file: path.join(runPaths(workspace, runId).steps, `${step}.cols`), column };
}

async function columnsOf(file: string): Promise<Columns | undefined> {
  try {
    return decodeColumns(await readFile(file)).columns;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined; // the run was removed
    if (!PlatformError.is(error, 'DATA_INVALID')) throw error;
    throw new DataError(`step result '${file}', which holds returns of a trial, is not as it was written`, {
      cause: error,
      context: { file },
      hint: 'Run the config of its run again: what is damaged or missing is computed again.',
    });
  }
}
