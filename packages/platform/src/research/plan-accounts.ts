/** The accounts that a config's packs make, found before anything is touched. */
import { PlatformError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { CoverageConfig, PackConfig, WalkForwardConfig } from '@assay/contracts/schemas';
import { calendarById, parseTimeframe } from '@assay/quant/market';
import type { InstrumentId, Timeframe } from '@assay/quant/market';
import type { SizingPolicy } from '@assay/quant/risk';
import { resolveDataset, selectEntries } from '../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../lakehouse/index.ts';
import { datasetAt, planBeside } from './beside-plan.ts';
import type { BesidePlan } from './beside-plan.ts';
import { freshnessProblems, freshnessRule } from './freshness-rule.ts';
import type { FreshnessRule } from './freshness-rule.ts';
import type { LoadedConfig } from './load-config.ts';
import { dateProblems, resolveDates } from './resolve-dates.ts';
import type { DateRange } from './resolve-dates.ts';
import { isSimulationSound, unsoundAt } from './sound-parts.ts';
import type { UnsoundKeys } from './sound-parts.ts';

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
  /** The dates that are read: those asked for, cut before a lockbox. */
  readonly dates: DateRange;
  /** The dates that the config asks for. */
  readonly asked: DateRange;
  /** What may lack of them. */
  readonly coverage: CoverageConfig;
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
  /** Hash of its pack's content, once that has been read. */
  readonly contentHash?: string | undefined;
  /** How old its instruments may be; those that are older are left out before the run is opened. */
  readonly freshness?: FreshnessRule | undefined;
}

/** What the packs come to. */
export interface PlannedPacks {
  readonly accounts: readonly PlannedAccount[];
  readonly problems: readonly ConfigProblem[];
  /** Every pack became accounts: nothing that is traded is missing from them. */
  readonly isComplete: boolean;
}

/** Plans the accounts of every pack, and lists every problem of every pack. */
export async function planAccounts(loaded: LoadedConfig, lake: Lakehouse, now: EpochMs): Promise<PlannedPacks> {
  const { config, faults } = loaded;
  const accounts: PlannedAccount[] = [];
  const problems: ConfigProblem[] = [...repeatedPacks(config.packs)];
  let isComplete = faults?.config.has('packs') !== true;
  for (const [index, pack] of config.packs.entries()) {
    const unsound = unsoundAt(faults?.packs ?? [], index);
    const path = `packs[${index}]`;
    problems.push(...wordProblems(pack, unsound, path));
    const told = (error: unknown, key: string): undefined => {
      if (!PlatformError.is(error)) throw error;
      problems.push({
        path: `${path}${key}`,
        message: `${error.message}${error.hint === undefined ? '' : `. ${error.hint}`}`,
      });
    };
    const source = await sourceOf(pack, { lake, unsound, told });
    if (source === undefined || unsound.size > 0 || (faults !== undefined && !isSimulationSound(faults))) {
      isComplete = false;
      await checkGates(config.experiment.gates.dataset, { faults, lake, told });
      continue;
    }
    const made = await accountsOf(pack, source, { name: packNameOf(pack, index), lake, now, config, told });
    accounts.push(...made);
  }
  return { accounts, problems, isComplete };
}

/** Beside faults of other keys: whether the dataset of gates is there. */
async function checkGates(
  dataset: string | undefined,
  { faults, lake, told }: { readonly faults: LoadedConfig['faults']; readonly lake: Lakehouse; readonly told: Told },
): Promise<void> {
  if (dataset === undefined || faults?.experiment.has('gates') === true) return;
  await datasetAt('experiment.gates.dataset', dataset, lake).catch((error: unknown) => told(error, ''));
}

/** The name that strategies refer to a pack by. */
export function packNameOf({ name }: Pick<PackConfig, 'name'>, index: number): string {
  return name ?? `pack-${index + 1}`;
}

/** What can be said of a pack without looking at data. */
function wordProblems(pack: PackConfig, unsound: UnsoundKeys, path: string): readonly ConfigProblem[] {
  // Dates that are counted back override the others, whatever stands there.
  const dated = unsound.has('lastNDays') ? { ...pack, lastNDays: 1 } : pack;
  const symbols = pack.symbols ?? [];
  const repeated = symbols.filter((symbol, index) => symbols.indexOf(symbol) < index);
  return [
    ...dateProblems(dated, path),
    ...[...new Set(repeated)].map((symbol) => ({ path: `${path}.symbols`, message: `names '${symbol}' twice` })),
    ...freshnessProblems(pack, path),
  ];
}

function repeatedPacks(packs: readonly PackConfig[]): readonly ConfigProblem[] {
  const names = new Set<string>();
  const contents = new Map<string, number>();
  return packs.flatMap((pack, index) => {
    const problems: ConfigProblem[] = [];
    const name = packNameOf(pack, index);
    const path = `packs[${index}]`;
    if (names.has(name)) problems.push({ path: `${path}.name`, message: `two packs are named '${name}'` });
    names.add(name);
    const content = JSON.stringify({ ...pack, name: undefined });
    const twin = contents.get(content);
    if (twin !== undefined && pack.dataset !== '')
      problems.push({ path, message: `is the same as packs[${twin}]: leave one out, or change what it reads` });
    contents.set(content, index);
    return problems;
  });
}

interface Source {
  readonly manifest: DatasetManifest;
  readonly timeframe: Timeframe;
  readonly entries: readonly SeriesEntry[];
}

/** Is told of an error, and of the key of the pack that it belongs to, as `.dataset`. */
type Told = (error: unknown, key: string) => undefined;

/** What a pack reads; undefined where that cannot be found, of which `told` has heard. */
async function sourceOf(
  pack: PackConfig,
  { lake, unsound, told }: { readonly lake: Lakehouse; readonly unsound: UnsoundKeys; readonly told: Told },
): Promise<Source | undefined> {
  let hasTimeframe = !unsound.has('timeframe');
  try {
    if (hasTimeframe) parseTimeframe(pack.timeframe);
  } catch (error) {
    hasTimeframe = false;
    told(error, '.timeframe');
  }
  if (unsound.has('dataset')) return undefined;
  const manifest = await resolveDataset(lake, pack.dataset).catch((error: unknown) => told(error, '.dataset'));
  if (manifest === undefined) return undefined;
  const timeframe = hasTimeframe ? (pack.timeframe as Timeframe) : undefined;
  const select = (instruments: readonly InstrumentId[] | undefined, key: string): readonly SeriesEntry[] => {
    try {
      return selectEntries(manifest, { instruments, timeframe });
    } catch (error) {
      told(error, key);
      return [];
    }
  };
  const all = select(undefined, '.timeframe');
  if (all.length === 0) return undefined;
  const { symbols } = pack;
  const missing = [...new Set(symbols)].filter((symbol) => select([symbol], '.symbols').length === 0);
  if (missing.length > 0 || timeframe === undefined) return undefined;
  return { manifest, timeframe, entries: symbols === undefined ? all : select(symbols, '.symbols') };
}

async function accountsOf(
  pack: PackConfig,
  { manifest, timeframe, entries }: Source,
  context: {
    readonly name: string;
    readonly lake: Lakehouse;
    readonly now: EpochMs;
    readonly config: LoadedConfig['config'];
    readonly told: Told;
  },
): Promise<readonly PlannedAccount[]> {
  const { name, lake, now, told } = context;
  const { experiment } = context.config;
  const dates = resolveDates(pack, now);
  const common = {
    pack: name,
    mode: pack.mode,
    manifest,
    timeframe,
    dates,
    asked: dates,
    coverage: pack.coverage,
    freshness: freshnessRule(pack, dates, now),
    fixedDates: pack.lastNDays === undefined,
    walkForward: pack.walkForward ?? experiment.walkForward,
    acceptUnfit: pack.acceptUnfit,
    sizing: pack.sizing ?? experiment.sizing,
  };
  const account = async (id: string, held: readonly SeriesEntry[]): Promise<PlannedAccount> => ({
    ...common,
    id: `${name}.${id}`,
    instruments: held.map((entry) => entry.instrument.id),
    periodsPerYear: periodsPerYear(held, timeframe),
    beside: await planBeside(held, { lake, pack, manifest, config: experiment, told: (error) => told(error, '') }),
  });
  if (pack.mode === 'universe') return [await account('universe', entries)];
  return Promise.all(entries.map((entry) => account(entry.instrument.id, [entry])));
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
