import { InvariantError } from '@assay/core/errors';
import { formatIsoDate, formatIsoTime } from '@assay/core/time';
import type { Fold } from '@assay/quant/evidence';
import type { BoundaryPolicy } from '@assay/quant/simulation';
import { trialKey } from '../runs/index.ts';
import type { DatasetManifest } from '../lakehouse/index.ts';
import type { BesidePlan } from './beside-plan.ts';
import type { NeighbourMove } from './neighbour-moves.ts';
import { spanPeriods } from './plan.ts';
import type { PlannedAccount, PlannedRow, ResearchPlan } from './plan.ts';

/** How an account's history is cut, in periods. */
export interface PeriodScheme {
  readonly scheme: 'expanding' | 'rolling';
  readonly trainSize: number;
  readonly testSize: number;
  readonly purgeSize: number;
}

/**
 * The walk-forward scheme of an account in periods of its calendar.
 *
 * @throws {InvariantError} if the account has none.
 */
export function periodScheme({ walkForward, periodsPerYear, id }: PlannedAccount): PeriodScheme {
  if (walkForward === undefined) throw new InvariantError(`account '${id}' has a walk-forward`);
  const { scheme, trainSize, testSize, purgeSize } = walkForward;
  return {
    scheme,
    trainSize: spanPeriods(trainSize, periodsPerYear),
    testSize: spanPeriods(testSize, periodsPerYear),
    purgeSize,
  };
}

/** What happens to positions where a stretch ends; the last one always ends flat. */
export function boundaryOf({ walkForward }: Pick<PlannedAccount, 'walkForward'>): BoundaryPolicy {
  return walkForward?.boundary ?? 'flatten';
}

/** How an account's history is cut, as it stands in identities: `none` where it is one stretch. */
function schemeIdentity(account: PlannedAccount, more: object = {}): unknown {
  if (account.walkForward === undefined) return 'none';
  return { ...periodScheme(account), boundary: account.walkForward.boundary, ...more };
}

/**
 * What decides the numbers of a run, without paths, names, workspace, workers or memory.
 *
 * Datasets stand in it by version, user modules by content.
 */
export function scientificConfig(plan: ResearchPlan): Record<string, unknown> {
  const { experiment } = plan.loaded.config;
  return {
    accounts: plan.accounts.map((account) => ({
      id: account.id,
      dataset: `${account.manifest.name}@${account.manifest.version}`,
      instruments: account.instruments,
      timeframe: account.timeframe,
      from: account.dates.from,
      to: account.dates.to,
      walkForward: schemeIdentity(account),
      sizing: account.sizing,
      ...(account.contentHash === undefined ? {} : { content: account.contentHash }),
      ...freshnessOf(account),
      ...besideOf(account),
    })),
    ...(plan.stale.length === 0 ? {} : { stale: plan.stale }),
    ...(plan.continued.length === 0 ? {} : { continued: plan.continued }),
    strategies: plan.strategies.map((strategy) => ({
      strategy: strategy.identity,
      sets: strategy.sets,
      packs: strategy.packs ?? null,
    })),
    experiment: {
      cash: experiment.cash,
      currency: experiment.currency,
      ...limitsOf(plan),
      selectBy: experiment.selectBy,
      stress: experiment.stress,
      fills: plan.contract,
      pessimistic: plan.pessimistic,
      seed: experiment.seed,
    },
  };
}

// What is not stated is absent, so that configs from before it could be stated keep their names.
function limitsOf({ settings }: ResearchPlan): object {
  const { limits, model, risk } = settings;
  return { ...limits, model, risk };
}

function besideOf({ beside }: PlannedAccount): object {
  const { actions, rates, outside, quotes, gates } = besideContent(beside);
  return {
    ...(quotes.length === 0 ? {} : { quotes }),
    ...(gates.length === 0 ? {} : { gates }),
    ...(actions === 'off' ? { actions } : {}),
    ...(rates.length === 0 ? {} : { rates }),
    ...(outside.length === 0 ? {} : { outside }),
  };
}

// Without versions of datasets: bars that are appended to them make no other trial.
function besideTerms({ beside }: PlannedAccount): object {
  const { actions, rates, outside, quotes, gates } = beside;
  const named = <T extends { readonly manifest: DatasetManifest }>({ manifest, ...one }: T): object => ({
    ...one,
    dataset: manifest.name,
  });
  return {
    ...(actions === 'off' ? { actions } : {}),
    ...(rates.length === 0 ? {} : { rates: rates.map(named) }),
    ...(outside.length === 0 ? {} : { outside: outside.map(named) }),
    ...(quotes.length === 0 ? {} : { quotes: quotes.map(named) }),
    ...(gates.length === 0 ? {} : { gates: gates.map(named) }),
  };
}

/** What an account reads beside its bars, datasets by version. */
export function besideContent({ actions, rates, outside, quotes, gates }: BesidePlan): {
  readonly actions: BesidePlan['actions'];
  readonly rates: readonly object[];
  readonly outside: readonly object[];
  readonly quotes: readonly object[];
  readonly gates: readonly object[];
} {
  const dataset = ({ name, version }: DatasetManifest): string => `${name}@${version}`;
  return {
    actions,
    rates: rates.map(({ manifest, ...rate }) => ({ ...rate, dataset: dataset(manifest) })),
    outside: outside.map(({ manifest, ...one }) => ({ ...one, dataset: dataset(manifest) })),
    quotes: quotes.map(({ manifest, ...one }) => ({ ...one, dataset: dataset(manifest) })),
    gates: gates.map(({ manifest, ...one }) => ({ ...one, dataset: dataset(manifest) })),
  };
}

// The moment belongs to the rule: where it was taken from the clock, another day is another run.
function freshnessOf({ freshness }: PlannedAccount): object {
  if (freshness === undefined) return {};
  return { freshness: { ...freshness, asOf: formatIsoTime(freshness.asOf) } };
}

/** Key of the trial that `params` on one account is: a parameter set, or what names a neighbour. */
export function trialKeyOf(
  plan: ResearchPlan,
  row: Pick<PlannedRow, 'strategy' | 'account'>,
  params: unknown,
  start: number,
): string {
  const { strategy, account } = row;
  const { experiment } = plan.loaded.config;
  return trialKey({
    strategy: strategy.name,
    moduleHash: strategy.reference.kind === 'module' ? strategy.reference.hash : null,
    params,
    instruments: account.instruments,
    timeframe: account.timeframe,
    start: account.dates.from ?? formatIsoDate(start),
    walkForward: schemeIdentity(account, { selectBy: experiment.selectBy }),
    execution: {
      contract: plan.contract,
      sizing: account.sizing,
      ...limitsOf(plan),
      ...besideTerms(account),
      cash: experiment.cash,
      currency: experiment.currency,
      seed: experiment.seed,
    },
  });
}

/** Index into the timeline of the first and the last judged close. Period k ends at timeline[k + 1]. */
export function judgedRange(folds: readonly Fold[]): { readonly first: number; readonly last: number } {
  return { first: (folds[0]?.test.from ?? 0) + 1, last: folds.at(-1)?.test.to ?? 0 };
}

/** Keys of the trials of a row: of its parameter sets, and of its neighbours, which are known before anything is evaluated. */
export function rowTrialKeys(
  plan: ResearchPlan,
  row: Pick<PlannedRow, 'strategy' | 'account'>,
  start: number,
): { readonly sets: readonly string[]; neighbour(move: NeighbourMove): string } {
  const { sets } = row.strategy;
  return {
    sets: sets.map((params) => trialKeyOf(plan, row, params, start)),
    neighbour: (move) => trialKeyOf(plan, row, { neighbourOf: sets, ...move }, start),
  };
}
