import { COST_STRESS_FACTORS, stressedContract } from '@assay/quant/execution';
import type { FillContract } from '@assay/quant/execution';

/** A fill contract with everything that broker and market take multiplied. */
export interface StressedContract {
  readonly costMultiple: number;
  readonly contract: FillContract;
}

/**
 * The contracts of the cost stress that stands beside every figure.
 *
 * @param multiples - of the costs. @default 1.25, 1.5 and 2
 */
export function costLadder(
  contract: FillContract,
  multiples: readonly number[] = COST_STRESS_FACTORS,
): readonly StressedContract[] {
  return multiples.map((costMultiple) => ({
    costMultiple,
    contract: stressedContract(contract, costMultiple),
  }));
}
