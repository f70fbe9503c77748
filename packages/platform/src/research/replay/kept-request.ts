/**
 * What a run was asked to do, as its folder keeps it: the config with every default filled in, datasets by version, user modules
 * by their place in the folder, and the dates that the clock or a lockbox decided. With the inputs beside it and the frozen prior
 * trials it is all that is needed to make the run again.
 */
import path from 'node:path';
import { DataError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { DatasetManifest } from '../../lakehouse/index.ts';
import { strictJson } from '../../settings/index.ts';
import type { LoadedConfig } from '../load-config.ts';
import type { PlannedAccount, ResearchPlan } from '../plan.ts';
import type { DateRange } from '../resolve-dates.ts';

/** Name of the request among the inputs of a run. */
export const REQUEST_FILE = 'request.json';

/** What was decided for an account outside the config. */
export interface KeptAccount {
  readonly id: string;
  /** The dates that are read. */
  readonly dates: DateRange;
  /** The dates that were asked for; those that are read where a run of an older version does not say. */
  readonly asked?: DateRange | undefined;
  /** The moment at which the age of its instruments is taken; null where no rule asks for it. */
  readonly asOf: EpochMs | null;
}

/** `request.json`. */
export interface KeptRequest {
  readonly format: 1;
  readonly kind: 'research' | 'backtest' | 'grid';
  /** Without what a run does beside its own work: its schedule and the outcomes that it brings up to date. */
  readonly config: Omit<LoadedConfig['config'], 'loop' | 'outcomes'>;
  readonly accounts: readonly KeptAccount[];
  /** Of a grid alone. */
  readonly grid?: ResearchPlan['grid'];
}

/**
 * The text of a run's request.
 *
 * @param plan - with user modules in the run's folder.
 */
export function requestText(plan: ResearchPlan, runFolder: string): string {
  const config = { ...plan.loaded.config, loop: undefined, outcomes: undefined };
  const accounts = askedAccounts(plan);
  const request = {
    format: 1,
    kind: runKind(plan),
    grid: plan.grid,
    config: {
      ...config,
      packs: config.packs.map((pack, index) => {
        const account = accounts.find((one) => one.pack === (pack.name ?? `pack-${index + 1}`));
        return account === undefined ? pack : { ...pack, dataset: nameOf(account.manifest) };
      }),
      strategies: config.strategies.map((strategy, index) => ({
        ...strategy,
        class: classOf(plan, index, runFolder) ?? strategy.class,
      })),
      experiment: pinnedExperiment(config.experiment, accounts),
    },
    accounts: accounts.map(({ id, dates, asked, freshness }) => ({ id, dates, asked, asOf: freshness?.asOf ?? null })),
  };
  return `${strictJson(JSON.parse(JSON.stringify(request)), { indent: 2 })}\n`;
}

/** What kind of run a plan is of. */
export function runKind(plan: Pick<ResearchPlan, 'accounts' | 'grid'>): KeptRequest['kind'] {
  if (plan.grid !== undefined) return 'grid';
  return plan.accounts.every(({ walkForward }) => walkForward === undefined) ? 'backtest' : 'research';
}

/** The accounts before stale instruments were left out. */
export function askedAccounts(plan: ResearchPlan): readonly PlannedAccount[] {
  return plan.asked ?? plan.accounts;
}

/** Every dataset that a plan reads, once. */
export function manifestsOf(plan: ResearchPlan): readonly DatasetManifest[] {
  const manifests = new Map<string, DatasetManifest>();
  for (const { manifest, beside } of askedAccounts(plan)) {
    const read = [...beside.rates, ...beside.outside, ...beside.quotes, ...beside.gates].map((one) => one.manifest);
    for (const one of [manifest, ...read]) manifests.set(nameOf(one), one);
  }
  return [...manifests.values()];
}

/** A request as it was kept. */
export function parsedRequest(text: string, file: string): KeptRequest {
  const value = JSON.parse(text) as Partial<KeptRequest>;
  if (value.format === 1 && value.config !== undefined && value.accounts !== undefined) return value as KeptRequest;
  throw new DataError(`'${file}' is not a request in a known form`, {
    context: { file, format: value.format ?? null },
    hint: 'Replay the run with the version of Assay that made it: `assay runs show` names it.',
  });
}

function nameOf({ name, version }: DatasetManifest): string {
  return `${name}@${version}`;
}

/** A user module's entry file below the run's folder. */
function classOf({ strategies }: ResearchPlan, index: number, runFolder: string): string | undefined {
  const reference = strategies[index]?.reference;
  if (reference?.kind !== 'module') return undefined;
  return `./${path.relative(runFolder, reference.entry).split(path.sep).join('/')}`;
}

type Experiment = LoadedConfig['config']['experiment'];

/** The experiment with every dataset that it names by its version. */
function pinnedExperiment(experiment: Experiment, accounts: readonly PlannedAccount[]): Experiment {
  const { conversion, quotes, gates, risk } = experiment;
  const besides = accounts.map(({ beside }) => beside);
  const rate = besides.flatMap(({ rates }) => rates)[0];
  const quoted = besides.flatMap((beside) => beside.quotes)[0];
  const gated = besides.flatMap((beside) => beside.gates)[0];
  const pinned = <T extends { readonly dataset?: string | undefined }>(
    one: T,
    manifest: DatasetManifest | undefined,
  ): T => (one.dataset === undefined || manifest === undefined ? one : { ...one, dataset: nameOf(manifest) });
  return {
    ...experiment,
    conversion: pinned(conversion, rate?.manifest),
    quotes: pinned(quotes, quoted?.manifest),
    gates: pinned(gates, gated?.manifest),
    risk: {
      ...risk,
      outside: Object.fromEntries(
        Object.entries(risk.outside).map(([name, one]) => {
          const found = besides.flatMap(({ outside }) => outside).find((outside) => outside.name === name);
          return [name, pinned(one, found?.manifest)];
        }),
      ),
    },
  };
}
