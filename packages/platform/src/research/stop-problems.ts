import type { ConfigProblem } from '@assay/core/errors';
import type { SizingPolicy } from '@assay/quant/risk';
import type { PlannedStrategy } from './plan-strategies.ts';

/** A row as far as its sizing depends on it. */
interface SizedRow {
  readonly strategy: Pick<PlannedStrategy, 'name' | 'parameters' | 'reference' | 'sets'>;
  readonly account: { readonly pack: string; readonly sizing: SizingPolicy };
}

/** Parameters by which built-in strategies set a stop, as a fraction of the entry price; 0 for none. */
const STOP_PARAMETER = 'stopFraction';

/**
 * Rows whose sizing needs a stop that no parameter set of their strategy sets: every opening would be refused. What a
 * user's module does is seen in the run.
 */
export function stopProblems(rows: readonly SizedRow[]): readonly ConfigProblem[] {
  const found = new Map<string, ConfigProblem>();
  for (const { strategy, account } of rows) {
    if (account.sizing.kind !== 'risk-per-trade' || strategy.reference.kind === 'module') continue;
    if (strategy.sets.some((params) => Number(params[STOP_PARAMETER] ?? 0) > 0)) continue;
    const canStop = strategy.parameters.some(({ name }) => name === STOP_PARAMETER);
    const remedy = canStop ? `set its ${STOP_PARAMETER}` : 'size it otherwise';
    const message = `${strategy.name} sets no stop, which the risk-per-trade sizing of pack '${account.pack}' needs: ${remedy}`;
    found.set(message, { path: 'strategies', message });
  }
  return [...found.values()];
}
