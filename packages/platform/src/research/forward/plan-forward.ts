import type { ForwardRecord } from '@assay/contracts/schemas';
import { InvalidArgumentError } from '@assay/core/errors';
import { formatIsoDate, MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { resolveDataset, selectEntries } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse } from '../../lakehouse/index.ts';
import { readLockboxes } from '../lockbox/lockbox.ts';
import { withInstruments } from '../plan-accounts.ts';
import type { PlannedAccount } from '../plan.ts';
import type { FrozenAccount, FrozenRun } from './frozen-run.ts';

/** Which bars are judged. */
export interface ForwardRequest {
  readonly kind: ForwardRecord['kind'];
  /** As `name@version`; the newest version of each dataset of the run where it is not stated. */
  readonly dataset?: string | undefined;
  /** Use a dataset although its audit found errors. */
  readonly acceptUnfit: boolean;
  /** First date of the set-aside period, of a record of kind `lockbox`. */
  readonly from?: string | undefined;
}

/** An account on a later dataset version. */
export interface ForwardPlan {
  readonly frozen: FrozenAccount;
  readonly account: PlannedAccount;
  /** Why it ends before the dataset does. */
  readonly endsBefore?: string | undefined;
  /** Close of the newest bar that may be read. */
  readonly newest: EpochMs;
}

/**
 * The accounts of the rows of a frozen run, on later dataset versions and without closed lockboxes. Nothing but manifests is read.
 *
 * @throws {InvalidArgumentError} if the run has read no dataset of that name; {NotFoundError} if a dataset or an instrument is not
 * there; {DataError} DATA_UNFIT if a series is unfit and not accepted.
 */
export async function planForward(
  run: FrozenRun,
  lake: Lakehouse,
  request: ForwardRequest,
): Promise<readonly ForwardPlan[]> {
  const used = new Set(run.rows.map(({ account }) => account));
  const accounts = run.accounts.filter((account) => used.has(account));
  const versions = versionsFor(run, lake, request);
  const plans: ForwardPlan[] = [];
  for (const frozen of accounts) plans.push(await planAccount(run, frozen, { request, versions }));
  return plans;
}

type Versions = (dataset: string) => Promise<DatasetManifest>;

/** The dataset of that name which is read instead of the version that the run read. */
function versionsFor({ accounts }: FrozenRun, lake: Lakehouse, { dataset }: ForwardRequest): Versions {
  const names = [...new Set(accounts.map((account) => nameOf(account.dataset)))].sort();
  const wanted = dataset === undefined ? undefined : nameOf(dataset);
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new InvalidArgumentError('dataset', `a version of ${names.join(' or ')}, which the run has judged`, dataset, {
      hint: 'Append later bars to the dataset that the run has read: `assay data import FILES --name NAME --append`.',
    });
  }
  const known = new Map<string, Promise<DatasetManifest>>();
  return (reference) => {
    const name = nameOf(reference);
    const found = known.get(name) ?? resolveDataset(lake, name === wanted ? (dataset as string) : name);
    known.set(name, found);
    return found;
  };
}

function nameOf(reference: string): string {
  return reference.split('@')[0] ?? reference;
}

async function planAccount(
  { workspace, name }: FrozenRun,
  frozen: FrozenAccount,
  { request, versions }: { readonly request: ForwardRequest; readonly versions: Versions },
): Promise<ForwardPlan> {
  const manifest = await versions(frozen.dataset);
  const { instruments, timeframe, sizing } = frozen;
  const closed = await firstClosed(workspace, instruments, request.kind === 'lockbox' ? name : undefined);
  const to = closed === undefined ? null : formatIsoDate((parseIsoDate(closed.from) as number) - MS_PER_DAY);
  const account: PlannedAccount = {
    ...{ id: frozen.id, manifest, instruments, timeframe, sizing, walkForward: undefined },
    ...{
      pack: frozen.id.slice(0, frozen.id.indexOf('.')),
      mode: frozen.id.endsWith('.universe') ? 'universe' : 'single',
    },
    ...{ dates: { from: frozen.from, to }, fixedDates: false, acceptUnfit: request.acceptUnfit, periodsPerYear: NaN },
    // What comes later is taken as it comes; how much it lacks refuses nothing.
    ...{ asked: { from: frozen.from, to }, coverage: { atEnds: null, inside: 1 } },
    beside: await besideOf(frozen, versions),
  };
  const last = selectEntries(manifest, { instruments, timeframe }).map(({ lastEventTime }) => lastEventTime);
  const limit = to === null ? Infinity : (parseIsoDate(to) as number) + MS_PER_DAY - 1;
  return {
    frozen,
    account: withInstruments(account, instruments),
    newest: Math.min(Math.max(...last), limit),
    ...(closed === undefined
      ? {}
      : { endsBefore: `the lockbox of '${closed.name}' from ${closed.from} on, which is closed` }),
  };
}

/** The earliest closed lockbox that holds one of these instruments, but for the one that is being opened. */
async function firstClosed(
  workspace: string,
  instruments: readonly string[],
  opening: string | undefined,
): Promise<{ readonly name: string; readonly from: string } | undefined> {
  const closed = (await readLockboxes(workspace)).filter(
    (one) => one.opened === undefined && one.name !== opening && one.instruments.some((id) => instruments.includes(id)),
  );
  return closed.sort((one, other) => (one.from < other.from ? -1 : 1))[0];
}

async function besideOf(
  { actions = 'auto', rates = [], outside = [], quotes = [], gates = [] }: FrozenAccount,
  versions: Versions,
): Promise<PlannedAccount['beside']> {
  const read = async <T extends { readonly dataset: string }>(
    all: readonly T[],
  ): Promise<readonly (Omit<T, 'dataset'> & { readonly manifest: DatasetManifest })[]> =>
    Promise.all(all.map(async ({ dataset, ...one }) => ({ ...one, manifest: await versions(dataset) })));
  const own = { rates: await read(rates), outside: await read(outside), quotes: await read(quotes) };
  return { actions, ...own, gates: await read(gates) };
}
