import type { FillContract } from '@assay/quant/execution';
import type { Fold } from '@assay/quant/evidence';
import type { BoundaryPolicy } from '@assay/quant/simulation';
import type { Parameters } from '@assay/quant/strategy';
import type { SimulationAccount } from './simulation-settings.ts';

/** A strategy as a thread can find it. */
export type StrategyReference =
  | { readonly kind: 'built-in'; readonly name: string }
  | { readonly kind: 'module'; readonly entry: string; readonly folder: string; readonly hash: string };

/** What training windows choose parameters by. */
export type SelectionMeasure = 'excessSharpe' | 'netSharpe' | 'netReturn';

/** What every simulation of one account has in common, as plain JSON. */
export interface AccountSettings extends SimulationAccount {
  readonly boundary: BoundaryPolicy;
  readonly seed: number;
}

/** One parameter set over one stretch of the account's periods, indices into the pack's timeline, `to` included. */
export interface PlannedSegment {
  readonly from: number;
  readonly to: number;
  readonly params: Parameters;
}

/** One configuration to evaluate over the stitched test windows. */
export interface PlannedTrial {
  /** What it is named by; where folds differ, those of the last one. */
  readonly params: Parameters;
  readonly segments: readonly PlannedSegment[];
}

/** Argument of `evaluateTrials`: configurations of one strategy on one account. */
export interface TrialsArgument {
  readonly strategy: StrategyReference;
  readonly trials: readonly PlannedTrial[];
  readonly folds: readonly Fold[];
  readonly account: AccountSettings;
  readonly contract: FillContract;
  /** Undefined where nothing is chosen, as for neighbours. */
  readonly selectBy: SelectionMeasure | undefined;
}

/** Argument of `evaluateLadder`: the same decisions at multiples of their costs. */
export interface LadderArgument extends Omit<RowArgument, 'contracts'> {
  readonly steps: readonly { readonly costMultiple: number; readonly contract: FillContract }[];
  readonly periodsPerYear: number;
}

/** Argument of `evaluateRow`: the parameters each fold chose, under several fill contracts. */
export interface RowArgument {
  readonly strategy: StrategyReference;
  readonly segments: readonly PlannedSegment[];
  readonly account: AccountSettings;
  readonly contracts: readonly FillContract[];
}
