/** A row's simulation once more, from its run's folder, with someone looking on at every decision. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { rankingsSchema } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import { executionRecords, walkForwardFolds } from '@assay/quant/evidence';
import { stressedContract } from '@assay/quant/execution';
import type { FillContract } from '@assay/quant/execution';
import type { Action } from '@assay/quant/orders';
import { signalKey } from '@assay/quant/signals';
import type { SimulationResult } from '@assay/quant/simulation';
import type { DecisionView, Parameters, StrategyInstance } from '@assay/quant/strategy';
import { runPaths } from '../runs/index.ts';
import type { RunManifest } from '../runs/index.ts';
import { readJsonFile } from '../settings/index.ts';
import type { RowRecord } from './row-results.ts';
import { chosenSegments } from './select.ts';
import type { AccountSettings, PlannedSegment, StrategyReference } from './settings.ts';
import type { StrategyInputs } from './strategy-inputs.ts';
import { simulateSegments } from './strategy-runtime.ts';

/** What a strategy looked at in one instrument when it decided. */
export interface WatchedInput {
  readonly instrument: string;
  /** Index of the newest bar that was known. */
  readonly bar: number;
  readonly terms: Readonly<Record<string, number>>;
  /** Empty where the strategy has none. */
  readonly columns: Readonly<Record<string, number>>;
  readonly position: number;
}

/** A decision that asked for something. */
export interface WatchedDecision {
  readonly time: number;
  /** Equity as the strategy saw it, in currency. */
  readonly equity: number;
  readonly inputs: readonly WatchedInput[];
  readonly actions: readonly Action[];
}

/** How a row came about, as its run's manifest says. */
export interface RowTerms {
  readonly contract: FillContract;
  readonly account: AccountSettings;
  readonly strategy: StrategyReference;
  readonly segments: readonly PlannedSegment[];
  /** Closes at which everything held is closed. */
  readonly flatAt: readonly number[];
}

/** A row that was simulated again. */
export interface RepeatedRow {
  readonly decisions: readonly WatchedDecision[];
  /** True where orders, refusals and fills are those of the record. */
  readonly isSame: boolean;
}

interface ManifestAccount {
  readonly id: string;
  readonly sizing: AccountSettings['sizing'];
  readonly walkForward:
    | 'none'
    | {
        readonly scheme: 'expanding' | 'rolling';
        readonly trainSize: number;
        readonly testSize: number;
        readonly purgeSize: number;
        readonly boundary: AccountSettings['boundary'];
      };
}

interface ManifestConfig {
  readonly accounts: readonly ManifestAccount[];
  readonly strategies: readonly { readonly strategy: string; readonly sets: readonly Parameters[] }[];
  readonly experiment: Pick<AccountSettings, 'currency' | 'cash' | 'seed' | 'model' | 'risk'> & {
    readonly maxGrossExposure: number;
    readonly fills: FillContract;
  };
}

/** What the manifest of a run says of how a row was traded, whoever decided. */
export type RowLayout = Omit<RowTerms, 'strategy'>;

/**
 * What the manifest of a run says of one of its rows.
 *
 * @throws {DataError} if the manifest and the record do not fit together.
 */
export async function termsOfRow(workspace: string, manifest: RunManifest, record: RowRecord): Promise<RowTerms> {
  const layout = await layoutOfRow(workspace, manifest, record);
  const { strategies } = manifest.config as unknown as ManifestConfig;
  return { ...layout, strategy: await strategyOf(workspace, manifest.runId, record, strategies) };
}

/**
 * The same without the strategy.
 *
 * @throws {DataError} if the manifest and the record do not fit together.
 */
export async function layoutOfRow(
  workspace: string,
  manifest: Pick<RunManifest, 'runId' | 'config'>,
  record: RowRecord,
): Promise<RowLayout> {
  const config = manifest.config as unknown as ManifestConfig;
  const own = config.accounts.find(({ id }) => id === record.accountId);
  if (own === undefined) throw misfit(record, `its account '${record.accountId}' does not stand in it`);
  const { experiment } = config;
  const { currency, cash, seed, model, risk, maxGrossExposure, fills } = experiment;
  const boundary = own.walkForward === 'none' ? 'flatten' : own.walkForward.boundary;
  const segments = await segmentsOfRow(workspace, manifest, record, { account: own, config });
  const { timeline } = record.pack;
  const ends = segments.map(({ to }) => timeline[to] as number);
  return {
    contract: fills,
    account: {
      ...{ currency, cash, seed, sizing: own.sizing, limits: { maxGrossExposure }, boundary },
      ...(model === undefined ? {} : { model }),
      ...(risk === undefined ? {} : { risk }),
    },
    segments,
    flatAt: boundary === 'flatten' ? ends : ends.slice(-1),
  };
}

// A row's id begins with the name of its strategy; a user's module stands in the manifest by its content.
async function strategyOf(
  workspace: string,
  runId: string,
  { rowId, accountId }: RowRecord,
  planned: ManifestConfig['strategies'],
): Promise<StrategyReference> {
  const name = rowId.slice(0, rowId.indexOf(`.${accountId}`));
  if (planned.some(({ strategy }) => strategy === name)) return { kind: 'built-in', name };
  const modules = planned.filter(({ strategy }) => strategy.startsWith(MODULE));
  const hash = modules[0]?.strategy.slice(MODULE.length);
  if (hash === undefined || modules.length > 1) {
    throw new DataError(`row '${rowId}' is of a strategy that the manifest does not name alone`, {
      hint: 'Give each module a config of its own to have its decisions explained.',
    });
  }
  const folder = path.join(runPaths(workspace, runId).folder, 'inputs', 'modules', hash);
  const files = await readdir(folder);
  const entry = files.find((file) => /^(index|strategy)\.[cm]?[jt]s$/u.test(file)) ?? files[0] ?? 'index.ts';
  return { kind: 'module', entry: path.join(folder, entry), folder, hash };
}

const MODULE = 'module:';

async function segmentsOfRow(
  workspace: string,
  { runId }: Pick<RunManifest, 'runId'>,
  record: RowRecord,
  { account, config }: { readonly account: ManifestAccount; readonly config: ManifestConfig },
): Promise<readonly PlannedSegment[]> {
  const { timeline } = record.pack;
  if (account.walkForward === 'none') {
    const { times } = record.simulation;
    const at = (time: number | undefined): number => timeline.indexOf(time ?? NaN);
    const params = config.strategies[0]?.sets[0] ?? {};
    return [{ from: at(times[0]), to: at(times.at(-1)), params }];
  }
  const folds = walkForwardFolds(Math.max(0, timeline.length - 1), account.walkForward);
  const file = path.join(runPaths(workspace, runId).artefacts, 'rankings.json');
  const { rows } = rankingsSchema.pick({ rows: true }).parse(await readJsonFile(file));
  const row = rows.find(({ id }) => id === record.rowId);
  if (row?.selections.length !== folds.length) throw misfit(record, 'its choices are not one for each test window');
  return chosenSegments(
    folds,
    row.selections.map(({ params }) => params as Parameters),
  );
}

function misfit({ rowId }: RowRecord, why: string): DataError {
  return new DataError(`row '${rowId}' cannot be laid out again from the run's manifest: ${why}`, {
    hint: 'Run its config again: what is damaged or missing is computed again.',
  });
}

/** Simulates a row once more under its own contract; a user's module runs in its sandbox, as in the run. */
export async function repeatRow(record: RowRecord, terms: RowTerms): Promise<RepeatedRow> {
  const decisions: WatchedDecision[] = [];
  const market = { pack: record.pack, cache: new Map() };
  const { account, contract, strategy, segments } = terms;
  const repeated = await simulateSegments(strategy, segments, market, {
    account,
    contract,
    watched: (instance, inputs) => watchedBy(instance, inputs, decisions),
  });
  return { decisions, isSame: sameExecutions(record.simulation, repeated) };
}

function watchedBy(
  strategy: StrategyInstance,
  { terms, columns: [own = {}] = [] }: StrategyInputs,
  decisions: WatchedDecision[],
): StrategyInstance {
  const names = { terms: terms.map(signalKey), columns: Object.keys(own) };
  return {
    ...(strategy.members === undefined ? {} : { members: strategy.members }),
    decide: (view) => {
      const actions = strategy.decide(view);
      if (actions.length > 0) decisions.push({ ...lookedAt(view, names), actions });
      return actions;
    },
  };
}

function lookedAt(
  view: DecisionView,
  names: { readonly terms: readonly string[]; readonly columns: readonly string[] },
): Omit<WatchedDecision, 'actions'> {
  const inputs = view.instruments.map((instrument): WatchedInput => {
    const terms = names.terms.map((name, index) => [name, view.term(instrument, index)] as const);
    const columns = names.columns.map((name) => [name, view.column(instrument, name)] as const);
    const position = view.position(instrument);
    return {
      instrument,
      bar: view.barCount(instrument) - 1,
      terms: Object.fromEntries(terms),
      columns: Object.fromEntries(columns),
      position,
    };
  });
  return { time: view.decisionTime, equity: view.equity, inputs };
}

function sameExecutions(recorded: SimulationResult, repeated: SimulationResult): boolean {
  const text = (one: SimulationResult): string => JSON.stringify(executionRecords(one));
  return text(recorded) === text(repeated);
}

/** A row once more with everything that broker and market take multiplied. */
export function simulateAtCosts(record: RowRecord, terms: RowTerms, multiple: number): Promise<SimulationResult> {
  const market = { pack: record.pack, cache: new Map() };
  const contract = stressedContract(terms.contract, multiple);
  return simulateSegments(terms.strategy, terms.segments, market, { account: terms.account, contract });
}
