import { strategyByName } from '@assay/quant/strategy';
import type { PlannedStrategy } from '../plan-strategies.ts';

/** The crossover as planning leaves it, for tests. */
export function movingAverageCrossover(): PlannedStrategy {
  const definition = strategyByName('moving-average-crossover');
  return {
    name: definition.name,
    summary: definition.summary,
    identity: definition.name,
    reference: { kind: 'built-in', name: definition.name },
    parameters: definition.parameters,
    axes: [],
    sets: [],
    skipped: 0,
    notes: [],
    packs: undefined,
    moduleFiles: [],
    problemsOf: (sets) => Promise.resolve(sets.map((params) => definition.validate?.(params) ?? [])),
  };
}
