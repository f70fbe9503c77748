import type { PreparedAccount } from './prepare-accounts.ts';
import type { ResearchPlan } from './plan.ts';
import { trialKeyOf } from './run-identity.ts';

/**
 * Keys of every trial that a run may make: its parameter sets and all their neighbours.
 *
 * Which neighbours are evaluated is known at the end only; leaving all of them out of the prior trials keeps the run's id,
 * and with it its bytes, the same when the run is repeated.
 */
export async function neighbourhoodKeys(
  plan: ResearchPlan,
  prepared: readonly PreparedAccount[],
): Promise<ReadonlySet<string>> {
  const starts = new Map(prepared.map(({ account, timeline }) => [account.id, timeline[0] as number]));
  const keys = new Set<string>();
  for (const row of plan.rows) {
    const start = starts.get(row.account.id) as number;
    for (const params of row.strategy.sets) {
      keys.add(trialKeyOf(plan, row, params, start));
      for (const near of await row.strategy.neighboursOf(params)) keys.add(trialKeyOf(plan, row, near, start));
    }
  }
  return keys;
}
