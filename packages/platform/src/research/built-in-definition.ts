import { leakFixtures } from '@assay/quant/evidence';
import { strategyByName } from '@assay/quant/strategy';
import type { StrategyDefinition } from '@assay/quant/strategy';

const PLANTED = /^planted\/(?<kind>[a-z-]+)\/(?<twin>leaky|clean)$/u;

/** Name of a planted leak, or of its clean twin, as a reference in a run has it; no config can ask for one. */
export function plantedName(kind: string, twin: 'leaky' | 'clean'): string {
  return `planted/${kind}/${twin}`;
}

/**
 * The definition that a reference to product code names.
 *
 * @throws {NotFoundError} if there is none.
 */
export function builtInDefinition(name: string): StrategyDefinition {
  const { kind, twin } = PLANTED.exec(name)?.groups ?? {};
  const planted = kind === undefined ? undefined : leakFixtures().find((one) => one.kind === kind);
  return planted === undefined ? strategyByName(name) : planted[twin as 'leaky' | 'clean']();
}
