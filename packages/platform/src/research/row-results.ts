/**
 * Reads what a run found out about its rows, out of the run's folder alone.
 *
 * 1. The audit, verified line by line, says which step results there are and which hash each has.
 * 2. The steps `pack:<account>` hold the instruments of each account.
 * 3. The steps `row:<row>` hold the row's simulations; they are read one at a time, and compared with their hash.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Rankings, RowFailure } from '@assay/contracts/schemas';
import { DataError, InvariantError, PlatformError } from '@assay/core/errors';
import type { BarSeries, Currency, Instrument } from '@assay/quant/market';
import type { LeakReport } from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';
import { readAudit, readStepBytes, readStepColumns, resolveRunId, runPaths } from '../runs/index.ts';
import type { RunPaths } from '../runs/index.ts';
import { readJsonFile } from '../settings/index.ts';
import { packFrom } from './pack.ts';
import type { Pack } from './pack.ts';
import { isFailedResult } from './row-failure.ts';
import { recallSimulations } from './simulation-record.ts';
import type { SimulationFacts } from './simulation-record.ts';

/** The stitched out-of-sample simulations of one row. */
export interface RowSimulations {
  readonly rowId: string;
  /** The instruments that were traded, with their terms, in the order of the simulations' columns. */
  readonly instruments: readonly Instrument[];
  /** Currency of the account. */
  readonly currency: Currency;
  /** Under the fill contract of the run. */
  readonly simulation: SimulationResult;
  readonly pessimistic: SimulationResult;
}

/**
 * The rows that a run has evaluated, sorted by id.
 *
 * @param reference - the run's id or the beginning of it.
 * @throws {NotFoundError} if there is no such run; {PlatformError} ILLEGAL_STATE if it has not evaluated a row yet;
 * {DataError} if a file of it is not as it was written.
 */
export async function* readRowSimulations(workspace: string, reference: string): AsyncGenerator<RowSimulations> {
  const paths = runPaths(workspace, await resolveRunId(workspace, reference));
  const steps = await finishedSteps(paths);
  const rowIds = namesAfter('row:', steps);
  if (rowIds.length === 0) {
    throw new PlatformError('ILLEGAL_STATE', `run '${path.basename(paths.folder)}' has not evaluated a row yet`, {
      hint: 'Run its config again: it goes on where it stopped.',
    });
  }
  const accounts = await readAccounts(paths, steps);
  const currency = await currencyOf(paths);
  for (const rowId of rowIds) {
    const { json, columns } = await readStep(paths, steps.get(`row:${rowId}`) as FinishedStep);
    if (isFailedResult(json)) continue; // its strategy failed: there is nothing to read
    const record = { facts: json as readonly SimulationFacts[], columns: columns as Record<string, Float64Array> };
    const [simulation, pessimistic] = recallSimulations(record) as readonly [SimulationResult, SimulationResult];
    yield {
      rowId,
      currency,
      simulation,
      pessimistic,
      instruments: accounts.get(accountOf(rowId, simulation, accounts)) as readonly Instrument[],
    };
  }
}

/** A row's simulation under the run's own contract, with the bars that it was made on. */
export interface RowBars {
  readonly simulation: SimulationResult;
  readonly series: readonly BarSeries[];
}

/**
 * One row with its bars; undefined if the run has no such row.
 *
 * @throws {DataError} if a file of it is not as it was written.
 */
export function readRowBars(workspace: string, runId: string, rowId: string): Promise<RowBars | undefined> {
  return readRowRecord(workspace, runId, rowId);
}

/** One row with everything that its simulation was made of. */
export interface RowRecord extends RowBars {
  readonly rowId: string;
  /** Id of its account, as the pack is named. */
  readonly accountId: string;
  readonly pack: Pack;
}

/** Ids of the rows that a run has evaluated, sorted. */
export async function rowsOfRun(workspace: string, runId: string): Promise<readonly string[]> {
  return namesAfter('row:', await finishedSteps(runPaths(workspace, runId)));
}

/**
 * One row with its pack; undefined if the run has no such row, or its strategy failed at it.
 *
 * @throws {DataError} if a file of it is not as it was written.
 */
export async function readRowRecord(workspace: string, runId: string, rowId: string): Promise<RowRecord | undefined> {
  const paths = runPaths(workspace, runId);
  const steps = await finishedSteps(paths);
  const step = steps.get(`row:${rowId}`);
  if (step === undefined) return undefined;
  const { json, columns } = await readStep(paths, step);
  if (isFailedResult(json)) return undefined;
  const record = { facts: json as readonly SimulationFacts[], columns: columns as Record<string, Float64Array> };
  const simulation = recallSimulations(record)[0] as SimulationResult;
  const accountId = accountOf(rowId, simulation, await readAccounts(paths, steps));
  const stored = await readStep(paths, steps.get(`pack:${accountId}`) as FinishedStep);
  const pack = packFrom(stored.json, stored.columns);
  return { rowId, accountId, simulation, pack, series: pack.series };
}

/** What the strategy of a judged row failed with; undefined where it did not, or the run has no such row. */
export async function readRowFailure(workspace: string, runId: string, rowId: string): Promise<RowFailure | undefined> {
  const paths = runPaths(workspace, runId);
  const judged = (await finishedSteps(paths)).get('judge');
  if (judged === undefined) return undefined;
  // What a single backtest is judged by has no rows.
  const { rows = [] } = (await readPlainStep(paths, judged)) as Partial<Pick<Rankings, 'rows'>>;
  return rows.find(({ id }) => id === rowId)?.failure;
}

/** What the replay for leaks found of a row; undefined where it was not run. */
export async function readLeakReport(workspace: string, runId: string, rowId: string): Promise<LeakReport | undefined> {
  const paths = runPaths(workspace, runId);
  const step = (await finishedSteps(paths)).get(`leak:${rowId}`);
  return step === undefined ? undefined : ((await readPlainStep(paths, step)) as LeakReport);
}

/** The bars that an account of a run was judged on. @throws {DataError} if a file of the run is not as it was written. */
export async function readAccountBars(
  workspace: string,
  runId: string,
  account: string,
): Promise<readonly BarSeries[]> {
  const paths = runPaths(workspace, runId);
  const step = (await finishedSteps(paths)).get(`pack:${account}`);
  if (step === undefined) throw missing(runId, `pack of account '${account}'`);
  const { json, columns } = await readStep(paths, step);
  return packFrom(json, columns).series;
}

/** A row under the run's own contract. @throws {DataError} if a file of the run is not as it was written. */
export async function readRowSimulation(workspace: string, runId: string, rowId: string): Promise<SimulationResult> {
  const paths = runPaths(workspace, runId);
  const step = (await finishedSteps(paths)).get(`row:${rowId}`);
  if (step === undefined) throw missing(runId, `result of row '${rowId}'`);
  const { json, columns } = await readStep(paths, step);
  if (isFailedResult(json)) {
    const { message } = json.strategyFailed;
    throw new PlatformError('STRATEGY_FAILED', `row '${rowId}' of run '${runId}' has no record: ${message}`);
  }
  const record = { facts: json as readonly SimulationFacts[], columns: columns as Record<string, Float64Array> };
  return recallSimulations(record)[0] as SimulationResult;
}

interface FinishedStep {
  readonly key: string;
  readonly resultHash: string;
}

const RESULT_EVENTS = ['step-finished', 'step-recovered'];

async function finishedSteps(paths: RunPaths): Promise<ReadonlyMap<string, FinishedStep>> {
  const steps = new Map<string, FinishedStep>();
  for await (const { event, step, key, resultHash } of readAudit(paths.audit)) {
    if (!RESULT_EVENTS.includes(event) || typeof step !== 'string') continue;
    if (typeof key === 'string' && typeof resultHash === 'string') steps.set(step, { key, resultHash });
  }
  return steps;
}

function namesAfter(prefix: string, steps: ReadonlyMap<string, FinishedStep>): readonly string[] {
  const names = [...steps.keys()].filter((name) => name.startsWith(prefix));
  return names.map((name) => name.slice(prefix.length)).sort();
}

async function readStep(paths: RunPaths, step: FinishedStep): ReturnType<typeof readStepColumns> {
  const file = path.join(paths.steps, `${step.key}.cols`);
  // What a strategy failed with has no columns.
  const isPlain = !existsSync(file) && existsSync(path.join(paths.steps, `${step.key}.json`));
  return isPlain ? { json: await readPlainStep(paths, step), columns: {} } : readStepColumns(file, step.resultHash);
}

/** The result of a step that has no columns. */
async function readPlainStep(paths: RunPaths, { key, resultHash }: FinishedStep): Promise<unknown> {
  const bytes = await readStepBytes(path.join(paths.steps, `${key}.json`), resultHash);
  return (JSON.parse(bytes.toString('utf8')) as { readonly json: unknown }).json;
}

function missing(runId: string, what: string): DataError {
  return new DataError(`run '${runId}' has no ${what}`, {
    context: { runId },
    hint: 'It was removed meanwhile, or has not come so far: `assay runs list` shows the runs.',
  });
}

type Accounts = ReadonlyMap<string, readonly Instrument[]>;

async function readAccounts(paths: RunPaths, steps: ReadonlyMap<string, FinishedStep>): Promise<Accounts> {
  const accounts = new Map<string, readonly Instrument[]>();
  for (const id of namesAfter('pack:', steps)) {
    const { json } = await readStep(paths, steps.get(`pack:${id}`) as FinishedStep);
    const { series } = json as { readonly series: readonly { readonly instrument: Instrument }[] };
    accounts.set(
      id,
      series.map(({ instrument }) => instrument),
    );
  }
  return accounts;
}

// A row's id is the strategy, the account, and a number where two rows would be named alike.
function accountOf(rowId: string, { instruments }: SimulationResult, accounts: Accounts): string {
  const wanted = instruments.join('\n');
  for (const [accountId, found] of accounts) {
    const isNamed = `${rowId}.`.includes(`.${accountId}.`);
    if (isNamed && found.map(({ id }) => id).join('\n') === wanted) return accountId;
  }
  throw new InvariantError(`row '${rowId}' has a packed account`);
}

async function currencyOf(paths: RunPaths): Promise<Currency> {
  const { config } = (await readJsonFile(paths.manifest)) as {
    readonly config: { readonly experiment: { readonly currency: Currency } };
  };
  return config.experiment.currency;
}
