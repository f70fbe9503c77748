import path from 'node:path';
import { formatIsoDate, formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { OutcomesState, RunData } from '@assay/contracts/schemas';
import type { Lakehouse } from '../lakehouse/index.ts';
import { oneLine } from '../reports/index.ts';
import {
  boundaryOf,
  leaveOutStale,
  loopSchedule,
  periodScheme,
  planOutcomes,
  preparePacks,
  runData,
} from '../research/index.ts';
import type { PlannedAccount, PlannedStrategy, PreparedAccount, ResearchPlan } from '../research/index.ts';
import { runDataText } from './run-data-text.ts';
import { countOf, grouped, renderTable } from './text-table.ts';

/** One account as it would be traded. */
interface AccountPlan {
  readonly id: string;
  readonly dataset: string;
  readonly instruments: readonly string[];
  readonly timeframe: string;
  /** First and last close that would be used. */
  readonly from: string;
  readonly to: string;
  readonly periods: number;
  readonly walkForward: Readonly<Record<'trainPeriods' | 'purgePeriods' | 'testPeriods' | 'folds', number>> & {
    readonly scheme: string;
    readonly boundary: string;
  };
  readonly sizing: PlannedAccount['sizing'];
}

/** What a run would do. */
export interface PlanDescription {
  readonly name: string;
  readonly hypothesis: string;
  readonly config: string;
  readonly datasets: readonly { readonly name: string; readonly version: string; readonly synthetic: boolean }[];
  /** What would be read, what it lacks, and what would be left out. */
  readonly data: RunData;
  readonly accounts: readonly AccountPlan[];
  readonly strategies: readonly {
    readonly name: string;
    readonly identity: string;
    readonly sweep: readonly string[];
    readonly parameterSets: number;
    /** Combinations that the strategy itself refuses. */
    readonly skipped: number;
    /** What a reader of the sweep might not expect, as a range whose steps pass its end by. */
    readonly notes: readonly string[];
    readonly packs: readonly string[] | null;
  }[];
  readonly evaluations: {
    /** Rows of the ranking: a strategy on an account each. */
    readonly rows: number;
    /** Parameter sets over all rows: each is a trial. */
    readonly parameterSets: number;
    /** The ±10 % neighbours of each row's choice are trials, too; how many there are is known when it is made. */
    readonly neighboursAtMost: number;
  };
  readonly fillContracts: readonly { readonly name: string; readonly description: string }[];
  readonly kill: Readonly<Record<string, number>>;
  /** Outcomes that would be brought up to date first, call by call. */
  readonly outcomes: readonly (Pick<OutcomesState, 'of' | 'timeframe' | 'instrument' | 'horizon'> & {
    /** Name of the dataset that they are kept in. */
    readonly dataset: string;
  })[];
  /** When cycles would start without --once. */
  readonly schedule: { readonly text: string; readonly starts: readonly string[] };
  /** Folder that the results would be published in. */
  readonly publishes: string;
}

/** Describes a plan; bars are read to count the folds, nothing is written. */
export async function describePlan(
  planned: ResearchPlan,
  lake: Lakehouse,
  { workspace, now }: { readonly workspace: string; readonly now: EpochMs },
): Promise<PlanDescription> {
  const { plan, prepared } = await preparePacks(await leaveOutStale(planned, lake), lake);
  const { config, path: configPath } = plan.loaded;
  const { rows } = plan;
  return {
    name: config.name,
    hypothesis: config.hypothesis,
    config: configPath,
    datasets: describeDatasets(plan),
    data: runData(plan, prepared),
    accounts: prepared.map(describeAccount),
    strategies: plan.strategies.map((strategy) => ({
      name: strategy.name,
      identity: strategy.identity,
      sweep: strategy.axes,
      parameterSets: strategy.sets.length,
      skipped: strategy.skipped,
      notes: strategy.notes,
      packs: strategy.packs ?? null,
    })),
    evaluations: {
      rows: rows.length,
      parameterSets: rows.reduce((sum, row) => sum + row.strategy.sets.length, 0),
      neighboursAtMost: rows.reduce((sum, row) => sum + mostNeighbours(row.strategy), 0),
    },
    fillContracts: [plan.contract, plan.pessimistic].map(({ name, description }) => ({ name, description })),
    kill: { ...plan.policy },
    outcomes: planOutcomes(plan, config.outcomes).map(({ parent, entries, instrument, label, name }) => ({
      of: `${parent.name}@${parent.version}`,
      timeframe: entries[0]?.timeframe ?? '',
      instrument,
      horizon: label,
      dataset: name,
    })),
    schedule: describeSchedule(config, now),
    publishes: path.join(workspace, 'published', 'research', config.name),
  };
}

const STARTS_SHOWN = 3;

function describeSchedule({ loop }: ResearchPlan['loaded']['config'], now: EpochMs): PlanDescription['schedule'] {
  const schedule = loopSchedule(loop);
  const starts = [schedule.first(now)];
  while (starts.length < STARTS_SHOWN) starts.push(schedule.next(starts.at(-1) as number, now));
  return { text: schedule.text, starts: starts.map(formatIsoTime) };
}

function describeDatasets({ accounts }: ResearchPlan): PlanDescription['datasets'] {
  const manifests = new Map(accounts.map(({ manifest }) => [`${manifest.name}@${manifest.version}`, manifest]));
  return [...manifests.values()].map(({ name, version, series }) => ({
    name,
    version,
    synthetic: series.some((entry) => entry.synthetic),
  }));
}

function describeAccount({ account, timeline, folds }: PreparedAccount): AccountPlan {
  const { scheme, trainSize, testSize, purgeSize } = periodScheme(account);
  return {
    id: account.id,
    dataset: `${account.manifest.name}@${account.manifest.version}`,
    instruments: account.instruments,
    timeframe: account.timeframe,
    from: formatIsoDate(timeline[0] as number),
    to: formatIsoDate(timeline.at(-1) as number),
    periods: timeline.length - 1,
    walkForward: {
      scheme,
      trainPeriods: trainSize,
      purgePeriods: purgeSize,
      testPeriods: testSize,
      folds: folds.length,
      boundary: boundaryOf(account),
    },
    sizing: account.sizing,
  };
}

function mostNeighbours({ parameters }: PlannedStrategy): number {
  const numeric = parameters.filter(
    ({ type, nominal }) => (type === 'integer' || type === 'number') && nominal !== true,
  );
  return 2 * numeric.length;
}

/** A plan for people. */
export function planText(plan: PlanDescription): string {
  const { rows, parameterSets, neighboursAtMost } = plan.evaluations;
  return [
    `${plan.name}: ${plan.hypothesis === 'not stated' ? 'no hypothesis is stated' : oneLine(plan.hypothesis)}`,
    '',
    runDataText(plan.data),
    'Accounts',
    indented(renderTable(ACCOUNT_COLUMNS, plan.accounts.map(accountCells))),
    '',
    indented(renderTable(STRATEGY_COLUMNS, plan.strategies.map(strategyCells))),
    ...plan.strategies.flatMap(({ name, notes }) => notes.map((note) => `  Note: ${name}: ${note}`)),
    '',
    `${countOf(rows, 'row')} to judge, from ${countOf(parameterSets, 'parameter set')}` +
      ` and at most ${countOf(neighboursAtMost, 'neighbour')} of what is chosen: each is a trial.`,
    ...plan.fillContracts.map(({ name, description }) => `Fills ${name}: ${description}`),
    `Limits: ${Object.entries(plan.kill)
      .map(([name, limit]) => `${name} ${limit}`)
      .join(', ')}`,
    ...plan.outcomes.map(
      ({ of, timeframe, instrument, horizon, dataset }) =>
        `Outcomes of ${instrument === null ? 'all instruments' : instrument} in ${of}, ${timeframe}, over ${horizon} would be kept up to date in ${dataset}`,
    ),
    `Without --once cycles start ${plan.schedule.text}.`,
    `If it were started now: ${plan.schedule.starts.join(', ')} and so on`,
    `Results would be published in ${plan.publishes}`,
    'Nothing was written.',
  ].join('\n');
}

const ACCOUNT_COLUMNS = [
  { title: 'Account' },
  { title: 'Instruments' },
  { title: 'Bars of' },
  { title: 'From' },
  { title: 'To' },
  { title: 'Periods', align: 'right' },
  { title: 'Train', align: 'right' },
  { title: 'Purge', align: 'right' },
  { title: 'Test', align: 'right' },
  { title: 'Folds', align: 'right' },
] as const;

const INSTRUMENTS_SHOWN = 5;

function accountCells(account: AccountPlan): readonly string[] {
  const { id, instruments, timeframe, from, to, periods, walkForward } = account;
  const { trainPeriods, purgePeriods, testPeriods, folds } = walkForward;
  const more = instruments.length - INSTRUMENTS_SHOWN;
  const shown = `${instruments.slice(0, INSTRUMENTS_SHOWN).join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
  const numbers = [periods, trainPeriods, purgePeriods, testPeriods, folds].map(grouped);
  return [id, shown, timeframe, from, to, ...numbers];
}

const STRATEGY_COLUMNS = [
  { title: 'Strategy' },
  { title: 'Sweep over' },
  { title: 'Sets', align: 'right' },
  { title: 'Skipped', align: 'right' },
  { title: 'Packs' },
] as const;

function strategyCells(strategy: PlanDescription['strategies'][number]): readonly string[] {
  const { name, sweep, parameterSets, skipped, packs } = strategy;
  return [name, sweep.join(', ') || '-', grouped(parameterSets), grouped(skipped), packs?.join(', ') ?? 'all'];
}

function indented(text: string): string {
  return text.replaceAll(/^/gmu, '  ');
}
