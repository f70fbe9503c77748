import { costFigures, DRIFTLESS, memberCosts, nullMembers } from '@assay/quant/evidence';
import type { ProofCosts, MarketShape, MemberCosts } from '@assay/quant/evidence';
import { counted, WITH_COSTS } from './proof.ts';
import type { ProofContext } from './proof.ts';

/** What trading by chance earned and paid, as fractions of the cash at the start. */
export interface CostProof {
  readonly n: number;
  readonly trades: number;
  readonly grossMean: number;
  readonly grossSe: number;
  /** P&L after costs: minus the costs, but for luck. */
  readonly netMean: number;
  readonly costsMean: number;
  readonly netPlusCostsMean: number;
  readonly netPlusCostsSe: number;
  /** Standard errors that a mean may lie from 0. */
  readonly limit: number;
  readonly ok: boolean;
}

const STANDARD_ERRORS = 3;

/** Strategies without an edge lose exactly what they pay, within 3 standard errors. */
export async function proveCosts(context: ProofContext, shape: MarketShape = DRIFTLESS): Promise<CostProof> {
  const { strategies: count } = context.sizes;
  const population = { count, seed: `${context.seed}/costs`, shape, contract: WITH_COSTS, direction: 'any' as const };
  context.progress.start('random strategies with costs', count);
  const members: MemberCosts[] = [];
  for await (const member of counted(nullMembers(population), context.progress))
    members.push(memberCosts(member.result));
  context.progress.finish();
  return judged(count, costFigures(members));
}

function judged(n: number, { gross, net, netPlusCosts, costs, trades }: ProofCosts): CostProof {
  const isZero = ({ mean, error }: ProofCosts['gross']): boolean => Math.abs(mean) <= STANDARD_ERRORS * error;
  return {
    n,
    trades,
    grossMean: gross.mean,
    grossSe: gross.error,
    netMean: net.mean,
    costsMean: costs,
    netPlusCostsMean: netPlusCosts.mean,
    netPlusCostsSe: netPlusCosts.error,
    limit: STANDARD_ERRORS,
    ok: isZero(gross) && isZero(netPlusCosts) && costs > 0,
  };
}
