import { binomialAcceptanceBand } from '@assay/core/distributions';
import { DEFAULT_KILL_POLICY, resolveKillPolicy, trialStatistics } from '@assay/quant/evidence';
import type { KillPolicy } from '@assay/quant/evidence';
import { baseContract } from '@assay/quant/execution';
import type { FillContract } from '@assay/quant/execution';
import type { Progress } from '../../telemetry/index.ts';

/** How much is simulated. */
export interface ProofSizes {
  /** Random strategies, each with a market and a ledger of its own. */
  readonly strategies: number;
  /** Families that share a ledger, and the members of each. */
  readonly families: number;
  readonly members: number;
  /** Planted markets of each size of edge. */
  readonly planted: number;
  /** Limits at reduced sizes are exact binomial bands around those of the full proof. */
  readonly isFull: boolean;
}

/** The sizes at which the limits hold as they are stated. */
export const FULL_SIZES: ProofSizes = Object.freeze({
  strategies: 1_000,
  families: 200,
  members: 50,
  planted: 1_000,
  isFull: true,
});

/** Sizes for every day: the same code, wider bands. */
export const REDUCED_SIZES: ProofSizes = Object.freeze({
  strategies: 400,
  families: 60,
  members: 50,
  planted: 80,
  isFull: false,
});

/** The rules that are put to the proof. */
export interface Judging {
  readonly policy: KillPolicy;
  readonly trialStatistics: typeof trialStatistics;
}

/** The rules that verdicts use, with the default limits. */
export const DEFAULT_JUDGING: Judging = Object.freeze({
  policy: resolveKillPolicy(DEFAULT_KILL_POLICY),
  trialStatistics,
});

/** What every part of the proof is given. */
export interface ProofContext {
  readonly seed: string;
  readonly sizes: ProofSizes;
  readonly judging: Judging;
  readonly progress: Progress;
}

/** A range of shares, both ends included. */
export interface ShareBand {
  readonly low: number;
  readonly high: number;
}

/** The nominal rate: chance that the rule lets a worthless strategy pass. */
export const ALPHA = 0.05;

/** Probability of every band and limit by chance. */
export const BAND_LEVEL = 0.99;

/** Fills without costs, for what is stated without them. */
export const COST_FREE: FillContract = baseContract({
  costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 },
  degenerateOpen: 'accept',
});

/** Fills at the default costs. Opens that repeat the close before are prices like others on made markets. */
export const WITH_COSTS: FillContract = baseContract({ degenerateOpen: 'accept' });

/** Shares of `n` that are not surprising where the probability is `p`: the exact binomial band. */
export function shareBand(n: number, p: number): ShareBand {
  const { low, high } = binomialAcceptanceBand(n, p, BAND_LEVEL);
  return { low: low / n, high: high / n };
}

const PARTS_BETWEEN_PAUSES = 10;

/** Counts parts that are done, and lets the process hear signals between them. */
export async function* counted<T>(parts: Iterable<T>, progress: Progress): AsyncGenerator<T> {
  let done = 0;
  for (const part of parts) {
    yield part;
    progress.advance();
    if (++done % PARTS_BETWEEN_PAUSES === 0) await new Promise((resume) => setImmediate(resume));
  }
}
