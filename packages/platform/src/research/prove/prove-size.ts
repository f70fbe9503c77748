import { DRIFTLESS, nullMembers, passesStatisticalRule, proofTrial } from '@assay/quant/evidence';
import type { MarketShape, NullDirection, NullMember } from '@assay/quant/evidence';
import { ALPHA, COST_FREE, counted, shareBand } from './proof.ts';
import type { Judging, ProofContext, ShareBand } from './proof.ts';

/** How many random strategies passed the statistical rule alone, each with a ledger of its own. */
export interface SizeProof {
  readonly n: number;
  readonly passed: number;
  readonly share: number;
  /** Shares that are accepted. */
  readonly band: ShareBand;
  readonly ok: boolean;
}

/** Limits at full size; see ruling and docs/methods/false-discovery.md. */
const FULL_BAND: ShareBand = { low: 0.03, high: 0.07 };

/** A market that rises by a fifth a year. */
const RISING: MarketShape = { ...DRIFTLESS, drift: 0.0008 };

/** Random strategies of every direction without costs on driftless markets: the rule lets through what it says, no more and no less. */
export async function proveSize(context: ProofContext): Promise<SizeProof> {
  const { strategies, isFull } = context.sizes;
  const passed = await countPassing(context, { name: 'size', shape: DRIFTLESS, direction: 'any' });
  return judged(strategies, passed, isFull ? FULL_BAND : shareBand(strategies, ALPHA));
}

/** Random long entries on rising markets: the market's rise lets no more of them through than the nominal rate. */
export async function proveRising(context: ProofContext): Promise<SizeProof> {
  const { strategies } = context.sizes;
  const passed = await countPassing(context, { name: 'rising', shape: RISING, direction: 'long-only' });
  return judged(strategies, passed, { low: 0, high: shareBand(strategies, ALPHA).high });
}

interface Population {
  readonly name: string;
  readonly shape: MarketShape;
  readonly direction: NullDirection;
}

async function countPassing(context: ProofContext, { name, shape, direction }: Population): Promise<number> {
  const { strategies: count } = context.sizes;
  const members = nullMembers({ count, seed: `${context.seed}/${name}`, shape, contract: COST_FREE, direction });
  context.progress.start(`random strategies, ${name}`, count);
  let passed = 0;
  for await (const member of counted(members, context.progress)) {
    if (passesAlone(member, context.judging)) passed++;
  }
  context.progress.finish();
  return passed;
}

function passesAlone(member: NullMember, { policy, trialStatistics }: Judging): boolean {
  const { params, result, statistics } = member;
  const ledger = [proofTrial('own', { strategy: 'random-entry', params }, result, statistics)];
  const trials = trialStatistics(ledger, { nObservations: statistics.n, declaredPriorTrials: 0 });
  return passesStatisticalRule(statistics, trials, policy);
}

function judged(n: number, passed: number, band: ShareBand): SizeProof {
  const share = passed / n;
  return { n, passed, share, band, ok: share >= band.low && share <= band.high };
}
