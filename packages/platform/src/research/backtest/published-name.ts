import type { ResearchPlan } from '../plan.ts';
import { UNNAMED } from './backtest-config.ts';
import type { BacktestRequest } from './options.ts';

/** The plan under the name that was given, else under that of the strategy. */
export function named(plan: ResearchPlan, { name }: Pick<BacktestRequest, 'name'>): ResearchPlan {
  const { loaded } = plan;
  const own = name ?? publishedName(plan.strategies[0]?.name ?? UNNAMED);
  return { ...plan, loaded: { ...loaded, config: { ...loaded.config, name: own } } };
}

/** A strategy's name as one that results can be published under. */
function publishedName(strategy: string): string {
  const plain = strategy.toLowerCase().replaceAll(/[^a-z0-9._-]+/gu, '-');
  return plain.replace(/^[^a-z0-9]+/u, '').slice(0, 100) || UNNAMED;
}
