import { COST_STRESS_FACTORS, fillContract, scaleCosts } from '@assay/quant/execution';
import type { FillContract } from '@assay/quant/execution';

/** What the costs of a backtest are multiplied by, to show how much of its result they leave. */
export const STRESS_FACTORS: readonly number[] = COST_STRESS_FACTORS;

/** Factor that a variant applies to declared costs. */
const VARIANT_FACTORS: Readonly<Record<FillContract['variant'], number>> = { base: 1, pessimistic: 2, optimistic: 0.5 };

/** A fill contract with its costs multiplied and everything else as it is; its name says that it is another one. */
export function stressedContract(contract: FillContract, factor: number): FillContract {
  const { name: _name, description: _description, variant, costs, ...rules } = contract;
  return fillContract(variant, { ...rules, costs: scaleCosts(costs, factor / VARIANT_FACTORS[variant]) });
}
