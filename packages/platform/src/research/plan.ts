/**
 * Turns a checked config into everything a run will do, without touching anything: packs, accounts, strategies, contracts.
 */
import { ConfigError, PlatformError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { PackConfig, StaleInstrument, WalkForwardConfig } from '@assay/contracts/schemas';
import { resolveKillPolicy, resolvePromotion } from '@assay/quant/evidence';
import type { KillPolicy, PromotionChecklist } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import { calendarById, parseTimeframe } from '@assay/quant/market';
import type { InstrumentId, Timeframe } from '@assay/quant/market';
import type { SizingPolicy } from '@assay/quant/risk';
import { resolveDataset, selectEntries } from '../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../lakehouse/index.ts';
import { freshnessProblems, freshnessRule } from './freshness-rule.ts';
import type { FreshnessRule } from './freshness-rule.ts';
import type { LoadedConfig } from './load-config.ts';
import { BENCHMARK_STRATEGY, planStrategies } from './plan-strategies.ts';
import type { PlannedStrategy, StrategyPlanning } from './plan-strategies.ts';
import { dateProblems, resolveDates } from './resolve-dates.ts';
import type { DateRange } from './resolve-dates.ts';
import type { AccountSettings } from './settings.ts';
import { heldProblems } from './account-problems.ts';
import type { HeldInstruments } from './account-problems.ts';
import { planBeside } from './beside-plan.ts';
import type { BesidePlan } from './beside-plan.ts';
import { simulationProblems } from './simulation-problems.ts';
import { stressProblems } from './stress/stress-problems.ts';
import { stopProblems } from './stop-problems.ts';
import { simulationSettings } from './simulation-settings.ts';

/** One account: the instruments that are traded together, over one period. */
export interface PlannedAccount {
  /** As `sp500.SP500`, or `stocks.universe`. */
  readonly id: string;
  readonly pack: string;
  /** One instrument of its own, or all of the pack together. */
  readonly mode: PackConfig['mode'];
  readonly manifest: DatasetManifest;
  readonly instruments: readonly InstrumentId[];
  readonly timeframe: Timeframe;
  readonly dates: DateRange;
  /** The dates were written down, not counted back from today. */
  readonly fixedDates: boolean;
  readonly periodsPerYear: number;
  /** Undefined where the whole period is one stretch, as in a backtest: nothing is trained then. */
  readonly walkForward: WalkForwardConfig | undefined;
  /** Use the dataset although its audit found errors. */
  readonly acceptUnfit: boolean;
  readonly sizing: SizingPolicy;
  /** What is read beside the bars. */
  readonly beside: BesidePlan;
  /** How old its instruments may be; those that are older are left out before the run is opened. */
  readonly freshness?: FreshnessRule | undefined;
}

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
  const problems: ConfigProblem[] = [...simulationProblems(loaded.config.experiment, 'experiment')];
  const planned = await planAccounts(loaded, lake, planning.now, problems);
  const { wholePeriod = false } = planning;
  const accounts = wholePeriod ? planned.map((account) => ({ ...account, walkForward: undefined })) : planned;
  if (problems.length === 0)
    problems.push(...heldProblems(loaded.config.experiment, accounts.map(heldBy), 'experiment'));
  const instruments = [...new Set(accounts.flatMap((account) => account.instruments))];
  problems.push(...stressProblems(loaded.config.experiment.stress, instruments));
  const strategies = await planStrategies(loaded, planning).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return [];
  });
  if (problems.length > 0) {
    throw new ConfigError(loaded.path, problems, {
      hint: '`assay data list` shows the datasets, `assay strategies list` the strategies.',
    });
  }
  const { experiment, evaluation } = loaded.config;
  const { contract, pessimistic, account } = simulationSettings(experiment);
  const rows = planRows(
    accounts,
    wholePeriod ? strategies : strategies.filter(({ identity }) => identity !== BENCHMARK_STRATEGY),
  );
  if (rows.length === 0) throw nothingToJudge(loaded);
  const unstopped = stopProblems(rows);
  if (unstopped.length > 0) throw new ConfigError(loaded.path, unstopped);
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
  };
}

function nothingToJudge(loaded: LoadedConfig): ConfigError {
  const message = `${BENCHMARK_STRATEGY} is the benchmark of every run and is not judged; name at least one other strategy`;
  return new ConfigError(loaded.path, [{ path: 'strategies', message }]);
}

async function planAccounts(
  loaded: LoadedConfig,
  lake: Lakehouse,
  now: EpochMs,
  problems: ConfigProblem[],
): Promise<readonly PlannedAccount[]> {
  const accounts: PlannedAccount[] = [];
  const names = new Set<string>();
  for (const [index, pack] of loaded.config.packs.entries()) {
    const path = `packs[${index}]`;
    const name = pack.name ?? `pack-${index + 1}`;
    if (names.has(name)) problems.push({ path: `${path}.name`, message: `two packs are named '${name}'` });
    names.add(name);
    problems.push(...dateProblems(pack, path), ...symbolProblems(pack, path), ...freshnessProblems(pack, path));
    try {
      accounts.push(...(await accountsOf(pack, { name, lake, now, experiment: loaded.config.experiment })));
    } catch (error) {
      if (!PlatformError.is(error)) throw error;
      problems.push({ path, message: `${error.message}${error.hint === undefined ? '' : `. ${error.hint}`}` });
    }
  }
  return accounts;
}

function symbolProblems({ symbols = [] }: PackConfig, path: string): readonly ConfigProblem[] {
  const repeated = symbols.filter((symbol, index) => symbols.indexOf(symbol) < index);
  return repeated.map((symbol) => ({ path: `${path}.symbols`, message: `names '${symbol}' twice` }));
}

async function accountsOf(
  pack: PackConfig,
  context: {
    readonly name: string;
    readonly lake: Lakehouse;
    readonly now: EpochMs;
    readonly experiment: LoadedConfig['config']['experiment'];
  },
): Promise<readonly PlannedAccount[]> {
  parseTimeframe(pack.timeframe);
  const timeframe = pack.timeframe as Timeframe;
  const manifest = await resolveDataset(context.lake, pack.dataset);
  const entries = selectEntries(manifest, { instruments: pack.symbols, timeframe });
  const dates = resolveDates(pack, context.now);
  const common = {
    pack: context.name,
    mode: pack.mode,
    manifest,
    timeframe,
    dates,
    freshness: freshnessRule(pack, dates, context.now),
    fixedDates: pack.lastNDays === undefined,
    walkForward: pack.walkForward ?? context.experiment.walkForward,
    acceptUnfit: pack.acceptUnfit,
    sizing: pack.sizing ?? context.experiment.sizing,
  };
  const account = async (id: string, held: readonly SeriesEntry[]): Promise<PlannedAccount> => ({
    ...common,
    id: `${context.name}.${id}`,
    instruments: held.map((entry) => entry.instrument.id),
    periodsPerYear: periodsPerYear(held, timeframe),
    beside: await planBeside(held, { lake: context.lake, pack, manifest, config: context.experiment }),
  });
  if (pack.mode === 'universe') return [await account('universe', entries)];
  return Promise.all(entries.map((entry) => account(entry.instrument.id, [entry])));
}

function heldBy({ manifest, instruments, timeframe }: PlannedAccount): HeldInstruments {
  return {
    instruments: selectEntries(manifest, { instruments, timeframe }).map((entry) => entry.instrument),
    timeframe,
  };
}

/** An account that holds some of its instruments only. */
export function withInstruments(account: PlannedAccount, instruments: readonly InstrumentId[]): PlannedAccount {
  const held = selectEntries(account.manifest, { instruments, timeframe: account.timeframe });
  return { ...account, instruments, periodsPerYear: periodsPerYear(held, account.timeframe) };
}

// Closes of different calendars do not coincide, so an account that mixes them has the periods of all.
function periodsPerYear(entries: readonly SeriesEntry[], timeframe: Timeframe): number {
  const calendars = new Set(entries.map((entry) => entry.instrument.calendar));
  return [...calendars].reduce((sum, id) => sum + calendarById(id).periodsPerYear(timeframe), 0);
}

function planRows(accounts: readonly PlannedAccount[], strategies: readonly PlannedStrategy[]): readonly PlannedRow[] {
  const used = new Set<string>();
  return strategies.flatMap((strategy) =>
    accounts
      .filter((account) => strategy.packs === undefined || strategy.packs.includes(account.pack))
      .map((account): PlannedRow => {
        const base = `${strategy.name}.${account.id}`;
        let id = base;
        for (let count = 2; used.has(id); count++) id = `${base}.${count}`;
        used.add(id);
        return { id, strategy, account };
      }),
  );
}

/** Bars of a span: a number as it stands, `3y` and `6mo` by the account's periods in a year. */
export function spanPeriods(span: number | string, periodsPerYear: number): number {
  if (typeof span === 'number') return span;
  const count = Number.parseInt(span, 10);
  return Math.max(1, Math.round(count * (span.endsWith('mo') ? periodsPerYear / 12 : periodsPerYear)));
}
