/**
 * Turns a checked config into everything a run will do, without touching anything: packs, accounts, strategies, contracts.
 */
import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import type { Continued, StaleInstrument } from '@assay/contracts/schemas';
import { resolveKillPolicy, resolvePromotion } from '@assay/quant/evidence';
import type { KillPolicy, PromotionChecklist } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import type { EpochMs } from '@assay/core/time';
import type { Lakehouse } from '../lakehouse/index.ts';
import { canonicalJson } from '../settings/index.ts';
import { KEYS_HINT } from './load-config.ts';
import type { LoadedConfig } from './load-config.ts';
import { planAccounts } from './plan-accounts.ts';
import type { PlannedAccount } from './plan-accounts.ts';
import { BENCHMARK_STRATEGY, planStrategies } from './plan-strategies.ts';
import type { PlannedStrategy, StrategyPlanning } from './plan-strategies.ts';
import { settingProblems } from './setting-problems.ts';
import type { AccountSettings } from './settings.ts';
import { simulationSettings } from './simulation-settings.ts';
import { stopProblems } from './stop-problems.ts';

export type { PlannedAccount } from './plan-accounts.ts';

/** One row of the ranking to be: a strategy on an account. */
export interface PlannedRow {
  readonly id: string;
  readonly strategy: PlannedStrategy;
  readonly account: PlannedAccount;
}

/** Everything that a run will do. */
export interface ResearchPlan {
  readonly loaded: LoadedConfig;
  readonly accounts: readonly PlannedAccount[];
  readonly strategies: readonly PlannedStrategy[];
  /** Rows that will be judged, in the order of the config. */
  readonly rows: readonly PlannedRow[];
  readonly contract: FillContract;
  readonly pessimistic: FillContract;
  readonly settings: Omit<AccountSettings, 'boundary' | 'sizing'>;
  readonly policy: KillPolicy;
  readonly promotion: PromotionChecklist;
  /** Instruments that `leaveOutStale` took out of the accounts. */
  readonly stale: readonly StaleInstrument[];
  /** What `preparePacks` went on without, where the config says so. */
  readonly continued: readonly Continued[];
  /** The accounts before stale instruments were left out. @default `accounts` */
  readonly asked?: readonly PlannedAccount[] | undefined;
  /** What belongs to a grid alone; absent in every other run. */
  readonly grid?: { readonly notes: readonly string[] } | undefined;
}

/** What planning needs beside the config. */
export interface ResearchPlanning extends StrategyPlanning {
  /** The moment that `lastNDays` counts from. */
  readonly now: EpochMs;
  /** Every strategy once over the whole period instead of a walk-forward, buy and hold too: nothing is judged. */
  readonly wholePeriod?: boolean | undefined;
}

/**
 * Plans a run.
 *
 * @throws {ConfigError} listing every problem; nothing has been touched then.
 */
export async function planResearch(
  loaded: LoadedConfig,
  lake: Lakehouse,
  planning: ResearchPlanning,
): Promise<ResearchPlan> {
  const { experiment, evaluation } = loaded.config;
  const { wholePeriod = false } = planning;
  const planned = await planAccounts(loaded, lake, planning.now);
  const accounts = wholePeriod
    ? planned.accounts.map((account) => ({ ...account, walkForward: undefined }))
    : planned.accounts;
  const { strategies, problems: ofStrategies } = await planStrategies(loaded, planning);
  const judged = wholePeriod ? strategies : strategies.filter(({ identity }) => identity !== BENCHMARK_STRATEGY);
  const rows = planRows(accounts, judged);
  const problems = [
    ...(loaded.faults?.problems ?? []),
    ...settingProblems(loaded, planned),
    ...planned.problems,
    ...ofStrategies,
    ...stopProblems(rows),
    ...(judged.length === 0 && strategies.length > 0 && strategies.length === loaded.config.strategies.length
      ? [NOTHING_TO_JUDGE]
      : []),
  ];
  if (problems.length > 0) throw new ConfigError(loaded.path, distinct(problems), { hint: hintFor(loaded) });
  const { contract, pessimistic, account } = simulationSettings(experiment);
  return {
    loaded,
    accounts,
    strategies,
    rows,
    contract,
    pessimistic,
    settings: { ...account, seed: experiment.seed },
    policy: resolveKillPolicy(evaluation.kill),
    promotion: resolvePromotion(evaluation.promotion),
    stale: [],
    continued: [],
  };
}

const NOTHING_TO_JUDGE: ConfigProblem = {
  path: 'strategies',
  message: `${BENCHMARK_STRATEGY} is the benchmark of every run and is not judged; name at least one other strategy`,
};

function hintFor({ faults }: LoadedConfig): string {
  const names = '`assay data list` shows the datasets, `assay strategies list` the strategies.';
  return faults === undefined ? names : `${KEYS_HINT} ${names}`;
}

/** What several packs run into is said once. */
function distinct(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
}

function planRows(accounts: readonly PlannedAccount[], strategies: readonly PlannedStrategy[]): readonly PlannedRow[] {
  const rows = strategies.flatMap((strategy) =>
    accounts
      .filter((account) => strategy.packs === undefined || strategy.packs.includes(account.pack))
      .map((account) => ({ base: `${strategy.name}.${account.id}`, strategy, account })),
  );
  // A strategy that stands twice on an account is numbered by what it is, so that the order of the config names nothing.
  const used = new Set<string>();
  const ids = new Map<object, string>();
  for (const row of rows.toSorted((a, b) => (whatIs(a.strategy) < whatIs(b.strategy) ? -1 : 1))) {
    let id = row.base;
    for (let count = 2; used.has(id); count++) id = `${row.base}.${count}`;
    used.add(id);
    ids.set(row, id);
  }
  return rows.map((row) => ({ id: ids.get(row) as string, strategy: row.strategy, account: row.account }));
}

function whatIs({ identity, sets }: PlannedStrategy): string {
  return canonicalJson([identity, sets]);
}

/** Bars of a span: a number as it stands, `3y` and `6mo` by the account's periods in a year. */
export function spanPeriods(span: number | string, periodsPerYear: number): number {
  if (typeof span === 'number') return span;
  const count = Number.parseInt(span, 10);
  return Math.max(1, Math.round(count * (span.endsWith('mo') ? periodsPerYear / 12 : periodsPerYear)));
}
