/**
 * A lockbox: a period that a config sets aside (ruling 8a). From the first run on, no command that evaluates reads it for any of
 * its instruments, whatever its config says, until the lockbox is opened, once.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { formatIsoDate, MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import { ensureDirectory, hasErrorCode, readJsonFile, writeJsonAtomic } from '../../settings/index.ts';
import type { PlannedAccount, ResearchPlan } from '../plan.ts';

/** A lockbox of a workspace. */
export interface Lockbox {
  /** Name of the config that set it aside. */
  readonly name: string;
  readonly instruments: readonly string[];
  /** First date that is set aside; everything after it is, too. */
  readonly from: string;
  /** Set once it is open. */
  readonly opened?: { readonly runId: string; readonly reason: string; readonly time: string } | undefined;
}

/** Every lockbox of a workspace, by name. */
export async function readLockboxes(workspace: string): Promise<readonly Lockbox[]> {
  const folder = path.join(workspace, 'lockboxes');
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => (await readJsonFile(path.join(folder, file))) as Lockbox));
}

/** Writes a lockbox in place of the one of that name. */
export async function writeLockbox(workspace: string, lockbox: Lockbox): Promise<void> {
  const folder = path.join(workspace, 'lockboxes');
  await ensureDirectory(folder);
  await writeJsonAtomic(path.join(folder, `${lockbox.name}.json`), lockbox);
}

/** Notes the lockbox of a run's config. A closed one only grows: no later date, no fewer instruments. An open one stays open. */
export async function noteLockbox({ loaded, accounts }: ResearchPlan, workspace: string): Promise<void> {
  const { name, evaluation } = loaded.config;
  const { lockbox } = evaluation;
  if (lockbox === undefined) return;
  const known = (await readLockboxes(workspace)).find((one) => one.name === name);
  if (known?.opened !== undefined) return;
  const instruments = accounts.flatMap((account) => account.instruments);
  await writeLockbox(workspace, {
    name,
    instruments: [...new Set([...(known?.instruments ?? []), ...instruments])].sort(),
    from: known === undefined || lockbox.from < known.from ? lockbox.from : known.from,
  });
}

/**
 * A plan that ends before every closed lockbox that touches it.
 *
 * @throws {ConfigError} if dates that were written down lie in one, or nothing is left before it.
 */
export async function withoutLockboxes(plan: ResearchPlan, workspace: string): Promise<ResearchPlan> {
  const known = await readLockboxes(workspace);
  const { name, evaluation } = plan.loaded.config;
  const isOpen = known.some((one) => one.name === name && one.opened !== undefined);
  const own = evaluation.lockbox === undefined || isOpen ? undefined : evaluation.lockbox.from;
  const problems: ConfigProblem[] = [];
  const accounts = plan.accounts.map((account) => {
    const touching = known.filter(
      ({ opened, instruments }) => opened === undefined && instruments.some((id) => account.instruments.includes(id)),
    );
    const closed = [...touching, ...(own === undefined ? [] : [{ name, from: own }])];
    const [first] = closed.sort((one, other) => (one.from < other.from ? -1 : 1));
    return first === undefined ? account : endingBefore(account, first, problems);
  });
  if (problems.length > 0) {
    throw new ConfigError(plan.loaded.path, problems, {
      hint: 'End before it, or open it for good with `assay verdict open-lockbox RUN --reason TEXT`.',
    });
  }
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const rows = plan.rows.map((row) => ({ ...row, account: byId.get(row.account.id) as PlannedAccount }));
  return { ...plan, accounts, rows };
}

function endingBefore(
  account: PlannedAccount,
  { name, from }: Pick<Lockbox, 'name' | 'from'>,
  problems: ConfigProblem[],
): PlannedAccount {
  const { dates, fixedDates, pack } = account;
  const last = formatIsoDate((parseIsoDate(from) as number) - MS_PER_DAY);
  if (dates.to !== null && dates.to <= last) return account;
  const place = `packs (${pack})`;
  if (dates.from !== null && dates.from > last)
    problems.push({ path: place, message: `begins on ${dates.from}, in the lockbox of '${name}' from ${from} on` });
  else if (fixedDates && dates.to !== null)
    problems.push({ path: place, message: `ends on ${dates.to}, in the lockbox of '${name}' from ${from} on` });
  return { ...account, dates: { ...dates, to: last } };
}
