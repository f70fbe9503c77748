import type { LoadedConfig } from '../load-config.ts';
import type { PlannedAccount, ResearchPlan } from '../plan.ts';
import type { KeptAccount } from './kept-request.ts';

/** What a replay takes from the run that it makes again, instead of from the clock, the workspace and its own code. */
export interface FrozenRun {
  readonly loaded: LoadedConfig;
  readonly accounts: readonly KeptAccount[];
  /** The version that made the run: names of runs and steps are made of it. */
  readonly codeVersion: string;
  /** Of a grid alone. */
  readonly grid?: ResearchPlan['grid'];
}

/** The plan with the dates that were decided when the run was made. */
export function withFrozenDates(plan: ResearchPlan, { accounts: kept }: Pick<FrozenRun, 'accounts'>): ResearchPlan {
  const frozen = new Map<string, PlannedAccount>();
  for (const account of plan.accounts) {
    const found = kept.find(({ id }) => id === account.id);
    const freshness = account.freshness;
    frozen.set(account.id, {
      ...account,
      ...(found === undefined ? {} : { dates: found.dates, asked: found.asked ?? found.dates }),
      ...(freshness === undefined ? {} : { freshness: { ...freshness, asOf: found?.asOf ?? freshness.asOf } }),
    });
  }
  const rows = plan.rows.map((row) => ({ ...row, account: frozen.get(row.account.id) as PlannedAccount }));
  return { ...plan, accounts: [...frozen.values()], rows };
}
