/**
 * The packs of a run: every account is read and checked, before the run is opened.
 *
 * What cannot be read, is not fit or does not cover its dates is a failure. With `onFailure: abort` the first one ends the run.
 * With `continue` the run goes on without it, and says so: without the instruments that fail by themselves, or, where none does,
 * without the account. Nothing left is a failure always.
 */
import type { Continued } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import type { Lakehouse } from '../lakehouse/index.ts';
import { withInstruments } from './plan-accounts.ts';
import type { PlannedAccount } from './plan-accounts.ts';
import type { ResearchPlan } from './plan.ts';
import { prepareAccount } from './prepare-accounts.ts';
import type { PreparedAccount } from './prepare-accounts.ts';

const SHOWN = 20;

/** Accounts that were read, and the plan of them: each with its pack's content hash, and without what was left out. */
export interface PreparedPacks {
  readonly plan: ResearchPlan;
  readonly prepared: readonly PreparedAccount[];
}

/**
 * Reads and checks every account of a plan.
 *
 * @throws {DataError} the first failure with `onFailure: abort`; DATA_UNFIT listing all of them where nothing is left to judge.
 */
export async function preparePacks(plan: ResearchPlan, lake: Lakehouse): Promise<PreparedPacks> {
  const prepared: PreparedAccount[] = [];
  const continued: Continued[] = [];
  const { onFailure } = plan.loaded.config;
  for (const account of plan.accounts) {
    const read = onFailure === 'abort' ? await prepareAccount(account, lake) : await fitPart(account, lake, continued);
    if (read !== undefined) prepared.push(withContent(read));
  }
  const byId = new Map(prepared.map(({ account }) => [account.id, account]));
  const rows = plan.rows.flatMap((row) => {
    const account = byId.get(row.account.id);
    return account === undefined ? [] : [{ ...row, account }];
  });
  if (rows.length === 0) throw nothingLeft(continued);
  return { plan: { ...plan, accounts: [...byId.values()], rows, continued }, prepared };
}

function withContent({ account, ...read }: PreparedAccount): PreparedAccount {
  return { ...read, account: { ...account, contentHash: read.contentHash } };
}

/** An account without what fails of it; undefined if nothing of it is left. */
async function fitPart(
  account: PlannedAccount,
  lake: Lakehouse,
  continued: Continued[],
): Promise<PreparedAccount | undefined> {
  const whole = await attempt(account, lake);
  if ('read' in whole) return whole.read;
  const failed = account.instruments.length === 1 ? new Map<string, DataError>() : await failingAlone(account, lake);
  const left = account.instruments.filter((id) => !failed.has(id));
  if (failed.size === 0 || left.length === 0) {
    const [only = null] = account.instruments.length === 1 ? account.instruments : [];
    continued.push(noteOf(account, only, whole.error));
    return undefined;
  }
  for (const [id, error] of failed) continued.push(noteOf(account, id, error));
  const rest = await attempt(withInstruments(account, left), lake);
  if ('read' in rest) return rest.read;
  continued.push(noteOf(account, null, rest.error));
  return undefined;
}

/** The instruments of an account that fail by themselves. Whether the history is long enough is a matter of all together. */
async function failingAlone(account: PlannedAccount, lake: Lakehouse): Promise<ReadonlyMap<string, DataError>> {
  const failed = new Map<string, DataError>();
  for (const id of account.instruments) {
    const alone = await attempt({ ...withInstruments(account, [id]), walkForward: undefined }, lake);
    if ('error' in alone) failed.set(id, alone.error);
  }
  return failed;
}

// Only data at fault can be gone on without; a defect ends the run.
async function attempt(
  account: PlannedAccount,
  lake: Lakehouse,
): Promise<{ readonly read: PreparedAccount } | { readonly error: DataError }> {
  try {
    return { read: await prepareAccount(account, lake) };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { error };
  }
}

function noteOf(
  { id, manifest, timeframe }: PlannedAccount,
  instrument: string | null,
  { code, message }: DataError,
): Continued {
  const dataset = `${manifest.name}@${manifest.version}`;
  return { step: 'pack', account: id, dataset, instrument, timeframe, code, reason: message };
}

function nothingLeft(continued: readonly Continued[]): DataError {
  const lines = continued.map(
    ({ account, instrument, reason }) => `  - ${instrument ?? 'all'} of ${account}: ${reason}`,
  );
  const more = lines.length > SHOWN ? [`  - and ${lines.length - SHOWN} more`] : [];
  return new DataError(`no pack is left to judge:\n${[...lines.slice(0, SHOWN), ...more].join('\n')}`, {
    code: 'DATA_UNFIT',
    context: { accounts: [...new Set(continued.map(({ account }) => account))] },
    hint: 'Import what is missing or repair it (`assay data audit` names the faults), or change the packs.',
  });
}
