import type { CostProof } from './prove-costs.ts';
import { proveCosts } from './prove-costs.ts';
import type { FamilyProof } from './prove-family.ts';
import { proveFamily } from './prove-family.ts';
import type { PowerProof } from './prove-power.ts';
import { provePower } from './prove-power.ts';
import type { SizeProof } from './prove-size.ts';
import { proveRising, proveSize } from './prove-size.ts';
import type { ProofContext, ProofSizes } from './proof.ts';

/** What the rules let through, what they find, and what trading costs, each beside its limit. */
export interface FalseDiscoveryProof {
  readonly seed: string;
  readonly sizes: ProofSizes;
  readonly size: SizeProof;
  readonly rising: SizeProof;
  readonly family: FamilyProof;
  readonly power: readonly PowerProof[];
  readonly costs: CostProof;
  readonly ok: boolean;
}

/** Puts the engine and the rules of the verdict to the proof, on markets whose truth is known. */
export async function proveFalseDiscovery(context: ProofContext): Promise<FalseDiscoveryProof> {
  const size = await proveSize(context);
  const rising = await proveRising(context);
  const family = await proveFamily(context);
  const power = await provePower(context);
  const costs = await proveCosts(context);
  const ok = [size, rising, family, ...power, costs].every((part) => part.ok);
  return { seed: context.seed, sizes: context.sizes, size, rising, family, power, costs, ok };
}
