import { clopperPearsonLower } from '@assay/core/distributions';
import { createRng } from '@assay/core/random';
import {
  DRIFTLESS,
  familyOf,
  nullMarket,
  nullMember,
  passesStatisticalRule,
  proofTrial,
  randomParameters,
} from '@assay/quant/evidence';
import type { NullMember } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import { ALPHA, BAND_LEVEL, COST_FREE, counted, WITH_COSTS } from './proof.ts';
import type { Judging, ProofContext } from './proof.ts';

/** In how many families at least one member passed. */
export interface FamilyFigures {
  readonly accepting: number;
  readonly share: number;
  /** Exact lower 99 % limit of the probability that any member of a family passes. */
  readonly lower: number;
  readonly ok: boolean;
}

/** Families of random strategies on one market, each judged with its whole family in the ledger. */
export interface FamilyProof {
  readonly families: number;
  readonly members: number;
  /** What `lower` may be at most. */
  readonly limit: number;
  readonly withCosts: FamilyFigures;
  /** The same families without costs: costs alone let hardly anything pass, so this is where counting trials shows. */
  readonly withoutCosts: FamilyFigures;
  readonly ok: boolean;
}

/** Of families that share a ledger, at most one in twenty lets anything through. */
export async function proveFamily(context: ProofContext): Promise<FamilyProof> {
  const { families, members } = context.sizes;
  const counts = { withCosts: 0, withoutCosts: 0 };
  context.progress.start('families of random strategies', families);
  const numbers = Array.from({ length: families }, (_, index) => index);
  for await (const family of counted(numbers, context.progress)) {
    if (acceptsAny(familyMembers(context, family, WITH_COSTS), context.judging)) counts.withCosts++;
    if (acceptsAny(familyMembers(context, family, COST_FREE), context.judging)) counts.withoutCosts++;
  }
  context.progress.finish();
  const withCosts = figuresOf(counts.withCosts, families);
  const withoutCosts = figuresOf(counts.withoutCosts, families);
  return { families, members, limit: ALPHA, withCosts, withoutCosts, ok: withCosts.ok && withoutCosts.ok };
}

function familyMembers({ seed, sizes }: ProofContext, family: number, contract: FillContract): readonly NullMember[] {
  const name = `${seed}/family/${family}`;
  const series = nullMarket(name, DRIFTLESS);
  const draws = createRng(`population/${name}`);
  return Array.from({ length: sizes.members }, (_, index) =>
    nullMember(series, { params: randomParameters(draws, index, 'any'), contract, seed: name }),
  );
}

function acceptsAny(members: readonly NullMember[], { policy, trialStatistics }: Judging): boolean {
  const ledger = members.map(({ params, result, statistics }, index) =>
    proofTrial(`${index}`, { strategy: 'random-entry', params }, result, statistics),
  );
  return members.some(({ result, statistics }) => {
    const { instruments, times } = result;
    const family = familyOf(ledger, { instruments, from: times[0] as number, to: times.at(-1) as number });
    const trials = trialStatistics(family, { nObservations: statistics.n, declaredPriorTrials: 0 });
    return passesStatisticalRule(statistics, trials, policy);
  });
}

function figuresOf(accepting: number, families: number): FamilyFigures {
  const lower = clopperPearsonLower(accepting, families, BAND_LEVEL);
  return { accepting, share: accepting / families, lower, ok: lower <= ALPHA };
}
